"""Reports that were made for one partnership."""

from __future__ import annotations

import sqlite3

from collector.database import Rows
from collector.errors import NotFound


def partnership_reports(connection: sqlite3.Connection, partnership: int) -> Rows:
    """Without the content: `format`, `at`, `bytes`, and whether something was written since
    (`outdated`)."""
    return connection.execute(
        "SELECT format, at, length(content) AS bytes, EXISTS (SELECT 1 FROM events WHERE"
        "   kind = 'sketched' AND id > after"
        "   AND json_extract(data, '$.partnership') = partnership_id) AS outdated"
        " FROM partnership_reports WHERE partnership_id = ? ORDER BY format",
        (partnership,),
    ).fetchall()


def partnership_report(connection: sqlite3.Connection, partnership: int, form: str) -> sqlite3.Row:
    """`content` and `at`.

    :raise NotFound: it is not there (any more).
    """
    row: sqlite3.Row | None = connection.execute(
        "SELECT content, at FROM partnership_reports WHERE partnership_id = ? AND format = ?",
        (partnership, form),
    ).fetchone()
    if row is None:
        raise NotFound("Dit verslag is er niet meer. Maak het opnieuw.")
    return row
