"""Connections that are kept between requests: opening one reads the whole schema anew."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

from collector.database import connect, is_of_a_still_file

KEPT = 6
"""More are closed after use: to open one takes a millisecond, and each that is kept fills about a
megabyte with statements that it has seen."""


class Pool:
    """The connections of one process to one database file. One request has one at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._file: tuple[int, int] | None = None

    def take(self) -> sqlite3.Connection:
        """:raise StorageError: the file is gone, is not a database or cannot be opened."""
        with self._lock:
            if (file := self._which()) != self._file:  # a backup was put in its place
                self._empty()
                self._file = file
            if self._idle:
                return self._idle.pop()
        return connect(self.path, existing=True, any_thread=True)

    def give_back(self, connection: sqlite3.Connection) -> None:
        """For the next request, unless there are enough or something is left undone."""
        still = is_of_a_still_file(connection)
        with self._lock:
            if len(self._idle) < KEPT and not connection.in_transaction and not still:
                self._idle.append(connection)
                return
        connection.close()

    def close(self) -> None:
        with self._lock:
            self._empty()

    def _which(self) -> tuple[int, int] | None:
        """Which file has this name now; None: there is none."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _empty(self) -> None:
        for connection in self._idle:
            connection.close()
        self._idle.clear()
