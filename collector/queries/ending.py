"""On which day something of what a database holds has to be gone."""

from __future__ import annotations

import sqlite3

from collector.queries.terms import remains


def first_end(connection: sqlite3.Connection, contacts: sqlite3.Connection | None) -> str | None:
    """The first day that was told to anybody of whom something is there (ISO); None: nobody.

    Reads databases of earlier versions too: before there were terms, no day was told.
    """
    days: list[str] = []
    signed_up: set[str] = set()
    if contacts and _has(contacts, "contacts"):
        columns = {row[1] for row in contacts.execute("PRAGMA table_info(contacts)")}
        signed_up = {row[0] for row in contacts.execute("SELECT DISTINCT programme FROM contacts")}
        if "until" in columns:
            days += [row[0] for row in contacts.execute("SELECT min(until) FROM contacts")]
    if _has(connection, "terms"):
        days += _days(connection, signed_up)
    return min((day for day in days if day), default=None)


def _days(connection: sqlite3.Connection, signed_up: set[str]) -> list[str]:
    rows = connection.execute(
        "SELECT p.id, p.slug, (SELECT ends_on FROM terms WHERE programme_id = p.id"
        "  ORDER BY version DESC LIMIT 1) AS newest FROM programmes AS p"
    ).fetchall()
    days = [
        row["newest"] for row in rows if row["slug"] in signed_up or remains(connection, row["id"])
    ]
    told = connection.execute(
        "SELECT min(t.ends_on) FROM participants AS p JOIN terms AS t ON t.id = p.terms_id"
    )
    return [*days, told.fetchone()[0]]


def _has(connection: sqlite3.Connection, table: str) -> bool:
    found = connection.execute(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)
    )
    return found.fetchone() is not None
