"""Files that wait to be read in, without what is in them; and how columns were read before."""

from __future__ import annotations

import json
import sqlite3

from collector.database import Rows
from collector.errors import NotFound

_ALL_BUT_CONTENT = (
    "u.id, u.at, u.facilitator_id, u.programme_id, u.file, u.verbatim, u.title, u.columns, u.state,"
    " u.found, u.message, u.message_values, p.slug, p.title AS programme_title"
    " FROM uploads AS u LEFT JOIN programmes AS p ON p.id = u.programme_id"
)


def upload(connection: sqlite3.Connection, identifier: int, facilitator: int) -> sqlite3.Row:
    """:raise NotFound: it is gone, or somebody else's."""
    row: sqlite3.Row | None = connection.execute(
        f"SELECT {_ALL_BUT_CONTENT} WHERE u.id = ? AND u.facilitator_id = ?",
        (identifier, facilitator),
    ).fetchone()
    if row is None:
        raise NotFound("Dit bestand is er niet meer. Een bestand wordt hooguit een dag bewaard.")
    return row


def uploads(connection: sqlite3.Connection, facilitator: int) -> Rows:
    """Of one facilitator, newest first."""
    return connection.execute(
        f"SELECT {_ALL_BUT_CONTENT} WHERE u.facilitator_id = ? ORDER BY u.id DESC", (facilitator,)
    ).fetchall()


def remembered_columns(
    connection: sqlite3.Connection, programme: int, signature: str
) -> dict[str, str]:
    """How a table with this heading was read into this programme before; {} when it never was."""
    row = connection.execute(
        "SELECT columns FROM column_maps WHERE programme_id = ? AND signature = ?",
        (programme, signature),
    ).fetchone()
    found: dict[str, str] = json.loads(row["columns"]) if row else {}
    return found
