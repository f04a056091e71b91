"""Made-up answers, to try a meeting before the room fills: marked all the way, and gone at once.

What is made up is never counted with what is real, and never in a report or a release.
"""

from __future__ import annotations

import sqlite3

from collector.database import transaction
from collector.erasing import delete_rows, forget_acts, forget_texts
from collector.events import EventKind, record
from collector.queries.meetings import programme_of

_MADE_UP = "meeting_id = {meeting} AND rehearsal"


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
        delete_rows(connection, "participants", made_up)
        forget_acts(connection, programme, {row["id"] for row in rows})
        forget_texts(connection, {row["text"] for row in rows})
        _forget_themes(connection, themes)
        if gone:
            _record(connection, meeting, by, "removed")
    return int(gone)


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


def _record(connection: sqlite3.Connection, meeting: int, by: int, what: str) -> None:
    record(
        connection,
        EventKind.REHEARSAL,
        programme=programme_of(connection, meeting),
        meeting=meeting,
        what=what,
        by=by,
    )
