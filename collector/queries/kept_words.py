"""What facilitators let stand in the texts of a programme."""

from __future__ import annotations

import json
import sqlite3


def kept_slices(connection: sqlite3.Connection, programme: int) -> list[list[str]]:
    """Per statement with kept spans those slices of its text; none of what is made up or gone."""
    rows = connection.execute(
        "SELECT text, kept_spans FROM statements WHERE programme_id = ? AND kept_spans <> '[]'"
        " AND state <> 'withdrawn' AND rehearsal = 0",
        (programme,),
    )
    return [
        [row["text"][start:end] for start, end in json.loads(row["kept_spans"])] for row in rows
    ]
