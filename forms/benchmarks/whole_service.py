"""The whole of `gesprekstafel serve` on a made-up hall: all its processes, its log, its ports."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from collector.config import REPOSITORY
from collector.errors import Refused
from forms.benchmarks.hall import Server, free_port
from forms.benchmarks.processes import child_of, children, kill, of_instance
from forms.benchmarks.wire import HOST

START_SECONDS = 120
GONE_SECONDS = 30


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.HTTPError):
        return False


@dataclass
class WholeService(Server):
    """As `Server`, with everything: the web service, the analysis worker and Datasette.

    `before` is put before the command: a program that looks on.
    """

    data_port: int = field(default_factory=free_port)
    before: Sequence[str] = ()

    @property
    def log(self) -> Path:
        return self.config.instance.with_suffix(".log")

    @property
    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def start(self) -> None:
        """Returns when the web service and the data answer.

        :raise Refused: it ended, or did not answer in time.
        """
        self.begin()
        deadline = time.monotonic() + START_SECONDS
        while self.runs and time.monotonic() < deadline:
            if self.web_answers() and answers(f"http://{HOST}:{self.data_port}/"):
                return
            time.sleep(0.1)
        self.stop(signal.SIGKILL)
        raise Refused(f"The service did not answer on port {self.port}: {self.output[-2000:]}")

    def begin(self) -> None:
        """Start it, and wait for nothing."""
        ports = ("--port", str(self.port), "--data-port", str(self.data_port))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.before, sys.executable, "-m", "app", "serve", "--host", HOST, *ports],
                cwd=REPOSITORY,
                env={**self.config.environment(), "PYTHONUNBUFFERED": "1"},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def web_answers(self) -> bool:
        return answers(f"http://{HOST}:{self.port}/healthz")

    def parts(self) -> dict[str, int]:
        """Name → process id of what lives; "answering" is the process behind "web"."""
        if self.process is None:
            return {}
        found = children(self.process.pid)
        if "web" in found and (answering := child_of(found["web"])) is not None:
            found["answering"] = answering
        return found

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End it. Whoever is left behind is ended too: `left_behind` is asked before."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)
            try:
                self.process.wait(GONE_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.left = self._left_behind()
        kill(*self.left)
        self.process = None

    left: list[int] = field(default_factory=list)
    """Who lived on after the last stop, though given the time to end."""

    def _left_behind(self) -> list[int]:
        deadline = time.monotonic() + GONE_SECONDS
        while (left := list(of_instance(self.config.instance))) and time.monotonic() < deadline:
            time.sleep(0.1)
        return left
