"""Recovery codes: for whoever lost the phone. Ten of them, each works once."""

from __future__ import annotations

import secrets
import sqlite3

from collector.access import ALPHABET, in_groups, normalise_code
from collector.events import now
from collector.log_ins import hash_key

COUNT = 10
LENGTH = 12
"""Of 30 letters and digits: 58 bits, which nobody tries out against the hashes either."""


def renew(connection: sqlite3.Connection, facilitator: int) -> list[str]:
    """New ones, in groups as people copy them; shown once, for only hashes are kept. The old ones
    no longer work. Inside the caller's transaction."""
    remove(connection, facilitator)
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(COUNT)]
    connection.executemany(
        "INSERT INTO recovery_codes (facilitator_id, code_hash) VALUES (?, ?)",
        [(facilitator, hash_key(code)) for code in codes],
    )
    return [in_groups(code) for code in codes]


def use(connection: sqlite3.Connection, facilitator: int, typed: str) -> bool:
    """Whether this is one that was not used before. Inside the caller's transaction."""
    used = connection.execute(
        "UPDATE recovery_codes SET used_at = ?"
        " WHERE facilitator_id = ? AND code_hash = ? AND used_at IS NULL",
        (now(), facilitator, hash_key(normalise_code(typed))),
    )
    return used.rowcount == 1


def left(connection: sqlite3.Connection, facilitator: int) -> int:
    """How many still work."""
    row = connection.execute(
        "SELECT count(*) FROM recovery_codes WHERE facilitator_id = ? AND used_at IS NULL",
        (facilitator,),
    ).fetchone()
    return int(row[0])


def remove(connection: sqlite3.Connection, facilitator: int) -> None:
    """Inside the caller's transaction."""
    connection.execute("DELETE FROM recovery_codes WHERE facilitator_id = ?", (facilitator,))
