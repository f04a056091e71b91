"""The counts of a report as figures: statements, votes, answers, development."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analysis.documents.blocks import (
    Block,
    Color,
    Figure,
    Prose,
    Row,
    Series,
    Table,
    Tone,
)
from analysis.report_parts import (
    ActivityPart,
    Answer,
    Development,
    QuestionPart,
    Report,
    VotedStatement,
    VotesOnTheme,
)

_ASPECTS = (
    Series("Inhoud", Color.CONTENT),
    Series("Proces", Color.PROCESS),
    Series("Zonder keuze", Color.OTHER),
)
_VOTES = (
    Series("Eens", Color.AGREE),
    Series("Oneens", Color.DISAGREE),
    Series("Sloeg over", Color.PASSED),
)


def by_theme(report: Report) -> Figure | None:
    """How many statements each theme has, by aspect; None without themes."""
    rows = [(each.name, each.statements) for each in report.themes]
    if not any(len(said) for _, said in rows):
        return None
    rest = (("Past in geen thema", report.no_theme), ("Nog niet ingedeeld", report.undecided))
    rows += [(name, said) for name, said in rest if len(said)]
    counted = [
        (name, (len(said.content), len(said.process), len(said.other))) for name, said in rows
    ]
    used = [column for column in range(3) if any(values[column] for _, values in counted)]
    return Figure(
        caption="Uitspraken per thema en aandachtspunt.",
        head="Thema",
        series=tuple(_ASPECTS[column] for column in used),
        rows=tuple(Row(name, tuple(values[n] for n in used)) for name, values in counted),
    )


def by_question(report: Report) -> Figure | None:
    """How many statements each question of a learning network brought; None without any."""
    asked = [
        (f"{meeting.title}: {question.label}", question)
        for meeting in report.meetings
        for question in _statement_questions(meeting.activities)
    ]
    asked += [
        (question.label, question)
        for question in _statement_questions(report.evaluation.activities)
    ]
    rows = [Row(label, (len(question.statements),)) for label, question in asked]
    yields = sum(len(group.statements) for group in report.evaluation.yields)
    if yields:
        rows.append(Row("Opbrengsten", (yields,)))
    if len(rows) < _WORTH_A_CHART:
        return None
    return Figure(
        caption="Uitspraken per vraag.",
        head="Vraag",
        series=(Series("Uitspraken"),),
        rows=tuple(rows),
    )


_WORTH_A_CHART = 2


def _statement_questions(activities: Iterable[ActivityPart]) -> list[QuestionPart]:
    return [question for part in activities for question in part.questions if question.statements]


def votes(part: VotesOnTheme) -> tuple[Block, ...]:
    """What most agree with, and what divides, in one theme."""
    told = (
        ("Uitspraken waar de meesten het mee eens zijn.", part.agreed),
        ("Uitspraken waarover de meningen verschillen.", part.divided),
    )
    return tuple(voted(caption, statements) for caption, statements in told if statements)


def voted(caption: str, statements: tuple[VotedStatement, ...]) -> Figure:
    return Figure(
        caption=caption,
        head="Uitspraak",
        series=_VOTES,
        rows=tuple(
            Row(each.citation, (each.agree, each.disagree, each.passed)) for each in statements
        ),
        shares=True,
    )


def development(each: Development) -> Figure | Table:
    """From which phases partnerships went to which; or only in which direction.

    Where a number is withheld there is no chart: a bar that is not there would look like none.
    """
    if each.changes:
        caption = f"{each.name}: in welke richting partnerschappen gingen."
        changes = {change: (n,) for change, n in each.changes}
        return _moved(caption, "Richting", ("Partnerschappen",), changes, Color.CONTENT)
    phases = tuple(dict.fromkeys(before for before, _, _ in each.moves))
    found = {(before, after): n for before, after, n in each.moves}
    moves = {one: tuple(found[one, other] for other in phases) for one in phases}
    caption = (
        f"{each.name}: van de fase aan het begin (links) naar de fase later (boven), in"
        " partnerschappen."
    )
    return _moved(caption, "Aan het begin", phases, moves, Color.STEPS)


def _moved(
    caption: str,
    head: str,
    names: tuple[str, ...],
    found: Mapping[str, tuple[int | None, ...]],
    color: Color,
) -> Figure | Table:
    known = {label: tuple(n for n in numbers if n is not None) for label, numbers in found.items()}
    if all(len(known[label]) == len(numbers) for label, numbers in found.items()):
        series = tuple(Series(name, color) for name in names)
        return Figure(caption, head, series, tuple(Row(*each) for each in known.items()))
    rows = tuple((label, *(_partnerships(n) for n in numbers)) for label, numbers in found.items())
    return Table(caption, (head, *names), rows)


def _partnerships(n: int | None) -> str:
    return "niet getoond" if n is None else str(n)


def answered(answer: Answer) -> tuple[Block, ...]:
    """What a room answered to a closed question."""
    return _ANSWERS[answer.form](answer)


def _counts(answer: Answer) -> tuple[Block, ...]:
    return (
        Figure(
            caption=answer.sentence,
            head="Antwoord",
            series=(Series("Aantal"),),
            rows=tuple(Row(label, (n,)) for label, n, _ in answer.counts),
        ),
    )


def _matrix(answer: Answer) -> tuple[Block, ...]:
    return (
        Figure(
            caption=answer.sentence,
            head="",
            series=tuple(Series(column, Color.STEPS) for column in answer.columns),
            rows=tuple(Row(label, values) for label, values in answer.rows),
            shares=True,
        ),
    )


def _places(answer: Answer) -> tuple[Block, ...]:
    return (Table(answer.sentence, ("Volgorde", "Gemiddelde plaats"), answer.places),)


def _sentence(answer: Answer) -> tuple[Block, ...]:
    return (Prose(answer.sentence, Tone.SOFT),)


_ANSWERS = {"counts": _counts, "matrix": _matrix, "places": _places, "sentence": _sentence}
"""Every form of an answer that is shown has its blocks."""
