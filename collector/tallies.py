"""Counts of answers per question: pure, the same for projector, report and release."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from collector.records import Question, QuestionKind


@dataclass(frozen=True)
class Count:
    key: str
    label: str
    n: int


@dataclass(frozen=True)
class Tally:
    """What a room answered to one question.

    `counts` for choice, choices, scale and consent; `mean` and `middle` for scale (of the
    position, from 1) and number; `places` (option, mean place, from 1, best first) for ranking;
    `rows` (row label → counts) for matrix; `texts` for the text kinds, sorted.
    """

    question: Question
    base: int  # how many answered
    counts: tuple[Count, ...] = ()
    mean: float | None = None
    middle: float | None = None
    places: tuple[tuple[str, float], ...] = ()
    rows: tuple[tuple[str, tuple[Count, ...]], ...] = ()
    texts: tuple[str, ...] = ()

    @property
    def largest(self) -> int:
        """The longest bar."""
        every = [count.n for count in self.counts]
        every += [count.n for _, counts in self.rows for count in counts]
        return max(every, default=0)


@dataclass(frozen=True)
class VoteCount:
    """Votes on one statement, or of one person."""

    agree: int
    disagree: int
    passed: int

    @property
    def base(self) -> int:
        """How many voted; passing is voting too."""
        return self.agree + self.disagree + self.passed

    @property
    def agreement(self) -> float:
        """The share that agrees, drawn to the middle while few voted (rule of succession)."""
        return (self.agree + 1) / (self.base + 2)

    @property
    def division(self) -> float:
        """0: nobody contradicts; 0.5: as many agree as disagree."""
        return (min(self.agree, self.disagree) + 0.5) / (self.base + 2)


def tally(question: Question, values: Sequence[Any]) -> Tally:
    """:param values: stored values as `records.Question` describes them; None does not count"""
    given = [value for value in values if value is not None]
    return _TALLIES[question.kind](question, given)


def _counts(options: Sequence[tuple[str, str]], keys: Sequence[str]) -> tuple[Count, ...]:
    # Answers to an earlier version may hold options that are no longer asked.
    numbers = Counter(keys)
    return tuple(Count(key, label, numbers[key]) for key, label in options)


def _options(question: Question) -> list[tuple[str, str]]:
    return [(option.key, option.label) for option in question.options]


def _choice(question: Question, values: Sequence[str]) -> Tally:
    return Tally(question, len(values), counts=_counts(_options(question), values))


def _choices(question: Question, values: Sequence[list[str]]) -> Tally:
    keys = [key for value in values for key in value]
    return Tally(question, len(values), counts=_counts(_options(question), keys))


def _scale(question: Question, values: Sequence[str]) -> Tally:
    place = {option.key: number for number, option in enumerate(question.options, start=1)}
    places = [place[value] for value in values if value in place]
    return Tally(
        question,
        len(values),
        counts=_counts(_options(question), values),
        mean=sum(places) / len(places) if places else None,
        middle=median(places) if places else None,
    )


def _number(question: Question, values: Sequence[float]) -> Tally:
    return Tally(
        question,
        len(values),
        mean=sum(values) / len(values) if values else None,
        middle=median(values) if values else None,
    )


def _ranking(question: Question, values: Sequence[list[str]]) -> Tally:
    places: dict[str, list[int]] = {option.key: [] for option in question.options}
    for value in values:
        for place, key in enumerate(value, start=1):
            if key in places:
                places[key].append(place)
    means = [
        (option.label, sum(places[option.key]) / len(places[option.key]))
        for option in question.options
        if places[option.key]
    ]
    return Tally(
        question, len(values), places=tuple(sorted(means, key=lambda pair: (pair[1], pair[0])))
    )


def _texts(question: Question, values: Sequence[str]) -> Tally:
    texts = sorted(value for value in values if value)
    return Tally(question, len(texts), texts=tuple(texts))


def _matrix(question: Question, values: Sequence[dict[str, str]]) -> Tally:
    rows = tuple(
        (
            row.label,
            _counts(_options(question), [value[row.key] for value in values if row.key in value]),
        )
        for row in question.rows
    )
    return Tally(question, len(values), rows=rows)


def _consent(question: Question, values: Sequence[bool]) -> Tally:
    keys = ["yes" if value else "no" for value in values]
    return Tally(question, len(values), counts=_counts([("yes", "ja"), ("no", "nee")], keys))


def _nothing(question: Question, values: Sequence[Any]) -> Tally:
    """Statements and votes are rows of their own; contacts are not ours to count."""
    return Tally(question, len(values))


_TALLIES: dict[QuestionKind, Callable[[Question, Sequence[Any]], Tally]] = {
    QuestionKind.STATEMENTS: _nothing,
    QuestionKind.CHOICE: _choice,
    QuestionKind.CHOICES: _choices,
    QuestionKind.SCALE: _scale,
    QuestionKind.NUMBER: _number,
    QuestionKind.RANKING: _ranking,
    QuestionKind.SHORT_TEXT: _texts,
    QuestionKind.LONG_TEXT: _texts,
    QuestionKind.MATRIX: _matrix,
    QuestionKind.CONTACT: _nothing,
    QuestionKind.CONSENT: _consent,
    QuestionKind.VOTES: _nothing,
}
