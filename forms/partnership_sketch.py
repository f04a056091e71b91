"""What a partnership wrote together, meeting by meeting, to read."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from collector.queries import meetings
from collector.queries import sketches as queries
from collector.records import Instrument, Question, QuestionKind
from forms.answered import Lines
from forms.shared_form import asked_together, shared_lines


@dataclass(frozen=True)
class Written:
    """One question with its shared answer. A matrix has a line per row: what it is called, what was
    chosen, and what was written at the question of the same name."""

    question: Question
    lines: Lines
    rows: tuple[tuple[str, str, Lines], ...] = ()


@dataclass(frozen=True)
class Sketch:
    """One activity."""

    activity: int
    title: str
    meeting: str
    code: str  # of the meeting
    settled: bool
    written: tuple[Written, ...]


def part(database: sqlite3.Connection, partnership: sqlite3.Row) -> dict[str, object]:
    return {"sketches": sketches_to_read(database, partnership["id"])}


def sketches_to_read(database: sqlite3.Connection, partnership: int) -> list[Sketch]:
    """What stands there now, in the order of the meetings; nothing of what was emptied."""
    made = []
    for row in queries.sketches_of(database, partnership):
        shared = queries.sketch(database, partnership, row["activity_id"])
        instrument = meetings.instrument_of(meetings.activity(database, row["activity_id"]))
        written = tuple(_written(instrument, shared))
        if written:
            made.append(
                Sketch(
                    row["activity_id"],
                    row["title"],
                    row["meeting"],
                    row["code"],
                    bool(row["settled"]),
                    written,
                )
            )
    return made


def _written(instrument: Instrument, shared: dict[str, queries.Shared]) -> list[Written]:
    asked = asked_together(instrument)
    values = {one.key: shared.get(one.key, queries.EMPTY).value for one in asked}
    texts = {one.key: one for one in asked if one.kind is QuestionKind.STATEMENTS}
    made, in_a_row = [], set()
    for one in asked:
        if one.kind is QuestionKind.MATRIX and values[one.key]:
            made.append(_rows(one, values, texts))
            in_a_row |= {row.key for row in one.rows} & texts.keys()
        elif values[one.key] is not None:
            made.append(Written(one, shared_lines(one, values[one.key])))
    return [one for one in made if one.question.key not in in_a_row]


def _rows(question: Question, values: dict[str, object], texts: dict[str, Question]) -> Written:
    labels = {option.key: option.label for option in question.options}
    chosen = values[question.key]
    assert isinstance(chosen, dict)
    rows = tuple(
        (
            row.label,
            labels.get(chosen.get(row.key, ""), ""),
            shared_lines(texts[row.key], values[row.key]) if row.key in texts else [],
        )
        for row in question.rows
    )
    return Written(question, [], rows)
