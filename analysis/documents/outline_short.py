"""The wrap-up on two pages: counts, figures, central statements, and what most agree with.

Words are never cut: what does not fit whole is left out, and the full report is pointed to.
Numbers are those of the full report.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from analysis.documents import outline_learning_network as network
from analysis.documents import outline_round_table as table
from analysis.documents.blocks import Block, Central, Document, Figure, Part, Prose, Said, Tone
from analysis.documents.figures import development
from analysis.documents.numbering import numbered
from analysis.documents.outline import ending, front, introduction, running
from analysis.report_parts import Citation, MeetingPart, Report, ThemePart
from collector.records import ProgrammeKind

_LINES = 62
"""Lines for what was said, of about 100 that two pages hold in each format."""
_LETTERS = 78  # in a line, at least
_BARS = 8
"""Rows of a figure, at most."""
_SEE_FULL = "Alle uitspraken staan, met dezelfde nummers, in het volledige verslag."


@dataclass
class _Room:
    """How many lines are left."""

    lines: float

    def takes(self, *texts: str, extra: float = 0.0) -> bool:
        """Whether these paragraphs fit; if so, their lines are taken."""
        needed = extra + sum(_lines(text) for text in texts)
        if needed > self.lines:
            return False
        self.lines -= needed
        return True


def _lines(text: str) -> int:
    return sum(1 + len(line) // _LETTERS for line in text.splitlines() or [""])


def short(report: Report, made_on: date | None = None) -> Document:
    """As `outline.full`, on two pages."""
    room = _Room(_LINES)
    for told in (*report.introduction.paragraphs, *report.notices):
        room.lines -= _lines(told)
    for _, told in report.introduction.facts:
        room.lines -= _lines(told) - 1
    is_round_table = report.kind is ProgrammeKind.ROUND_TABLE
    said = _round_table(report, room) if is_round_table else _learning_network(report, room)
    kept = replace(report, withheld=())
    return Document(
        front=front(report, made_on, "Kort verslag"),
        parts=numbered((_introduction(report, room), *said, *ending(kept))),
        depth=0,
        author=", ".join(report.organisers),
        running=running(report),
    )


def _introduction(report: Report, room: _Room) -> Part:
    """Without the paragraphs of a document that was read in, when those are long."""
    told = report.introduction
    if report.region or room.lines > _LINES / 2:
        return introduction(report)
    return introduction(replace(report, introduction=replace(told, paragraphs=())))


def _figure(part: tuple[Part, ...], room: _Room) -> tuple[Part, ...]:
    """The longest bars of a figure, with what is left out."""
    if not part or not isinstance(figure := part[0].blocks[0], Figure):
        return ()
    order = sorted(figure.rows, key=lambda row: -sum(row.values or ()))
    shown = set(order[:_BARS])
    rows = tuple(row for row in figure.rows if row in shown)
    room.lines -= 4 + sum(1.4 + len(str(row.label)) // 34 for row in rows)
    blocks: list[Block] = [replace(figure, rows=rows)]
    if left := len(figure.rows) - len(rows):
        blocks.append(Prose(f"En nog {left}, in het volledige verslag.", Tone.SOFT))
    return (replace(part[0], blocks=tuple(blocks)),)


def _round_table(report: Report, room: _Room) -> tuple[Part, ...]:
    overview = _figure(table.overview(report), room)
    agreed = {each.theme: each.agreed[:1] for each in report.votes.themes} if report.votes else {}
    ordered = sorted(report.themes, key=lambda each: -len(each.statements))
    told = {
        id(theme): part
        for theme in ordered
        if (part := _theme(theme, tuple(v.citation for v in agreed.get(theme.name, ())), room))
    }
    themes = tuple(told[id(each)] for each in report.themes if id(each) in told)
    left = len(report.themes) - len(themes)
    more = f" Voor {left} andere thema's was hier geen plaats." if left else ""
    what = "Kernuitspraken" if not agreed else "Kernuitspraken, en waar de meesten mee eens zijn"
    return (*overview, Part(what, (Prose(_SEE_FULL + more, Tone.SOFT),), themes))


def _theme(theme: ThemePart, agreed: tuple[Citation, ...], room: _Room) -> Part | None:
    """None where there is nothing to say of it, or no room."""
    agreed = tuple(each for each in agreed if each.number != theme.central_number)
    if not room.takes(theme.central_statement, extra=3.2):
        return None
    blocks: list[Block] = []
    if theme.provisional:
        blocks.append(Prose("Voorlopig", Tone.PROVISIONAL))
        room.lines -= 1.3
    if theme.central_statement:
        blocks.append(Central(theme.central_statement, theme.central_number))
    fitting = tuple(each for each in agreed if room.takes(each.text, extra=0.7))
    if fitting:
        blocks.append(Said(fitting))
    return Part(theme.name, tuple(blocks)) if blocks else None


def _learning_network(report: Report, room: _Room) -> tuple[Part, ...]:
    parts = list(_figure(network.overview(report), room))
    meetings = tuple(_meeting(each) for each in report.meetings if room.takes("", extra=2.8))
    if meetings:
        parts.append(Part("Bijeenkomsten", parts=meetings))
    moves = (development(each) for each in report.development if not each.withheld)
    moved = tuple(each for each in moves if room.takes(extra=5 + 1.6 * len(each.rows)))
    if moved:
        parts.append(Part("Ontwikkeling van de partnerschappen", moved))
    yields = [each for group in report.evaluation.yields for each in group.statements]
    fitting = tuple(each for each in dict.fromkeys(yields) if room.takes(each.text, extra=0.5))
    if fitting:
        left = len(dict.fromkeys(yields)) - len(fitting)
        more = f" Voor {left} andere opbrengsten was hier geen plaats." if left else ""
        note = Prose(_SEE_FULL + more, Tone.SOFT)
        parts.append(Part("Opbrengsten", (note, Said(fitting))))
    return tuple(parts)


def _meeting(meeting: MeetingPart) -> Part:
    return Part(meeting.title, network.byline(meeting))
