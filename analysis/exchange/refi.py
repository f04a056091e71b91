"""REFI-QDA: a codebook (.qdc) or a coded project (.qdpx) as a researcher's program writes it.

The standard, version 1.5 (https://www.qdasoftware.org): a codebook is XML in the namespace
urn:QDA-XML:codebook:1.0; a project is a zip with `project.qde`, XML in urn:QDA-XML:project:1.0,
and the texts of its sources in the folder `sources`. Positions in a text count Unicode code
points from 0; the end is not part of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis.exchange.opening import Archive, Received, Unreadable, local, parse_xml
from collector.wording import Wording

MOST_CODES = 2_000
INTERNAL = "internal://"
_FOLDER = "sources/"


@dataclass(frozen=True)
class Code:
    """`description` as the researcher wrote it; `codable` is false for one that only groups."""

    guid: str
    name: str
    description: str = ""
    codable: bool = True


@dataclass(frozen=True)
class Quotation:
    """A piece of a text, and the guids of the codes that were given to it."""

    text: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """`codes` were given to the whole text, `quotations` to pieces of it; `values` are what is said
    of the source, name of a variable → text."""

    guid: str
    name: str
    text: str
    codes: tuple[str, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def all_codes(self) -> tuple[str, ...]:
        pieces = (code for piece in self.quotations for code in piece.codes)
        return tuple(dict.fromkeys((*self.codes, *pieces)))


@dataclass(frozen=True)
class Project:
    """`other_sources` counts pictures, sound, film, PDF; `unreadable` are texts not in the file."""

    name: str
    codes: tuple[Code, ...]
    sources: tuple[Source, ...]
    other_sources: int = 0
    unreadable: tuple[str, ...] = ()


def read_codebook(received: Received) -> tuple[Code, ...]:
    """:raise Unreadable: it is damaged, or holds no codes."""
    codes = _codes(parse_xml(received.data))
    if not codes:
        raise Unreadable(Wording("In dit codeboek staan geen codes."))
    return codes


def read_project(received: Received) -> Project:
    """:raise Unreadable: it is damaged, or holds neither codes nor texts."""
    archive = Archive(received)
    names = {name.replace("\\", "/").casefold(): name for name in archive.names}
    inside = names.get("project.qde") or next(
        name for key, name in names.items() if key.endswith(".qde")
    )
    root = parse_xml(archive.read(inside))
    variables = {
        _guid(one): one.get("name") or "" for one in root.iter() if local(one) == "Variable"
    }
    sources, unreadable = [], []
    for element in root.iter():
        if local(element) != "TextSource":
            continue
        text = _text(element, archive, names)
        if text is None:
            unreadable.append(element.get("name") or element.get("guid") or "?")
        else:
            sources.append(_source(element, text, variables))
    project = Project(
        name=" ".join((root.get("name") or "").split()),
        codes=_codes(root),
        sources=tuple(sources),
        other_sources=sum(
            local(one) in ("PictureSource", "PDFSource", "AudioSource", "VideoSource")
            for one in root.iter()
        ),
        unreadable=tuple(unreadable),
    )
    if not project.codes and not project.sources:
        raise Unreadable(Wording("In dit project staan geen codes en geen teksten."))
    return project


def _codes(root: Any) -> tuple[Code, ...]:
    """:raise Unreadable: there are more than 2,000."""
    found = [_code(one) for one in root.iter() if local(one) == "Code"]
    if len(found) > MOST_CODES:
        raise Unreadable(Wording("In dit codeboek staan meer dan %(n)s codes.", n=MOST_CODES))
    return tuple(one for one in found if one.name)


def _code(element: Any) -> Code:
    said = next((one.text or "" for one in element if local(one) == "Description"), "")
    codable = (element.get("isCodable") or "true").lower() not in ("false", "0")
    return Code(
        _guid(element), " ".join((element.get("name") or "").split()), said.strip(), codable
    )


def _guid(element: Any) -> str:
    return (element.get("guid") or "").strip("{}").casefold()


def _source(element: Any, text: str, variables: Mapping[str, str]) -> Source:
    return Source(
        guid=_guid(element),
        name=" ".join((element.get("name") or "").split()),
        text=text,
        codes=tuple(_given(element)),
        quotations=tuple(_quotations(element, text)),
        values=dict(_values(element, variables)),
    )


def _values(element: Any, variables: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for one in element:
        if local(one) == "VariableValue":
            parts = {local(part): part for part in one}
            reference = parts.pop("VariableRef", None)
            guid = "" if reference is None else reference.get("targetGUID") or ""
            name = variables.get(guid.strip("{}").casefold(), "")
            for part in parts.values():
                yield name, " ".join((part.text or "").split())


def _quotations(element: Any, text: str) -> Iterator[Quotation]:
    """Pieces of one place are one quotation, whoever gave the codes."""
    found: dict[tuple[int, int], dict[str, None]] = {}
    for one in element:
        if local(one) == "PlainTextSelection":
            place = _place(one.get("startPosition")), _place(one.get("endPosition"))
            found.setdefault(place, {}).update(dict.fromkeys(_given(one)))
    for (start, end), codes in found.items():
        piece = text[start:end].strip()
        if piece and codes:
            yield Quotation(piece, tuple(codes))


def _place(text: str | None) -> int:
    """:raise Unreadable: it is no position."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > 12:
        raise Unreadable(
            Wording("Een codering in dit project heeft geen plaats in de tekst. Exporteer opnieuw.")
        )
    return int(text)


def _given(element: Any) -> Iterator[str]:
    for coding in element:
        if local(coding) == "Coding":
            for reference in coding:
                if local(reference) == "CodeRef":
                    yield (reference.get("targetGUID") or "").strip("{}").casefold()


def _text(element: Any, archive: Archive, names: dict[str, str]) -> str | None:
    """The text of a source, in the XML itself or in a file of the archive; None: not there."""
    for one in element:
        if local(one) == "PlainTextContent":
            return one.text or ""
    path = element.get("plainTextPath") or ""
    if not path.startswith(INTERNAL):
        return None
    name = names.get((_FOLDER + path.removeprefix(INTERNAL)).casefold())
    if name is None:
        return None
    try:
        text = archive.read(name).decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    # Positions count a line end as one: https://www.qdasoftware.org, "plain text" of the standard.
    return text.replace("\r\n", "\n")
