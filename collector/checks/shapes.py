"""What stands in columns of JSON: each has one shape, which the schema cannot say."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

from collector.checks.finding import BY_HAND, Finding
from collector.records import Instrument, QuestionKind

Shape = Callable[[Any], bool]


def _all(inner: Shape) -> Shape:
    return lambda value: isinstance(value, list) and all(inner(one) for one in value)


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _object(value: Any) -> bool:
    return isinstance(value, dict)


def _span(value: Any) -> bool:
    """[start, end, kind]"""
    if not isinstance(value, list) or len(value) != 3:
        return False
    start, end, kind = value
    return _number(start) and _number(end) and 0 <= start < end and _text(kind)


def _found_span(value: Any) -> bool:
    return (
        _object(value)
        and _number(value.get("start"))
        and _number(value.get("end"))
        and 0 <= value["start"] < value["end"]
        and _text(value.get("kind"))
    )


def _change(value: Any) -> bool:
    return _object(value) and _text(value.get("table")) and _number(value.get("id"))


SHAPES: dict[tuple[str, str], Shape] = {
    ("programmes", "organisers"): _all(_text),
    ("topics", "questions"): _all(_text),
    ("events", "data"): _object,
    ("acts", "before"): _all(_change),
    ("acts", "after"): _all(_change),
    ("jobs", "parameters"): _object,
    ("jobs", "message_values"): _object,
    ("deidentifications", "spans"): _all(_found_span),
    ("statements", "kept_spans"): lambda value: isinstance(value, list),
    ("statements", "marked_spans"): _all(_span),
    ("runs", "parameters"): _object,
    ("run_themes", "key_phrases"): _all(_text),
    ("themes", "key_phrases"): _all(_text),
    ("placements", "nearest"): _all(_number),
    ("releases", "withheld"): _object,
    ("imports", "summary"): _object,
    ("consensus", "found"): _object,
    ("pictures", "counted"): lambda value: isinstance(value, (dict, list)),
    ("pictures", "things"): lambda value: isinstance(value, (dict, list)),
    ("uploads", "columns"): _object,
    ("uploads", "message_values"): _object,
    ("column_maps", "columns"): _object,
    ("reports", "remarks"): lambda value: isinstance(value, list),
    ("passkeys", "transports"): _all(_text),
    ("audit", "detail"): _object,
}
"""By table and column. `instruments.definition` and `answers.value` are looked at below; of
`sketches.value`, `uploads.found` any JSON will do."""

_TYPES = {
    QuestionKind.CHOICE: {"text"},
    QuestionKind.SCALE: {"text"},
    QuestionKind.CHOICES: {"array"},
    QuestionKind.RANKING: {"array"},
    QuestionKind.NUMBER: {"integer", "real"},
    QuestionKind.SHORT_TEXT: {"text"},
    QuestionKind.LONG_TEXT: {"text"},
    QuestionKind.MATRIX: {"object"},
    QuestionKind.CONSENT: {"true", "false"},
}
"""Of JSON, by kind of question; a question that was left open may hold null."""


def shape_findings(connection: sqlite3.Connection) -> Iterator[Finding]:
    for (table, column), shape in SHAPES.items():
        for where, value in _values(connection, table, column):
            if not shape(json.loads(value)):
                what = f"{column} has not the shape that it has to have"
                yield Finding("shapes", f"collector.db: {table} {where}", what, BY_HAND)
    questions: dict[int, dict[str, QuestionKind]] = {}
    for row in connection.execute("SELECT id, hash, definition FROM instruments"):
        try:
            instrument = Instrument.from_json(row["definition"])
        except (ValueError, KeyError, TypeError):
            instrument = None
        if instrument is None or instrument.hash != row["hash"]:
            what = "its questions are not those that its hash is of"
            yield Finding("shapes", f"collector.db: instruments {row['id']}", what, BY_HAND)
        if instrument is not None:
            questions[row["id"]] = {one.key: one.kind for one in instrument.questions}
    yield from _answers(connection, questions)


def _values(connection: sqlite3.Connection, table: str, column: str) -> Iterator[tuple[str, str]]:
    """(key, JSON) of each row that has another value than the empty one."""
    keys = connection.execute(
        "SELECT name FROM pragma_table_info(?) WHERE pk ORDER BY pk", (table,)
    ).fetchall()
    where = ", ".join(row["name"] for row in keys)
    # Its key may be a hash of what somebody said, so only the beginning of it is told.
    for row in connection.execute(f"SELECT {where}, {column} FROM {table} WHERE {column} <> '[]'"):
        yield " ".join(str(value)[:8] for value in tuple(row)[:-1]), row[column]


def _answers(
    connection: sqlite3.Connection, questions: dict[int, dict[str, QuestionKind]]
) -> Iterator[Finding]:
    for row in connection.execute(
        "SELECT s.instrument_id, a.question, json_type(a.value) AS type, min(s.response_id) AS one"
        " FROM answers AS a JOIN submissions AS s ON s.key = a.submission_key GROUP BY 1, 2, 3"
    ):
        known = questions.get(row["instrument_id"])
        if known is None or row["type"] == "null":
            continue
        kind = known.get(row["question"])
        where = f"collector.db: responses {row['one']}"
        if kind is None:
            yield Finding("answers", where, "answers a question that was not asked", BY_HAND)
        elif kind not in _TYPES or row["type"] not in _TYPES[kind]:
            what = f"holds a value that no question of kind {kind} has"
            yield Finding("answers", where, what, BY_HAND)
