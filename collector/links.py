"""Links that somebody hands over: an invitation to a role, or the way to a new password.

There is no mail server: whoever makes a link sees it once and gives it; only its hash is kept. It
works once and for a limited time, and only as long as whoever made it may give what it gives.
"""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from collector.database import insert
from collector.errors import NotFound
from collector.events import now
from collector.grants import AccountRole, Place
from collector.log_ins import hash_key
from collector.queries.people import is_open, may_care_for, may_give, place_row

KEPT = timedelta(days=30)
"""So long after its last day a link is forgotten, and with it the address of who never came."""


@dataclass(frozen=True)
class Link:
    """One that works. `role` and `place` are None when it is the way to a new password, and
    `facilitator` is whose; `by` is who made it, '' for the command line."""

    id: int
    email: str
    by: str
    expires_at: str
    role: AccountRole | None
    place: Place | None
    facilitator: int | None
    second_factor: bool


def make_link(connection: sqlite3.Connection, lasts: timedelta, **values: object) -> str:
    """The key, of 256 random bits, which is shown once. Inside the caller's transaction."""
    key = secrets.token_urlsafe(32)
    made_at = datetime.now(UTC)
    connection.execute("DELETE FROM invitations WHERE expires_at < ?", (_text(made_at - KEPT),))
    insert(
        connection,
        "invitations",
        key_hash=hash_key(key),
        made_at=_text(made_at),
        expires_at=_text(made_at + lasts),
        **values,
    )
    return key


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def find_link(connection: sqlite3.Connection, key: str) -> Link:
    """Looking at it uses nothing up.

    :raise NotFound: there is none that works; which of the reasons it is, is not told.
    """
    row = connection.execute(
        "SELECT i.*, ifnull(nullif(f.name, ''), f.email) AS by FROM invitations AS i"
        " LEFT JOIN facilitators AS f ON f.id = i.made_by"
        " WHERE i.key_hash = ? AND i.used_at IS NULL AND i.revoked_at IS NULL"
        " AND i.expires_at > ?",
        (hash_key(key), now()),
    ).fetchone()
    if row is None or not _still_given(connection, row):
        raise NotFound("Deze link werkt niet (meer).")
    return Link(
        id=row["id"],
        email=row["email"],
        by=row["by"] or "",
        expires_at=row["expires_at"],
        role=AccountRole(row["role"]) if row["role"] else None,
        place=_place(row) if row["role"] else None,
        facilitator=row["facilitator_id"],
        second_factor=bool(row["second_factor"]),
    )


def _place(row: sqlite3.Row) -> Place:
    return Place(row["tenant_id"], row["programme_id"], row["meeting_id"])


def _still_given(connection: sqlite3.Connection, row: sqlite3.Row) -> bool:
    """Whether who made it may still do so, and what it is about is still there."""
    by = row["made_by"]
    if row["role"] is None:
        whose = row["facilitator_id"]
        return is_open(connection, whose) and (by is None or may_care_for(connection, by, whose))
    if by is None:
        return place_row(connection, _place(row)) is not None
    return may_give(connection, by, AccountRole(row["role"]), _place(row))


def claim(connection: sqlite3.Connection, key: str) -> Link:
    """Uses it up, inside the caller's transaction: of two at once one is too late.

    :raise NotFound: as `find_link`.
    """
    found = find_link(connection, key)
    connection.execute("UPDATE invitations SET used_at = ? WHERE id = ?", (now(), found.id))
    return found
