"""Starts the real service on free loopback ports, as `gesprekstafel serve` does, and ends it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from collector.config import REPOSITORY
from forms.benchmarks.processes import children

START_SECONDS = 180


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def fetch(url: str) -> tuple[int, str]:
    """Status and text; (0, reason) when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=10) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
    except OSError as error:
        return 0, str(error)


def wait_for(url: str, seconds: float = START_SECONDS) -> str:
    """The text of the page, as soon as it answers 200."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        status, text = fetch(url)
        if status == 200:
            return text
        time.sleep(0.2)
    raise AssertionError(f"{url}: no answer within {seconds} s, last {status} {text[:200]}")


@dataclass
class Service:
    """One `gesprekstafel serve`; `output` is what it printed until now."""

    instance: Path
    arguments: tuple[str, ...] = ()
    port: int = field(default_factory=free_port)
    data_port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "GESPREKSTAFEL_INSTANCE": str(self.instance),
            "PYTHONUNBUFFERED": "1",
        }

    @property
    def log(self) -> Path:
        return self.instance.parent / f"{self.instance.name}.log"

    @property
    def output(self) -> str:
        return self.log.read_text(encoding="utf-8")

    @property
    def web(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def data(self) -> str:
        return f"http://127.0.0.1:{self.data_port}"

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Another command on the same instance."""
        return subprocess.run(
            [sys.executable, "-m", "app", *arguments],
            cwd=REPOSITORY,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
            check=False,
        )

    def start(self) -> Service:
        self.begin()
        wait_for(f"{self.web}/healthz")
        wait_for(f"{self.data}/")
        return self

    def begin(self) -> None:
        """Start it, and wait for nothing."""
        ports = ("--port", str(self.port), "--data-port", str(self.data_port))
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app", "serve", *ports, *self.arguments],
                cwd=REPOSITORY,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def children(self) -> dict[str, int]:
        """Name → process id of the three that it supervises."""
        assert self.process is not None
        return children(self.process.pid)

    def stop(self, number: int = signal.SIGINT) -> int:
        """Its exit status."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(30)
