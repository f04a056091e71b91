"""What partnerships agreed to leave as it stands."""

from __future__ import annotations

import sqlite3

from collector.database import run_script


def m019_settlements(connection: sqlite3.Connection) -> None:
    """An activity whose shared answers a partnership settled; a row that goes is a sketch that was
    opened again."""
    run_script(
        connection,
        """
        CREATE TABLE settlements (
            partnership_id INTEGER NOT NULL REFERENCES partnerships,
            activity_id INTEGER NOT NULL REFERENCES activities,
            PRIMARY KEY (partnership_id, activity_id)
        ) STRICT, WITHOUT ROWID;
        """,
    )
