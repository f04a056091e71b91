"""Who took part from which region: counts, to decide what may be told of a region."""

from __future__ import annotations

import sqlite3
from collections import Counter


def participants_by_region(
    connection: sqlite3.Connection, programme: int
) -> dict[str, Counter[str]]:
    """Region → role → how many took part, in all meetings; without a region or role under "".

    The region is the participant's own, else that of the meeting.
    """
    found: dict[str, Counter[str]] = {}
    for row in connection.execute(
        "SELECT ifnull(g.name, '') AS region, ifnull(r.name, '') AS role, count(*) AS n"
        " FROM participants AS p JOIN meetings AS m ON m.id = p.meeting_id"
        " LEFT JOIN roles AS r ON r.id = p.role_id"
        " LEFT JOIN regions AS g ON g.id = ifnull(p.region_id, m.region_id)"
        " WHERE m.programme_id = ? AND NOT p.rehearsal GROUP BY g.id, r.id",
        (programme,),
    ):
        found.setdefault(row["region"], Counter())[row["role"]] += row["n"]
    return found
