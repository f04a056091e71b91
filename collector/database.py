"""Opens the one database. Pragmas live here and nowhere else."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from collector import metrics
from collector.errors import StorageError

Rows = list[sqlite3.Row]

PATIENCE_SECONDS = 10.0
"""How long a writer waits for another one before it gives up."""

LOG_PAGES = 4000
"""Pages (of 4 kB) in the log before a writer puts them in their place: a full form writes a dozen,
and the one whose turn it is waits for the disk."""

before_commit: ContextVar[Callable[[sqlite3.Connection], None] | None] = ContextVar(
    "before_commit", default=None
)
"""Writes what goes along with the first change of this request or command, in its transaction: see
`audit`."""

turn = threading.RLock()
"""Writers of one process wait for each other here, and are woken at once. SQLite would let them
sleep and look again, longer every time: in a full hall most of the time would go to that."""


def connect(
    path: Path, *, readonly: bool = False, existing: bool = False, any_thread: bool = False
) -> sqlite3.Connection:
    """A connection with rows by name, foreign keys on and WAL.

    `synchronous=FULL`: a commit in WAL returns after the log is synced, so an acknowledged
    answer is on disk (https://sqlite.org/pragma.html#pragma_synchronous).

    On a disk that may only be read, what can be read is read.

    :param existing: where the file is gone (a disk that was unmounted, a folder that was moved) no
        empty one is put in its place
    :param any_thread: it goes from one thread to the next, and never is with two at once
    :raise StorageError: the file is not a database or cannot be opened.
    """
    patience = PATIENCE_SECONDS
    try:
        if not (readonly or existing):
            path.parent.mkdir(parents=True, exist_ok=True)
            # For its owner only; SQLite gives the files beside it the same rights.
            if not path.exists():
                path.touch(mode=0o600)
        still = _stands_still(path)
        how = "mode=ro&immutable=1" if still else "mode=ro" if readonly else "mode=rw"
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?{how}",
            uri=True,
            timeout=patience,
            check_same_thread=not any_thread,
        )
        if still:
            connection.execute("PRAGMA query_only = ON")
        elif not readonly:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
        connection.execute("PRAGMA foreign_keys = ON")
    except (sqlite3.Error, OSError) as error:
        raise StorageError(
            f"{path}: cannot be opened as the database ({error}). "
            "Check that the folder exists and is writable, or restore a backup."
        ) from error
    connection.row_factory = sqlite3.Row
    # Transactions are opened by hand, so that each one says where it begins.
    connection.isolation_level = None
    return connection


def _stands_still(path: Path) -> bool:
    """Whether nothing can change this file now, so that it can be read without files beside it:
    on a disk that may only be read, after a service that ended in order."""
    if os.access(path.parent, os.W_OK) or not path.exists():
        return False
    return not any(path.with_name(f"{path.name}{end}").exists() for end in ("-wal", "-shm"))


def is_of_a_still_file(connection: sqlite3.Connection) -> bool:
    """Whether it was opened where nothing could be written, and never sees what changes later."""
    return bool(connection.execute("PRAGMA query_only").fetchone()[0])


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """All or nothing. Takes the write lock at once, so that two writers queue and never fail.

    :raise StorageError: another thread of this process has been writing for too long.
    """
    began = time.perf_counter()
    if not turn.acquire(timeout=PATIENCE_SECONDS):
        metrics.BUSY.inc()
        raise StorageError("The database is busy. Try again in half a minute.")
    try:
        _begin(connection)
        metrics.WRITE_WAIT.observe(time.perf_counter() - began)
        changes = connection.total_changes
        try:
            yield connection
            record = before_commit.get()
            if record is not None and connection.total_changes > changes:
                record(connection)
            connection.execute("COMMIT")
            metrics.COMMITS.inc()
        except BaseException:
            if connection.in_transaction:  # a full disk has already rolled it back
                connection.execute("ROLLBACK")
            raise
    finally:
        turn.release()


def _begin(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            metrics.BUSY.inc()
        raise


def is_trouble(error: BaseException) -> bool:
    """Whether the storage is to blame (locked, full, read-only, damaged), and not the question.

    The message of such an error is SQLite's own: it holds nothing that somebody typed.
    """
    blame = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH)
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return isinstance(error, sqlite3.DatabaseError) and code & 0xFF not in blame


def check_whole(connection: sqlite3.Connection, path: Path) -> None:
    """:raise StorageError: pages of the file are damaged; says what can be done about it."""
    try:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise StorageError(
            f"{path}: the database is damaged ({' '.join(found.split())}). Keep a copy of the file"
            " and of those beside it, then put a backup in its place. Without a backup, save what"
            f" can be read with: sqlite3 {path.name} .recover | sqlite3 mended.db"
        )


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is read inside is read as of one moment, while answers keep coming in."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


def run_script(connection: sqlite3.Connection, script: str) -> None:
    """Statements one by one, inside the caller's transaction (`executescript` would commit it)."""
    for statement in script.split(";\n"):
        if statement.strip():
            connection.execute(statement)


def next_position(connection: sqlite3.Connection, table: str, column: str, owner: int) -> int:
    """One more than the last position in `table` among the rows whose `column` is `owner`."""
    query = f"SELECT ifnull(max(position), 0) + 1 FROM {table} WHERE {column} = ?"
    position: int = connection.execute(query, (owner,)).fetchone()[0]
    return position


def insert(connection: sqlite3.Connection, table: str, **values: object) -> int:
    """Insert one row; its rowid."""
    columns = ", ".join(values)
    marks = ", ".join("?" * len(values))
    cursor = connection.execute(
        f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(values.values())
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid
