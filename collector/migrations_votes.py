"""Tables of voting on statements, and of what was found in the votes.

Who voted what never leaves this file; `consensus` holds counts that may be shown, never a person.
"""

from __future__ import annotations

import sqlite3

from collector.database import run_script


def m009_votes(connection: sqlite3.Connection) -> None:
    """Without rowid: the order in which votes came in is kept nowhere."""
    run_script(
        connection,
        """
        CREATE TABLE votes (
            statement_id INTEGER NOT NULL REFERENCES statements ON DELETE CASCADE,
            participant_id INTEGER NOT NULL REFERENCES participants ON DELETE CASCADE,
            response_id INTEGER NOT NULL REFERENCES responses ON DELETE CASCADE,
            vote TEXT NOT NULL CHECK (vote IN ('agree', 'disagree', 'pass')),
            PRIMARY KEY (statement_id, participant_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX votes_of_participant ON votes (participant_id);
        CREATE INDEX votes_of_response ON votes (response_id);
        CREATE TABLE consensus (
            programme_id INTEGER PRIMARY KEY REFERENCES programmes ON DELETE CASCADE,
            at TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            votes INTEGER NOT NULL CHECK (votes >= 0),
            found TEXT NOT NULL CHECK (json_valid(found))
        ) STRICT;
        """,
    )
