"""Who hands in at the same moment shares one commit: the disk is waited for once, not for each.

Nothing is acknowledged before it is on the disk, and one that is refused takes no other with it.
Nobody waits for company either: whoever comes while another one writes, goes with the next.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from collector import database
from collector.database import transaction, turn
from collector.errors import StorageError

T = TypeVar("T")

MOST = 50
"""In one commit: a long one would hold up the first of them."""


@dataclass(eq=False)
class _Wish:
    work: Callable[[sqlite3.Connection], Any]
    record: Callable[[sqlite3.Connection], None] | None = None
    result: Any = None
    error: BaseException | None = None
    done: bool = False

    def do(self, connection: sqlite3.Connection) -> None:
        """Its work, and what goes on record of it."""
        self.result = self.work(connection)
        if self.record is not None:
            self.record(connection)


_waiting: dict[str, deque[_Wish]] = {}


def write(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    """What `work` gives, once what it wrote is committed.

    :param work: all or nothing; may be done by another thread, on a connection of that one to the
        same file, so it uses the connection that it is given and no other
    :raise StorageError: another thread of this process has been writing for too long.
    """
    wish = _Wish(work, database.before_commit.get())
    waiting = _waiting.setdefault(_file_of(connection), deque())
    waiting.append(wish)
    if not turn.acquire(timeout=database.PATIENCE_SECONDS):
        try:
            waiting.remove(wish)
        except ValueError:
            turn.acquire()  # it is being written at this moment
        else:
            raise StorageError("The database is busy. Try again in half a minute.")
    try:
        while not wish.done:  # else it went with somebody else's
            _write_all(connection, [waiting.popleft() for _ in range(min(MOST, len(waiting)))])
    finally:
        turn.release()
    if wish.error is not None:
        raise wish.error
    return cast(T, wish.result)


def _file_of(connection: sqlite3.Connection) -> str:
    return str(connection.execute("PRAGMA database_list").fetchone()[2])


def _write_all(connection: sqlite3.Connection, wishes: Sequence[_Wish]) -> None:
    """One commit; when it fails, none of them was stored and each hears of it."""
    mine = database.before_commit.set(None)  # each wish brings its own record
    try:
        with transaction(connection):
            if len(wishes) == 1:  # then the transaction itself is all or nothing
                wishes[0].do(connection)
            else:
                for wish in wishes:
                    _write_one(connection, wish)
    except BaseException as error:
        for wish in wishes:
            wish.error = error
    finally:
        database.before_commit.reset(mine)
        for wish in wishes:
            wish.done = True


def _write_one(connection: sqlite3.Connection, wish: _Wish) -> None:
    connection.execute("SAVEPOINT wish")
    try:
        wish.do(connection)
    except Exception as error:
        if not connection.in_transaction:  # a full disk has rolled back all of them
            raise
        connection.execute("ROLLBACK TO wish")
        wish.error = error
    connection.execute("RELEASE wish")
