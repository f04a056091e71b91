"""From the baseline to a later meeting: how partnerships moved, in counts only.

A dimension is followed where questions with the same `dimension` (and, in a matrix, the same row)
were asked in two activities. A partnership stands where the median of its answers stands, the
lower one of two; newcomers, who were there once, are left out.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median_low

from analysis.report_parts import Development
from collector.queries import answers, meetings
from collector.records import Option, Question, QuestionKind


@dataclass
class _Line:
    """One dimension: per activity, in order, the places (from 1) that each partnership chose."""

    name: str
    options: tuple[Option, ...]
    places: dict[int, dict[int, list[int]]] = field(default_factory=dict)


def developments(
    connection: sqlite3.Connection, programme: int, group_size: int
) -> tuple[Development, ...]:
    """The dimensions that were answered at two moments, in the order of asking.

    :param group_size: fewer partnerships than this are not shown
    """
    lines = _lines(connection, programme)
    return tuple(_development(line, group_size) for line in lines.values() if len(line.places) > 1)


def _lines(
    connection: sqlite3.Connection, programme: int
) -> dict[tuple[str, tuple[str, ...]], _Line]:
    instruments: dict[int, dict[str, Question]] = {}
    lines: dict[tuple[str, tuple[str, ...]], _Line] = {}
    for row in _in_order(connection, programme):
        version = row["instrument_id"]
        if version not in instruments:
            made = meetings.instrument(connection, version)
            instruments[version] = {question.key: question for question in made.questions}
        question = instruments[version].get(row["question"])
        if question is None or not question.dimension or row["partnership_id"] is None:
            continue
        keys = tuple(option.key for option in question.options)
        for part, name, chosen in _chosen(question, json.loads(row["value"])):
            line = lines.setdefault(
                (f"{question.dimension} {part}", keys), _Line(name, question.options)
            )
            if chosen in keys:
                at = line.places.setdefault(row["activity_id"], {})
                at.setdefault(row["partnership_id"], []).append(keys.index(chosen) + 1)
    return lines


def _in_order(connection: sqlite3.Connection, programme: int) -> list[sqlite3.Row]:
    """Answers in the order of the meetings, which is not that of their ids."""
    position = {
        row["id"]: place for place, row in enumerate(meetings.meetings(connection, programme))
    }
    rows = answers.answers_in_programme(connection, programme)
    return sorted(rows, key=lambda row: position[row["meeting_id"]])  # stable: then by activity


def _chosen(question: Question, value: object) -> Iterator[tuple[str, str, str]]:
    """(part of the dimension, what it is called, key of the chosen option)."""
    if question.kind is QuestionKind.SCALE and isinstance(value, str):
        yield "", question.label.partition(":")[0], value
    if question.kind is QuestionKind.MATRIX and isinstance(value, dict):
        for row in question.rows:
            if row.key in value:
                yield row.key, row.label, value[row.key]


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
