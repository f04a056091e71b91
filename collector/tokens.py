"""Tokens with which a program reads what its facilitator may see, and nothing more."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3

from collector.database import Rows, insert, is_trouble, transaction
from collector.errors import NotFound, Refused
from collector.queries.terms import today

PREFIX = "gesprekstafel_"
"""By this somebody who finds a token in a file knows what it is of."""
MOST = 20
"""Tokens of one facilitator that work at the same time."""
NAME_LIMIT = 80


def _hash(token: str) -> str:
    """Of 256 random bits: unlike a password it needs no salt and no slow function."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_token(connection: sqlite3.Connection, facilitator: int, name: str) -> str:
    """The token, which is shown once: only its hash is kept.

    :param name: what it is for, in the facilitator's own words
    :raise Refused: there is no name, it is too long or taken, or there are too many tokens.
    """
    if not name or len(name) > NAME_LIMIT:
        raise Refused("Geef de koppeling een naam van 1 tot %(limit)s tekens.", limit=NAME_LIMIT)
    token = PREFIX + secrets.token_urlsafe(32)
    with transaction(connection):
        names = [row["name"] for row in tokens_of(connection, facilitator) if not row["revoked_on"]]
        if name in names:
            raise Refused("Er is al een koppeling met de naam %(name)s.", name=name)
        if len(names) >= MOST:
            raise Refused(
                "U hebt al %(limit)s koppelingen. Trek er eerst een in die u niet meer gebruikt.",
                limit=MOST,
            )
        insert(
            connection,
            "tokens",
            facilitator_id=facilitator,
            name=name,
            token_hash=_hash(token),
            made_on=today().isoformat(),
        )
    return token


def tokens_of(connection: sqlite3.Connection, facilitator: int) -> Rows:
    """`id`, `name`, `made_on`, `used_on`, `revoked_on`: those that work first, newest first."""
    return connection.execute(
        "SELECT id, name, made_on, used_on, revoked_on FROM tokens WHERE facilitator_id = ?"
        " ORDER BY revoked_on IS NOT NULL, id DESC",
        (facilitator,),
    ).fetchall()


def revoke_token(connection: sqlite3.Connection, facilitator: int, identifier: int) -> str:
    """From now on it opens nothing. Its name; a second time does nothing.

    :raise NotFound: this facilitator has no such token.
    """
    with transaction(connection):
        row = connection.execute(
            "UPDATE tokens SET revoked_on = ifnull(revoked_on, ?)"
            " WHERE id = ? AND facilitator_id = ? RETURNING name",
            (today().isoformat(), identifier, facilitator),
        ).fetchone()
    if not row:
        raise NotFound("Deze koppeling is er niet (meer).")
    return str(row["name"])


def facilitator_by_token(connection: sqlite3.Connection, token: str) -> int | None:
    """Whose token this is; None: of nobody, revoked, or of
    a closed account. Keeps on which day it was last used."""
    row = connection.execute(
        "SELECT t.id, t.facilitator_id, t.used_on FROM tokens AS t JOIN facilitators AS f"
        " ON f.id = t.facilitator_id WHERE t.token_hash = ? AND t.revoked_on IS NULL"
        " AND f.closed_on IS NULL",
        (_hash(token),),
    ).fetchone()
    if not row:
        return None
    if row["used_on"] != today().isoformat():
        _used(connection, row["id"])
    return int(row["facilitator_id"])


def _used(connection: sqlite3.Connection, identifier: int) -> None:
    """Once a day; when the disk is full, reading goes on all the same."""
    try:
        with transaction(connection):
            connection.execute(
                "UPDATE tokens SET used_on = ? WHERE id = ?", (today().isoformat(), identifier)
            )
    except sqlite3.DatabaseError as error:
        if not is_trouble(error):
            raise
