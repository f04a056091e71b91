"""On the page of a partnership: what it missed and can catch up, what is still to come, and what
there is to read."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from collector.catching_up import can_catch_up
from collector.queries import meetings, programmes
from collector.queries.presence import presence
from collector.queries.terms import today


@dataclass(frozen=True)
class Elsewhere:
    """A meeting in which nobody of this partnership was. `to_come`: it was not held yet."""

    code: str
    title: str
    date: str | None
    to_come: bool
    can_catch_up: bool


def part(database: sqlite3.Connection, partnership: sqlite3.Row) -> dict[str, object]:
    """`missed`: of `Elsewhere`; `resources`: (title of the meeting, or None, its resources)."""
    programme = partnership["programme_id"]
    there = presence(database, programme).get(partnership["id"], {})
    held = meetings.meetings(database, programme)
    read = [(None, programmes.resources(database, programme))]
    read += [(row["title"], programmes.resources(database, programme, row["id"])) for row in held]
    return {
        "missed": [
            Elsewhere(
                code=row["code"],
                title=row["title"],
                date=row["date"],
                to_come=_is_to_come(row),
                can_catch_up=can_catch_up(database, row),
            )
            for row in held
            if row["position"] not in there
        ],
        "resources": [(title, rows) for title, rows in read if rows],
    }


def _is_to_come(meeting: sqlite3.Row) -> bool:
    if meeting["date"]:
        return bool(meeting["date"] >= today().isoformat())
    return not meeting["participants"]
