"""The table of data that a facilitator takes along."""

from __future__ import annotations

import sqlite3

from collector.database import run_script


def m022_exports(connection: sqlite3.Connection) -> None:
    """A file as it is downloaded: a day at most, and gone as soon as a word in it has to go.

    `identified`: with personal data; then only who made it can fetch it.
    """
    run_script(
        connection,
        """
        CREATE TABLE exports (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at TEXT NOT NULL,
            programme_id INTEGER NOT NULL REFERENCES programmes,
            facilitator_id INTEGER NOT NULL REFERENCES facilitators,
            form TEXT NOT NULL
                CHECK (form IN ('csv', 'xlsx', 'sav', 'qdpx', 'qdc', 'datapackage')),
            identified INTEGER NOT NULL CHECK (identified IN (0, 1)),
            name TEXT NOT NULL CHECK (name <> ''),
            content BLOB NOT NULL
        ) STRICT;
        CREATE INDEX exports_of_programme ON exports (programme_id, form, identified);
        """,
    )
