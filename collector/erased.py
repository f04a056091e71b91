"""What was erased before its end date, so that it goes again when an older backup is put back.

A small database of its own beside the others (`erased.db`): a restore leaves it, and every backup
takes it along. It holds marks: hashes from which nobody can tell who or what it was, but which say
of something at hand whether it was erased. From the end date on a mark is no longer needed, because
everything of that programme goes then.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

from collector.config import Config
from collector.database import connect, transaction
from collector.queries.terms import today

NAME = "erased.db"
_LONGEST_DAYS = 366 * 6  # no end date lies further away: `collector.terms.LONGEST_YEARS`
_TABLE = """
CREATE TABLE IF NOT EXISTS erased (
    mark TEXT PRIMARY KEY CHECK (length(mark) = 64),
    kind TEXT NOT NULL CHECK (kind IN ('participant', 'programme', 'sign_up')),
    day TEXT NOT NULL CHECK (day IS date(day)),
    until TEXT NOT NULL CHECK (until IS date(until))
) STRICT, WITHOUT ROWID
"""


class ErasedKind(StrEnum):
    PARTICIPANT = "participant"  # named by the hash of the receipt
    PROGRAMME = "programme"  # by its slug and when it was made
    SIGN_UP = "sign_up"  # by its random key


def mark(kind: ErasedKind, name: str) -> str:
    """64 hexadecimal digits; another one than any hash that the service keeps."""
    return hashlib.sha256(f"erased {kind} {name}".encode()).hexdigest()


def name_of_programme(programme: sqlite3.Row) -> str:
    return f"{programme['slug']} {programme['created_at']}"


@contextmanager
def open_erased(folder: Path) -> Iterator[sqlite3.Connection]:
    """:raise StorageError: the file is damaged or cannot be made."""
    with closing(connect(folder / NAME)) as connection:
        connection.execute(_TABLE)
        yield connection


def remember(config: Config, kind: ErasedKind, names: Iterable[str], until: date | None) -> None:
    """On disk when it returns; to be called before it is erased, so that no crash comes between.

    :param until: the end date of what it was of; None when that has none yet
    """
    last = until or today() + timedelta(days=_LONGEST_DAYS)
    rows = [(mark(kind, name), kind, today().isoformat(), last.isoformat()) for name in names]
    with open_erased(config.instance) as connection, transaction(connection):
        connection.executemany("INSERT OR IGNORE INTO erased VALUES (?, ?, ?, ?)", rows)


def forget_marks(config: Config, day: date) -> None:
    """Those of which the end date has passed."""
    if not (config.instance / NAME).exists():
        return
    with open_erased(config.instance) as connection, transaction(connection):
        connection.execute("DELETE FROM erased WHERE until < ?", (day.isoformat(),))


def marks(folder: Path) -> frozenset[str]:
    """All that are known in a folder."""
    if not (folder / NAME).exists():
        return frozenset()
    with open_erased(folder) as connection:
        return frozenset(row["mark"] for row in connection.execute("SELECT mark FROM erased"))


def learn(config: Config, folder: Path) -> None:
    """Add what another folder knows, as a backup that comes from another machine."""
    if not (folder / NAME).exists():
        return
    with open_erased(folder) as other:
        rows = [tuple(row) for row in other.execute("SELECT mark, kind, day, until FROM erased")]
    with open_erased(config.instance) as connection, transaction(connection):
        connection.executemany("INSERT OR IGNORE INTO erased VALUES (?, ?, ?, ?)", rows)
