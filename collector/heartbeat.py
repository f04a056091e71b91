"""How the analysis worker shows that it is alive, and how far it is: a small file, written anew
every two seconds. Not a row: it also tells what is so when the database is locked, the disk full.

Times are of the clock that never jumps, which all processes of a machine share.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BEATS_EVERY_SECONDS = 2.0
_LENGTH = 256
SILENT_SECONDS = 20.0
"""A worker that wrote nothing for so long has ended, or hangs."""


@dataclass(frozen=True)
class Beat:
    """`seen`: the last event that it has dealt with, None while it begins; `age` in seconds;
    `busy`: seconds since it last finished all that it could; `job`: the kind it works on, or ""."""

    age: float
    seen: int | None
    busy: float
    job: str

    @property
    def silent(self) -> bool:
        return self.age > SILENT_SECONDS


@dataclass
class Progress:
    """What the worker tells of itself; written by its one thread, read by the heart."""

    seen: int | None = None
    done_at: float = 0.0
    job: str = ""

    def finished(self, seen: int) -> None:
        """All that waited until event `seen` is done."""
        self.seen, self.done_at = seen, time.monotonic()


def beat(path: Path, progress: Progress) -> None:
    """Over what stands there, in one go and as long as before: that also goes on a full disk.

    :raise OSError: the disk may not be written to, or was full before the first beat.
    """
    told = {
        "at": time.monotonic(),
        "seen": progress.seen,
        "done_at": progress.done_at,
        "job": progress.job,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, json.dumps(told).ljust(_LENGTH).encode())
    finally:
        os.close(descriptor)


def keep_beating(path: Path, progress: Progress, stop: threading.Event) -> threading.Thread:
    """In a thread of its own, so that a long job is not taken for a dead worker."""
    progress.done_at = time.monotonic()

    def run() -> None:
        while True:
            with contextlib.suppress(OSError):  # then it is silent, and that is what is so
                beat(path, progress)
            if stop.wait(BEATS_EVERY_SECONDS):
                path.unlink(missing_ok=True)  # it ended on purpose, and that shows at once
                return

    thread = threading.Thread(target=run, name="heart", daemon=True)
    thread.start()
    return thread


def _read(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_bytes())
    except ValueError:  # read in the middle of a beat, which is over by now
        told = json.loads(path.read_bytes())
    if not isinstance(told, dict):
        raise ValueError(f"{path.name} is no beat")
    return told


def read_beat(path: Path, clock: Callable[[], float] = time.monotonic) -> Beat | None:
    """None: there has been no worker since this machine started."""
    try:
        told = _read(path)
        now = clock()
        at, done_at = float(told["at"]), float(told["done_at"])
        if at > now:  # of before the machine was started anew
            return None
        return Beat(now - at, told["seen"], now - done_at, str(told["job"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
