"""Sign-ups for follow-ups, in a file of their own. Nothing here joins to an answer.

No participant, meeting, submission key or time; the primary key is random and the table has no
rowid, so that not even the order of arrival is kept.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from collector.database import connect, transaction
from collector.records import Contact

_TABLE = """
CREATE TABLE IF NOT EXISTS contacts (
    id TEXT PRIMARY KEY,
    programme TEXT NOT NULL,
    follow_up TEXT NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    email TEXT NOT NULL COLLATE NOCASE CHECK (email LIKE '%_@_%'),
    organisation TEXT NOT NULL,
    phone TEXT NOT NULL,
    UNIQUE (programme, follow_up, email)
) STRICT, WITHOUT ROWID
"""


def open_contacts(path: Path) -> sqlite3.Connection:
    connection = connect(path)
    connection.execute(_TABLE)
    return connection


def sign_up(connection: sqlite3.Connection, programme: str, contacts: Iterable[Contact]) -> None:
    """Store sign-ups; the same address for the same follow-up is corrected, never doubled."""
    with transaction(connection):
        for contact in contacts:
            connection.execute(
                "INSERT INTO contacts (id, programme, follow_up, name, email, organisation, phone)"
                " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (programme, follow_up, email) DO UPDATE"
                " SET name = excluded.name, organisation = excluded.organisation,"
                " phone = excluded.phone",
                (
                    secrets.token_hex(16),
                    programme,
                    contact.follow_up,
                    contact.name,
                    contact.email,
                    contact.organisation,
                    contact.phone,
                ),
            )


def sign_ups(connection: sqlite3.Connection, programme: str) -> list[sqlite3.Row]:
    """All sign-ups of a programme, by follow-up and name."""
    return connection.execute(
        "SELECT id, follow_up, name, email, organisation, phone FROM contacts"
        " WHERE programme = ? ORDER BY follow_up, name, email",
        (programme,),
    ).fetchall()


def remove_sign_up(connection: sqlite3.Connection, programme: str, contact: str) -> bool:
    """True if it was there."""
    with transaction(connection):
        cursor = connection.execute(
            "DELETE FROM contacts WHERE programme = ? AND id = ?", (programme, contact)
        )
    return cursor.rowcount == 1
