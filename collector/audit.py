"""Who did what when, in a chain: a row holds the hash of the one before it.

Whoever changes, removes or inserts a row has to make anew the hash of every row after it; the head
of the chain, once written down elsewhere (an export, a backup, a log), then no longer fits. It is
the hash chain of Haber and Stornetta, "How to time-stamp a digital document" (1991), with SHA-256.
It proves order and wholeness up to a head that somebody else holds; not that whoever owns the
machine did not write a false row at the time.

A row never names a participant or a statement: only who worked, at which page, in which programme.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from collector.database import before_commit, insert
from collector.events import now

BEGINNING = "0" * 64
"""What the first row has for the hash of the one before it."""
NOT_OF_PEOPLE = ("activity", "export", "form", "meeting", "number", "organisation", "partnership")
"""Of an address or a command only this is kept: no statement, receipt or name can be in it."""


@dataclass
class Doing:
    """What somebody is doing now. Its row is written together with the first change that it makes:
    both are stored, or neither is."""

    who: str
    what: str
    facilitator: int | None = None
    programme: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    written: bool = False

    def write(self, connection: sqlite3.Connection) -> None:
        """Inside a transaction; once. In a file without a chain nothing happens."""
        if not self.written and _has_chain(connection):
            append(
                connection,
                self.who,
                self.what,
                facilitator=self.facilitator,
                programme=self.programme,
                detail=self.detail,
            )
            self.written = True


def begin(doing: Doing) -> None:
    """From now on, in this request or command, a change goes on record as `doing`."""
    before_commit.set(doing.write)


def end() -> None:
    before_commit.set(None)


def append(
    connection: sqlite3.Connection,
    who: str,
    what: str,
    *,
    facilitator: int | None = None,
    programme: str = "",
    detail: Mapping[str, Any] | None = None,
) -> int:
    """One row more, inside the caller's transaction; its number."""
    last = connection.execute("SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    row = {
        "id": last["id"] + 1 if last else 1,
        "at": now(),
        "who": who,
        "what": what,
        "programme": programme,
        "detail": json.dumps(dict(sorted((detail or {}).items())), ensure_ascii=False),
        "previous": last["hash"] if last else BEGINNING,
        "facilitator_id": facilitator,
    }
    return insert(connection, "audit", **row, hash=row_hash(row))


def row_hash(row: Mapping[str, Any] | sqlite3.Row) -> str:
    """SHA-256 of the row as a JSON list, in the order of `_HASHED`, without spaces, in UTF-8."""
    told = json.dumps([row[name] for name in _HASHED], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


_HASHED = ("id", "at", "facilitator_id", "who", "what", "programme", "detail", "previous")


@dataclass(frozen=True)
class Broken:
    """The first row where the chain does not hold, and what is wrong there."""

    row: int
    why: str


def verify(rows: Iterable[Mapping[str, Any] | sqlite3.Row]) -> Broken | None:
    """Whether this is one whole chain from its beginning; None: it is.

    A row of which only `id`, `previous` and `hash` are known (somebody else's, in an export) is
    checked for its place.
    """
    previous = BEGINNING
    for number, row in enumerate(rows, start=1):
        if row["id"] != number:
            return Broken(number, "missing: a row was removed or put in")
        if row["previous"] != previous:
            return Broken(number, "not linked to the row before it")
        if "who" in row.keys() and row_hash(row) != row["hash"]:  # noqa: SIM118 (sqlite3.Row)
            return Broken(number, "changed after it was written")
        previous = row["hash"]
    return None


def head(connection: sqlite3.Connection) -> tuple[int, str]:
    """Number and hash of the last row. Written down elsewhere, it proves all rows up to it."""
    row = connection.execute("SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    return (int(row["id"]), str(row["hash"])) if row else (0, BEGINNING)


def _has_chain(connection: sqlite3.Connection) -> bool:
    """Contact details are in a file of their own, without one."""
    return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'audit'").fetchone())
