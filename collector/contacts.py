"""Sign-ups for follow-ups, in a file of their own. Nothing here joins to an answer.

No participant, meeting, submission key or time; the primary key is random and the table has no
rowid, so that not even the order of arrival is kept. `until` is the end date of the programme as it
was told with the sign-up: the same day for everybody, unless a facilitator changed it. `export`
says with which table the organiser took a sign-up along; each goes along once, unless somebody asks
for all of them again on purpose.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from collector.database import connect, transaction
from collector.events import now
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
    export TEXT,
    UNIQUE (programme, follow_up, email)
) STRICT, WITHOUT ROWID
"""
_EXPORTS = """
CREATE TABLE IF NOT EXISTS exports (
    id TEXT PRIMARY KEY,
    programme TEXT NOT NULL,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    n INTEGER NOT NULL,
    again INTEGER NOT NULL CHECK (again IN (0, 1))
) STRICT, WITHOUT ROWID
"""


def open_contacts(path: Path) -> sqlite3.Connection:
    connection = connect(path)
    make_tables(connection)
    return connection


def make_tables(connection: sqlite3.Connection) -> None:
    """What is not there yet; the file may be of an earlier version."""
    connection.execute(_TABLE)
    connection.execute(_EXPORTS)
    columns = connection.execute("SELECT name FROM pragma_table_info('contacts')")
    there = {row["name"] for row in columns}
    for name, column in (("until", _UNTIL), ("export", "export TEXT")):
        if name not in there:  # a file of an earlier version
            connection.execute(f"ALTER TABLE contacts ADD COLUMN {column}")


def sign_up(
    connection: sqlite3.Connection,
    programme: str,
    contacts: Iterable[Contact],
    *,
    until: date | None = None,
) -> None:
    """Store sign-ups; the same address for the same follow-up is corrected, never doubled. What was
    corrected after it was taken along, is to be taken along anew.

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
                " phone = excluded.phone, until = excluded.until, export = CASE WHEN"
                " (name, organisation, phone) = (excluded.name, excluded.organisation,"
                "  excluded.phone) THEN export END",
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
    """All sign-ups of a programme, by follow-up and name; `export`: None is new."""
    return connection.execute(
        "SELECT id, follow_up, name, email, organisation, phone, export FROM contacts"
        " WHERE programme = ? ORDER BY follow_up, name, email",
        (programme,),
    ).fetchall()


def export(
    connection: sqlite3.Connection, programme: str, who: str, *, again: bool = False
) -> list[sqlite3.Row]:
    """The sign-ups that nobody took along yet, marked from now on as taken along; [] if none.

    :param who: takes them along; stands in `exports`
    :param again: all of them, also those that went along before
    """
    with transaction(connection):
        rows = [one for one in sign_ups(connection, programme) if again or one["export"] is None]
        if rows:
            made = secrets.token_hex(16)
            connection.execute(
                "INSERT INTO exports VALUES (?, ?, ?, ?, ?, ?)",
                (made, programme, now(), who, len(rows), int(again)),
            )
            connection.executemany(
                "UPDATE contacts SET export = ? WHERE id = ?", [(made, one["id"]) for one in rows]
            )
    return rows


def exports(connection: sqlite3.Connection, programme: str) -> list[sqlite3.Row]:
    """When who took how many along, newest first; `again`: also those that went along before."""
    return connection.execute(
        "SELECT at, who, n, again FROM exports WHERE programme = ? ORDER BY at DESC, id",
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
        if everything and not dry_run:
            connection.execute("DELETE FROM exports WHERE programme = ?", (programme,))
    return count
