"""Tables of what goes on in a room while a meeting runs."""

from __future__ import annotations

import sqlite3

from collector.database import run_script


def m010_timers(connection: sqlite3.Connection) -> None:
    """At most one a meeting. Runs until `ends_at`, or stands still with `left_ms` to go.

    Moments are milliseconds since 1970, UTC, of the service's clock.
    """
    run_script(
        connection,
        """
        CREATE TABLE timers (
            meeting_id INTEGER PRIMARY KEY REFERENCES meetings,
            total_ms INTEGER NOT NULL CHECK (total_ms > 0),
            ends_at INTEGER,
            left_ms INTEGER CHECK (left_ms >= 0),
            on_screen INTEGER NOT NULL DEFAULT 1 CHECK (on_screen IN (0, 1)),
            on_phones INTEGER NOT NULL DEFAULT 0 CHECK (on_phones IN (0, 1)),
            closes INTEGER REFERENCES activities,
            CHECK ((ends_at IS NULL) <> (left_ms IS NULL))
        ) STRICT;
        """,
    )


def m015_corrections(connection: sqlite3.Connection) -> None:
    """Which changes and withdrawals a phone sent were done: the same one again does nothing."""
    run_script(
        connection,
        """
        CREATE TABLE corrections (
            key TEXT PRIMARY KEY CHECK (length(key) = 32),
            participant_id INTEGER NOT NULL REFERENCES participants
        ) STRICT;
        CREATE INDEX corrections_of_participant ON corrections (participant_id);
        """,
    )
