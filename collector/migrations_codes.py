"""Who knew which code of a partnership, so that an old code can come back with its people."""

from __future__ import annotations

import sqlite3

from collector.database import run_script


def m021_codes(connection: sqlite3.Connection) -> None:
    """A new code of a partnership makes that nobody of it knows the code any more; when the old one
    comes back, who knew that one knows it again. The first code of all changes nothing."""
    run_script(
        connection,
        """
        CREATE TABLE knew_codes (
            participant_id INTEGER NOT NULL REFERENCES participants,
            code TEXT NOT NULL,
            PRIMARY KEY (participant_id, code)
        ) STRICT, WITHOUT ROWID;
        """,
    )
    # A script is cut at each semicolon, and a trigger has some inside.
    connection.execute(
        """
        CREATE TRIGGER another_code AFTER UPDATE OF code ON partnerships
        WHEN OLD.code IS NOT NEW.code BEGIN
            INSERT OR IGNORE INTO knew_codes
                SELECT id, OLD.code FROM participants
                WHERE partnership_id = NEW.id AND knows_code AND OLD.code IS NOT NULL;
            UPDATE participants SET knows_code = (knows_code AND OLD.code IS NULL)
                OR EXISTS (SELECT 1 FROM knew_codes
                    WHERE participant_id = participants.id AND code = NEW.code)
                WHERE partnership_id = NEW.id;
        END
        """
    )
