"""Tables of what was agreed with participants, of what was published of whom, and of erasing."""

from __future__ import annotations

import sqlite3

from collector.database import run_script


def m013_terms(connection: sqlite3.Connection) -> None:
    """The terms of a programme are versions that never change; the newest one holds.

    `terms_id` says under which version somebody joined, or handed in a form. Whoever took part
    before there were terms was told: only with consent, and counts; the end date is set here.
    """
    run_script(
        connection,
        """
        CREATE TABLE terms (
            id INTEGER PRIMARY KEY,
            programme_id INTEGER NOT NULL REFERENCES programmes,
            version INTEGER NOT NULL CHECK (version >= 1),
            at TEXT NOT NULL,
            facilitator_id INTEGER REFERENCES facilitators,
            verbatim TEXT NOT NULL CHECK (verbatim IN ('per_statement', 'per_form', 'never')),
            counts INTEGER NOT NULL CHECK (counts IN (0, 1)),
            ends_on TEXT CHECK (ends_on IS NULL OR ends_on IS date(ends_on)),
            UNIQUE (programme_id, version)
        ) STRICT;
        ALTER TABLE participants ADD COLUMN terms_id INTEGER REFERENCES terms;
        ALTER TABLE responses ADD COLUMN terms_id INTEGER REFERENCES terms;
        ALTER TABLE statements ADD COLUMN kept_home INTEGER NOT NULL DEFAULT 0
            CHECK (kept_home IN (0, 1) AND NOT (kept_home AND consent));
        ALTER TABLE imports ADD COLUMN verbatim INTEGER NOT NULL DEFAULT 1
            CHECK (verbatim IN (0, 1));
        ALTER TABLE releases ADD COLUMN off_at TEXT;
        ALTER TABLE releases ADD COLUMN off_by INTEGER REFERENCES facilitators;
        ALTER TABLE releases ADD COLUMN removed INTEGER NOT NULL DEFAULT 0
            CHECK (removed IN (0, 1) AND (off_at IS NOT NULL OR NOT removed));
        CREATE TABLE published (
            id INTEGER PRIMARY KEY,
            release_number INTEGER NOT NULL REFERENCES releases,
            statement_id INTEGER REFERENCES statements,
            text_hash TEXT NOT NULL,
            UNIQUE (release_number, statement_id),
            CHECK (statement_id IS NOT NULL OR text_hash = '')
        ) STRICT;
        CREATE INDEX published_of_statement ON published (statement_id);
        CREATE TABLE erasures (
            id INTEGER PRIMARY KEY,
            programme_id INTEGER NOT NULL REFERENCES programmes,
            day TEXT NOT NULL CHECK (day IS date(day)),
            reason TEXT NOT NULL CHECK (reason IN ('expired', 'by_hand', 'receipt')),
            facilitator_id INTEGER REFERENCES facilitators,
            whole INTEGER NOT NULL CHECK (whole IN (0, 1)),
            swept INTEGER NOT NULL DEFAULT 0 CHECK (swept IN (0, 1))
        ) STRICT;
        INSERT INTO terms (programme_id, version, at, verbatim, counts, ends_on)
            SELECT p.id, 1, strftime('%Y-%m-%dT%H:%M:%SZ'), 'per_statement', 1,
                date(max(date(), ifnull(
                    (SELECT max(date) FROM meetings WHERE programme_id = p.id), '')), '+12 months')
            FROM programmes AS p
            WHERE EXISTS (SELECT 1 FROM statements WHERE programme_id = p.id)
                OR EXISTS (SELECT 1 FROM participants AS t JOIN meetings AS m
                    ON m.id = t.meeting_id WHERE m.programme_id = p.id);
        """,
    )


def m014_responses_under_terms(connection: sqlite3.Connection) -> None:
    """What comes in, comes in under the terms that hold at that moment; rehearsals under none."""
    newest = (
        "(SELECT t.id FROM terms AS t JOIN meetings AS m ON m.programme_id = t.programme_id"
        " JOIN activities AS a ON a.meeting_id = m.id WHERE a.id = responses.activity_id"
        " ORDER BY t.version DESC LIMIT 1)"
    )
    for table, column in (("responses", "id"), ("submissions", "response_id")):
        connection.execute(
            f"CREATE TRIGGER {table}_under_terms AFTER INSERT ON {table} BEGIN"
            f" UPDATE responses SET terms_id = {newest}"
            f" WHERE id = NEW.{column} AND NOT rehearsal; END"
        )
