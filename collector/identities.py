"""Which account belongs to whom at an OpenID Connect provider: by issuer and subject, the two that
never change (OpenID Connect Core 1.0, section 5.7); never by an e-mail address alone."""

from __future__ import annotations

import sqlite3

from collector import audit
from collector.database import insert, transaction
from collector.errors import Refused
from collector.queries.terms import today


def facilitator_by_identity(
    connection: sqlite3.Connection, issuer: str, subject: str
) -> int | None:
    """The open account that this identity is linked to; None: there is none."""
    row = connection.execute(
        "SELECT f.id FROM identities AS i JOIN facilitators AS f ON f.id = i.facilitator_id"
        " WHERE i.issuer = ? AND i.subject = ? AND f.closed_on IS NULL",
        (issuer, subject),
    ).fetchone()
    return int(row["id"]) if row else None


def facilitator_to_link(connection: sqlite3.Connection, email: str) -> int | None:
    """The open account with this address that is linked to nobody yet; None: there is none."""
    row = connection.execute(
        "SELECT id FROM facilitators WHERE email = ? AND closed_on IS NULL AND NOT EXISTS"
        " (SELECT 1 FROM identities WHERE facilitator_id = facilitators.id)",
        (email,),
    ).fetchone()
    return int(row["id"]) if row else None


def identity_of(
    connection: sqlite3.Connection, facilitator: int, issuer: str
) -> sqlite3.Row | None:
    """`subject` and `linked_on`; None: not linked at this provider."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT subject, linked_on FROM identities WHERE facilitator_id = ? AND issuer = ?",
        (facilitator, issuer),
    ).fetchone()
    return row


def link_identity(
    connection: sqlite3.Connection, facilitator: int, issuer: str, subject: str
) -> None:
    """From now on this identity opens this account. A second time does nothing.

    :raise Refused: the identity or the account is linked otherwise.
    """
    with transaction(connection):
        linked = connection.execute(
            "SELECT facilitator_id, subject FROM identities WHERE issuer = ?"
            " AND (subject = ? OR facilitator_id = ?)",
            (issuer, subject, facilitator),
        ).fetchall()
        if [tuple(row) for row in linked] == [(facilitator, subject)]:
            return
        if linked:
            raise Refused(
                "Dit account is al aan iemand anders gekoppeld. Verbreek eerst die koppeling."
            )
        insert(
            connection,
            "identities",
            issuer=issuer,
            subject=subject,
            facilitator_id=facilitator,
            linked_on=today().isoformat(),
        )
        email = connection.execute("SELECT email FROM facilitators WHERE id = ?", (facilitator,))
        who = str(email.fetchone()["email"])
        audit.append(connection, who, "identity_linked", facilitator=facilitator)


def unlink_identity(connection: sqlite3.Connection, facilitator: int, issuer: str) -> None:
    """From now on it opens nothing. Whoever has a password logs in with that."""
    with transaction(connection):
        connection.execute(
            "DELETE FROM identities WHERE facilitator_id = ? AND issuer = ?", (facilitator, issuer)
        )
