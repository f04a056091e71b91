"""Made-up answers, to try a meeting before the room fills: marked all the way, and gone at once.

What is made up is never counted with what is real, and never in a report or a release.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from collector.database import transaction
from collector.events import EventKind, record
from collector.queries.meetings import programme_of
from collector.redaction import text_hash

_MADE_UP = "meeting_id = {meeting} AND rehearsal"
_EMPTIED = frozenset({("themes", "central_statement_id")})
"""References that become empty; every other row that refers to what was made up goes with it."""


def rehearsed(connection: sqlite3.Connection, meeting: int, *, by: int) -> None:
    """Say that a facilitator filled a meeting with made-up answers."""
    with transaction(connection):
        _record(connection, meeting, by, "filled")


def remove_rehearsal(connection: sqlite3.Connection, meeting: int, *, by: int) -> int:
    """Everything made up in a meeting, for good; how many participants it were.

    What people really said stays. What a run found in made-up statements goes too; a theme that a
    facilitator named stays, without them.
    """
    made_up = _MADE_UP.format(meeting=int(meeting))
    with transaction(connection):
        connection.execute("PRAGMA defer_foreign_keys = ON")
        programme = programme_of(connection, meeting)
        rows = connection.execute(f"SELECT id, text FROM statements WHERE {made_up}").fetchall()
        themes = _themes_with(connection, made_up)
        _forget_runs(connection, made_up)
        gone = connection.execute(f"SELECT count(*) FROM participants WHERE {made_up}").fetchone()[
            0
        ]
        _delete(connection, "participants", made_up)
        _forget_acts(connection, programme, {row["id"] for row in rows})
        _forget_texts(connection, programme, {row["text"] for row in rows})
        _forget_themes(connection, themes)
        if gone:
            _record(connection, meeting, by, "removed")
    return int(gone)


def _delete(connection: sqlite3.Connection, table: str, condition: str) -> None:
    """Rows, and before them every row in any table that refers to them."""
    key = connection.execute(
        "SELECT name FROM pragma_table_info(?) WHERE pk = 1", (table,)
    ).fetchone()["name"]
    for child, column in _references(connection, table):
        here = f"{column} IN (SELECT {key} FROM {table} WHERE {condition})"
        if (child, column) in _EMPTIED:
            connection.execute(f"UPDATE {child} SET {column} = NULL WHERE {here}")
        elif child != table:
            _delete(connection, child, here)
    connection.execute(f"DELETE FROM {table} WHERE {condition}")


def _references(connection: sqlite3.Connection, table: str) -> list[tuple[str, str]]:
    rows = connection.execute(
        'SELECT m.name AS child, f."from" AS name FROM sqlite_master AS m,'
        " pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table' AND f.\"table\" = ?",
        (table,),
    ).fetchall()
    return [(row["child"], row["name"]) for row in rows]


def _themes_with(connection: sqlite3.Connection, made_up: str) -> list[int]:
    rows = connection.execute(
        "SELECT DISTINCT theme_id FROM placements WHERE theme_id IS NOT NULL AND statement_id IN"
        f" (SELECT id FROM statements WHERE {made_up})"
    ).fetchall()
    return [int(row["theme_id"]) for row in rows]


def _forget_runs(connection: sqlite3.Connection, made_up: str) -> None:
    """A run groups either real or made-up statements: nothing is kept of one of the latter."""
    runs = connection.execute(
        "SELECT DISTINCT run_id FROM run_placements WHERE statement_id IN"
        f" (SELECT id FROM statements WHERE {made_up})"
    ).fetchall()
    for row in runs:
        connection.execute("DELETE FROM run_placements WHERE run_id = ?", (row["run_id"],))
        connection.execute("DELETE FROM run_themes WHERE run_id = ?", (row["run_id"],))


def _forget_themes(connection: sqlite3.Connection, themes: list[int]) -> None:
    """Those that nothing real is in: a proposal goes, what a person named forgets its phrases."""
    for theme in themes:
        if connection.execute("SELECT 1 FROM placements WHERE theme_id = ?", (theme,)).fetchone():
            continue
        connection.execute(
            "UPDATE themes SET label = ifnull(name, 'proef'), key_phrases = '[]',"
            " state = iif(state = 'proposed', 'removed', state) WHERE id = ?",
            (theme,),
        )


def _forget_acts(connection: sqlite3.Connection, programme: int, statements: set[int]) -> None:
    """Take what happened to these statements out of the log; the rest can still be undone."""
    if not statements:
        return
    for row in connection.execute(
        "SELECT id, before, after FROM acts WHERE programme_id = ?", (programme,)
    ).fetchall():
        pairs = list(zip(json.loads(row["before"]), json.loads(row["after"]), strict=True))
        kept = [pair for pair in pairs if not any(_about(one, statements) for one in pair)]
        if pairs and not kept:
            connection.execute("DELETE FROM acts WHERE id = ?", (row["id"],))
        elif len(kept) < len(pairs):
            before, after = zip(*kept, strict=True)
            connection.execute(
                "UPDATE acts SET before = ?, after = ? WHERE id = ?",
                (
                    json.dumps(before, ensure_ascii=False),
                    json.dumps(after, ensure_ascii=False),
                    row["id"],
                ),
            )


def _about(change: dict[str, Any], statements: set[int]) -> bool:
    values = change["row"] or {}
    named = {change["id"]} if change["table"] == "statements" else set()
    named |= {values.get(name) for name in ("statement_id", "other_id", "central_statement_id")}
    return bool(named & statements)


def _forget_texts(connection: sqlite3.Connection, programme: int, texts: set[str]) -> None:
    """What was found in words that nobody else said."""
    for text in texts:
        if connection.execute("SELECT 1 FROM statements WHERE text = ?", (text,)).fetchone():
            continue
        name = text_hash(text)
        connection.execute("DELETE FROM deidentifications WHERE hash = ?", (name,))
        connection.execute("DELETE FROM embeddings WHERE hash = ?", (name,))


def _record(connection: sqlite3.Connection, meeting: int, by: int, what: str) -> None:
    record(
        connection,
        EventKind.REHEARSAL,
        programme=programme_of(connection, meeting),
        meeting=meeting,
        what=what,
        by=by,
    )
