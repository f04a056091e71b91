"""Contact details stand apart: no column and no value joins them to an answer."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date

from collector.checks.finding import BY_HAND, RESTORE, Finding
from collector.contacts import make_tables
from collector.queries.terms import terms, today

_KEYS = (
    "SELECT secret_hash FROM participants UNION SELECT key FROM submissions"
    " UNION SELECT key FROM corrections UNION SELECT key FROM sketches"
)
"""Everything in the other file that is of one person and cannot be guessed."""


def column_findings(contacts: sqlite3.Connection) -> Iterator[Finding]:
    """What a sign-up may hold, beside what it can hold here."""
    with closing(sqlite3.connect(":memory:")) as expected:
        expected.row_factory = sqlite3.Row
        make_tables(expected)
        ours = _columns(expected)
    theirs = _columns(contacts)
    for table, column in sorted(theirs ^ ours):
        what = "is missing" if (table, column) in ours else "is a column that no sign-up has"
        yield Finding("contacts apart", f"contacts.db: {table}.{column}", what, RESTORE)


def _columns(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    rows = connection.execute(
        "SELECT m.name, c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c"
        " WHERE m.type IN ('table', 'view')"
    )
    return {(row[0], row[1]) for row in rows}


def contact_findings(
    connection: sqlite3.Connection, contacts: sqlite3.Connection
) -> Iterator[Finding]:
    """:param connection: the answers"""
    keys = {row[0] for row in connection.execute(_KEYS)}
    slugs = dict(connection.execute("SELECT slug, id FROM programmes").fetchall())
    for row in contacts.execute("SELECT * FROM contacts ORDER BY id"):
        where = f"contacts.db: contacts {row['id'][:8]}"
        if any(value in keys for value in tuple(row)):
            yield Finding("contacts apart", where, "holds a key of an answer", BY_HAND)
        if row["programme"] not in slugs:
            what = "is a sign-up for a programme that is not there"
            yield Finding("contacts apart", where, what, BY_HAND)
        elif _is_over(connection, slugs[row["programme"]], row["until"]):
            yield Finding("end date", where, "its end date has come", "gesprekstafel expire")


def _is_over(connection: sqlite3.Connection, programme: int, until: str | None) -> bool:
    told = until is not None and date.fromisoformat(until) <= today()
    return told or terms(connection, programme).over(today())
