"""Passwords: as argon2id, and never more of them worked out at once than the machine can bear.

The parameters are the second recommendation of RFC 9106, section 4: 64 MiB, three passes. That is
more than OWASP asks at the least (19 MiB, two passes). One lane instead of four: a lane is a
thread, and those of the hall need the other cores. A hash made with other parameters is made anew
when its owner logs in.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from collector.database import is_trouble, transaction
from collector.errors import Busy
from collector.log_ins import end_log_ins
from collector.password_rules import check_password, known_of, normal

_hasher = PasswordHasher(
    time_cost=RFC_9106_LOW_MEMORY.time_cost,
    memory_cost=RFC_9106_LOW_MEMORY.memory_cost,
    parallelism=1,
)
_nobodys = _hasher.hash(secrets.token_hex(16))


@dataclass
class Turns:
    """So many at the same time, the others after them, and not too many of those: each that waits
    holds a thread of the service.
    """

    at_once: int
    waiting: int
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _inside: int = 0

    def __post_init__(self) -> None:
        self._free = threading.Semaphore(self.at_once)

    @contextmanager
    def take(self) -> Iterator[None]:
        """:raise Busy: enough wait already."""
        with self._lock:
            if self._inside >= self.at_once + self.waiting:
                raise Busy("Er loggen nu heel veel mensen tegelijk in. Probeer het zo nog eens.")
            self._inside += 1
        try:
            with self._free:
                yield
        finally:
            with self._lock:
                self._inside -= 1


TURNS = Turns(at_once=max(1, (os.cpu_count() or 2) // 2), waiting=50)


def hash_password(password: str) -> str:
    """:raise Busy: see `Turns`."""
    with TURNS.take():
        return _hasher.hash(normal(password))


def is_password(stored: str | None, typed: str) -> bool:
    """Whether this was typed right. Takes as long when nothing is stored: for an account without a
    password, and for an address that nobody has.

    :raise Busy: see `Turns`.
    """
    with TURNS.take():
        try:
            return _hasher.verify(stored or _nobodys, normal(typed)) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False


def keep_up_to_date(
    connection: sqlite3.Connection, facilitator: int, stored: str, password: str
) -> None:
    """A password that was right is hashed anew when the parameters are others by now."""
    if not _hasher.check_needs_rehash(stored):
        return
    anew = hash_password(password)
    try:
        with transaction(connection):
            connection.execute(
                "UPDATE facilitators SET password_hash = ? WHERE id = ? AND password_hash = ?",
                (anew, facilitator, stored),
            )
    except sqlite3.DatabaseError as error:
        if not is_trouble(error):  # when the disk is full, logging in goes on all the same
            raise


def is_own_password(connection: sqlite3.Connection, facilitator: int, typed: str) -> bool:
    """Asked once more of somebody who is logged in, before something that weighs."""
    row = connection.execute(
        "SELECT password_hash FROM facilitators WHERE id = ?", (facilitator,)
    ).fetchone()
    return is_password(row and row["password_hash"], typed)


def has_password(connection: sqlite3.Connection, facilitator: int) -> bool:
    """Without one somebody comes in with a passkey, or by way of a provider."""
    found = connection.execute(
        "SELECT 1 FROM facilitators WHERE id = ? AND password_hash <> ''", (facilitator,)
    ).fetchone()
    return found is not None


def set_password(
    connection: sqlite3.Connection, facilitator: int, password: str, *, but: int | None = None
) -> int:
    """From now on this one; every log-in is ended, but for the one that is given.

    :return: how many log-ins were ended
    :raise Refused: nobody may choose this password.
    """
    check_password(password, known_of(connection, facilitator))
    made = hash_password(password)
    with transaction(connection):
        connection.execute(
            "UPDATE facilitators SET password_hash = ? WHERE id = ?", (made, facilitator)
        )
        return end_log_ins(connection, facilitator, but=but)
