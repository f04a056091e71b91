"""Accounts of those who prepare, lead and read: made, opened with a password, found."""

from __future__ import annotations

import re
import sqlite3

from collector.database import insert, transaction
from collector.errors import NotFound, Refused
from collector.events import now
from collector.grants import AccountRole, Place, first_tenant, grant
from collector.password_rules import check_password
from collector.passwords import hash_password, is_password, keep_up_to_date, set_password


def add_facilitator(
    connection: sqlite3.Connection,
    email: str,
    password: str,
    name: str = "",
    *,
    role: AccountRole = AccountRole.ORGANISER,
    place: Place | None = None,
) -> int:
    """An account with a role; its id.

    :param place: where the role is; None: at the first organisation
    :raise Refused: the address is not one or is taken, or nobody may choose this password."""
    email = check_email(email)
    check_password(password, (email, name))
    made_of = hash_password(password)
    with transaction(connection):
        made = insert_account(connection, email, name, made_of)
        if made is None:
            raise Refused(
                "Er is al een account voor %(email)s. "
                "Een nieuw wachtwoord geeft: gesprekstafel facilitator reset %(email)s",
                email=email,
            )
        grant(connection, made, role, place or Place(tenant=first_tenant(connection)))
    return made


def insert_account(
    connection: sqlite3.Connection, email: str, name: str, password_hash: str
) -> int | None:
    """Inside the caller's transaction; None: this address has an account already."""
    taken = connection.execute("SELECT 1 FROM facilitators WHERE email = ?", (email,)).fetchone()
    if taken:
        return None
    return insert(
        connection,
        "facilitators",
        email=email,
        name=name,
        password_hash=password_hash,
        created_at=now(),
    )


def reset_facilitator(connection: sqlite3.Connection, email: str, password: str) -> None:
    """Every log-in of the account is ended.

    :raise NotFound: there is no such account.
    :raise Refused: nobody may choose this password."""
    row = connection.execute("SELECT id FROM facilitators WHERE email = ?", (email,)).fetchone()
    if not row:
        raise NotFound(
            "Er is geen account voor %(email)s. "
            "Maak het met: gesprekstafel facilitator add %(email)s",
            email=email,
        )
    set_password(connection, row["id"], password)


def name_facilitator(connection: sqlite3.Connection, facilitator: int, name: str) -> None:
    """How somebody is called on the pages; "": by the address."""
    with transaction(connection):
        connection.execute("UPDATE facilitators SET name = ? WHERE id = ?", (name, facilitator))


def facilitator_by_email(connection: sqlite3.Connection, email: str) -> int:
    """:raise NotFound: there is no such account."""
    row = connection.execute("SELECT id FROM facilitators WHERE email = ?", (email,)).fetchone()
    if not row:
        raise NotFound("Er is geen account voor %(email)s.", email=email)
    return int(row["id"])


def only_facilitator(connection: sqlite3.Connection) -> int | None:
    """The one account that there is; None when there are none or more."""
    rows = connection.execute("SELECT id FROM facilitators LIMIT 2").fetchall()
    return int(rows[0]["id"]) if len(rows) == 1 else None


def facilitator_by_id(connection: sqlite3.Connection, identifier: int) -> sqlite3.Row | None:
    """`id`, `email` and `name`; None when the account is gone."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT id, email, name FROM facilitators WHERE id = ?", (identifier,)
    ).fetchone()
    return row


def check_email(email: str) -> str:
    """The address without space around it.

    :raise Refused: it is none."""
    email = email.strip()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", email):
        raise Refused(
            "%(email)s is geen e-mailadres. Geef het als naam@school.nl", email=repr(email)
        )
    return email


def verify_facilitator(
    connection: sqlite3.Connection, email: str, password: str
) -> sqlite3.Row | None:
    """`id`, `email` and `name`, or None. Takes as long for an address that nobody has, and for an
    account that is closed or has no password.

    :raise Busy: too many log in at the same moment.
    """
    row: sqlite3.Row | None = connection.execute(
        "SELECT id, email, name, password_hash FROM facilitators"
        " WHERE email = ? AND closed_on IS NULL",
        (email.strip(),),
    ).fetchone()
    stored = row["password_hash"] if row else ""
    if not is_password(stored, password) or row is None:
        return None
    keep_up_to_date(connection, row["id"], stored, password)
    return row
