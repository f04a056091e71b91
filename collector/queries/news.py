"""What happened after an event, as far as it gives the worker something to do."""

from __future__ import annotations

import sqlite3
from datetime import date

from collector.events import EventKind

ABOUT_STATEMENTS = frozenset(
    {
        EventKind.ANSWERED,
        EventKind.WITHDRAWN,
        EventKind.MODERATED,
        EventKind.IMPORTED,
        EventKind.REHEARSAL,
    }
)
FOR_THE_WORKER = ABOUT_STATEMENTS | {
    EventKind.VOTED,  # consensus may have to be looked at
    EventKind.ACTIVITY,
    EventKind.PREPARED,
}


def happened(connection: sqlite3.Connection, after: int) -> dict[int, set[str]]:
    """Programme → the kinds of events after the one with this number; without the worker's own."""
    kinds = sorted(FOR_THE_WORKER)
    marks = ", ".join("?" * len(kinds))
    found: dict[int, set[str]] = {}
    for row in connection.execute(
        "SELECT DISTINCT programme_id, kind FROM events WHERE id > ?"
        f" AND programme_id IS NOT NULL AND kind IN ({marks}) ORDER BY programme_id",
        (after, *kinds),
    ):
        found.setdefault(row["programme_id"], set()).add(row["kind"])
    return found


def days_of_events(connection: sqlite3.Connection) -> set[date]:
    """On which days something happened, by the clock of then."""
    rows = connection.execute("SELECT DISTINCT substr(at, 1, 10) AS day FROM events")
    return {date.fromisoformat(row["day"]) for row in rows}
