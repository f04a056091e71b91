"""Who uses an instance: many at the same time, or one alone who puts a backup back.

An advisory lock (flock) on the file `lock`. The service and every command that opens the database
hold it together with others; a restore holds it alone. The kernel lets go for a process that ends,
however it ends, so there is no such thing as a lock that was left behind.
"""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from collector.config import Config
from collector.errors import Refused
from collector.exchanging import complete, is_interrupted

PATIENCE_SECONDS = 10.0
_CANNOT_BE_WRITTEN = (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOSPC, errno.EDQUOT)


@contextmanager
def in_use(config: Config) -> Iterator[None]:
    """Nobody puts a backup back meanwhile. A restore that was killed is completed first.

    :raise Refused: a backup is being put back now.
    """
    descriptor = hold(config)
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def hold(config: Config) -> int | None:
    """As `in_use`, until the process ends or the descriptor is closed; None: on a disk that cannot
    be written to, where nobody can put a backup back either."""
    if is_interrupted(config):
        with alone(config):
            complete(config)
    descriptor = _open(config)
    if descriptor is not None and not _lock(descriptor, fcntl.LOCK_SH, PATIENCE_SECONDS):
        os.close(descriptor)
        raise Refused(f"{config.instance}: a backup is being put back. Try again in a minute.")
    return descriptor


@contextmanager
def alone(config: Config) -> Iterator[None]:
    """:raise Refused: the service runs, or another command is busy with this instance."""
    descriptor = _open(config)
    if descriptor is None:
        raise Refused(f"{config.instance}: cannot be written to. Mend that first.")
    try:
        if not _lock(descriptor, fcntl.LOCK_EX, 0):
            said = (
                f"{config.instance} is in use: the service runs, or another command is busy."
                " Stop the service (Ctrl-C, or systemctl stop gesprekstafel) and try again."
            )
            raise Refused(said)
        yield
    finally:
        os.close(descriptor)


def is_in_use(config: Config) -> bool:
    """Whether a service or a command has this instance open."""
    descriptor = _open(config)
    if descriptor is None:
        return False
    try:
        return not _lock(descriptor, fcntl.LOCK_EX, 0)
    finally:
        os.close(descriptor)


def _open(config: Config) -> int | None:
    try:
        config.instance.mkdir(parents=True, exist_ok=True)
        return os.open(config.instance / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        if error.errno in _CANNOT_BE_WRITTEN:
            return None
        raise Refused(f"{config.instance}: {error.strerror}. Name another folder.") from error


def _lock(descriptor: int, kind: int, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.05)
