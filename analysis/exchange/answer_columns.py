"""Per kind of question: the columns that its answers take in a table with one form a row.

A question with several parts takes a column for each: every option of which more may be chosen,
every row of a matrix, every option that is put in order (its place, from 1).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from analysis.exchange.tables import DO_NOT_KNOW, NOT_ANSWERED, Cell, Kind, Variable
from collector.records import Instrument, Option, Question, QuestionKind

_NOT_ON_THE_SCALE = "unknown"
_LONGEST_NAME = 56  # SPSS: 64 bytes, and a number may follow
_YES_NO = {0: "nee", 1: "ja"}
_RESERVED = frozenset(
    ["all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"]
)
"""Words of SPSS."""


@dataclass(frozen=True)
class AnswerColumn:
    """A variable, and how it is read from a stored value (see `Question`) that is not None."""

    variable: Variable
    read: Callable[[Any], Cell]

    @property
    def unanswered(self) -> Cell:
        """What stands there when it was asked and not answered."""
        return NOT_ANSWERED if self.variable.kind is Kind.CODED else None


def _statements(question: Question, own: Variable) -> Iterator[AnswerColumn]:
    """A table of their own; votes are counted there, and contact details are never here."""
    return iter(())


def _class(question: Question, own: Variable) -> Iterator[AnswerColumn]:
    codes, values = _codes(question.options, scale=False)
    yield AnswerColumn(replace(own, kind=Kind.CODED, values=values), codes.get)


def _scale(question: Question, own: Variable) -> Iterator[AnswerColumn]:
    codes, values = _codes(question.options, scale=True)
    yield AnswerColumn(replace(own, kind=Kind.CODED, values=values, ordered=True), codes.get)


def _choices(question: Question, own: Variable) -> Iterator[AnswerColumn]:
    for one, option in _parts(own, question.options):
        variable = replace(one, kind=Kind.CODED, values=_YES_NO)
        yield AnswerColumn(variable, partial(_chosen, option.key))


def _ranking(question: Question, own: Variable) -> Iterator[AnswerColumn]:
    for one, option in _parts(own, question.options):
        variable = replace(one, kind=Kind.WHOLE, ordered=True)
        yield AnswerColumn(variable, partial(_place, option.key))


def _matrix(question: Question, own: Variable) -> Iterator[AnswerColumn]:
    codes, values = _codes(question.options, scale=True)
    for one, row in _parts(own, question.rows):
        variable = replace(one, kind=Kind.CODED, values=values, ordered=True)
        yield AnswerColumn(variable, partial(_in_row, row.key, codes))


def _number(question: Question, own: Variable) -> Iterator[AnswerColumn]:
    unit = f" ({question.unit})" if question.unit else ""
    yield AnswerColumn(replace(own, kind=Kind.NUMBER, label=f"{own.label}{unit}"), _as_it_is)


def _text(question: Question, own: Variable) -> Iterator[AnswerColumn]:
    yield AnswerColumn(own, _as_it_is)


def _consent(question: Question, own: Variable) -> Iterator[AnswerColumn]:
    yield AnswerColumn(replace(own, kind=Kind.CODED, values=_YES_NO), int)


COLUMNS: dict[QuestionKind, Callable[[Question, Variable], Iterator[AnswerColumn]]] = {
    QuestionKind.STATEMENTS: _statements,
    QuestionKind.CHOICE: _class,
    QuestionKind.CHOICES: _choices,
    QuestionKind.SCALE: _scale,
    QuestionKind.NUMBER: _number,
    QuestionKind.RANKING: _ranking,
    QuestionKind.SHORT_TEXT: _text,
    QuestionKind.LONG_TEXT: _text,
    QuestionKind.MATRIX: _matrix,
    QuestionKind.CONTACT: _statements,
    QuestionKind.CONSENT: _consent,
    QuestionKind.VOTES: _statements,
}

Asked = tuple[str, str, QuestionKind]
"""A question through all versions: slug of its questionnaire, its key, its kind."""


def answer_columns(
    instruments: Iterable[Instrument], taken: Iterable[str]
) -> dict[Asked, list[AnswerColumn]]:
    """The columns of every question, each with a name of its own.

    A question whose key more questionnaires use has that of its questionnaire before it.

    :param instruments: every version that was answered; options of all versions go together
    :param taken: names that other columns have
    """
    merged: dict[Asked, Question] = {}
    for one in instruments:
        for question in one.questions:
            asked = one.slug, question.key, question.kind
            merged[asked] = _merged(merged.get(asked), question)
    names = _Names(taken)
    everywhere = Counter(key for _, key in {(slug, key) for slug, key, _ in merged})
    found = {}
    for asked, question in merged.items():
        slug, key, kind = asked
        own = Variable(
            names.new(key if everywhere[key] == 1 else f"{slug}_{key}"),
            question.label,
            key=(slug, key),
        )
        found[asked] = list(COLUMNS[kind](question, own))
    return found


def _merged(before: Question | None, now: Question) -> Question:
    if before is None:
        return now
    return replace(
        now,
        options=_together(before.options, now.options),
        rows=_together(before.rows, now.rows),
    )


def _together(before: Iterable[Option], now: Iterable[Option]) -> tuple[Option, ...]:
    return tuple({one.key: one for one in (*before, *now)}.values())


def _codes(options: Iterable[Option], *, scale: bool) -> tuple[dict[Any, int], dict[int, str]]:
    """Key → code from 1, and code → label. What is not on a scale has the code of that."""
    codes: dict[Any, int] = {}
    values: dict[int, str] = {}
    for option in options:
        apart = scale and option.key == _NOT_ON_THE_SCALE
        codes[option.key] = DO_NOT_KNOW if apart else len(codes) + 1
        values[codes[option.key]] = option.label
    return codes, values


def _parts(own: Variable, options: Iterable[Option]) -> Iterator[tuple[Variable, Option]]:
    for place, option in enumerate(options, start=1):
        yield (
            replace(
                own,
                name=f"{own.name}_{place}",
                label=f"{own.label} – {option.label}",
                key=(*own.key, option.key),
            ),
            option,
        )


def _chosen(key: str, value: Sequence[str]) -> Cell:
    return int(key in value)


def _place(key: str, value: Sequence[str]) -> Cell:
    return list(value).index(key) + 1 if key in value else None


def _in_row(key: str, codes: Mapping[Any, int], value: Mapping[str, str]) -> Cell:
    return codes.get(value.get(key), NOT_ANSWERED)


def _as_it_is(value: Any) -> Cell:
    return value if isinstance(value, str | int | float) else None


class _Names:
    """Names that SPSS and R take: letters, digits and underscores, each once."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)

    def new(self, key: str) -> str:
        """The key of the question, with a number behind it when that is taken."""
        wanted = name = _valid(key)
        number = 1
        while not self._free(name):
            number += 1
            name = f"{wanted}_v{number}"
        self._taken.add(name)
        return name

    def _free(self, name: str) -> bool:
        """Also of columns that this one, or one before, adds a number to."""
        return not any(
            name == one
            or re.fullmatch(rf"{re.escape(name)}_\d+", one)
            or re.fullmatch(rf"{re.escape(one)}_\d+", name)
            for one in self._taken
        )


def _valid(text: str) -> str:
    name = re.sub(r"[^a-z0-9]+", "_", text.casefold(), flags=re.ASCII).strip("_")
    name = name if name[:1].isalpha() and name not in _RESERVED else f"v_{name}".rstrip("_")
    return name[:_LONGEST_NAME].rstrip("_")
