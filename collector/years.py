"""The years of one series beside each other: who came, how they looked back, what they took home.

A programme and those that repeat it are one series. Answers stand on one axis only where the same
answers could be chosen; where a question changed, the change is told with it. Pure counting: who
may see numbers this small is for the page or report that shows them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from collector.queries import years as stored
from collector.question_changes import QuestionChange, changes, same_scale
from collector.records import Instrument, Option, Question, QuestionKind
from collector.tallies import Tally, tally

YIELDS = "yields"
"""The question at which people say what they take home, in whatever instrument."""

COMPARED = (
    QuestionKind.SCALE,
    QuestionKind.CHOICE,
    QuestionKind.CHOICES,
    QuestionKind.MATRIX,
    QuestionKind.NUMBER,
)


@dataclass(frozen=True)
class Turnout:
    """Of one meeting: people in it, people who caught up outside it, partnerships in it."""

    meeting: str
    date: str | None
    room: int
    outside: int
    partnerships: int


@dataclass(frozen=True)
class Year:
    """One programme of the series. `yields`: (theme, or empty for none; how many)."""

    programme: int
    slug: str
    title: str
    period: str
    meetings: tuple[Turnout, ...]
    partnerships: int  # that took part in any meeting
    yields: tuple[tuple[str, int], ...]

    @property
    def room(self) -> int:
        return sum(one.room for one in self.meetings)

    @property
    def outside(self) -> int:
        return sum(one.outside for one in self.meetings)


@dataclass(frozen=True)
class YearAnswers:
    """What was answered to a question in one year, as it was last asked then.

    `other_versions`: answers to a version with other options, which are not counted along.
    """

    year: int  # place in the series
    question: Question
    tally: Tally
    other_versions: int = 0


@dataclass(frozen=True)
class Axis:
    """Years that can be compared; of a matrix, one row of it."""

    question: Question  # as last asked on this axis
    years: tuple[YearAnswers, ...]


@dataclass(frozen=True)
class Scale:
    """The axes on which the same answers could be chosen: one, or of a matrix one a row."""

    options: tuple[Option, ...]
    axes: tuple[Axis, ...]

    @property
    def has_mean(self) -> bool:
        return any(year.tally.mean is not None for axis in self.axes for year in axis.years)


@dataclass(frozen=True)
class Change:
    """From one year to a later one, in which the question was asked next."""

    before: int  # places in the series
    after: int
    change: QuestionChange


@dataclass(frozen=True)
class Compared:
    """One closed question of the evaluation over the years; more than one scale: it changed."""

    label: str  # as last asked
    scales: tuple[Scale, ...]  # the newest first
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class ChangedInstrument:
    """All that differs in one questionnaire between two years that both ask it."""

    title: str
    before: int  # places in the series
    after: int
    questions: tuple[QuestionChange, ...]


@dataclass(frozen=True)
class Comparison:
    """A series; `here`: the place of the programme that was asked about."""

    years: tuple[Year, ...]
    here: int
    questions: tuple[Compared, ...]
    instruments: tuple[ChangedInstrument, ...]
    themes: tuple[tuple[str, tuple[int, ...]], ...]  # (theme, yields per year); "": in no theme

    @property
    def names(self) -> tuple[str, ...]:
        """Of the years, short enough for a table: the periods where they tell the years apart."""
        periods = tuple(year.period for year in self.years)
        apart = all(periods) and len(set(periods)) == len(periods)
        return periods if apart else tuple(year.title for year in self.years)


def is_evaluation(instrument: Instrument) -> bool:
    """Whether it looks back on the whole: it asks for yields, or its name says so."""
    return instrument.slug.endswith("evaluation") or any(
        question.key == YIELDS for question in instrument.questions
    )


def compare(
    connection: sqlite3.Connection, programme: int, *, up_to_here: bool = False
) -> Comparison:
    """The series that a programme is in; one year when nothing repeats it.

    :param up_to_here: without the years that came after it
    """
    rows = stored.series(connection, programme)
    if up_to_here:
        place = next(at for at, row in enumerate(rows) if row["id"] == programme)
        rows = rows[: place + 1]
    years = tuple(_year(connection, row) for row in rows)
    asked = [_asked(connection, row["id"]) for row in rows]
    return Comparison(
        years=years,
        here=next(place for place, year in enumerate(years) if year.programme == programme),
        questions=tuple(_questions(connection, asked)),
        instruments=tuple(_instruments(asked)),
        themes=_themes(years),
    )


def _year(connection: sqlite3.Connection, row: sqlite3.Row) -> Year:
    return Year(
        programme=row["id"],
        slug=row["slug"],
        title=row["title"],
        period=row["period"],
        meetings=tuple(Turnout(*one) for one in stored.turnout(connection, row["id"])),
        partnerships=stored.partnerships_present(connection, row["id"]),
        yields=tuple(
            (one["theme"] or "", one["n"]) for one in stored.themed(connection, row["id"], YIELDS)
        ),
    )


@dataclass(frozen=True)
class _Asked:
    """A questionnaire as one year asks it last, and the activities that ask it."""

    instrument: Instrument
    activities: tuple[int, ...]


def _asked(connection: sqlite3.Connection, programme: int) -> dict[str, _Asked]:
    """By slug, in the order of the meetings."""
    found: dict[str, _Asked] = {}
    for row in stored.asked(connection, programme):
        instrument = Instrument.from_json(row["definition"])
        before = found[row["slug"]].activities if row["slug"] in found else ()
        found[row["slug"]] = _Asked(instrument, (*before, row["id"]))
    return found


def _instruments(asked: Sequence[dict[str, _Asked]]) -> Iterator[ChangedInstrument]:
    for after, now in enumerate(asked):
        for slug, one in now.items():
            before = next((place for place in range(after - 1, -1, -1) if slug in asked[place]), -1)
            if before < 0:
                continue
            found = changes(asked[before][slug].instrument, one.instrument)
            if found:
                yield ChangedInstrument(one.instrument.title, before, after, found)


def _questions(
    connection: sqlite3.Connection, asked: Sequence[dict[str, _Asked]]
) -> Iterator[Compared]:
    """The closed questions of the evaluations that somebody answered, as the last year orders."""
    given: dict[tuple[str, str], list[YearAnswers]] = {}
    for place, year in reversed(list(enumerate(asked))):
        for slug, one in year.items():
            if is_evaluation(one.instrument):
                for answers in _answers(connection, place, one):
                    given.setdefault((slug, answers.question.key), []).append(answers)
    for found in given.values():
        found.reverse()
        if any(one.tally.base for one in found):
            yield Compared(
                label=found[-1].question.label,
                scales=tuple(_scales(found)),
                changes=tuple(_changed(found)),
            )


def _answers(connection: sqlite3.Connection, place: int, asked: _Asked) -> Iterator[YearAnswers]:
    values: dict[str, list[tuple[Instrument, Any]]] = {}
    for activity in asked.activities:
        for row in stored.values(connection, activity):
            version = Instrument.from_json(row["definition"])
            values.setdefault(row["question"], []).append((version, json.loads(row["value"])))
    for question in asked.instrument.questions:
        if question.kind not in COMPARED:
            continue
        given = values.get(question.key, [])
        same = [value for version, value in given if _asks(version, question)]
        yield YearAnswers(place, question, tally(question, same), len(given) - len(same))


def _asks(version: Instrument, question: Question) -> bool:
    """Whether this version asks it with the same answers to choose from."""
    return any(one.key == question.key and same_scale(one, question) for one in version.questions)


def _scales(found: Sequence[YearAnswers]) -> Iterator[Scale]:
    """The newest first. A matrix is taken apart: each of its rows may be asked or not."""
    grouped: list[list[list[YearAnswers]]] = []
    for row in _by_row(found):
        for answers in row:
            _put(grouped, answers, row)
    grouped.sort(key=lambda axes: -max(one.year for axis in axes for one in axis))
    for axes in grouped:
        made = tuple(Axis(years[-1].question, tuple(years)) for years in axes)
        yield Scale(made[0].question.options, made)


def _put(
    grouped: list[list[list[YearAnswers]]], answers: YearAnswers, row: Sequence[YearAnswers]
) -> None:
    """On the axis of its row and scale; a new one where there is none."""
    for axes in grouped:
        if same_scale(axes[0][0].question, answers.question):
            if any(axes[-1][-1] is one for one in row):
                axes[-1].append(answers)
            else:
                axes.append([answers])
            return
    grouped.append([[answers]])


def _by_row(found: Sequence[YearAnswers]) -> Iterable[list[YearAnswers]]:
    """The answers to each row apart, as a question with the label of the row."""
    if not any(one.question.rows for one in found):
        return [list(found)]
    rows: dict[str, list[YearAnswers]] = {}
    for one in found:
        for row, (_label, counts) in zip(one.question.rows, one.tally.rows, strict=True):
            question = replace(one.question, label=row.label, rows=())
            counted = Tally(question, sum(each.n for each in counts), counts=counts)
            rows.setdefault(row.key, []).append(replace(one, question=question, tally=counted))
    last = [row.key for row in found[-1].question.rows]
    order = [*last, *(key for key in rows if key not in last)]
    return [rows[key] for key in order]


def _changed(found: Sequence[YearAnswers]) -> Iterator[Change]:
    for one, next_one in pairwise(found):
        change = QuestionChange(one.question, next_one.question)
        if change:
            yield Change(one.year, next_one.year, change)


def _themes(years: Sequence[Year]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Themes of the same name are one row; what stands in no theme comes last."""
    names: dict[str, str] = {}
    for year in years:
        for theme, _n in year.yields:
            if theme:
                names.setdefault(theme.casefold(), theme)
    counted = [{theme.casefold(): n for theme, n in year.yields} for year in years]
    rows = [(name, tuple(one.get(key, 0) for one in counted)) for key, name in names.items()]
    rows.sort(key=lambda row: (tuple(-n for n in reversed(row[1])), row[0]))
    none = tuple(one.get("", 0) for one in counted)
    return (*rows, ("", none)) if any(none) else tuple(rows)
