"""The schema as ordered, named migrations: the only DDL, and the only history.

A migration that has been released is never edited; a change is a new function at the end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from collector.database import run_script, transaction
from collector.errors import StorageError
from collector.migrations_accounts import m027_accounts, m028_audit, m029_imports_of_others
from collector.migrations_api import m017_tokens
from collector.migrations_closing import m026_closing
from collector.migrations_codes import m021_codes
from collector.migrations_exports import m022_exports
from collector.migrations_findings import m006_findings, m007_imports, m012_marked_spans
from collector.migrations_imports import m018_uploads
from collector.migrations_links import m031_reset_of_everything
from collector.migrations_log_ins import m030_trust
from collector.migrations_network import m020_pictures
from collector.migrations_partnership_reports import m025_partnership_reports
from collector.migrations_partnerships import m016_partnerships
from collector.migrations_programme import m023_order
from collector.migrations_room import m010_timers, m015_corrections
from collector.migrations_sketches import m019_settlements
from collector.migrations_terms import m013_terms, m014_responses_under_terms
from collector.migrations_themes import m008_runs_and_proposals, m011_map
from collector.migrations_votes import m009_votes
from collector.migrations_wrap_ups import m024_report_files

Migration = Callable[[sqlite3.Connection], None]


def m001_people_who_run_it(connection: sqlite3.Connection) -> None:
    run_script(
        connection,
        """
        CREATE TABLE facilitators (
            id INTEGER PRIMARY KEY,
            email TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (email LIKE '%_@_%'),
            name TEXT NOT NULL DEFAULT '',
            password_hash TEXT NOT NULL,
            created_at TEXT NOT NULL
        ) STRICT;
        """,
    )


def m002_programmes(connection: sqlite3.Connection) -> None:
    run_script(
        connection,
        """
        CREATE TABLE programmes (
            id INTEGER PRIMARY KEY,
            slug TEXT NOT NULL UNIQUE CHECK (slug GLOB '[a-z0-9]*'),
            kind TEXT NOT NULL CHECK (kind IN ('round_table', 'learning_network')),
            title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
            period TEXT NOT NULL DEFAULT '',
            aim TEXT NOT NULL DEFAULT '',
            contact TEXT NOT NULL DEFAULT '',
            organisers TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(organisers)),
            template TEXT NOT NULL DEFAULT '',
            example INTEGER NOT NULL DEFAULT 0 CHECK (example IN (0, 1)),
            participants_about INTEGER CHECK (participants_about > 0),
            created_at TEXT NOT NULL
        ) STRICT;
        CREATE TABLE roles (
            id INTEGER PRIMARY KEY,
            programme_id INTEGER NOT NULL REFERENCES programmes,
            position INTEGER NOT NULL,
            name TEXT NOT NULL CHECK (name <> ''),
            role_group TEXT NOT NULL DEFAULT '',
            UNIQUE (programme_id, name)
        ) STRICT;
        CREATE TABLE regions (
            id INTEGER PRIMARY KEY,
            programme_id INTEGER NOT NULL REFERENCES programmes,
            position INTEGER NOT NULL,
            name TEXT NOT NULL CHECK (name <> ''),
            part TEXT NOT NULL DEFAULT '',
            UNIQUE (programme_id, name)
        ) STRICT;
        CREATE TABLE topics (
            id INTEGER PRIMARY KEY,
            programme_id INTEGER NOT NULL REFERENCES programmes,
            position INTEGER NOT NULL,
            slug TEXT NOT NULL CHECK (slug <> ''),
            title TEXT NOT NULL CHECK (title <> ''),
            questions TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(questions)),
            UNIQUE (programme_id, slug)
        ) STRICT;
        CREATE TABLE partnerships (
            id INTEGER PRIMARY KEY,
            programme_id INTEGER NOT NULL REFERENCES programmes,
            name TEXT NOT NULL CHECK (name <> ''),
            sector TEXT CHECK (sector IN ('po', 'vo', 'mbo')),
            region_id INTEGER REFERENCES regions,
            UNIQUE (programme_id, name)
        ) STRICT;
        CREATE TABLE follow_ups (
            id INTEGER PRIMARY KEY,
            programme_id INTEGER NOT NULL REFERENCES programmes,
            position INTEGER NOT NULL,
            slug TEXT NOT NULL CHECK (slug <> ''),
            title TEXT NOT NULL CHECK (title <> ''),
            text TEXT NOT NULL DEFAULT '',
            UNIQUE (programme_id, slug)
        ) STRICT;
        """,
    )


def m003_meetings(connection: sqlite3.Connection) -> None:
    run_script(
        connection,
        """
        CREATE TABLE meetings (
            id INTEGER PRIMARY KEY,
            programme_id INTEGER NOT NULL REFERENCES programmes,
            position INTEGER NOT NULL,
            title TEXT NOT NULL CHECK (title <> ''),
            region_id INTEGER REFERENCES regions,
            date TEXT CHECK (date IS NULL OR date IS date(date)),
            intro TEXT NOT NULL DEFAULT '',
            self_study TEXT NOT NULL DEFAULT '',
            code TEXT NOT NULL UNIQUE,
            screen_key TEXT NOT NULL UNIQUE,
            shown TEXT NOT NULL DEFAULT 'welcome'
                CHECK (shown IN ('welcome', 'activity', 'themes', 'nothing')),
            shown_activity_id INTEGER REFERENCES activities,
            light INTEGER NOT NULL DEFAULT 0 CHECK (light IN (0, 1)),
            CHECK ((shown = 'activity') = (shown_activity_id IS NOT NULL))
        ) STRICT;
        CREATE TABLE speakers (
            id INTEGER PRIMARY KEY,
            meeting_id INTEGER NOT NULL REFERENCES meetings,
            name TEXT NOT NULL CHECK (name <> ''),
            role TEXT NOT NULL DEFAULT '',
            organisation TEXT NOT NULL DEFAULT '',
            subject TEXT NOT NULL DEFAULT '',
            kind TEXT NOT NULL DEFAULT 'presentation' CHECK (kind IN ('presentation', 'case'))
        ) STRICT;
        CREATE TABLE resources (
            id INTEGER PRIMARY KEY,
            programme_id INTEGER NOT NULL REFERENCES programmes,
            meeting_id INTEGER REFERENCES meetings,
            title TEXT NOT NULL CHECK (title <> ''),
            publisher TEXT NOT NULL DEFAULT '',
            kind TEXT NOT NULL DEFAULT '',
            link TEXT NOT NULL DEFAULT '' CHECK (link = '' OR link LIKE 'http%')
        ) STRICT;
        CREATE TABLE instruments (
            id INTEGER PRIMARY KEY,
            hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
            slug TEXT NOT NULL,
            definition TEXT NOT NULL CHECK (json_valid(definition))
        ) STRICT;
        CREATE TABLE activities (
            id INTEGER PRIMARY KEY,
            meeting_id INTEGER NOT NULL REFERENCES meetings,
            instrument_id INTEGER NOT NULL REFERENCES instruments,
            position INTEGER NOT NULL,
            title TEXT NOT NULL CHECK (title <> ''),
            state TEXT NOT NULL DEFAULT 'closed' CHECK (state IN ('closed', 'open')),
            results_hidden INTEGER NOT NULL DEFAULT 0 CHECK (results_hidden IN (0, 1)),
            UNIQUE (meeting_id, position)
        ) STRICT;
        """,
    )


def m004_who_took_part_and_what_was_said(connection: sqlite3.Connection) -> None:
    """`participants` is the only table that knows who; `secret_hash` is of the receipt.

    `rehearsal` marks what was made up to try a meeting: it never leaves the private file.
    """
    run_script(
        connection,
        """
        CREATE TABLE participants (
            id INTEGER PRIMARY KEY,
            meeting_id INTEGER NOT NULL REFERENCES meetings,
            secret_hash TEXT NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
            role_id INTEGER REFERENCES roles,
            side TEXT CHECK (side IN ('institute', 'field')),
            partnership_id INTEGER REFERENCES partnerships,
            region_id INTEGER REFERENCES regions,
            entered_by INTEGER REFERENCES facilitators,
            rehearsal INTEGER NOT NULL DEFAULT 0 CHECK (rehearsal IN (0, 1))
        ) STRICT;
        CREATE INDEX participants_of_meeting ON participants (meeting_id, rehearsal);
        CREATE TABLE responses (
            id INTEGER PRIMARY KEY,
            activity_id INTEGER NOT NULL REFERENCES activities,
            participant_id INTEGER NOT NULL REFERENCES participants,
            withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
            rehearsal INTEGER NOT NULL DEFAULT 0 CHECK (rehearsal IN (0, 1)),
            UNIQUE (activity_id, participant_id)
        ) STRICT;
        CREATE INDEX responses_of_activity ON responses (activity_id, withdrawn, rehearsal);
        CREATE INDEX responses_of_participant ON responses (participant_id);
        CREATE TABLE submissions (
            key TEXT PRIMARY KEY CHECK (length(key) BETWEEN 8 AND 64),
            response_id INTEGER NOT NULL REFERENCES responses,
            revision INTEGER NOT NULL CHECK (revision >= 1),
            instrument_id INTEGER NOT NULL REFERENCES instruments,
            UNIQUE (response_id, revision)
        ) STRICT;
        CREATE TABLE answers (
            submission_key TEXT NOT NULL REFERENCES submissions,
            question TEXT NOT NULL,
            value TEXT NOT NULL CHECK (json_valid(value)),
            PRIMARY KEY (submission_key, question)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE statements (
            id INTEGER PRIMARY KEY,
            programme_id INTEGER NOT NULL REFERENCES programmes,
            meeting_id INTEGER REFERENCES meetings,
            response_id INTEGER REFERENCES responses,
            question TEXT NOT NULL DEFAULT '',
            topic_id INTEGER REFERENCES topics,
            aspect TEXT CHECK (aspect IN ('content', 'process')),
            text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 1000 AND trim(text) <> ''),
            consent INTEGER NOT NULL DEFAULT 0 CHECK (consent IN (0, 1)),
            state TEXT NOT NULL DEFAULT 'waiting'
                CHECK (state IN ('waiting', 'approved', 'hidden', 'merged', 'withdrawn')),
            reason TEXT NOT NULL DEFAULT '',
            merged_into INTEGER REFERENCES statements,
            source TEXT NOT NULL DEFAULT 'participant'
                CHECK (source IN ('participant', 'facilitator', 'import')),
            source_line INTEGER,
            kept_spans TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(kept_spans)),
            reviewed_hash TEXT,
            rehearsal INTEGER NOT NULL DEFAULT 0 CHECK (rehearsal IN (0, 1)),
            CHECK ((state = 'merged') = (merged_into IS NOT NULL)),
            CHECK (merged_into IS NULL OR merged_into <> id),
            CHECK (state <> 'hidden' OR reason <> ''),
            CHECK ((source = 'import') = (response_id IS NULL))
        ) STRICT;
        CREATE INDEX statements_of_programme ON statements (programme_id, state);
        CREATE INDEX statements_of_response ON statements (response_id);
        CREATE TABLE statement_revisions (
            statement_id INTEGER NOT NULL REFERENCES statements,
            revision INTEGER NOT NULL,
            text TEXT NOT NULL,
            aspect TEXT,
            topic_id INTEGER,
            PRIMARY KEY (statement_id, revision)
        ) STRICT, WITHOUT ROWID;
        """,
    )


def m005_events_and_acts(connection: sqlite3.Connection) -> None:
    """Events carry ids and kinds, never words. Acts carry what it takes to undo them."""
    run_script(
        connection,
        """
        CREATE TABLE events (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at TEXT NOT NULL,
            programme_id INTEGER REFERENCES programmes,
            meeting_id INTEGER REFERENCES meetings,
            kind TEXT NOT NULL,
            data TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(data))
        ) STRICT;
        CREATE INDEX events_of_meeting ON events (meeting_id, id);
        CREATE INDEX events_of_programme ON events (programme_id, id);
        CREATE TABLE acts (
            id INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            programme_id INTEGER NOT NULL REFERENCES programmes,
            facilitator_id INTEGER NOT NULL REFERENCES facilitators,
            kind TEXT NOT NULL,
            before TEXT NOT NULL CHECK (json_valid(before)),
            after TEXT NOT NULL CHECK (json_valid(after)),
            undone_by INTEGER REFERENCES facilitators,
            undone_after INTEGER REFERENCES acts,
            CHECK ((undone_by IS NULL) = (undone_after IS NULL))
        ) STRICT;
        CREATE TABLE jobs (
            id INTEGER PRIMARY KEY,
            programme_id INTEGER NOT NULL REFERENCES programmes,
            kind TEXT NOT NULL CHECK (kind IN ('themes', 'split', 'report', 'publish')),
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
        CREATE UNIQUE INDEX one_waiting_job_of_a_kind
            ON jobs (programme_id, kind, ifnull(subject, 0)) WHERE state = 'waiting';
        """,
    )


MIGRATIONS: tuple[Migration, ...] = (
    m001_people_who_run_it,
    m002_programmes,
    m003_meetings,
    m004_who_took_part_and_what_was_said,
    m005_events_and_acts,
    m006_findings,
    m007_imports,
    m008_runs_and_proposals,
    m009_votes,
    m010_timers,
    m011_map,
    m012_marked_spans,
    m013_terms,
    m014_responses_under_terms,
    m015_corrections,
    m016_partnerships,
    m017_tokens,
    m018_uploads,
    m019_settlements,
    m020_pictures,
    m021_codes,
    m022_exports,
    m023_order,
    m024_report_files,
    m025_partnership_reports,
    m026_closing,
    m027_accounts,
    m028_audit,
    m029_imports_of_others,
    m030_trust,
    m031_reset_of_everything,
)


def migrate(connection: sqlite3.Connection, migrations: tuple[Migration, ...] = MIGRATIONS) -> None:
    """Bring the database to the newest schema: all that is due in one transaction, or nothing.

    An instance that holds data is upgraded by `collector.upgrading`, which makes a backup first.

    :raise StorageError: a newer version made this database.
    """
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(migrations):
        raise StorageError(
            f"The database has schema {version}; this version knows up to {len(migrations)}. "
            "Install the version that made it, or a newer one."
        )
    if version == len(migrations):
        return
    with transaction(connection):
        # Another process may have been first.
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        for number, migration in enumerate(migrations[version:], start=version + 1):
            try:
                migration(connection)
            except sqlite3.Error as error:
                error.add_note(migration.__name__)
                raise
            connection.execute(f"PRAGMA user_version = {number}")
