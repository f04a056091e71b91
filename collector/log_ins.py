"""Log-ins: each browser that is logged in has a key of its own, which can be ended from afar."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from datetime import timedelta
from enum import StrEnum

from collector import audit
from collector.database import Rows, insert, is_trouble, transaction
from collector.errors import NotFound
from collector.events import now
from collector.queries.terms import today

KEPT = timedelta(days=30)
"""A log-in ends by itself after so many days without use."""
TRUSTED = timedelta(days=30)
"""For so long no second factor is asked on a browser, when its owner wished so."""


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
    failed_before: int = 0,
) -> str:
    """The key that the browser keeps in its signed cookie; here only its hash is kept.

    :param device: which browser it is, such as `Firefox, Windows`
    :param failed_before: tries that had failed since the log-in before this one
    """
    key = secrets.token_urlsafe(32)
    with transaction(connection):
        _forget_old(connection, facilitator)
        insert(
            connection,
            "log_ins",
            facilitator_id=facilitator,
            key_hash=hash_key(key),
            method=method,
            device=device[:100],
            started_at=now(),
            seen_on=today().isoformat(),
            failed_before=failed_before,
        )
        audit.append(
            connection,
            _email(connection, facilitator),
            "log_in",
            facilitator=facilitator,
            detail={"method": str(method)},
        )
    return key


def _forget_old(connection: sqlite3.Connection, facilitator: int) -> None:
    """What opens nothing any more, and need not be told of either."""
    connection.execute(
        "DELETE FROM log_ins WHERE facilitator_id = ? AND seen_on < ?"
        " AND ifnull(trusted_until, '') <= ?",
        (facilitator, (today() - KEPT).isoformat(), today().isoformat()),
    )


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


def log_ins_of(connection: sqlite3.Connection, facilitator: int) -> Rows:
    """`id`, `device`, `method`, `started_at`, `seen_on`, `ended_at` and `trusted_until` of each
    that is open, or on whose browser no second factor is asked; the newest first."""
    return connection.execute(
        "SELECT id, device, method, started_at, seen_on, ended_at, trusted_until, failed_before"
        " FROM log_ins WHERE facilitator_id = ?"
        " AND ((ended_at IS NULL AND seen_on >= ?) OR trusted_until > ?)"
        " ORDER BY ended_at IS NOT NULL, id DESC",
        (facilitator, (today() - KEPT).isoformat(), today().isoformat()),
    ).fetchall()


def log_in_by_id(connection: sqlite3.Connection, identifier: int) -> sqlite3.Row:
    """:raise NotFound: no such log-in."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM log_ins WHERE id = ?", (identifier,)
    ).fetchone()
    if row is None:
        raise NotFound("Deze aanmelding is er niet (meer).")
    return row


def end_log_in(connection: sqlite3.Connection, identifier: int) -> None:
    """By who is logged in there: the browser stays trusted. A second time does nothing."""
    with transaction(connection):
        row = connection.execute(
            "UPDATE log_ins SET ended_at = ? WHERE id = ? AND ended_at IS NULL"
            " RETURNING facilitator_id",
            (now(), identifier),
        ).fetchone()
        if row:
            me = int(row["facilitator_id"])
            audit.append(connection, _email(connection, me), "log_out", facilitator=me)


def end_log_in_from_afar(
    connection: sqlite3.Connection, facilitator: int, identifier: int
) -> sqlite3.Row:
    """Its browser is trusted no more. The row, with its `device`; a second time does nothing.

    :raise NotFound: this facilitator has no such log-in.
    """
    with transaction(connection):
        row: sqlite3.Row | None = connection.execute(
            "UPDATE log_ins SET ended_at = ifnull(ended_at, ?), trusted_until = NULL"
            " WHERE id = ? AND facilitator_id = ? RETURNING *",
            (now(), identifier, facilitator),
        ).fetchone()
    if row is None:
        raise NotFound("Deze aanmelding is er niet (meer).")
    return row


def end_log_ins(connection: sqlite3.Connection, facilitator: int, *, but: int | None = None) -> int:
    """Every log-in of this account, or every other one; no browser of those is trusted any more.
    Inside the caller's transaction.

    :return: how many were ended
    """
    connection.execute(
        "UPDATE log_ins SET trusted_until = NULL WHERE facilitator_id = ? AND id IS NOT ?",
        (facilitator, but),
    )
    return connection.execute(
        "UPDATE log_ins SET ended_at = ? WHERE facilitator_id = ? AND ended_at IS NULL"
        " AND id IS NOT ?",
        (now(), facilitator, but),
    ).rowcount


def trust(connection: sqlite3.Connection, key: str) -> None:
    """On the browser of this log-in no second factor is asked, for a while."""
    with transaction(connection):
        connection.execute(
            "UPDATE log_ins SET trusted_until = ? WHERE key_hash = ?",
            ((today() + TRUSTED).isoformat(), hash_key(key)),
        )


def is_trusted(connection: sqlite3.Connection, facilitator: int, key_hash: str) -> bool:
    """Whether a log-in of this account, by the hash of its key, left its browser trusted."""
    found = connection.execute(
        "SELECT 1 FROM log_ins WHERE facilitator_id = ? AND key_hash = ? AND trusted_until > ?",
        (facilitator, key_hash, today().isoformat()),
    ).fetchone()
    return found is not None


def hand_on_trust(connection: sqlite3.Connection, key_hash: str, key: str) -> None:
    """From an earlier log-in in the same browser to this one: until the same day, not longer."""
    with transaction(connection):
        connection.execute(
            "UPDATE log_ins SET trusted_until ="
            " (SELECT trusted_until FROM log_ins WHERE key_hash = ?) WHERE key_hash = ?",
            (key_hash, hash_key(key)),
        )
        connection.execute(
            "UPDATE log_ins SET trusted_until = NULL WHERE key_hash = ?", (key_hash,)
        )
