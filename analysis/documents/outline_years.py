"""A wrap-up beside those of earlier years, in blocks."""

from __future__ import annotations

from analysis.documents.blocks import Block, Color, Figure, Part, Prose, Row, Series, Table, Tone
from analysis.report_parts import Report, YearsPart, YearsQuestion


def years(report: Report) -> tuple[Part, ...]:
    """Nothing where no year came before."""
    found = report.years
    if found is None:
        return ()
    note = (
        "Dit traject is eerder gehouden met dezelfde opzet. Wat anders gevraagd is, staat erbij;"
        " andere schalen staan niet in één figuur."
    )
    below = tuple(_question(each) for each in found.questions)
    themes = (_themes(found),) if found.themes else ()
    return (
        Part("Vergeleken met eerdere jaren", (Prose(note), _turnout(found)), (*below, *themes)),
    )


def _turnout(found: YearsPart) -> Table:
    return Table(
        caption="Deelnemers en partnerschappen per jaar.",
        columns=("Jaar", "Deelnemers per bijeenkomst", "Partnerschappen"),
        rows=found.turnout,
    )


def _question(question: YearsQuestion) -> Part:
    blocks: list[Block] = [Prose(told, Tone.SOFT) for told in question.changed]
    blocks.append(
        Figure(
            caption=f"{question.label} Per jaar.",
            head="Jaar",
            series=tuple(Series(option, Color.STEPS) for option in question.options),
            rows=tuple(Row(label, numbers) for label, numbers in question.rows),
            shares=True,
        )
    )
    return Part(question.label, tuple(blocks))


def _themes(found: YearsPart) -> Part:
    rows = tuple((theme, *(str(n) if n else "–" for n in counts)) for theme, counts in found.themes)
    table = Table("Opbrengsten per thema en jaar.", ("Thema", *found.years), rows)
    return Part("Opbrengsten per thema", (table,))
