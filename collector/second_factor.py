"""The second factor: after the password a code from an app, or one that was kept for need."""

from __future__ import annotations

import sqlite3

from collector import one_time_codes, recovery_codes
from collector.database import transaction
from collector.errors import Refused


def is_asked(connection: sqlite3.Connection, facilitator: int) -> bool:
    return one_time_codes.is_on(connection, facilitator)


def switch_on(connection: sqlite3.Connection, facilitator: int, typed: str) -> list[str]:
    """From now on a code is asked; the recovery codes, which are shown once.

    :raise Refused: this is not a code of the app.
    """
    with transaction(connection):
        one_time_codes.confirm(connection, facilitator, typed)
        return recovery_codes.renew(connection, facilitator)


def use(connection: sqlite3.Connection, facilitator: int, typed: str) -> bool:
    """Whether this is a code of now or a recovery code; either works once."""
    with transaction(connection):
        return is_asked(connection, facilitator) and (
            one_time_codes.use(connection, facilitator, typed)
            or recovery_codes.use(connection, facilitator, typed)
        )


def renew_recovery_codes(connection: sqlite3.Connection, facilitator: int) -> list[str]:
    """Shown once; the old ones no longer work.

    :raise Refused: no code is asked of this account, so there is nothing to recover.
    """
    with transaction(connection):
        if not is_asked(connection, facilitator):
            raise Refused("De tweede stap staat niet aan.")
        return recovery_codes.renew(connection, facilitator)


def take_away(connection: sqlite3.Connection, facilitator: int) -> None:
    """No code is asked any more, and no recovery code works. Inside the caller's transaction."""
    connection.execute("DELETE FROM one_time_codes WHERE facilitator_id = ?", (facilitator,))
    recovery_codes.remove(connection, facilitator)
