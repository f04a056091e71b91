"""What a link that is handed over does besides giving a password or a role."""

from __future__ import annotations

import sqlite3

from collector.database import run_script


def m031_reset_of_everything(connection: sqlite3.Connection) -> None:
    """`second_factor`: a link to a new password that also takes away the second step."""
    run_script(
        connection,
        """
        ALTER TABLE invitations ADD COLUMN second_factor INTEGER NOT NULL DEFAULT 0
            CHECK (second_factor = 0 OR (second_factor = 1 AND role IS NULL));
        """,
    )
