"""`bench data`: how fast researchers get their pages, beside Datasette left as it comes.

The same release of made-up statements is served by both at the same time, and they are asked in
turns, so that what else the machine does falls on both.
"""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from analysis.benchmarks.made_up_release import SEARCHED, made_up_release
from analysis.benchmarks.memory import peak_mb_of
from analysis.data_service import data_command
from collector.config import Config

STATEMENTS = 100_000
ROUNDS = 40
MOST_SECONDS = 240.0  # of asking; what was asked until then counts
_START_SECONDS = 120.0
_ANSWER_SECONDS = 60.0
_WARM_UP = 3  # rounds that do not count


@dataclass
class Side:
    """One of the two services, and how long its answers took: page → seconds."""

    port: int
    process: subprocess.Popen[bytes]
    took: dict[str, list[float]] = field(default_factory=dict)

    def ask(self, page: str, path: str) -> None:
        """:raise RuntimeError: the answer is not a page."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_ANSWER_SECONDS)
        began = time.perf_counter()
        line.request("GET", path)
        answer = line.getresponse()
        answer.read()
        self.took.setdefault(page, []).append(time.perf_counter() - began)
        line.close()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")


def measure(statements: int = STATEMENTS, rounds: int = ROUNDS) -> dict[str, Any]:
    """Milliseconds of three pages, ours and bare, and ours over bare as `ratio`."""
    with TemporaryDirectory(prefix="gesprekstafel-bench-") as temporary:
        instance = Path(temporary)
        config = Config(instance=instance, data_port=_free_port())
        file = made_up_release(config.releases / "001", statements)
        port = _free_port()
        with (
            _served(data_command(config), config.data_port) as ours,
            _served(_as_it_comes(file, port), port, {"DATASETTE_LOAD_PLUGINS": ""}) as bare,
        ):
            _ask_in_turns(file.stem, (ours, bare), rounds)
            return _told(ours, bare, statements, file.stat().st_size)


def _as_it_comes(file: Path, port: int) -> list[str]:
    return [sys.executable, "-m", "datasette", "serve", str(file), "--port", str(port)]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _served(
    command: Sequence[str], port: int, environment: Mapping[str, str] | None = None
) -> Iterator[Side]:
    """A service that answers, ended afterwards.

    :raise RuntimeError: it does not start.
    """
    process = subprocess.Popen(
        command,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + _START_SECONDS
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{' '.join(command)}: does not start")
            time.sleep(0.1)
        yield Side(port, process)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _ask_in_turns(database: str, sides: Sequence[Side], rounds: int) -> None:
    """Every page of every side, round after round."""
    deadline = time.monotonic() + MOST_SECONDS
    for number in range(rounds + _WARM_UP):
        if number == _WARM_UP:
            for side in sides:
                side.took.clear()
        if number > _WARM_UP and time.monotonic() > deadline:
            return
        word = SEARCHED[number % len(SEARCHED)]
        for page, asked in (
            ("table", f"_size={50 + number % 2}"),
            ("search", f"_search={word}"),
            ("facets", "_facet=theme&_facet=aspect"),
        ):
            for side in sides if number % 2 else reversed(sides):
                side.ask(page, f"/{database}/statements?{asked}")


def _told(ours: Side, bare: Side, statements: int, size: int) -> dict[str, Any]:
    sides = {
        name: {page: _milliseconds(took) for page, took in side.took.items()}
        for name, side in (("ours", ours), ("bare", bare))
    }
    return {
        "statements": statements,
        "file_mb": round(size / 1e6, 1),
        "rounds": len(ours.took["table"]),
        "load": [round(one, 2) for one in os.getloadavg()],
        "peak_mb": {"ours": peak_mb_of(ours.process.pid), "bare": peak_mb_of(bare.process.pid)},
        **sides,
        "ratio": {
            page: {name: round(ms / sides["bare"][page][name], 3) for name, ms in told.items()}
            for page, told in sides["ours"].items()
        },
    }


def _milliseconds(took: Sequence[float]) -> dict[str, float]:
    cuts = statistics.quantiles(took, n=20, method="inclusive")
    return {"p50": round(1000 * cuts[9], 1), "p95": round(1000 * cuts[18], 1)}
