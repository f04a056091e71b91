"""Reports that were made for one partnership."""

from __future__ import annotations

import sqlite3

from collector.database import run_script


def m025_partnership_reports(connection: sqlite3.Connection) -> None:
    """The newest of each format. `after`: the event after which it was gathered, so that a page can
    say when something was written since."""
    run_script(
        connection,
        """
        CREATE TABLE partnership_reports (
            partnership_id INTEGER NOT NULL REFERENCES partnerships,
            format TEXT NOT NULL CHECK (format IN ('docx', 'html', 'md', 'pdf')),
            at TEXT NOT NULL,
            after INTEGER NOT NULL,
            content BLOB NOT NULL,
            PRIMARY KEY (partnership_id, format)
        ) STRICT, WITHOUT ROWID;
        """,
    )
