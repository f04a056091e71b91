"""Tables of what others saw of how the partnerships of a programme moved."""

from __future__ import annotations

import sqlite3

from collector.database import run_script


def m020_pictures(connection: sqlite3.Connection) -> None:
    """Each picture that was told: in a hall, in a wrap-up, in a release; never changed again.

    `counted`: how many partnerships each thing counts, which stays in the house; `things`: what was
    told of each. The next picture is held against all of them: the difference of two pictures may
    tell no more than each. `meetings.network`: whether the hall sees it, and where.
    """
    run_script(
        connection,
        """
        CREATE TABLE pictures (
            id INTEGER PRIMARY KEY,
            programme_id INTEGER NOT NULL REFERENCES programmes,
            at TEXT NOT NULL,
            group_size INTEGER NOT NULL CHECK (group_size >= 1),
            counted TEXT NOT NULL CHECK (json_valid(counted)),
            things TEXT NOT NULL CHECK (json_valid(things))
        ) STRICT;
        CREATE INDEX pictures_of_programme ON pictures (programme_id, id);
        ALTER TABLE meetings ADD COLUMN network TEXT NOT NULL DEFAULT 'hidden'
            CHECK (network IN ('hidden', 'phones', 'screen'));
        """,
    )
