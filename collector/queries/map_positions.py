"""Where statements lie on the map of a programme."""

from __future__ import annotations

import sqlite3


def positions(connection: sqlite3.Connection, programme: int) -> dict[int, tuple[float, float]]:
    """Statement → x and y, 0 to 1 both ways; y goes down, as on a screen."""
    rows = connection.execute(
        "SELECT m.statement_id, m.x, m.y FROM map_positions AS m"
        " JOIN statements AS s ON s.id = m.statement_id"
        " WHERE s.programme_id = ? ORDER BY m.statement_id",
        (programme,),
    )
    return {row["statement_id"]: (row["x"], row["y"]) for row in rows}
