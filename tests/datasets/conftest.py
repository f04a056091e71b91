"""Real Datasette on a loopback port, started as `gesprekstafel serve` starts it."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from email.message import Message
from pathlib import Path

import pytest

from analysis.data_service import data_command
from collector.config import Config
from tests.datasets import known_release
from tests.service import free_port

START_SECONDS = 120


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


_STAY = urllib.request.build_opener(_Stay)


@dataclass
class Service:
    """One that answers. `database`: to which `sql` asks."""

    base: str
    log: Path
    process: subprocess.Popen
    database: str = known_release.TABLES
    secrets: dict[str, str] = field(default_factory=dict)

    def get(
        self, path: str, cookie: str = "", follow: bool = True, host: str = ""
    ) -> tuple[int, bytes, dict[str, str]]:
        headers = {name: value for name, value in (("Cookie", cookie), ("Host", host)) if value}
        request = urllib.request.Request(self.base + path, headers=headers)
        opened = urllib.request.urlopen if follow else _STAY.open
        try:
            with opened(request, timeout=30) as answer:
                return answer.status, answer.read(), _lower(answer.headers)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read(), _lower(error.headers)

    def page(self, path: str, language: str = "") -> str:
        status, body, _ = self.get(path, f"language={language}" if language else "")
        assert status == 200, body
        return body.decode()

    def json(self, path: str) -> dict:
        name, _, arguments = path.partition("?")
        return json.loads(self.page(f"{name}.json?{arguments}"))

    def sql(self, question: str) -> tuple[int, dict]:
        arguments = urllib.parse.urlencode({"sql": question})
        status, body, _ = self.get(f"/{self.database}.json?{arguments}")
        return status, json.loads(body)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)


def _lower(headers: Message) -> dict[str, str]:
    return {name.lower(): ", ".join(headers.get_all(name, [])) for name in headers}


def start(config: Config, log: Path, **keywords: object) -> Service:
    """Start it on a free port and wait until it answers."""
    config = replace(config, data_port=free_port())
    command = data_command(config, **keywords)  # type: ignore[arg-type]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    base = f"http://127.0.0.1:{config.data_port}"
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(base + "/robots.txt", timeout=10).close()
            return Service(base, log, process)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    process.kill()
    process.wait()
    raise AssertionError(log.read_text())


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """Starts services with settings of their own, and ends them after the test."""
    services: list[Service] = []

    def start_one(config: Config, **keywords: object) -> Service:
        services.append(start(config, tmp_path / f"log-{len(services)}", **keywords))
        return services[-1]

    yield start_one
    for service in services:
        service.stop()


@pytest.fixture(scope="session")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """On the two known releases."""
    folder = tmp_path_factory.mktemp("known")
    config = Config(instance=folder / "instance")
    known_release.round_tables(config.releases)
    known_release.learning_network(config.releases)
    service = start(config, folder / "log")
    yield service
    service.stop()
