"""What the projector shows when a meeting is closed."""

from __future__ import annotations

import sqlite3

from collector.database import run_script


def m026_closing(connection: sqlite3.Connection) -> None:
    """Which slide of the results the projector shows, from 0; NULL: something else is shown."""
    run_script(
        connection,
        "ALTER TABLE meetings ADD COLUMN closing INTEGER CHECK (closing >= 0)",
    )
