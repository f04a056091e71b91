"""What participants took back or wrote anew: it may not come out by another door."""

from __future__ import annotations

import sqlite3


def words_of_before(connection: sqlite3.Connection, programme: int) -> list[str]:
    """The texts of statements of a programme before their authors changed them."""
    rows = connection.execute(
        "SELECT DISTINCT r.text FROM statement_revisions AS r"
        " JOIN statements AS s ON s.id = r.statement_id"
        " WHERE s.programme_id = ? AND r.text <> s.text",
        (programme,),
    )
    return [row["text"] for row in rows]


def taken_back_after(connection: sqlite3.Connection, programme: int, event: int) -> bool:
    """Whether a statement was withdrawn, changed or moderated after the event with this number."""
    row = connection.execute(
        "SELECT 1 FROM events WHERE programme_id = ? AND id > ? AND (kind IN"
        " ('withdrawn', 'moderated') OR json_extract(data, '$.statement') IS NOT NULL) LIMIT 1",
        (programme, event),
    ).fetchone()
    return row is not None
