"""Log-ins: each browser that is logged in has a key of its own, which can be ended from afar."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from datetime import timedelta
from enum import StrEnum

from collector import audit
from collector.database import insert, is_trouble, transaction
from collector.events import now
from collector.queries.terms import today

KEPT = timedelta(days=30)
"""A log-in ends by itself after so many days without use."""


class Method(StrEnum):
    PASSWORD = "password"
    PASSKEY = "passkey"
    PROVIDER = "provider"  # OpenID Connect


def hash_key(key: str) -> str:
    """Of 256 random bits: unlike a password it needs no salt and no slow function."""
    return hashlib.sha256(key.encode()).hexdigest()


def start_log_in(
    connection: sqlite3.Connection,
    facilitator: int,
    device: str = "",
    method: Method = Method.PASSWORD,
) -> str:
    """The key that the browser keeps in its signed cookie; here only its hash is kept.

    :param device: which browser it is, in words that its owner knows again
    """
    key = secrets.token_urlsafe(32)
    with transaction(connection):
        insert(
            connection,
            "log_ins",
            facilitator_id=facilitator,
            key_hash=hash_key(key),
            method=method,
            device=device[:100],
            started_at=now(),
            seen_on=today().isoformat(),
        )
        audit.append(
            connection,
            _email(connection, facilitator),
            "log_in",
            facilitator=facilitator,
            detail={"method": str(method)},
        )
    return key


def _email(connection: sqlite3.Connection, facilitator: int) -> str:
    row = connection.execute("SELECT email FROM facilitators WHERE id = ?", (facilitator,))
    return str(row.fetchone()["email"])


def facilitator_by_log_in(connection: sqlite3.Connection, key: str) -> sqlite3.Row | None:
    """`id`, `email`, `name` and `log_in` (its id); None: ended, unused for too long, or the
    account was closed."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT f.id, f.email, f.name, l.id AS log_in, l.seen_on FROM log_ins AS l"
        " JOIN facilitators AS f ON f.id = l.facilitator_id"
        " WHERE l.key_hash = ? AND l.ended_at IS NULL AND f.closed_on IS NULL AND l.seen_on >= ?",
        (hash_key(key), (today() - KEPT).isoformat()),
    ).fetchone()
    if row and row["seen_on"] != today().isoformat():
        _seen(connection, row["log_in"])
    return row


def _seen(connection: sqlite3.Connection, identifier: int) -> None:
    """Once a day; when the disk is full, reading goes on all the same."""
    try:
        with transaction(connection):
            connection.execute(
                "UPDATE log_ins SET seen_on = ? WHERE id = ?", (today().isoformat(), identifier)
            )
    except sqlite3.DatabaseError as error:
        if not is_trouble(error):
            raise


def end_log_in(connection: sqlite3.Connection, identifier: int) -> None:
    """A second time does nothing."""
    with transaction(connection):
        row = connection.execute(
            "UPDATE log_ins SET ended_at = ? WHERE id = ? AND ended_at IS NULL"
            " RETURNING facilitator_id",
            (now(), identifier),
        ).fetchone()
        if row:
            me = int(row["facilitator_id"])
            audit.append(connection, _email(connection, me), "log_out", facilitator=me)


def end_log_ins(connection: sqlite3.Connection, facilitator: int, *, but: int | None = None) -> int:
    """Every log-in of this account, or every other one; inside the caller's transaction.

    :return: how many were ended
    """
    return connection.execute(
        "UPDATE log_ins SET ended_at = ? WHERE facilitator_id = ? AND ended_at IS NULL"
        " AND id IS NOT ?",
        (now(), facilitator, but),
    ).rowcount
