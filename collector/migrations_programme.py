"""Columns of what stands with a programme or a meeting."""

from __future__ import annotations

import sqlite3

from collector.database import run_script


def m023_order(connection: sqlite3.Connection) -> None:
    """Resources and speakers stand in an order that can be chosen."""
    run_script(
        connection,
        """
        ALTER TABLE resources ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
        UPDATE resources SET position = id;
        ALTER TABLE speakers ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
        UPDATE speakers SET position = id;
        """,
    )
