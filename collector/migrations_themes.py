"""Tables of what runs proposed: numbered runs, parts of a theme, near duplicates, aspects, the map.

None of them leaves the house, and what is withdrawn leaves them at once (`collector.forgetting`).
"""

from __future__ import annotations

import sqlite3

from collector.database import run_script


def m008_runs_and_proposals(connection: sqlite3.Connection) -> None:
    """In `run_placements`, theme 0 is "none fits"; no confidence: a person had decided it."""
    run_script(
        connection,
        """
        CREATE TABLE run_themes (
            run_id INTEGER NOT NULL REFERENCES runs,
            theme_id INTEGER NOT NULL,
            label TEXT NOT NULL CHECK (label <> ''),
            key_phrases TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(key_phrases)),
            size INTEGER NOT NULL CHECK (size >= 0),
            PRIMARY KEY (run_id, theme_id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE run_placements (
            run_id INTEGER NOT NULL REFERENCES runs,
            statement_id INTEGER NOT NULL REFERENCES statements,
            theme_id INTEGER NOT NULL,
            confidence REAL CHECK (confidence BETWEEN 0 AND 1),
            PRIMARY KEY (run_id, statement_id, theme_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX run_placements_of_statement ON run_placements (statement_id);
        CREATE TABLE split_parts (
            theme_id INTEGER NOT NULL REFERENCES themes,
            part INTEGER NOT NULL CHECK (part >= 1),
            label TEXT NOT NULL CHECK (label <> ''),
            statement_id INTEGER NOT NULL REFERENCES statements,
            job INTEGER NOT NULL REFERENCES jobs,
            PRIMARY KEY (theme_id, statement_id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE near_duplicates (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            statement_id INTEGER NOT NULL REFERENCES statements,
            other_id INTEGER NOT NULL REFERENCES statements,
            likelihood REAL NOT NULL CHECK (likelihood BETWEEN 0 AND 1),
            state TEXT NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'apart')),
            CHECK (statement_id < other_id),
            UNIQUE (statement_id, other_id)
        ) STRICT;
        CREATE TABLE proposed_aspects (
            statement_id INTEGER PRIMARY KEY REFERENCES statements,
            aspect TEXT NOT NULL CHECK (aspect IN ('content', 'process')),
            confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1)
        ) STRICT;
        """,
    )


def m011_map(connection: sqlite3.Connection) -> None:
    """Where each statement lies on the map of the newest run: 0 to 1 both ways."""
    run_script(
        connection,
        """
        CREATE TABLE map_positions (
            statement_id INTEGER PRIMARY KEY REFERENCES statements,
            x REAL NOT NULL CHECK (x BETWEEN 0 AND 1),
            y REAL NOT NULL CHECK (y BETWEEN 0 AND 1)
        ) STRICT;
        """,
    )
