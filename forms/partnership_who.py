"""On the page of a partnership: who it is, and who was where."""

from __future__ import annotations

import sqlite3

from collector.queries.partnerships import attendance, organisations


def part(database: sqlite3.Connection, partnership: sqlite3.Row) -> dict[str, object]:
    return {
        "organisations": organisations(database, partnership["id"]),
        "meetings": attendance(database, partnership["id"]),
    }
