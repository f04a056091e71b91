"""Tables of files that wait to be read in, and of how the columns of a table were read."""

from __future__ import annotations

import sqlite3

from collector.database import run_script


def m018_uploads(connection: sqlite3.Connection) -> None:
    """A file that a facilitator sent: kept until it is read in or dropped, a day at most.

    Without a programme it becomes a new one. `columns` is what was chosen for a table, JSON
    {heading: target}; `found` what looking at it gave. `attempts` counts how often a worker began.
    """
    run_script(
        connection,
        """
        CREATE TABLE uploads (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at TEXT NOT NULL,
            facilitator_id INTEGER NOT NULL REFERENCES facilitators,
            programme_id INTEGER REFERENCES programmes,
            file TEXT NOT NULL CHECK (file <> ''),
            content BLOB NOT NULL,
            verbatim INTEGER NOT NULL CHECK (verbatim IN (0, 1)),
            title TEXT NOT NULL DEFAULT '',
            columns TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(columns)),
            state TEXT NOT NULL DEFAULT 'look'
                CHECK (state IN ('look', 'looked', 'store', 'stored', 'failed')),
            attempts INTEGER NOT NULL DEFAULT 0,
            found TEXT NOT NULL DEFAULT '' CHECK (found = '' OR json_valid(found)),
            message TEXT NOT NULL DEFAULT '',
            message_values TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(message_values)),
            CHECK ((state IN ('stored', 'failed')) = (length(content) = 0))
        ) STRICT;
        CREATE INDEX uploads_to_do ON uploads (state);
        CREATE TABLE column_maps (
            programme_id INTEGER NOT NULL REFERENCES programmes,
            signature TEXT NOT NULL CHECK (length(signature) = 64),
            columns TEXT NOT NULL CHECK (json_valid(columns)),
            PRIMARY KEY (programme_id, signature)
        ) STRICT, WITHOUT ROWID;
        """,
    )
