"""A wrap-up divided over slides: what stands on each, and what whoever presents has beside it.

Every statement is on a slide or, where a list has more than a room will read, in the notes with
the last slide of that list: word for word and with its number, like everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import count
from typing import Any, TypeVar

from analysis.documents.blocks import (
    Block,
    Bullet,
    Bullets,
    Central,
    Document,
    Facts,
    Figure,
    Part,
    Prose,
    Row,
    Said,
    Table,
    Tone,
)
from analysis.report_parts import Citation

T = TypeVar("T")

WIDTH = 78
"""Characters on a line of the text of a slide, at its full size."""
HEIGHT = 14.0
"""Lines on a slide at that size, the space between paragraphs included."""
GAP = 0.35
"""Lines between two paragraphs."""
LEAST = 30
"""Percent of the size of letters below which they shrink no more."""
LARGE = 1.4
"""Times the size of the other letters."""
PAGES = 2
"""Slides of one list of statements; what is left stands in the notes."""
BARS = 9
"""Bars in one chart; of statements, which stand beside it, fewer."""
VOTED = 5
BESIDE = 44, 16.0
"""Characters on a line and lines of what stands beside a chart, in smaller letters."""


class Kind(StrEnum):
    """What a slide is laid out as."""

    TITLE = "title"
    SECTION = "section"
    TEXT = "text"
    FIGURE = "figure"
    VOTES = "votes"  # statements, with a chart beside them
    TABLE = "table"


@dataclass(frozen=True)
class Line:
    """One paragraph. `number` and `times` of a statement; `lead` in bold before the text; `large`:
    what the others stand below."""

    text: str
    lead: str = ""
    number: int | None = None
    times: int = 1
    soft: bool = False
    aspect: str = ""
    level: int = 0
    large: bool = False

    @property
    def shown(self) -> str:
        """All that is read on it, but for the number."""
        more = f" ({self.times}×)" if self.times > 1 else ""
        return f"{self.lead} {self.text}{more}".strip()


@dataclass(frozen=True)
class Slide:
    """`title` differs from that of every other slide. `smaller`: 1, or less when it has to fit.

    `is_aside`: for whoever opens the file, not for the room.
    """

    kind: Kind
    title: str
    lines: tuple[Line, ...] = ()
    figure: Figure | None = None
    table: Table | None = None
    notes: tuple[str, ...] = ()
    smaller: float = 1.0
    is_aside: bool = False


@dataclass
class _Making:
    """The slides so far."""

    slides: list[Slide] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)

    def add(self, slide: Slide, within: str) -> None:
        """:param within: the title of what it is a part of, put before one that is there already"""
        title = " ".join(slide.title.split())
        if title in self.titles and within:
            title = f"{within}: {title}"
        unique = next(each for each in _numbered(title) if each not in self.titles)
        self.titles.add(unique)
        self.slides.append(replace(slide, title=unique))


def _numbered(title: str) -> Iterator[str]:
    yield title
    yield from (f"{title} ({number})" for number in count(2))


def deck(document: Document) -> tuple[Slide, ...]:
    """The slides of a document, in its order."""
    front, made = document.front, _Making()
    lines = [Line(each, soft=True) for each in (*front.about, *front.byline)]
    made.add(Slide(Kind.TITLE, front.title, tuple(lines), notes=front.notices), "")
    if front.notices:
        lines = [Line(each) for each in front.notices]
        made.add(Slide(Kind.TEXT, "Vooraf", tuple(lines), is_aside=True), "")
    for part in document.parts:
        _add_part(made, part, "")
    return tuple(made.slides)


def _add_part(made: _Making, part: Part, within: str) -> None:
    title = _title(part, within)
    if not within and part.parts:
        _add_section(made, part)
    else:
        _add_blocks(made, part.blocks, title, within)
    for below in part.parts:
        if below.kind != "also":  # that more was asked, and why it is not shown, is for reading
            _add_part(made, below, part.title)


def _title(part: Part, within: str) -> str:
    """Of an aspect: which theme it is of, as it is a slide on its own."""
    if part.kind.startswith("aspect"):
        return f"{within}: {part.title[0].lower()}{part.title[1:]}"
    return part.title


def _add_section(made: _Making, part: Part) -> None:
    """What is divided further begins with a slide that says what it is about."""
    lines = tuple(_flow(part.blocks))
    said = any(isinstance(block, Said) for block in part.blocks)
    collected = sum(len(block.citations) for block in _all_said(part))
    if collected and part.kind:  # a theme or a meeting
        count = "1 uitspraak" if collected == 1 else f"{collected} uitspraken"
        lines += (Line(count, soft=True),)
    if said or sum(map(_height, lines)) > HEIGHT / 2:
        made.add(Slide(Kind.SECTION, part.heading), "")
        _add_blocks(made, part.blocks, part.title, part.over or "Uitspraken")
        return
    made.add(Slide(Kind.SECTION, part.heading, lines, notes=_numbers(lines)), "")
    _add_blocks(made, [one for one in part.blocks if type(one) in _OWN], part.title, part.heading)


def _all_said(part: Part) -> Iterator[Said]:
    yield from (block for block in part.blocks if isinstance(block, Said))
    for below in part.parts:
        yield from _all_said(below)


def _add_blocks(made: _Making, blocks: Sequence[Block], title: str, within: str) -> None:
    """Text that follows on text is divided over slides together; the rest has its own."""
    running: list[Block] = []
    if together := _together(title, blocks):
        made.add(together, within)
        return

    def let_go() -> None:
        for slide in _pages(title, tuple(_flow(running))):
            made.add(slide, within)
        running.clear()

    for block in blocks:
        if type(block) not in _OWN:
            running.append(block)
            continue
        let_go()
        for slide in _OWN[type(block)](title, block):
            made.add(slide, within)
    let_go()


def _together(title: str, blocks: Sequence[Block]) -> Slide | None:
    """A central statement with what was said below it, where all of that fits on one slide."""
    kinds = {type(block) for block in blocks}
    if not (Central in kinds and Said in kinds and kinds <= {Central, Said, Prose}):
        return None
    lines: list[Line] = []
    for block in blocks:
        if isinstance(block, Said):
            lines += [_cited(each, block.aspect) for each in block.citations]
        elif isinstance(block, Central):
            lines += [replace(line, large=True) for line in _central(block)]
        else:
            lines += _flow([block])
    if sum(map(_height, lines)) > HEIGHT:
        return None
    return Slide(Kind.TEXT, title, tuple(lines), notes=_numbers(lines))


def _flow(blocks: Iterable[Block]) -> Iterator[Line]:
    """The lines of the blocks that are text."""
    for block in blocks:
        if type(block) in _LINES:
            yield from _LINES[type(block)](block)


def _prose(block: Prose) -> Iterator[Line]:
    soft = block.tone in (Tone.SOFT, Tone.BYLINE, Tone.PROVISIONAL)
    yield from (
        Line(each, lead=block.lead if not at else "", soft=soft)
        for at, each in enumerate(
            block.text.split("\n") if block.tone is Tone.CONTACT else [block.text]
        )
    )


def _central(block: Central) -> Iterator[Line]:
    yield Line(f"“{block.text}”", number=block.number)


def _facts(block: Facts) -> Iterator[Line]:
    yield from (Line(told, lead=f"{term}:") for term, told in block.rows)


def _bullets(block: Bullets) -> Iterator[Line]:
    for item in block.items:
        yield _bullet(item)
        below = [*item.below, *([item.note] if item.note else [])]
        yield from (Line(each, soft=True, level=1) for each in below)


def _bullet(item: Bullet) -> Line:
    return Line(f"{item.text}{item.remark}", lead=item.lead)


_LINES: dict[type, Callable[[Any], Iterator[Line]]] = {
    Prose: _prose,
    Central: _central,
    Facts: _facts,
    Bullets: _bullets,
}


def _height(line: Line, width: int = WIDTH) -> float:
    """In lines of a slide, with the space below it."""
    width -= 4 * line.level
    if line.large:
        return LARGE * (_height(replace(line, large=False), int(width / LARGE)) + GAP)
    return GAP + sum(max(1, math.ceil(len(one) / width)) for one in line.shown.split("\n"))


def _pages(title: str, lines: tuple[Line, ...]) -> list[Slide]:
    """Paragraphs divided over slides, in order; one that is too long for any is made smaller."""
    pages = _divided(lines, HEIGHT)
    if len(pages) > 1:  # as equal as can be: no slide with the one that was left
        even = sum(map(_height, lines)) / len(pages) + 1
        fuller = _divided(lines, min(even, HEIGHT))
        pages = fuller if len(fuller) == len(pages) else pages
    return [
        Slide(
            Kind.TEXT,
            _of(title, at, len(pages)),
            tuple(page),
            notes=_numbers(page),
            smaller=_smaller(page),
        )
        for at, page in enumerate(pages, 1)
    ]


def _divided(lines: tuple[Line, ...], height: float) -> list[list[Line]]:
    pages: list[list[Line]] = []
    used = 0.0
    for line in lines:
        if not pages or used + _height(line) > height:
            pages.append([])
            used = 0.0
        pages[-1].append(line)
        used += _height(line)
    return pages


def _of(title: str, at: int, pages: int) -> str:
    """With which one it is of how many, on one line."""
    return f"{title} ({at}\u00a0van\u00a0{pages})" if pages > 1 else title


def _smaller(lines: Sequence[Line], width: int = WIDTH, height: float = HEIGHT) -> float:
    """By how much letters shrink for all of it to fit: smaller ones also break later."""
    for percent in range(100, LEAST, -5):
        shrunk = percent / 100
        if sum(_height(line, int(width / shrunk)) for line in lines) <= height / shrunk:
            return shrunk
    return LEAST / 100


def _numbers(lines: Iterable[Line]) -> tuple[str, ...]:
    """For the notes: which statements stand on a slide."""
    found = [str(line.number) for line in lines if line.number is not None]
    return (f"Uitspraken in de wrap-up: {', '.join(found)}.",) if found else ()


def _said(title: str, block: Said) -> list[Slide]:
    lines = tuple(_cited(each, block.aspect) for each in block.citations)
    slides = _pages(title, lines)
    if len(slides) <= PAGES:
        return slides
    shown = _pages(title, tuple(line for slide in slides[:PAGES] for line in slide.lines))
    rest = [line for slide in slides[PAGES:] for line in slide.lines]
    told = f"Op deze dia's {len(lines) - len(rest)} van de {len(lines)}. Verder is gezegd:"
    spoken = tuple(f"{line.number}\t{line.shown}" for line in rest)
    last = replace(shown[-1], notes=(*shown[-1].notes, told, *spoken))
    return [*shown[:-1], last]


def _cited(citation: Citation, aspect: str = "") -> Line:
    return Line(citation.text, number=citation.number, times=citation.times, aspect=aspect)


def _figure(title: str, block: Figure) -> list[Slide]:
    """Bars; of statements, with the statements beside them. What is withheld is said below."""
    shown = [row for row in block.rows if row.values is not None]
    hidden = [str(row.label) for row in block.rows if row.values is None]
    few = (Line(f"Te weinig antwoorden om te tonen: {', '.join(hidden)}.", soft=True),)
    caption = (Line(block.caption, soft=True), *(few if hidden else ()))
    if not shown:
        return _pages(title, caption)
    if any(isinstance(row.label, Citation) for row in shown):
        return _votes(f"{title}: {_first_lower(block.caption).rstrip('.')}", block)
    notes = (block.caption, f"Figuur {block.number} in de wrap-up.")
    parts = list(_in_parts(shown, BARS))
    return [
        Slide(Kind.FIGURE, _of(title, at, len(parts)), caption, _only(block, rows), notes=notes)
        for at, rows in enumerate(parts, 1)
    ]


def _only(figure: Figure, rows: Sequence[Row]) -> Figure:
    return replace(figure, rows=tuple(rows))


def _votes(title: str, block: Figure) -> list[Slide]:
    pages: list[list[tuple[Row, Line]]] = []
    used = 0.0
    for row in block.rows:
        assert isinstance(row.label, Citation)
        line = _cited(row.label)
        needed = _height(line, BESIDE[0])
        if not pages or used + needed > BESIDE[1] or len(pages[-1]) == VOTED:
            pages.append([])
            used = 0.0
        pages[-1].append((row, line))
        used += needed
    slides = []
    for at, page in enumerate(pages, 1):
        lines = tuple(line for _, line in page)
        notes = (block.caption, f"Figuur {block.number} in de wrap-up.", *_numbers(lines))
        figure = _only(block, [row for row, _ in page])
        smaller = _smaller(lines, *BESIDE)
        name = _of(title, at, len(pages))
        slides.append(Slide(Kind.VOTES, name, lines, figure, None, notes, smaller))
    return slides


def _first_lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _in_parts(rows: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    """As equal as can be: ten bars are five and five, not nine and one."""
    parts = math.ceil(len(rows) / most)
    size = math.ceil(len(rows) / parts) if parts else 1
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _table(title: str, block: Table) -> list[Slide]:
    caption = (Line(block.caption, soft=True),)
    notes = (block.caption, f"Tabel {block.number} in de wrap-up.")
    return [
        Slide(Kind.TABLE, title, caption, table=replace(block, rows=tuple(rows)), notes=notes)
        for rows in _in_parts(block.rows, BARS)
    ]


_OWN: dict[type, Callable[[str, Any], list[Slide]]] = {
    Said: _said,
    Figure: _figure,
    Table: _table,
}
