"""A copy of an instance as of one moment, while people go on answering.

Both databases are held for writers during the instant in which a reader is opened on each and the
release files are linked: so no answer, sign-up or release falls between them. The pages are then
copied from those readers (SQLite's online backup, https://sqlite.org/backup.html), which in WAL
keep seeing that moment and hold up nobody. What is kept for a day at most (files to be read in,
tables to be taken along) is left out of the copy: a backup lives longer.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from collector.config import Config
from collector.database import connect, transaction
from collector.erased import NAME as ERASED
from collector.errors import StorageError
from collector.exchanging import PARTS
from collector.queries.ending import first_end

_PAGES = 256  # of 4 kB; then everybody else has a turn at the disk
_PAUSE_SECONDS = 0.002
_FOR_A_DAY = ("exports", "uploads")
_IN_THE_MAKING = ".publicatie-"


@dataclass(frozen=True)
class Copied:
    """What is known of the databases in a copy."""

    schema: int
    last_event: int
    ends_first: str | None
    audit_head: str | None


def copy_instance(config: Config, folder: Path) -> Copied:
    """Copy everything that an instance is made of into an empty folder, and look whether it is
    whole.

    :raise StorageError: a database is damaged.
    :raise OSError: the disk is full, or may not be written to.
    """
    with _one_moment(config, folder) as readers:
        for name, reader in readers.items():
            _copy_pages(reader, folder / name)
    for name in PARTS:
        path = config.instance / name
        if path.is_file() and not (folder / name).exists():
            shutil.copyfile(path, folder / name)
    return look(folder)


@contextmanager
def _one_moment(config: Config, folder: Path) -> Iterator[dict[str, sqlite3.Connection]]:
    names = ("collector.db", "contacts.db", ERASED)
    databases = [config.instance / name for name in names if (config.instance / name).exists()]
    with ExitStack() as open_until_copied:
        readers = {}
        for path in databases:
            reader = open_until_copied.enter_context(closing(connect(path)))
            readers[path.name] = reader
        with ExitStack() as held:
            for path in databases:
                writer = held.enter_context(closing(connect(path)))
                held.enter_context(transaction(writer))
            for reader in readers.values():
                reader.execute("BEGIN")
                reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
            _link_releases(config.releases, folder / "releases")
        yield readers


def _link_releases(source: Path, target: Path) -> None:
    """They are never changed, so another name for the same file will do."""
    if not source.is_dir():
        return
    for path in sorted(source.rglob("*")):
        below = path.relative_to(source)
        if below.parts[0].startswith(_IN_THE_MAKING) or not path.is_file():
            continue
        (target / below).parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(path, target / below)
        except OSError:  # a disk that has no links
            shutil.copyfile(path, target / below)


def _copy_pages(source: sqlite3.Connection, target: Path) -> None:
    target.touch(mode=0o600)
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        copy.execute("PRAGMA synchronous = OFF")  # it is on disk as soon as the backup is
        try:
            source.backup(copy, pages=_PAGES, progress=lambda *_: time.sleep(_PAUSE_SECONDS))
        except sqlite3.DatabaseError as error:
            raise StorageError(f"{target.name}: cannot be copied ({error}).") from error
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.execute("PRAGMA secure_delete = ON")
        if target.name == "collector.db":
            for table in _FOR_A_DAY:
                if copy.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone():
                    copy.execute(f"DELETE FROM {table}")


def look(folder: Path) -> Copied:
    """Open the databases of a copy: they have to be whole.

    :raise StorageError: one is damaged, or refers to what is not there.
    """
    with ExitStack() as opened:
        found = {}
        for name in ("collector.db", "contacts.db"):
            if (folder / name).exists():
                one = opened.enter_context(closing(sqlite3.connect(folder / name)))
                one.row_factory = sqlite3.Row
                check_integrity(one, name)
                found[name] = one
        main = found.get("collector.db")
        if main is None:
            raise StorageError(f"{folder}: there is no collector.db.")
        return Copied(
            schema=main.execute("PRAGMA user_version").fetchone()[0],
            last_event=_last_event(main),
            ends_first=first_end(main, found.get("contacts.db")),
            audit_head=_audit_head(main),
        )


def check_integrity(connection: sqlite3.Connection, name: str) -> None:
    """:raise StorageError: it is damaged, or refers to what is not there; `name` says which."""
    try:
        found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        wrong = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise StorageError(f"{name}: is damaged ({error}).") from error
    if found != "ok":
        raise StorageError(f"{name}: is damaged ({' '.join(found.split())}).")
    if wrong:
        raise StorageError(f"{name}: a row of {wrong[0]} refers to one of {wrong[2]} that is gone.")


def _last_event(connection: sqlite3.Connection) -> int:
    try:
        row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'events'").fetchone()
    except sqlite3.OperationalError:  # a schema from before there were events
        return 0
    return int(row[0]) if row else 0


def _audit_head(connection: sqlite3.Connection) -> str | None:
    try:
        row = connection.execute("SELECT hash FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    except sqlite3.OperationalError:  # from before there was one
        return None
    return str(row[0]) if row else None
