"""From the baseline to a later meeting: how partnerships moved, in counts only.

A dimension is followed where questions with the same `dimension` (and, in a matrix, the same row)
were asked in two activities. A partnership stands where the median of its answers stands, the
lower one of two; newcomers, who were there once, are left out.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from statistics import median_low
from typing import Any

from analysis.answers import Answered, given_answers
from analysis.report_parts import Development
from collector.queries import meetings
from collector.records import Option, Question, QuestionKind


@dataclass
class _Line:
    """One dimension: per activity, in order, the places (from 1) that each partnership chose."""

    name: str
    options: tuple[Option, ...]
    order: tuple[int, ...]  # of the activity, the question and, in a matrix, the row
    places: dict[int, dict[int, list[int]]] = field(default_factory=dict)


def developments(
    connection: sqlite3.Connection, programme: int, group_size: int
) -> tuple[Development, ...]:
    """The dimensions that were answered at two moments, in the order of asking.

    :param group_size: fewer partnerships than this are not shown
    """
    lines = [line for line in _lines(connection, programme) if len(line.places) > 1]
    lines.sort(key=lambda line: line.order)
    return tuple(_development(line, group_size) for line in lines)


def _lines(connection: sqlite3.Connection, programme: int) -> Iterable[_Line]:
    lines: dict[tuple[str, str, tuple[str, ...]], _Line] = {}
    for when, each in _in_order(connection, programme):
        question, row = each.question, each.row
        if not question.dimension:
            continue
        number = each.instrument.questions.index(question)
        keys = tuple(option.key for option in question.options)
        for place, (part, name, chosen) in enumerate(_chosen(question, each.value)):
            line = lines.setdefault(
                (question.dimension, part, keys),
                _Line(name, question.options, (when, number, place)),
            )
            if chosen in keys:
                at = line.places.setdefault(row["activity_id"], {})
                at.setdefault(row["partnership_id"], []).append(keys.index(chosen) + 1)
    return lines.values()


def _in_order(connection: sqlite3.Connection, programme: int) -> Iterator[tuple[int, Answered]]:
    """Answers of partnerships, each with the place of its activity in the whole programme."""
    order = [
        activity["id"]
        for meeting in meetings.meetings(connection, programme)
        for activity in meetings.activities(connection, meeting["id"])
    ]
    given = given_answers(connection, programme)
    known = [each for each in given if each.row["partnership_id"] is not None]
    for each in sorted(known, key=lambda each: order.index(each.row["activity_id"])):
        yield order.index(each.row["activity_id"]), each


def _chosen(question: Question, value: Any) -> Iterator[tuple[str, str, str]]:
    """(part of the dimension, what it is called, key of the chosen option)."""
    if question.kind is QuestionKind.SCALE and isinstance(value, str):
        yield "", question.label.partition(":")[0], value
    if question.kind is QuestionKind.MATRIX and isinstance(value, dict):
        for row in question.rows:
            yield row.key, row.label, value.get(row.key, "")


def _development(line: _Line, group_size: int) -> Development:
    first, *_, last = line.places.values()
    both = [each for each in first if each in last]
    if len(both) < group_size:
        return Development(line.name, len(both), withheld=True)
    moves = [(median_low(first[each]), median_low(last[each])) for each in both]
    begun, ended = Counter(a for a, _ in moves), Counter(b for _, b in moves)
    return Development(
        line.name,
        len(both),
        withheld=False,
        phases=tuple(
            (option.label, begun[place], ended[place])
            for place, option in enumerate(line.options, start=1)
        ),
        forward=sum(b > a for a, b in moves),
        same=sum(b == a for a, b in moves),
        back=sum(b < a for a, b in moves),
    )
