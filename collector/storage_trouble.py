"""What is the matter with the storage, and what whoever looks after the machine can do about it."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from enum import StrEnum
from pathlib import Path

from collector import logs
from collector.errors import StorageError

SAID_AGAIN_SECONDS = 60.0


class Cause(StrEnum):
    LOCKED = "locked"
    FULL = "full"
    READ_ONLY = "read-only"
    GONE = "gone"  # the folder or the file is not there, or may not be opened
    DAMAGED = "damaged"
    FAILS = "fails"  # the disk gives errors, or there are too few file descriptors


_CAUSES = {
    sqlite3.SQLITE_BUSY: Cause.LOCKED,
    sqlite3.SQLITE_LOCKED: Cause.LOCKED,
    sqlite3.SQLITE_FULL: Cause.FULL,
    sqlite3.SQLITE_READONLY: Cause.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Cause.GONE,
    sqlite3.SQLITE_CORRUPT: Cause.DAMAGED,
    sqlite3.SQLITE_NOTADB: Cause.DAMAGED,
}

_SAID = {
    Cause.LOCKED: (
        "{file}: een ander programma houdt de database bezet. Er wordt nu niets aangenomen; lezen"
        " gaat door. Duurt het langer dan een minuut, sluit dan wat de database open heeft"
        " (fuser {file})."
    ),
    Cause.FULL: (
        "{folder}: de schijf is vol. Er wordt nu niets aangenomen; telefoons bewaren wat er getypt"
        " is, lezen gaat door. Maak ruimte: daarna gaat het vanzelf verder."
    ),
    Cause.READ_ONLY: (
        "{folder}: er mag niet geschreven worden. Er wordt nu niets aangenomen; lezen gaat door."
        " Zie na of de schijf alleen-lezen is (mount, dmesg) en van wie de map is: daarna gaat het"
        " vanzelf verder."
    ),
    Cause.GONE: (
        "{file}: kan niet worden geopend. Er wordt niets aangenomen en niets getoond. Sluit de"
        " schijf weer aan, of zet de map terug: daarna gaat het vanzelf verder."
    ),
    Cause.DAMAGED: (
        "{file}: de database is beschadigd. Stop de dienst, bewaar een kopie van de map, en kijk"
        " met gesprekstafel check wat er nog heel is; zet dan een reservekopie terug met"
        " gesprekstafel restore."
    ),
    Cause.FAILS: (
        "{folder}: de schijf geeft fouten. Er wordt nu niets aangenomen. Kijk in het logboek van"
        " het systeem (dmesg), en maak een reservekopie op een andere schijf."
    ),
}


def cause_of(error: BaseException) -> Cause:
    """By the code of SQLite, of the error itself or of what it came from."""
    found = error if isinstance(error, sqlite3.Error) else error.__cause__
    if found is None:  # our own turn took too long; or an error that SQLite has no part in
        return Cause.LOCKED if isinstance(error, StorageError) else Cause.FAILS
    code = getattr(found, "sqlite_errorcode", None)
    if code is None:
        return Cause.GONE  # a file that cannot be made or read
    return _CAUSES.get(code & 0xFF, Cause.FAILS)


class Console:
    """Says it at the console: once, and again after a minute as long as it lasts."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self._lock = threading.Lock()
        self._said: dict[Cause, float] = {}

    def say(self, error: BaseException) -> None:
        """The message of an error of SQLite is its own: it holds nothing that somebody typed."""
        cause, now = cause_of(error), time.monotonic()
        with self._lock:
            if now - self._said.get(cause, -SAID_AGAIN_SECONDS) < SAID_AGAIN_SECONDS:
                return
            self._said[cause] = now
        said = _SAID[cause].format(file=self.database, folder=self.database.parent)
        logs.tell("storage-trouble", logging.ERROR, said=f"opslag: {said} ({error})")
