"""Round tables in blocks: the topics, then per theme what was said, and the answers."""

from __future__ import annotations

from analysis.documents.blocks import Block, Bullet, Bullets, Central, Part, Prose, Said, Tone
from analysis.documents.figures import by_theme
from analysis.documents.questions import activities
from analysis.report_parts import Report, Statements, ThemePart

CONTENT_TITLE = "Aandachtspunten inhoudelijke uitwerking"
PROCESS_TITLE = "Proces van uitwerking"


def parts(report: Report) -> tuple[Part, ...]:
    answers = activities(report.answers)
    return (
        *_topics(report),
        *overview(report),
        *(_theme(each) for each in report.themes),
        *_rest(report),
        *((Part("Keuzes en terugblik", parts=answers),) if answers else ()),
    )


def _topics(report: Report) -> tuple[Part, ...]:
    if not report.topics:
        return ()
    bullets = Bullets(
        tuple(Bullet("", lead=each.title, below=each.questions) for each in report.topics)
    )
    note = "Deze onderwerpen stonden vooraf vast. De thema's hieronder komen uit wat er is gezegd."
    return (Part("Hoofdonderwerpen", (Prose(note), bullets)),)


def overview(report: Report) -> tuple[Part, ...]:
    figure = by_theme(report)
    return (Part("Uitspraken per thema", (figure,)),) if figure else ()


def _theme(theme: ThemePart) -> Part:
    blocks: list[Block] = []
    if theme.provisional:
        note = "Voorlopig: dit thema is voorgesteld en nog niet vastgesteld."
        blocks.append(Prose(note, Tone.PROVISIONAL))
    if theme.central_statement:
        blocks.append(Central(theme.central_statement, theme.central_number))
    if not len(theme.statements):
        blocks.append(Prose("In dit thema staan nog geen uitspraken.", Tone.SOFT))
    return Part(
        theme.name, tuple(blocks), by_aspect(theme.statements), over="Thema:", kind="report-theme"
    )


def by_aspect(said: Statements) -> tuple[Part, ...]:
    """What to work out, how to go about it, and the rest."""
    rest = "Zonder keuze tussen inhoud en proces" if said.content or said.process else "Uitspraken"
    told = (
        (CONTENT_TITLE, said.content, "content"),
        (PROCESS_TITLE, said.process, "process"),
        (rest, said.other, ""),
    )
    return tuple(
        Part(title, (Said(citations, aspect),), kind=f"aspect {aspect}".strip())
        for title, citations, aspect in told
        if citations
    )


def _rest(report: Report) -> tuple[Part, ...]:
    parts: list[Part] = []
    if not report.themes and not len(report.no_theme) and not len(report.undecided):
        nothing = Prose("Er zijn nog geen goedgekeurde uitspraken.", Tone.SOFT)
        parts.append(Part("Uitspraken", (nothing,)))
    if len(report.no_theme):
        parts.append(Part("Past in geen thema", parts=by_aspect(report.no_theme)))
    if len(report.undecided):
        note = "Er zijn nog geen thema's. Hieronder staan alle goedgekeurde uitspraken."
        blocks = () if report.themes else (Prose(note, Tone.SOFT),)
        parts.append(Part("Nog niet ingedeeld", blocks, by_aspect(report.undecided)))
    return tuple(parts)
