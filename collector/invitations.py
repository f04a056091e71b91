"""Invitations: a link gives whoever it is for a role at one place, with or without an account."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

from collector import audit
from collector.accounts import check_email, insert_account
from collector.database import transaction
from collector.errors import NotFound, Refused
from collector.events import now
from collector.grants import AccountRole, Place, grant
from collector.links import Link, claim, find_link, make_link
from collector.password_rules import check_password
from collector.passwords import hash_password
from collector.people import check_may_give
from collector.queries.people import place_row

LASTS = timedelta(days=7)
MOST_OPEN = 100
"""Invitations of one person that wait at the same time."""


def invite(
    connection: sqlite3.Connection,
    email: str,
    role: AccountRole,
    place: Place,
    *,
    by: int | None,
) -> str:
    """The key of the link, which is shown once.

    An earlier invitation to the same is withdrawn: the link that was made last works.

    :param by: None: the command line
    :raise Refused: no address, or too many invitations of this person wait.
    :raise NotAllowed: that is not for this person to give.
    """
    email = check_email(email)
    with transaction(connection):
        if by is not None:
            check_may_give(connection, by, role, place)
        connection.execute(
            "UPDATE invitations SET revoked_at = ? WHERE email = ? AND role = ?"
            " AND tenant_id IS ? AND programme_id IS ? AND meeting_id IS ?"
            " AND used_at IS NULL AND revoked_at IS NULL",
            (now(), email, role, place.tenant, place.programme, place.meeting),
        )
        _check_not_too_many(connection, by)
        return make_link(
            connection,
            LASTS,
            email=email,
            role=role,
            tenant_id=place.tenant,
            programme_id=place.programme,
            meeting_id=place.meeting,
            made_by=by,
        )


def _check_not_too_many(connection: sqlite3.Connection, by: int | None) -> None:
    (waiting,) = connection.execute(
        "SELECT count(*) FROM invitations WHERE made_by = ? AND role IS NOT NULL"
        " AND used_at IS NULL AND revoked_at IS NULL AND expires_at > ?",
        (by, now()),
    ).fetchone()
    if waiting >= MOST_OPEN:
        raise Refused(
            "Er staan al %(limit)s uitnodigingen van u open. Trek er eerst een paar in.",
            limit=MOST_OPEN,
        )


def withdraw_invitation(connection: sqlite3.Connection, identifier: int) -> str:
    """Its link no longer works; whom it was for.

    :raise NotFound: there is no such invitation, or it was used in the meantime.
    """
    with transaction(connection):
        row = connection.execute(
            "UPDATE invitations SET revoked_at = ? WHERE id = ? AND role IS NOT NULL"
            " AND used_at IS NULL AND revoked_at IS NULL RETURNING email",
            (now(), identifier),
        ).fetchone()
    if not row:
        raise NotFound("Deze uitnodiging staat niet meer open.")
    return str(row["email"])


def find_invitation(connection: sqlite3.Connection, key: str) -> Link:
    """:raise NotFound: no invitation that works has this key."""
    found = find_link(connection, key)
    if found.role is None:
        raise NotFound("Deze link werkt niet (meer).")
    return found


def accept_as_new(connection: sqlite3.Connection, key: str, name: str, password: str) -> int:
    """An account of one's own, with what the invitation gives; its id.

    :raise NotFound: as `find_invitation`.
    :raise Refused: nobody may choose this password, or the address has an account.
    """
    found = find_invitation(connection, key)
    assert found.place is not None
    place = place_row(connection, found.place)
    check_password(password, (found.email, name, place["tenant"] if place else ""))
    made_of = hash_password(password)
    with transaction(connection):
        found = claim(connection, key)
        made = insert_account(connection, found.email, name, made_of)
        if made is None:
            raise Refused(
                "Met dit adres kan geen nieuw account worden gemaakt. Hebt u al een account? Log"
                " dan in en neem de uitnodiging aan."
            )
        _give(connection, found, made)
    return made


def accept(connection: sqlite3.Connection, key: str, facilitator: int) -> None:
    """What the invitation gives, for somebody who has an account and is logged in.

    :raise NotFound: as `find_invitation`.
    :raise Refused: it is for somebody else.
    """
    with transaction(connection):
        found = claim(connection, key)
        if not is_for(connection, found, facilitator):
            raise Refused(
                "Deze uitnodiging is voor %(email)s. Log uit, en open de link dan opnieuw.",
                email=found.email,
            )
        _give(connection, found, facilitator)


def is_for(connection: sqlite3.Connection, found: Link, facilitator: int) -> bool:
    """Whether the invitation is for the address of this account."""
    row = connection.execute(
        "SELECT 1 FROM facilitators WHERE id = ? AND email = ? AND closed_on IS NULL",
        (facilitator, found.email),
    ).fetchone()
    return row is not None


def _give(connection: sqlite3.Connection, found: Link, facilitator: int) -> None:
    """Inside the caller's transaction.

    :raise NotFound: it is no invitation.
    """
    if found.role is None or found.place is None:
        raise NotFound("Deze link werkt niet (meer).")
    row = connection.execute("SELECT made_by FROM invitations WHERE id = ?", (found.id,)).fetchone()
    grant(connection, facilitator, found.role, found.place, by=row["made_by"])
    place = place_row(connection, found.place)
    audit.append(
        connection,
        found.email,
        "invitation_accepted",
        facilitator=facilitator,
        programme=(place["slug"] or "") if place else "",
        detail={"role": str(found.role)},
    )
