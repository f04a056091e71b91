"""Counts of closed questions as a release holds them: in classes, nothing small, per question."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from analysis.disclosure import (
    Rules,
    Withheld,
    breakdown_allowed,
    protect,
    protect_each,
    told,
    too_narrow,
)
from collector.queries.answers import answers_in_programme
from collector.queries.meetings import instrument
from collector.records import Instrument, Option, Question, QuestionKind

UNKNOWN_PART = "onbekend"

Row = tuple[str | int | None, ...]


@dataclass(frozen=True)
class Asked:
    """One question as it is published: whose classes exclude each other, unless `together`."""

    instrument: str
    key: str
    label: str
    classes: tuple[str, ...]
    together: bool = False  # several may be chosen

    @property
    def name(self) -> str:
        """Refers to this question from one release to the next."""
        return json.dumps([self.instrument, self.key, self.label, *self.classes])


@dataclass
class Answers:
    """Who chose what, as numbers: part of the country → class → n, and how many answered."""

    numbers: dict[str, Counter[int]] = field(default_factory=dict)
    bases: Counter[str] = field(default_factory=Counter)

    def add(self, part: str, chosen: Sequence[int]) -> None:
        self.numbers.setdefault(part, Counter()).update(chosen)
        self.bases[part] += 1

    def national(self, size: int) -> list[int]:
        return [sum(numbers[place] for numbers in self.numbers.values()) for place in range(size)]


@dataclass(frozen=True)
class PublicCounts:
    """Rows for `counts_national`, how many answered each question (private), what is withheld."""

    rows: tuple[Row, ...]
    bases: Mapping[str, int]
    withheld: tuple[Withheld, ...]


# One answer → (suffix of the key, suffix of the label, classes, chosen classes, may go together)
Choice = tuple[str, str, tuple[str, ...], list[int], bool]


def classes_of(options: Sequence[Option]) -> tuple[tuple[str, ...], dict[str, int]]:
    """Low, middle, high of an ordered scale; a scale of three or fewer stays as it is.

    :return: names of the classes, and option key → class.
    """
    if len(options) <= 3:
        return tuple(option.label for option in options), {
            option.key: place for place, option in enumerate(options)
        }
    side = round(len(options) / 3)
    cut = (0, side, len(options) - side, len(options))
    groups = [options[start:end] for start, end in pairwise(cut)]
    names = tuple(" / ".join(option.label for option in group) for group in groups)
    return names, {option.key: place for place, group in enumerate(groups) for option in group}


def _scale(question: Question, value: Any) -> Iterator[Choice]:
    names, place = classes_of(question.options)
    if value in place:
        yield "", "", names, [place[value]], False


def _choice(question: Question, value: Any) -> Iterator[Choice]:
    place = {option.key: number for number, option in enumerate(question.options)}
    if value in place:
        yield "", "", tuple(option.label for option in question.options), [place[value]], False


def _choices(question: Question, value: Any) -> Iterator[Choice]:
    place = {option.key: number for number, option in enumerate(question.options)}
    chosen = sorted({place[key] for key in value if key in place})
    yield "", "", tuple(option.label for option in question.options), chosen, True


def _ranking(question: Question, value: Any) -> Iterator[Choice]:
    """What was put first; whole orders are as good as a signature."""
    for _, _, names, chosen, together in _choice(question, value[0] if value else None):
        yield "/1", " (op de eerste plaats)", names, chosen, together


def _number(question: Question, value: Any) -> Iterator[Choice]:
    """Three classes of equal width. Without both limits there are no classes that tell nothing."""
    low, high = question.minimum, question.maximum
    if low is None or high is None or high <= low:
        return
    cuts = [low + (high - low) * third / 3 for third in (1, 2)]
    names = (
        f"tot en met {cuts[0]:.0f}",
        f"boven {cuts[0]:.0f}, tot en met {cuts[1]:.0f}",
        f"boven {cuts[1]:.0f}",
    )
    yield "", "", names, [sum(value > round(cut) for cut in cuts)], False


def _matrix(question: Question, value: Any) -> Iterator[Choice]:
    names, place = classes_of(question.options)
    for row in question.rows:
        if value.get(row.key) in place:
            yield f"/{row.key}", f" – {row.label}", names, [place[value[row.key]]], False


def _never(question: Question, value: Any) -> Iterator[Choice]:
    """Free text goes out as a reviewed statement or not at all; contacts and consent never."""
    return iter(())


PUBLICATION_RULES: dict[QuestionKind, Callable[[Question, Any], Iterator[Choice]]] = {
    QuestionKind.STATEMENTS: _never,
    QuestionKind.CHOICE: _choice,
    QuestionKind.CHOICES: _choices,
    QuestionKind.SCALE: _scale,
    QuestionKind.NUMBER: _number,
    QuestionKind.RANKING: _ranking,
    QuestionKind.SHORT_TEXT: _never,
    QuestionKind.LONG_TEXT: _never,
    QuestionKind.MATRIX: _matrix,
    QuestionKind.CONTACT: _never,
    QuestionKind.CONSENT: _never,
}


def gather(connection: sqlite3.Connection, programme: int) -> dict[Asked, Answers]:
    """Answers per published question. Those followed over time are left to `development`."""
    found: dict[Asked, Answers] = {}
    for row, title, question, value in given_answers(connection, programme):
        if question.dimension:
            continue
        for key, label, names, chosen, together in PUBLICATION_RULES[question.kind](
            question, value
        ):
            asked = Asked(title, question.key + key, question.label + label, names, together)
            found.setdefault(asked, Answers()).add(row["part"] or UNKNOWN_PART, chosen)
    return found


def given_answers(
    connection: sqlite3.Connection, programme: int
) -> Iterator[tuple[sqlite3.Row, str, Question, Any]]:
    """Each current answer with the title of its instrument, its question and its value.

    An answer to a question that its own version of the instrument does not have is left out.
    """
    versions: dict[int, Instrument] = {}
    questions: dict[tuple[int, str], Question] = {}
    for row in answers_in_programme(connection, programme):
        number = row["instrument_id"]
        if number not in versions:
            versions[number] = instrument(connection, number)
            questions |= {(number, each.key): each for each in versions[number].questions}
        question, value = questions.get((number, row["question"])), json.loads(row["value"])
        if question is not None and value is not None:
            yield row, versions[number].title, question, value


def public_counts(
    found: Mapping[Asked, Answers],
    rules: Rules,
    earlier: Mapping[str, int],
    earlier_rows: Sequence[Row],
) -> PublicCounts:
    """What of these answers may be published.

    A question that got fewer than `news_size` new answers since the release before keeps its old
    numbers: the difference would be those few people.

    :param earlier: name of a question → how many had answered it at the release before.
    :param earlier_rows: the rows of `counts_national` in that release.
    """
    rows: list[Row] = []
    bases: dict[str, int] = {}
    silent = breakdowns = cells = kept = 0
    for asked in sorted(found, key=lambda each: (each.instrument, each.key, each.label)):
        answers = found[asked]
        base = answers.bases.total()
        before = earlier.get(asked.name)
        if before is not None and abs(base - before) < rules.news_size:
            bases[asked.name] = before
            rows += [row for row in earlier_rows if _is_of(row, asked)]
            kept += 1
            continue
        shown = _national(asked, answers, rules)
        if all(n is None for n in shown):
            silent += 1
            continue
        bases[asked.name] = base
        cells += sum(1 for n in shown if n is None)
        rows += [_row(asked, place, None, n) for place, n in enumerate(shown)]
        parts = _per_part(asked, answers, rules) if None not in shown else []
        breakdowns += not parts
        rows += parts
    return PublicCounts(tuple(rows), bases, tuple(_explain(silent, cells, breakdowns, kept, rules)))


def _is_of(row: Row, asked: Asked) -> bool:
    return row[:3] == (asked.instrument, asked.key, asked.label) and row[5] in asked.classes


def _row(asked: Asked, place: int, part: str | None, n: int | None) -> Row:
    return (
        asked.instrument,
        asked.key,
        asked.label,
        "ja" if asked.together else "nee",
        place + 1,
        asked.classes[place],
        part,
        n,
    )


def _national(asked: Asked, answers: Answers, rules: Rules) -> tuple[int | None, ...]:
    counts = answers.national(len(asked.classes))
    base = answers.bases.total()
    if asked.together:
        return protect_each(counts, base, rules)
    shown = protect(counts, rules)
    cells = {str(place): n for place, n in enumerate(shown)}
    if too_narrow(cells, [(list(cells), base)], rules):
        return (None,) * len(counts)
    return shown


def _per_part(asked: Asked, answers: Answers, rules: Rules) -> list[Row]:
    parts = sorted(answers.numbers)
    size = range(len(asked.classes))
    cells = [[answers.numbers[part][place] for place in size] for part in parts]
    if asked.together:
        allowed = len(parts) >= 2 and all(
            None not in protect_each(group, answers.bases[part], rules)
            for part, group in zip(parts, cells, strict=True)
        )
    else:
        allowed = breakdown_allowed(cells, rules)
    if not allowed:
        return []
    return [
        _row(asked, place, part, group[place])
        for part, group in zip(parts, cells, strict=True)
        for place in size
    ]


def _explain(
    silent: int, cells: int, breakdowns: int, kept: int, rules: Rules
) -> Iterator[Withheld]:
    if silent:
        yield Withheld(
            "Vragen met te weinig of eensgezinde antwoorden",
            f"Elk aantal onder de {rules.group_size} zou te herleiden zijn.",
            told(silent, rules),
        )
    if cells:
        yield Withheld(
            "Losse aantallen bij een vraag",
            f"Ze zijn kleiner dan {rules.group_size}, of zouden zo'n aantal verraden.",
            told(cells, rules),
        )
    if breakdowns:
        yield Withheld(
            "Antwoorden per landsdeel",
            f"Alleen gepubliceerd als elk aantal ten minste {rules.group_size} is.",
            told(breakdowns, rules),
        )
    if kept:
        yield Withheld(
            "Nieuwe antwoorden",
            f"Een vraag met minder dan {rules.news_size} nieuwe antwoorden houdt de cijfers van de"
            " vorige publicatie.",
            told(kept, rules),
        )
