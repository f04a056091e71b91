"""Accounts of those who prepare, lead and read: made, opened with a password, found."""

from __future__ import annotations

import re
import secrets
import sqlite3

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from collector.database import insert, transaction
from collector.errors import NotFound, Refused
from collector.events import now
from collector.grants import AccountRole, Place, first_tenant, grant

PASSWORD_MINIMUM = 10

_hasher = PasswordHasher()
_nobody = _hasher.hash(secrets.token_hex(16))


def add_facilitator(
    connection: sqlite3.Connection,
    email: str,
    password: str,
    name: str = "",
    *,
    role: AccountRole = AccountRole.ORGANISER,
    tenant: int | None = None,
) -> int:
    """An account with a role at an organisation; its id.

    :param tenant: None: the first organisation
    :raise Refused: the address is not one or is taken, or the password is too short."""
    email = _check(email, password)
    with transaction(connection):
        taken = connection.execute("SELECT 1 FROM facilitators WHERE email = ?", (email,))
        if taken.fetchone():
            raise Refused(
                "Er is al een account voor %(email)s. "
                "Een nieuw wachtwoord geeft: gesprekstafel facilitator reset %(email)s",
                email=email,
            )
        made = insert(
            connection,
            "facilitators",
            email=email,
            name=name,
            password_hash=_hasher.hash(password),
            created_at=now(),
        )
        grant(connection, made, role, Place(tenant=tenant or first_tenant(connection)))
    return made


def reset_facilitator(connection: sqlite3.Connection, email: str, password: str) -> None:
    """:raise NotFound: there is no such account."""
    email = _check(email, password)
    with transaction(connection):
        changed = connection.execute(
            "UPDATE facilitators SET password_hash = ? WHERE email = ?",
            (_hasher.hash(password), email),
        ).rowcount
    if not changed:
        raise NotFound(
            "Er is geen account voor %(email)s. "
            "Maak het met: gesprekstafel facilitator add %(email)s",
            email=email,
        )


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


def _check(email: str, password: str) -> str:
    email = email.strip()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", email):
        raise Refused(
            "%(email)s is geen e-mailadres. Geef het als naam@school.nl", email=repr(email)
        )
    if len(password) < PASSWORD_MINIMUM:
        raise Refused("Kies een wachtwoord van ten minste %(n)s tekens.", n=PASSWORD_MINIMUM)
    return email


def verify_facilitator(
    connection: sqlite3.Connection, email: str, password: str
) -> sqlite3.Row | None:
    """The facilitator, or None. Takes as long for an address that does not exist."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT id, email, name, password_hash FROM facilitators WHERE email = ?", (email.strip(),)
    ).fetchone()
    try:
        _hasher.verify(row["password_hash"] if row else _nobody, password)
    except (VerificationError, InvalidHashError):
        return None
    return row
