"""What facilitators did in a meeting lately, so that two of them know of each other."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Happening:
    """One thing that somebody did. `data` holds ids and words of the house, never of people."""

    event: int
    at: str
    kind: str  # an `EventKind`
    who: str
    title: str  # of the activity that it was done to, if any
    act: str  # the kind of act, where it was a decision about statements or themes
    undone: bool
    data: dict[str, Any]


def lately(
    connection: sqlite3.Connection, programme: int, meeting: int, limit: int = 5
) -> list[Happening]:
    """Newest first: what was done to this meeting, and decided in its whole programme."""
    rows = connection.execute(
        "SELECT e.id, e.at, e.kind, e.data, ifnull(a.title, '') AS title,"
        " ifnull(c.kind, '') AS act,"
        " ifnull(nullif(f.name, ''), f.email) AS who,"
        " json_extract(e.data, '$.undone') IS NOT NULL AS undone"
        " FROM events AS e"
        " LEFT JOIN acts AS c ON c.id ="
        "   coalesce(json_extract(e.data, '$.act'), json_extract(e.data, '$.undone'),"
        "     json_extract(e.data, '$.redone'))"
        " JOIN facilitators AS f ON f.id = coalesce(json_extract(e.data, '$.by'),"
        "   iif(json_extract(e.data, '$.undone') IS NULL, c.facilitator_id, c.undone_by))"
        " LEFT JOIN activities AS a ON a.id = json_extract(e.data, '$.activity')"
        " WHERE e.programme_id = ?1 AND (e.meeting_id = ?2 OR e.meeting_id IS NULL)"
        " AND e.kind IN ('activity', 'screen', 'timer', 'rehearsal', 'prepared', 'moderated',"
        "   'themes') ORDER BY e.id DESC LIMIT ?3",
        (programme, meeting, limit),
    ).fetchall()
    return [
        Happening(
            event=row["id"],
            at=row["at"],
            kind=row["kind"],
            who=row["who"],
            title=row["title"],
            act=row["act"],
            undone=bool(row["undone"]),
            data=json.loads(row["data"]),
        )
        for row in rows
    ]
