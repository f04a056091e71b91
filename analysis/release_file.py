"""How a release file is written and opened.

Nothing is ever copied from the private file: rows come in as tuples, go into a database in memory,
and `VACUUM INTO` writes them to a new file that holds these rows and not one byte more.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

from analysis.release_tables import TABLES, Row, table
from analysis.release_views import INDEXES, VIEWS

APPLICATION_ID = 0x47545046
"""Says in the header of the file what it is: "GTPF"."""


# Double quotes: Datasette recognises content="…" only.
SEARCH = (
    'CREATE VIRTUAL TABLE statements_fts USING fts5 (text, content="statements",'
    " content_rowid=\"number\", tokenize='unicode61 remove_diacritics 2')"
)


def open_release(path: Path) -> sqlite3.Connection:
    """A finished release, which nobody changes any more: read without a lock or a file beside it.

    :raise sqlite3.OperationalError: there is no such file.
    """
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def empty() -> sqlite3.Connection:
    """A database in memory with all that is declared in a release, and no rows."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for sql in (*(each.sql for each in TABLES), SEARCH, *INDEXES, *(each.sql for each in VIEWS)):
        connection.execute(sql)
    return connection


def schema(connection: sqlite3.Connection) -> set[tuple[str, str, str, str | None]]:
    """All that is declared in a database: type, name, table, SQL."""
    return set(connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"))


def dictionary() -> list[Row]:
    rows: list[Row] = []
    for each in TABLES:
        rows.append((each.name, None, each.description))
        rows += [(each.name, column.name, column.description) for column in each.columns]
    for view in VIEWS:
        rows.append((view.name, None, view.description))
        rows += [(view.name, name, description) for name, description in view.columns.items()]
    return rows


def write(path: Path, rows: Mapping[str, Sequence[Row]]) -> None:
    """A new file with exactly these rows, plus the dictionary; readable, no longer writable.

    :param rows: table → rows, with every column of the table in order.
    :raise KeyError: a table that is not on the list.
    """
    connection = empty()
    try:
        connection.execute("BEGIN")
        for name, lines in {**rows, "dictionary": dictionary()}.items():
            columns = [column.name for column in table(name).columns]
            marks = ", ".join("?" * len(columns))
            connection.executemany(
                f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})", lines
            )
        for command in ("rebuild", "optimize"):
            connection.execute("INSERT INTO statements_fts (statements_fts) VALUES (?)", (command,))
        connection.execute("COMMIT")
        connection.execute("VACUUM INTO ?", (str(path),))
    finally:
        connection.close()
    path.chmod(0o444)
