"""In which meetings a partnership was, by who came for it; made-up people never count."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True)
class Presence:
    """Of one partnership in one meeting."""

    people: int
    studied: int  # of those, who worked through it outside the meeting
    countable: bool  # all of them were told that answers are counted in releases


Present = dict[int, dict[int, Presence]]
"""Partnership → position of the meeting → who was there for it."""


def presence(connection: sqlite3.Connection, programme: int) -> Present:
    """Whoever came for another partnership first, counts for the one that was chosen last."""
    rows = connection.execute(
        "SELECT p.partnership_id, m.position, count(*) AS people, sum(p.self_study) AS studied,"
        " min(p.terms_id IS NULL OR p.terms_id IN (SELECT id FROM terms WHERE counts)) AS countable"
        " FROM participants AS p JOIN meetings AS m ON m.id = p.meeting_id"
        " WHERE m.programme_id = ? AND NOT p.rehearsal AND p.partnership_id IS NOT NULL"
        " GROUP BY p.partnership_id, m.position ORDER BY p.partnership_id, m.position",
        (programme,),
    )
    found: Present = {}
    for row in rows:
        here = Presence(row["people"], row["studied"], bool(row["countable"]))
        found.setdefault(row["partnership_id"], {})[row["position"]] = here
    return found
