"""The way to a new password, for whoever lost the old one: a link that an organiser or the command
line makes, and that is handed over."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

from collector import audit, second_factor
from collector.database import transaction
from collector.errors import NotFound
from collector.events import now
from collector.links import Link, claim, find_link, make_link
from collector.log_ins import end_log_ins
from collector.password_rules import check_password, known_of
from collector.passwords import hash_password

LASTS = timedelta(hours=24)


def make_reset(
    connection: sqlite3.Connection, facilitator: int, *, by: int | None, everything: bool = False
) -> str:
    """The key of the link, which is shown once; one that was made before no longer works. Until it
    is used the old password opens the account, as before.

    :param by: None: the command line
    :param everything: using it also takes away the second step and the passkeys
    """
    with transaction(connection):
        row = connection.execute(
            "SELECT email FROM facilitators WHERE id = ?", (facilitator,)
        ).fetchone()
        connection.execute(
            "UPDATE invitations SET revoked_at = ? WHERE facilitator_id = ? AND role IS NULL"
            " AND used_at IS NULL AND revoked_at IS NULL",
            (now(), facilitator),
        )
        return make_link(
            connection,
            LASTS,
            email=row["email"],
            facilitator_id=facilitator,
            made_by=by,
            second_factor=everything,
        )


def find_reset(connection: sqlite3.Connection, key: str) -> Link:
    """:raise NotFound: no link to a new password that works has this key."""
    found = find_link(connection, key)
    if found.facilitator is None:
        raise NotFound("Deze link werkt niet (meer).")
    return found


def use_reset(connection: sqlite3.Connection, key: str, password: str) -> Link:
    """The new password; every log-in of the account is ended.

    :raise NotFound: as `find_reset`.
    :raise Refused: nobody may choose this password.
    """
    whose = find_reset(connection, key).facilitator
    assert whose is not None
    check_password(password, known_of(connection, whose))
    made_of = hash_password(password)
    with transaction(connection):
        found = claim(connection, key)
        connection.execute(
            "UPDATE facilitators SET password_hash = ? WHERE id = ?", (made_of, whose)
        )
        end_log_ins(connection, whose)
        if found.second_factor:
            take_away_all_but_password(connection, whose)
        audit.append(connection, found.email, "password_reset", facilitator=whose)
    return found


def take_away_all_but_password(connection: sqlite3.Connection, facilitator: int) -> None:
    """Codes, recovery codes and passkeys. Inside the caller's transaction."""
    second_factor.take_away(connection, facilitator)
    connection.execute("DELETE FROM passkeys WHERE facilitator_id = ?", (facilitator,))
