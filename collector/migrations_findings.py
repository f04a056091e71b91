"""Tables of what the analysis found, what was decided about it, and what documents told."""

from __future__ import annotations

import sqlite3

from collector.database import run_script


def m006_findings(connection: sqlite3.Connection) -> None:
    """What the analysis found, and what people decided about it. A decision has `decided = 1`."""
    run_script(
        connection,
        """
        CREATE TABLE embeddings (
            hash TEXT NOT NULL,
            encoder TEXT NOT NULL,
            vector BLOB NOT NULL,
            PRIMARY KEY (hash, encoder)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE deidentifications (
            hash TEXT NOT NULL,
            programme_id INTEGER NOT NULL REFERENCES programmes,
            spans TEXT NOT NULL CHECK (json_valid(spans)),
            PRIMARY KEY (hash, programme_id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE runs (
            id INTEGER PRIMARY KEY,
            programme_id INTEGER NOT NULL REFERENCES programmes,
            number INTEGER NOT NULL,
            at TEXT NOT NULL,
            parameters TEXT NOT NULL CHECK (json_valid(parameters)),
            UNIQUE (programme_id, number)
        ) STRICT;
        CREATE TABLE themes (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            programme_id INTEGER NOT NULL REFERENCES programmes,
            position INTEGER NOT NULL DEFAULT 0,
            state TEXT NOT NULL DEFAULT 'proposed'
                CHECK (state IN ('proposed', 'accepted', 'merged', 'split', 'removed')),
            name TEXT CHECK (name <> ''),
            label TEXT NOT NULL DEFAULT '',
            key_phrases TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(key_phrases)),
            central_statement TEXT NOT NULL DEFAULT '',
            central_statement_id INTEGER REFERENCES statements,
            central_chosen INTEGER NOT NULL DEFAULT 0 CHECK (central_chosen IN (0, 1)),
            merged_into INTEGER REFERENCES themes,
            split_from INTEGER REFERENCES themes,
            run_id INTEGER REFERENCES runs,
            CHECK ((state = 'merged') = (merged_into IS NOT NULL)),
            CHECK (name IS NOT NULL OR label <> '')
        ) STRICT;
        CREATE TABLE placements (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            statement_id INTEGER NOT NULL REFERENCES statements,
            theme_id INTEGER REFERENCES themes,
            decided INTEGER NOT NULL CHECK (decided IN (0, 1)),
            confidence REAL CHECK (confidence BETWEEN 0 AND 1),
            nearest TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(nearest)),
            run_id INTEGER REFERENCES runs,
            CHECK (NOT decided OR (confidence IS NULL AND nearest = '[]'))
        ) STRICT;
        CREATE UNIQUE INDEX one_placement ON placements (statement_id, ifnull(theme_id, 0));
        CREATE TABLE reports (
            id INTEGER PRIMARY KEY,
            programme_id INTEGER NOT NULL REFERENCES programmes,
            at TEXT NOT NULL,
            html TEXT NOT NULL,
            markdown TEXT NOT NULL
        ) STRICT;
        CREATE TABLE releases (
            number INTEGER PRIMARY KEY,
            programme_id INTEGER NOT NULL REFERENCES programmes,
            at TEXT NOT NULL,
            file TEXT NOT NULL UNIQUE,
            statements INTEGER NOT NULL,
            withheld TEXT NOT NULL CHECK (json_valid(withheld))
        ) STRICT;
        """,
    )


def m007_imports(connection: sqlite3.Connection) -> None:
    """What a document that was read in told beyond programme, meetings, themes and statements."""
    run_script(
        connection,
        """
        CREATE TABLE imports (
            id INTEGER PRIMARY KEY,
            programme_id INTEGER NOT NULL REFERENCES programmes,
            hash TEXT NOT NULL UNIQUE,
            file TEXT NOT NULL,
            summary TEXT NOT NULL CHECK (json_valid(summary))
        ) STRICT;
        """,
    )


def m012_marked_spans(connection: sqlite3.Connection) -> None:
    """What a person marked in a statement as personal data, beside what was found in it.

    JSON: [[start, end, kind], …] in characters of the text, end exclusive.
    """
    run_script(
        connection,
        """
        ALTER TABLE statements ADD COLUMN marked_spans TEXT NOT NULL DEFAULT '[]'
            CHECK (json_valid(marked_spans));
        """,
    )
