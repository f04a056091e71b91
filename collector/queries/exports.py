"""Files with data that were made and can be fetched."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from collector.database import Rows
from collector.errors import NotFound
from collector.exports import KEPT

_MAY = " FROM exports WHERE programme_id = ? AND at > ? AND (NOT identified OR facilitator_id = ?)"
_COLUMNS = "SELECT id, at, form, identified, name, length(content) AS size"


def exports(connection: sqlite3.Connection, programme: int, facilitator: int) -> Rows:
    """Without the content, the newest first: `id`, `at`, `form`, `identified`, `name`, `size`."""
    return connection.execute(
        f"{_COLUMNS}{_MAY} ORDER BY id DESC", (programme, _since(), facilitator)
    ).fetchall()


def export(
    connection: sqlite3.Connection, programme: int, facilitator: int, identifier: int
) -> sqlite3.Row:
    """`name` and `content`.

    :raise NotFound: it is gone, or somebody else's.
    """
    row: sqlite3.Row | None = connection.execute(
        f"SELECT name, content{_MAY} AND id = ?", (programme, _since(), facilitator, identifier)
    ).fetchone()
    if not row:
        raise NotFound("Dit bestand is er niet meer. Maak het opnieuw op de pagina Opbrengst.")
    return row


def _since() -> str:
    return (datetime.now(UTC) - KEPT).strftime("%Y-%m-%dT%H:%M:%SZ")
