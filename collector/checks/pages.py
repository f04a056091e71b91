"""The databases as files: pages and indexes whole, references kept, the schema that we made."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from collector.checks.finding import RESTORE, Finding
from collector.schema import MIGRATIONS, migrate


def page_findings(connection: sqlite3.Connection, name: str) -> Iterator[Finding]:
    """Pages, indexes, CHECK, NOT NULL and STRICT; then every reference."""
    try:
        wrong = [row[0] for row in connection.execute("PRAGMA integrity_check")]
    except sqlite3.DatabaseError as error:
        wrong = [str(error)]
    for what in wrong:
        if what != "ok":
            yield Finding("integrity", name, " ".join(what.split()), RESTORE)
    if wrong != ["ok"]:
        return
    for row in connection.execute("PRAGMA foreign_key_check"):
        where = f"{name}: {row[0]} {row[1]}"
        yield Finding("foreign keys", where, f"refers to one of {row[2]} that is gone", RESTORE)


def schema_findings(connection: sqlite3.Connection, name: str) -> Iterator[Finding]:
    """What is declared, beside what this version makes."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version != len(MIGRATIONS):
        remedy = "Install the version that made it, or a newer one."
        if version < len(MIGRATIONS):
            remedy = "Run any command: it makes a backup, and brings the database to this version."
        what = f"has schema {version}; this version has {len(MIGRATIONS)}"
        yield Finding("schema", name, what, remedy)
        return
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as expected:
        expected.row_factory = sqlite3.Row
        migrate(expected)
        ours = _declared(expected)
    theirs = _declared(connection)
    for key in sorted(ours.keys() | theirs.keys()):
        if ours.get(key) != theirs.get(key):
            what = "is missing" if key not in theirs else "is declared otherwise"
            if key not in ours:
                what = "is not of this service"
            yield Finding("schema", f"{name}: {' '.join(key)}", what, RESTORE)


def _declared(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    rows = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    )
    return {(row[0], row[1]): " ".join((row[2] or "").split()) for row in rows}
