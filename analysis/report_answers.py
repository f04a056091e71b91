"""Answers to closed questions in a report: the tally of a room in words and small tables.

Nothing is shown about fewer people than the group size, and no text that nobody moderated.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from analysis.report_introduction import shown_counts
from analysis.report_parts import ActivityPart, Answer, QuestionPart
from collector.given_answers import given_answers
from collector.records import Instrument, Question, QuestionKind
from collector.tallies import Count, Tally, tally

ASIDE = frozenset({QuestionKind.CONSENT, QuestionKind.CONTACT})
"""Asked beside the matter: no part of what was asked and said."""

FOLLOWED = (QuestionKind.SCALE, QuestionKind.MATRIX)
"""With a dimension, where partnerships stand: a few answers beside many would tell of one."""

Signature = tuple[str, str, str, tuple[str, ...], tuple[str, ...]]


@dataclass
class Asked:
    """A question as it was last asked, with the values that were given."""

    instrument: str  # title
    question: Question
    values: list[Any] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)  # of each value; "" without one

    def told(self, group_size: int, region: str = "") -> Answer:
        """How the answers are told: all of them, or those from one region."""
        if not region:
            return answer(self.question, self.values, group_size)
        return _regional(self, region, group_size)


def asked_and_answered(
    connection: sqlite3.Connection, programme: int, activity: int | None = None
) -> list[Asked]:
    """The answered questions of a programme, or of one activity, in the order of the meetings.

    Versions of a question with the same options count together.
    """
    instruments: dict[str, Instrument] = {}
    found: dict[Signature, Asked] = {}
    for each in given_answers(connection, programme):
        if activity is not None and each.row["activity_id"] != activity:
            continue
        instruments.setdefault(each.instrument.hash, each.instrument)
        signature = signature_of(each.instrument.slug, each.question)
        asked = found.setdefault(signature, Asked(each.instrument.title, each.question))
        asked.values.append(each.value)
        asked.regions.append(each.row["region"] or "")
    order = [
        signature_of(instrument.slug, question)
        for instrument in instruments.values()
        for question in instrument.questions
    ]
    return [found[each] for each in dict.fromkeys(order) if each in found]


def signature_of(instrument: str, question: Question) -> Signature:
    """What makes two versions of a question the same one."""
    return (
        instrument,
        question.key,
        question.kind,
        tuple(option.key for option in question.options),
        tuple(row.key for row in question.rows),
    )


def by_instrument(
    asked: Iterable[Asked], group_size: int, region: str = ""
) -> tuple[ActivityPart, ...]:
    """Answers of a whole programme, a part per instrument; statements stand elsewhere."""
    parts: dict[str, list[QuestionPart]] = {}
    for each in asked:
        if each.question.kind not in ASIDE and each.question.kind is not QuestionKind.STATEMENTS:
            part = QuestionPart(each.question.label, answer=each.told(group_size, region))
            parts.setdefault(each.instrument, []).append(part)
    return tuple(ActivityPart(title, tuple(found)) for title, found in parts.items())


def answer(question: Question, values: list[Any], group_size: int) -> Answer:
    """How the answers to one question are told.

    :param values: stored values as `records.Question` describes them
    """
    found = tally(question, values)
    if 0 < found.base < group_size:
        return Answer("aside", f"minder dan {group_size} antwoorden", few=True)
    if question.dimension and question.kind in FOLLOWED:
        return Answer(
            "sentence",
            f"{answered(found.base)}. Geteld per partnerschap staan ze bij de ontwikkeling van de"
            " partnerschappen.",
        )
    return RENDERINGS[question.kind](found, group_size)


def _regional(asked: Asked, region: str, group_size: int) -> Answer:
    """Told only where the numbers of the whole, beside these, do not tell of a small region."""
    values: dict[str, list[Any]] = {}
    for value, place in zip(asked.values, asked.regions, strict=True):
        values.setdefault(place, []).append(value)
    found = {place: tally(asked.question, each) for place, each in values.items()}
    if region not in found or not found[region].base:
        return Answer("aside", "geen antwoorden")
    if not _may_show(region, {place: each.base for place, each in found.items()}, group_size):
        return Answer("aside", "te weinig antwoorden om te tonen", few=True)
    told = answer(asked.question, values[region], group_size)
    sums = [
        {place: sum(n.n for n in each.rows[at][1]) for place, each in found.items()}
        for at in range(len(told.rows))
    ]
    rows = tuple(
        (label, numbers if _may_show(region, sums[at], group_size) else None)
        for at, (label, numbers) in enumerate(told.rows)
    )
    return replace(told, rows=rows)


def _may_show(region: str, bases: dict[str, int], group_size: int) -> bool:
    """Also of a row that nobody in this region filled in."""
    return not bases[region] or region in shown_counts(bases, group_size)


def number(value: float) -> str:
    """Dutch, one decimal: 3.25 → "3,3"; whole numbers without."""
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")


def answered(base: int) -> str:
    return "1 antwoord" if base == 1 else f"{base} antwoorden"


def _counts(counts: Iterable[Count], base: int) -> tuple[tuple[str, int, float], ...]:
    return tuple((each.label, each.n, each.n / base if base else 0.0) for each in counts)


def _choice(found: Tally, group_size: int) -> Answer:
    return Answer("counts", f"{answered(found.base)}.", counts=_counts(found.counts, found.base))


def _choices(found: Tally, group_size: int) -> Answer:
    sentence = f"{answered(found.base)}; meer dan één keuze mocht."
    return Answer("counts", sentence, counts=_counts(found.counts, found.base))


def _number(found: Tally, group_size: int) -> Answer:
    if found.mean is None or found.middle is None:
        return Answer("aside", "geen antwoorden")
    unit = f" {found.question.unit}" if found.question.unit else ""
    return Answer(
        "sentence",
        f"Gemiddeld {number(found.mean)}{unit}; de middelste waarde is {number(found.middle)}"
        f" ({answered(found.base)}).",
    )


def _ranking(found: Tally, group_size: int) -> Answer:
    places = tuple((label, number(place)) for label, place in found.places)
    sentence = f"{answered(found.base)}; gemiddelde plaats, 1 is bovenaan."
    return Answer("places", sentence, places=places)


def _texts(found: Tally, group_size: int) -> Answer:
    return Answer("aside", f"{answered(found.base)}, niet nagekeken", unseen=True)


def _matrix(found: Tally, group_size: int) -> Answer:
    rows: list[tuple[str, tuple[int, ...] | None]] = []
    for label, counts in found.rows:
        numbers = tuple(each.n for each in counts)
        rows.append((label, numbers if not 0 < sum(numbers) < group_size else None))
    return Answer(
        "matrix",
        f"{answered(found.base)}.",
        columns=tuple(option.label for option in found.question.options),
        rows=tuple(rows),
    )


def _statements(found: Tally, group_size: int) -> Answer:
    return Answer("aside", "de uitspraken staan woordelijk in dit verslag")


def _contact(found: Tally, group_size: int) -> Answer:
    return Answer("aside", "aanmeldingen worden apart bewaard en hier niet geteld")


def _votes(found: Tally, group_size: int) -> Answer:
    return Answer("aside", "de stemmen staan bij de uitspraken, verderop in dit verslag")


RENDERINGS: dict[QuestionKind, Callable[[Tally, int], Answer]] = {
    QuestionKind.STATEMENTS: _statements,
    QuestionKind.CHOICE: _choice,
    QuestionKind.CHOICES: _choices,
    QuestionKind.SCALE: _choice,
    QuestionKind.NUMBER: _number,
    QuestionKind.RANKING: _ranking,
    QuestionKind.SHORT_TEXT: _texts,
    QuestionKind.LONG_TEXT: _texts,
    QuestionKind.MATRIX: _matrix,
    QuestionKind.CONTACT: _contact,
    QuestionKind.CONSENT: _choice,
    QuestionKind.VOTES: _votes,
}
"""Every kind of question has its rendering."""
