"""Starts processes and keeps them running: one that ends is started again, and it is said so."""

from __future__ import annotations

import ctypes
import logging
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from collector import logs

POLL_SECONDS = 0.25
GRACE_SECONDS = 8.0
LONGEST_PAUSE_SECONDS = 10.0
OPEN_FILES = 8192  # every open screen holds three: its connection, the database and its log
SETTLED_SECONDS = 30.0  # up for so long: the next failure starts counting anew


@dataclass
class Process:
    """One child. When `watch()` gives another answer than at the start, it is started anew."""

    name: str
    command: Callable[[], Sequence[str]]
    environment: Mapping[str, str]
    watch: Callable[[], object] = lambda: None  # asked all the time, so it has to be cheap
    child: subprocess.Popen[bytes] | None = None
    watched: object = None
    failures: int = 0
    started: float = 0.0
    not_before: float = field(default=0.0)

    def start(self) -> None:
        self.watched = self.watch()
        self.child = subprocess.Popen(
            self.command(),
            env=dict(self.environment),
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
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
        elif self.watch() != self.watched:
            said = f"{self.name}: nieuwe gegevens, wordt opnieuw gestart"
            logs.tell("process-renewed", child=self.name, said=said)
            self.stop()
            self.start()

    def _ended(self, status: int) -> None:
        if time.monotonic() - self.started > SETTLED_SECONDS:
            self.failures = 0
        pause = min(LONGEST_PAUSE_SECONDS, 0.5 * 2**self.failures)
        self.failures += 1
        self.child = None
        self.not_before = time.monotonic() + pause
        reason = f"signaal {-status}" if status < 0 else f"code {status}"
        logs.tell(
            "process-ended",
            logging.ERROR,
            child=self.name,
            signal=-status if status < 0 else None,
            code=status if status >= 0 else None,
            seconds=pause,
            said=f"{self.name}: gestopt ({reason}), start over {pause:g} s opnieuw",
        )


def _end_with_parent() -> None:
    """On Linux: when the supervisor is killed, its children go too, and no port stays taken."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)
        if os.getppid() == 1:
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
