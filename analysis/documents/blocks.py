"""What a wrap-up is laid out in. Every format draws the same blocks, so all hold the same.

A `Document` is a tree of parts; a part holds blocks and, below those, smaller parts. Nothing here
knows of a format, and nothing in a renderer knows of programmes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

from analysis.report_parts import Citation


class Tone(StrEnum):
    """How a paragraph is set; also its class in HTML."""

    RUNNING = "running"
    SOFT = "report-sentence"
    NOTICE = "report-notice"
    PROVISIONAL = "provisional"
    BYLINE = "report-byline"
    CONTACT = "contact-lines"


class Color(StrEnum):
    """What a series is about decides its colour; renderers know the value."""

    CONTENT = "content"
    PROCESS = "process"
    OTHER = "other"
    AGREE = "agree"
    DISAGREE = "disagree"
    PASSED = "passed"
    STEPS = "steps"  # of a scale: from pale to dark


@dataclass(frozen=True)
class Prose:
    """A paragraph. `lead` stands before it in bold."""

    text: str
    tone: Tone = Tone.RUNNING
    lead: str = ""


@dataclass(frozen=True)
class Said:
    """Statements word for word, each with its number. `aspect`: content, process or ""."""

    citations: tuple[Citation, ...]
    aspect: str = ""


@dataclass(frozen=True)
class Central:
    """The central statement of a theme; `number` when it is also a collected statement."""

    text: str
    number: int | None = None


@dataclass(frozen=True)
class Facts:
    """Terms with what is told of each."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Bullet:
    """One point of a list: **lead** text (remark), with smaller points or a line below it."""

    text: str
    lead: str = ""
    remark: str = ""
    link: str = ""
    note: str = ""
    below: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bullets:
    items: tuple[Bullet, ...]


@dataclass(frozen=True)
class Series:
    """One colour of a chart, one column of its table."""

    name: str
    color: Color = Color.CONTENT


@dataclass(frozen=True)
class Row:
    """What a figure says about one thing. `values`: None where there are too few to show."""

    label: str | Citation
    values: tuple[int, ...] | None


@dataclass(frozen=True)
class Figure:
    """Counts as a chart and as a table. `head` is above the labels; `number` is set at the end."""

    caption: str
    head: str
    series: tuple[Series, ...]
    rows: tuple[Row, ...]
    shares: bool = False  # every bar is as long as the chart is wide
    number: int = 0

    @property
    def longest(self) -> int:
        """What a bar of full length stands for; at least 1."""
        return max([1, *(sum(row.values or ()) for row in self.rows)])

    @property
    def alt(self) -> str:
        """What the chart shows, in words, for who does not see it."""
        told = [
            ", ".join(
                f"{one.name} {n}" for one, n in zip(self.series, row.values or (), strict=False)
            )
            or "te weinig om te tonen"
            for row in self.rows[:_IN_ALT]
        ]
        labels = [
            f"uitspraak {row.label.number}" if isinstance(row.label, Citation) else row.label
            for row in self.rows
        ]
        lines = [f"{label}: {text}" for label, text in zip(labels, told, strict=False)]
        more = len(self.rows) - len(told)
        rest = f" En nog {more} in de tabel hieronder." if more else ""
        return f"Staafdiagram. {self.caption} {'; '.join(lines)}.{rest}"


_IN_ALT = 12


@dataclass(frozen=True)
class Table:
    """Words in columns, with a caption; `number` is set at the end."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    number: int = 0


Block: TypeAlias = Prose | Said | Central | Facts | Bullets | Figure | Table


@dataclass(frozen=True)
class Part:
    """A heading with what stands below it. `over` is the small word before the heading.

    `kind` names its look: theme, meeting, aspect content, method, contact or "".
    """

    title: str
    blocks: tuple[Block, ...] = ()
    parts: tuple[Part, ...] = ()
    over: str = ""
    kind: str = ""
    anchor: str = ""

    @property
    def heading(self) -> str:
        return f"{self.over} {self.title}" if self.over else self.title


@dataclass(frozen=True)
class Front:
    """What stands on the front page. `about`: which part or size it is; `byline`: period, who."""

    over: str
    title: str
    about: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """A wrap-up that only has to be drawn.

    `depth`: so many levels of headings are in the table of contents; 0: there is none, and the
    front is the top of the first page instead of a page of its own.
    """

    front: Front
    parts: tuple[Part, ...]
    depth: int = 1
    author: str = ""
    running: str = field(default="")  # at the top of each page

    @cached_property
    def listed(self) -> frozenset[int]:
        """Numbers of the statements that stand in a list: there a number leads."""
        return frozenset(
            citation.number
            for block in self.blocks()
            if isinstance(block, Said)
            for citation in block.citations
        )

    def blocks(self) -> Iterator[Block]:
        for _, part in self.walk():
            yield from part.blocks

    def walk(self) -> Iterator[tuple[int, Part]]:
        """Every part with its level, from 1, in reading order."""
        yield from _walk(self.parts, 1)

    def contents(self) -> list[tuple[int, Part]]:
        """What the table of contents lists."""
        return [(level, part) for level, part in self.walk() if level <= self.depth]


def _walk(parts: tuple[Part, ...], level: int) -> Iterator[tuple[int, Part]]:
    for part in parts:
        yield level, part
        yield from _walk(part.parts, level + 1)
