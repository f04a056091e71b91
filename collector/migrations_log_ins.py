"""What a log-in knows besides who and when."""

from __future__ import annotations

import sqlite3

from collector.database import run_script


def m030_trust(connection: sqlite3.Connection) -> None:
    """`trusted_until`: on this browser no second factor is asked before that day; it outlives the
    log-in, unless that was ended from elsewhere. `failed_before`: how many tries had failed since
    the log-in before it."""
    run_script(
        connection,
        """
        ALTER TABLE log_ins ADD COLUMN trusted_until TEXT
            CHECK (trusted_until IS NULL OR trusted_until IS date(trusted_until));
        ALTER TABLE log_ins ADD COLUMN failed_before INTEGER NOT NULL DEFAULT 0
            CHECK (failed_before >= 0);
        """,
    )
