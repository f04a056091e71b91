"""What programs that follow a programme need: tokens, and statements in their order."""

from __future__ import annotations

import sqlite3

from collector.database import run_script


def m017_tokens(connection: sqlite3.Connection) -> None:
    """A token opens what its facilitator may see; only its hash is kept, and days, no moments.

    The index is for reading statements a page at a time, however many there are.
    """
    run_script(
        connection,
        """
        CREATE TABLE tokens (
            id INTEGER PRIMARY KEY,
            facilitator_id INTEGER NOT NULL REFERENCES facilitators ON DELETE CASCADE,
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
            token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
            made_on TEXT NOT NULL CHECK (made_on IS date(made_on)),
            used_on TEXT CHECK (used_on IS NULL OR used_on IS date(used_on)),
            revoked_on TEXT CHECK (revoked_on IS NULL OR revoked_on IS date(revoked_on))
        ) STRICT;
        CREATE INDEX tokens_of_facilitator ON tokens (facilitator_id);
        CREATE INDEX statements_in_order ON statements (programme_id, id);
        """,
    )
