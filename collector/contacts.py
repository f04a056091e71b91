"""Sign-ups for follow-ups, in a file of their own. Nothing here joins to an answer.

No participant, meeting, submission key or time; the primary key is random and the table has no
rowid, so that not even the order of arrival is kept. `until` is the end date of the programme as it
was told with the sign-up: the same day for everybody, unless a facilitator changed it.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from collector.database import connect, transaction
from collector.records import Contact

_UNTIL = "until TEXT CHECK (until IS NULL OR until IS date(until))"
_TABLE = f"""
CREATE TABLE IF NOT EXISTS contacts (
    id TEXT PRIMARY KEY,
    programme TEXT NOT NULL,
    follow_up TEXT NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    email TEXT NOT NULL COLLATE NOCASE CHECK (email LIKE '%_@_%'),
    organisation TEXT NOT NULL,
    phone TEXT NOT NULL,
    {_UNTIL},
    UNIQUE (programme, follow_up, email)
) STRICT, WITHOUT ROWID
"""


def open_contacts(path: Path) -> sqlite3.Connection:
    connection = connect(path)
    connection.execute(_TABLE)
    columns = connection.execute("SELECT name FROM pragma_table_info('contacts')")
    if "until" not in {row["name"] for row in columns}:  # a file of an earlier version
        connection.execute(f"ALTER TABLE contacts ADD COLUMN {_UNTIL}")
    return connection


def sign_up(
    connection: sqlite3.Connection,
    programme: str,
    contacts: Iterable[Contact],
    *,
    until: date | None = None,
) -> None:
    """Store sign-ups; the same address for the same follow-up is corrected, never doubled.

    :param until: the day on which they are erased, as it was told
    """
    with transaction(connection):
        for contact in contacts:
            connection.execute(
                "INSERT INTO contacts"
                " (id, programme, follow_up, name, email, organisation, phone, until)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (programme, follow_up, email) DO UPDATE"
                " SET name = excluded.name, organisation = excluded.organisation,"
                " phone = excluded.phone, until = excluded.until",
                (
                    secrets.token_hex(16),
                    programme,
                    contact.follow_up,
                    contact.name,
                    contact.email,
                    contact.organisation,
                    contact.phone,
                    until.isoformat() if until else None,
                ),
            )


def sign_ups(connection: sqlite3.Connection, programme: str) -> list[sqlite3.Row]:
    """All sign-ups of a programme, by follow-up and name."""
    return connection.execute(
        "SELECT id, follow_up, name, email, organisation, phone FROM contacts"
        " WHERE programme = ? ORDER BY follow_up, name, email",
        (programme,),
    ).fetchall()


def signed_up(connection: sqlite3.Connection, programme: str) -> dict[str, int]:
    """How many signed up, per follow-up (slug)."""
    rows = connection.execute(
        "SELECT follow_up, count(*) FROM contacts WHERE programme = ? GROUP BY follow_up",
        (programme,),
    )
    return dict(rows.fetchall())


def remove_sign_up(connection: sqlite3.Connection, programme: str, contact: str) -> bool:
    """True if it was there."""
    with transaction(connection):
        cursor = connection.execute(
            "DELETE FROM contacts WHERE programme = ? AND id = ?", (programme, contact)
        )
    return cursor.rowcount == 1


def remove_expired(
    connection: sqlite3.Connection, programme: str, day: date, *, everything: bool, dry_run: bool
) -> int:
    """How many sign-ups of a programme are past their day; they are removed for good.

    :param everything: the programme itself is past its end date
    :param dry_run: only count them
    """
    condition = "programme = ? AND (? OR until <= ?)"
    values = (programme, everything, day.isoformat())
    with transaction(connection):
        row = connection.execute(f"SELECT count(*) FROM contacts WHERE {condition}", values)
        count = int(row.fetchone()[0])
        if count and not dry_run:
            connection.execute(f"DELETE FROM contacts WHERE {condition}", values)
    return count
