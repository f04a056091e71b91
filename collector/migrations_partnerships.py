"""Tables of partnerships over time: who they are, what they settled together, what came of it.

A partnership is followed, never a person: nothing here says which participant wrote what.
"""

from __future__ import annotations

import sqlite3

from collector.database import run_script


def m016_partnerships(connection: sqlite3.Connection) -> None:
    """Sectors, organisations with their side, the spoken code, and what is settled together.

    `named`: the partnership agreed that others see its name beside what it did. `knows_code`: this
    participant showed that he or she belongs to the partnership, so its pages open. `sketches`
    keeps every revision; a JSON null is an answer that was emptied. `pens`: who writes the shared
    answers of an activity at this moment, until `until_ms` (milliseconds since 1970, UTC).
    `catch_up`: what this meeting asked can be answered outside it; `self_study`: it was.
    """
    run_script(
        connection,
        """
        ALTER TABLE partnerships DROP COLUMN sector;
        ALTER TABLE partnerships ADD COLUMN code TEXT;
        ALTER TABLE partnerships ADD COLUMN named INTEGER NOT NULL DEFAULT 0
            CHECK (named IN (0, 1));
        CREATE UNIQUE INDEX partnership_codes ON partnerships (code);
        CREATE TABLE partnership_sectors (
            partnership_id INTEGER NOT NULL REFERENCES partnerships,
            sector TEXT NOT NULL CHECK (sector IN ('po', 'vo', 'mbo')),
            PRIMARY KEY (partnership_id, sector)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE organisations (
            id INTEGER PRIMARY KEY,
            partnership_id INTEGER NOT NULL REFERENCES partnerships,
            name TEXT NOT NULL CHECK (name <> ''),
            side TEXT NOT NULL CHECK (side IN ('institute', 'field')),
            UNIQUE (partnership_id, name)
        ) STRICT;
        ALTER TABLE participants ADD COLUMN knows_code INTEGER NOT NULL DEFAULT 0
            CHECK (knows_code IN (0, 1));
        ALTER TABLE participants ADD COLUMN self_study INTEGER NOT NULL DEFAULT 0
            CHECK (self_study IN (0, 1));
        ALTER TABLE meetings ADD COLUMN catch_up INTEGER NOT NULL DEFAULT 0
            CHECK (catch_up IN (0, 1));
        ALTER TABLE programmes ADD COLUMN repeats INTEGER REFERENCES programmes;
        CREATE TABLE sketches (
            id INTEGER PRIMARY KEY,
            partnership_id INTEGER NOT NULL REFERENCES partnerships,
            activity_id INTEGER NOT NULL REFERENCES activities,
            instrument_id INTEGER NOT NULL REFERENCES instruments,
            question TEXT NOT NULL,
            revision INTEGER NOT NULL CHECK (revision >= 1),
            value TEXT NOT NULL CHECK (json_valid(value)),
            key TEXT NOT NULL UNIQUE CHECK (length(key) BETWEEN 8 AND 64),
            UNIQUE (partnership_id, activity_id, question, revision)
        ) STRICT;
        CREATE TABLE pens (
            partnership_id INTEGER NOT NULL REFERENCES partnerships,
            activity_id INTEGER NOT NULL REFERENCES activities,
            participant_id INTEGER NOT NULL REFERENCES participants,
            until_ms INTEGER NOT NULL,
            PRIMARY KEY (partnership_id, activity_id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE steps (
            id INTEGER PRIMARY KEY,
            partnership_id INTEGER NOT NULL REFERENCES partnerships,
            position INTEGER NOT NULL,
            text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 1000 AND trim(text) <> ''),
            meeting_id INTEGER REFERENCES meetings,
            state TEXT NOT NULL DEFAULT 'todo' CHECK (state IN ('todo', 'underway', 'done')),
            state_meeting_id INTEGER REFERENCES meetings
        ) STRICT;
        CREATE INDEX steps_of_partnership ON steps (partnership_id, position);
        CREATE TABLE jobs_anew (
            id INTEGER PRIMARY KEY,
            programme_id INTEGER NOT NULL REFERENCES programmes,
            kind TEXT NOT NULL CHECK (kind IN
                ('themes', 'split', 'report', 'publish', 'development', 'export')),
            subject INTEGER,
            parameters TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(parameters)),
            state TEXT NOT NULL DEFAULT 'waiting'
                CHECK (state IN ('waiting', 'running', 'done', 'failed')),
            message TEXT NOT NULL DEFAULT '',
            message_values TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(message_values)),
            attempts INTEGER NOT NULL DEFAULT 0,
            requested_by INTEGER REFERENCES facilitators,
            requested_at TEXT NOT NULL,
            finished_at TEXT
        ) STRICT;
        """,
    )
    # Parts of a theme that were proposed refer to jobs, and can be proposed again.
    run_script(
        connection,
        """
        INSERT INTO jobs_anew SELECT * FROM jobs;
        DELETE FROM split_parts;
        DROP TABLE jobs;
        ALTER TABLE jobs_anew RENAME TO jobs;
        CREATE UNIQUE INDEX one_waiting_job_of_a_kind
            ON jobs (programme_id, kind, ifnull(subject, 0)) WHERE state = 'waiting';
        """,
    )
