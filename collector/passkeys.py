"""Passkeys: public keys with which the browser of an account proves that it has the private one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from collector.database import Rows, insert, transaction
from collector.errors import NotFound, Refused
from collector.queries.terms import today

MOST = 20
"""Passkeys of one account."""
NAME_LIMIT = 80


def add_passkey(
    connection: sqlite3.Connection,
    facilitator: int,
    name: str,
    *,
    credential: bytes,
    public_key: bytes,
    sign_count: int,
    transports: Sequence[str] = (),
) -> None:
    """:param name: which one it is, in the owner's own words
    :param credential: its id, as the authenticator gave it
    :param public_key: in COSE form (RFC 9052)
    :raise Refused: there is no name, it is too long or taken, there are too many, or this passkey
        is of an account already.
    """
    if not name or len(name) > NAME_LIMIT:
        raise Refused("Geef de passkey een naam van 1 tot %(limit)s tekens.", limit=NAME_LIMIT)
    with transaction(connection):
        mine = passkeys_of(connection, facilitator)
        if name in [row["name"] for row in mine]:
            raise Refused("U hebt al een passkey met de naam %(name)s.", name=name)
        if len(mine) >= MOST:
            raise Refused("U hebt al %(n)s passkeys. Haal er eerst een weg.", n=MOST)
        if _of_somebody(connection, credential):
            raise Refused("Deze passkey hoort al bij een account.")
        insert(
            connection,
            "passkeys",
            facilitator_id=facilitator,
            credential=credential,
            public_key=public_key,
            sign_count=sign_count,
            transports=json.dumps(list(transports)),
            name=name,
            made_on=today().isoformat(),
        )


def _of_somebody(connection: sqlite3.Connection, credential: bytes) -> bool:
    found = connection.execute("SELECT 1 FROM passkeys WHERE credential = ?", (credential,))
    return found.fetchone() is not None


def passkeys_of(connection: sqlite3.Connection, facilitator: int) -> Rows:
    """Every column of each, the oldest first."""
    return connection.execute(
        "SELECT * FROM passkeys WHERE facilitator_id = ? ORDER BY id", (facilitator,)
    ).fetchall()


def passkey_by_credential(connection: sqlite3.Connection, credential: bytes) -> sqlite3.Row | None:
    """Every column; None: of nobody, or of a closed account."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT p.* FROM passkeys AS p JOIN facilitators AS f ON f.id = p.facilitator_id"
        " WHERE p.credential = ? AND f.closed_on IS NULL",
        (credential,),
    ).fetchone()
    return row


def note_use(connection: sqlite3.Connection, passkey: sqlite3.Row, sign_count: int) -> bool:
    """Keeps the counter and the day. False: in the meantime it was used by somebody else, or it is
    gone; then it is not to be believed.

    :param passkey: as it was when the counter was compared
    """
    with transaction(connection):
        changed = connection.execute(
            "UPDATE passkeys SET sign_count = ?, used_on = ? WHERE id = ? AND sign_count = ?",
            (sign_count, today().isoformat(), passkey["id"], passkey["sign_count"]),
        )
    return changed.rowcount == 1


def remove_passkey(connection: sqlite3.Connection, facilitator: int, identifier: int) -> str:
    """Its name; from now on it opens nothing.

    :raise NotFound: this account has no such passkey.
    :raise Refused: it is the only way in that is left.
    """
    with transaction(connection):
        if not _other_way_in(connection, facilitator, identifier):
            raise Refused(
                "Dit is uw enige manier om in te loggen. Kies eerst een wachtwoord, of maak nog een"
                " passkey."
            )
        row = connection.execute(
            "DELETE FROM passkeys WHERE id = ? AND facilitator_id = ? RETURNING name",
            (identifier, facilitator),
        ).fetchone()
        if not row:
            raise NotFound("Deze passkey is er niet (meer).")
    return str(row["name"])


def _other_way_in(connection: sqlite3.Connection, facilitator: int, identifier: int) -> bool:
    found = connection.execute(
        "SELECT 1 FROM facilitators WHERE id = ?1 AND password_hash <> ''"
        " UNION ALL SELECT 1 FROM passkeys WHERE facilitator_id = ?1 AND id <> ?2"
        " UNION ALL SELECT 1 FROM identities WHERE facilitator_id = ?1 LIMIT 1",
        (facilitator, identifier),
    ).fetchone()
    return found is not None
