"""The first steps that partnerships follow."""

from __future__ import annotations

import sqlite3

from collector.database import Rows


def steps_of(connection: sqlite3.Connection, partnership: int) -> Rows:
    """In their order: `id`, `text`, `state`, `meeting` (title of the one it was settled in, or
    None), `state_meeting` (of the one in which the state was said, or None)."""
    return connection.execute(
        "SELECT s.id, s.text, s.state, s.meeting_id, m.title AS meeting, n.title AS state_meeting"
        " FROM steps AS s LEFT JOIN meetings AS m ON m.id = s.meeting_id"
        " LEFT JOIN meetings AS n ON n.id = s.state_meeting_id"
        " WHERE s.partnership_id = ? ORDER BY s.position, s.id",
        (partnership,),
    ).fetchall()


def steps_in(connection: sqlite3.Connection, programme: int) -> dict[int, tuple[int, int]]:
    """Partnership → how many steps are done, of how many; only those that have any."""
    rows = connection.execute(
        "SELECT s.partnership_id, sum(s.state = 'done') AS done, count(*) AS n FROM steps AS s"
        " JOIN partnerships AS p ON p.id = s.partnership_id"
        " WHERE p.programme_id = ? GROUP BY s.partnership_id",
        (programme,),
    )
    return {row["partnership_id"]: (row["done"], row["n"]) for row in rows}
