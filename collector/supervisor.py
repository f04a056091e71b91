"""Starts processes and keeps them running: one that ends is started again, and it is said so."""

from __future__ import annotations

import ctypes
import logging
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from collector import logs
from collector.errors import GesprekstafelError
from collector.metrics import RESTARTS

POLL_SECONDS = 0.25
GRACE_SECONDS = 8.0
LONGEST_PAUSE_SECONDS = 10.0
OFTEN = 5
"""Failures one after the other: then it is no accident any more, and somebody has to look."""
OPEN_FILES = 8192  # every open screen holds three: its connection, the database and its log
SETTLED_SECONDS = 30.0  # up for so long: the next failure starts counting anew


@dataclass
class Process:
    """One child. When `watch()` gives another answer than at the start, it is started anew.

    `blocked()` says why it cannot be started now, "" when it can: a disk that is not there.
    `without`: what stands still as long as it does not run, and what goes on.
    """

    name: str
    command: Callable[[], Sequence[str]]
    environment: Mapping[str, str]
    watch: Callable[[], object] = lambda: None  # asked all the time, so it has to be cheap
    blocked: Callable[[], str] = lambda: ""
    without: str = ""
    longest_pause: float = LONGEST_PAUSE_SECONDS
    dies_at_once: bool = False  # with the supervisor, in the middle of what it does
    child: subprocess.Popen[bytes] | None = None
    watched: object = None
    failures: int = 0
    started: float = 0.0
    not_before: float = field(default=0.0)

    def start(self) -> None:
        """What keeps it from being started (no memory, no room on the disk) is no reason for the
        others to end: it is said, and tried again."""
        try:
            if reason := self.blocked():
                self._failed("process-not-started", f"kan niet starten: {reason}")
                return
            self.watched = self.watch()
            self.child = subprocess.Popen(
                self.command(),
                env=dict(self.environment),
                start_new_session=True,
                preexec_fn=partial(_end_with_parent, os.getpid(), self.dies_at_once),
            )
        except (OSError, subprocess.SubprocessError, sqlite3.Error, GesprekstafelError) as error:
            self._failed("process-not-started", f"kan niet starten ({error})")
            return
        self.started = time.monotonic()

    def stop(self) -> None:
        """Ask it to end; end it when it does not within the grace time."""
        if self.child is None:
            return
        if self.child.poll() is None:
            self.child.terminate()
            try:
                self.child.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()
        self.child = None

    def look(self) -> None:
        """Restart it if it ended, or if what it has to run changed."""
        if self.child is None:
            if time.monotonic() >= self.not_before:
                self.start()
            return
        status = self.child.poll()
        if status is not None:
            self._ended(status)
        elif self._has_news():
            said = f"{self.name}: nieuwe gegevens, wordt opnieuw gestart"
            logs.tell("process-renewed", child=self.name, said=said)
            self.stop()
            self.start()
        elif self.failures and time.monotonic() - self.started > SETTLED_SECONDS:
            if self.failures >= OFTEN:
                said = f"{self.name}: werkt weer"
                logs.tell("process-settled", child=self.name, said=said)
            self.failures = 0

    def _has_news(self) -> bool:
        try:
            return self.watch() != self.watched
        except OSError:  # the folder cannot be read now: what runs is left alone
            return False

    def _ended(self, status: int) -> None:
        self.child = None
        RESTARTS.labels(self.name).inc()
        reason = f"signaal {-status}" if status < 0 else f"code {status}"
        self._failed(
            "process-ended",
            f"gestopt ({reason})",
            signal=-status if status < 0 else None,
            code=status if status >= 0 else None,
        )

    def _failed(self, event: str, what: str, **fields: int | None) -> None:
        """Say it, and when it is tried again. Every so often, that somebody has to look."""
        pause = min(self.longest_pause, 0.5 * 2**self.failures)
        self.failures += 1
        self.not_before = time.monotonic() + pause
        said = f"{self.name}: {what}, start over {pause:g} s opnieuw"
        logs.tell(event, logging.ERROR, child=self.name, seconds=pause, said=said, **fields)
        if self.failures >= OFTEN and self.failures % OFTEN == 0:
            said = (
                f"{self.name}: {self.failures} keer achter elkaar niet gelukt. {self.without}"
                " De oorzaak staat in de regels hierboven."
            )
            logs.tell("process-keeps-failing", logging.CRITICAL, child=self.name, said=said)


def _end_with_parent(parent: int, at_once: bool) -> None:
    """On Linux: when the supervisor is killed, its children go too, and no port stays taken.

    :param at_once: else it is asked, and ends its own children
    """
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        number = signal.SIGKILL if at_once else signal.SIGTERM
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, number)
        if os.getppid() != parent:  # it was gone already
            os._exit(1)


def _allow_open_files() -> None:
    """As many as the machine lets us, up to `OPEN_FILES`; the children inherit it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def supervise(processes: Sequence[Process], stop: threading.Event) -> None:
    """Run all of them until `stop` is set; then end them all, the last one first."""
    _allow_open_files()
    try:
        for process in processes:
            RESTARTS.labels(process.name)  # none yet is told as well
            process.start()
        while not stop.wait(POLL_SECONDS):
            for process in processes:
                process.look()
    finally:
        for process in reversed(processes):
            if process.child is not None and process.child.poll() is None:
                process.child.terminate()
        for process in reversed(processes):
            process.stop()
