"""What the two REFI-QDA formats share: namespaces, lasting identifiers, codes.

REFI-QDA 1.5 (https://www.qdasoftware.org): a project is a zip (`.qdpx`) with `project.qde` and its
sources, a codebook is one XML file (`.qdc`). Themes are codes; content and process are codes below
a heading of their own. An identifier follows from what it names, so the same statement or theme has
the same one in every file, and is known again when a coded project comes back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID, uuid5

from analysis.exchange import columns
from analysis.exchange.tables import TakeOut
from analysis.release_tables import ASPECTS

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
ORIGIN = "Gesprekstafel"
ASPECT_HEADING = "inhoud of proces"

_OURS = UUID("6f1d3a52-0a0e-5c0b-9c53-2f7b54b1f2d4")
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COLOURS = (
    "#1b6ca8", "#c2571a", "#3d7d3a", "#8e3b8a", "#b3261e", "#6b5b00",
    "#00736b", "#5a4fcf", "#a0522d", "#4c6a00", "#9c1d5b", "#455a64",
)  # fmt: skip


@dataclass(frozen=True)
class Code:
    """A code of a codebook; a heading only holds other codes."""

    guid: str
    name: str
    colour: str = ""
    description: str = ""
    below: tuple[Code, ...] = ()

    @property
    def codable(self) -> bool:
        return not self.below


@lru_cache(maxsize=1024)  # codes and variables come back at every statement
def guid(*names: str) -> str:
    """The lasting identifier of what these names say, from general to particular."""
    return str(uuid5(_OURS, "\n".join(names)))


def theme_guid(slug: str, name: str) -> str:
    return guid(slug, "thema", name)


def aspect_guid(name: str) -> str:
    return guid("aspect", name)


def statement_guid(slug: str, text: str, again: int) -> str:
    """:param again: how many statements with the same words stand before it"""
    return guid(slug, "uitspraak", str(again), text)


def codes(take_out: TakeOut) -> Iterator[Code]:
    """Themes in their order, then content and process."""
    if columns.THEMES in take_out.names:
        table = take_out.table(columns.THEMES).for_people()
        name, central, phrases = (
            table.column(one) for one in (columns.THEME, "kernuitspraak", "kenmerkende_woorden")
        )
        for place, row in enumerate(table.rows):
            words = [("Kernuitspraak", row[central]), ("Kenmerkende woorden", row[phrases])]
            yield Code(
                theme_guid(take_out.slug, str(row[name])),
                str(row[name]),
                _COLOURS[place % len(_COLOURS)],
                "\n".join(f"{heading}: {text}" for heading, text in words if text),
            )
    yield _aspects(tuple(ASPECTS.values()))


def _aspects(names: Sequence[str]) -> Code:
    below = tuple(
        Code(aspect_guid(name), name, colour)
        for name, colour in zip(names, ("#2e7d32", "#ef6c00"), strict=True)
    )
    return Code(guid("aspect"), ASPECT_HEADING, below=below)


def in_xml(text: str) -> str:
    """Without the signs that no XML can hold (control characters)."""
    return _NOT_IN_XML.sub("", text)
