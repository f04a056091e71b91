"""A backup that is taken while people hand in restores to one whole moment of it.

`--times 7` takes 21 backups, each restored and held against what was acknowledged.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from collector.backup import make_backup
from collector.backup_file import BackupKind
from collector.checks.instance import instance_findings
from collector.config import Config
from collector.restore import restore
from tests.phones import Phone, prepare
from tests.service import Service

PHONES = 8
BACKUPS = 3
BETWEEN = 8  # forms, at least, from one backup to the next


@dataclass(frozen=True)
class Said:
    """One form: when its sending began, and when it was acknowledged (`time.monotonic`)."""

    text: str
    began: float
    received: float


@dataclass(frozen=True)
class Taken:
    file: Path
    began: float
    ended: float


@pytest.fixture
def service(tmp_path: Path) -> Iterator[tuple[Service, str, int]]:
    database, _programme, code, activity = prepare(tmp_path / "instance")
    database.close()
    service = Service(tmp_path / "instance").start()
    yield service, code, activity
    service.stop()


def person(
    number: int, house: tuple[Service, str, int], said: list[Said], ended: threading.Event
) -> None:
    """Hands in one form after the other."""
    service, code, activity = house
    phone = Phone(service.web, code)
    phone.join()
    turn = 0
    while not ended.is_set():
        turn += 1
        text = f"Deelnemer {number} zegt voor de {turn}e keer iets."
        began = time.monotonic()
        phone.hand_in(activity, text)
        said.append(Said(text, began, time.monotonic()))


def wait_until(said: list[Said], there: int) -> None:
    deadline = time.monotonic() + 90
    while len(said) < there:
        assert time.monotonic() < deadline, f"{len(said)} of {there} forms within 90 s"
        time.sleep(0.02)


def test_each_backup_is_one_whole_moment(
    service: tuple[Service, str, int], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    config, ended = Config(instance=service[0].instance), threading.Event()
    said: list[Said] = []
    taken = []
    with ThreadPoolExecutor(PHONES) as pool:
        people = [pool.submit(person, number, service, said, ended) for number in range(PHONES)]
        try:
            for number in range(BACKUPS * request.config.getoption("--times")):
                wait_until(said, len(said) + BETWEEN)
                began = time.monotonic()
                made = make_backup(config, BackupKind.BY_HAND, tmp_path / f"{number}.zip")
                taken.append(Taken(made.path, began, time.monotonic()))
        finally:
            ended.set()
        for one in people:
            one.result()
    numbers = [consistent(one, said, tmp_path) for one in taken]
    print(f"{len(numbers)} of {len(taken)} whole, with {numbers} of {len(said)} forms")
    assert numbers == sorted(numbers) and 0 < numbers[0] < numbers[-1] <= len(said)


def consistent(taken: Taken, said: list[Said], folder: Path) -> int:
    """Restore it elsewhere, and hold it against what was acknowledged; how many forms it has."""
    restored = Config(instance=folder / taken.file.stem)
    restore(restored, taken.file)
    assert list(instance_findings(restored)) == []
    with closing(sqlite3.connect(restored.database)) as database:
        there = {row[0] for row in database.execute("SELECT text FROM statements")}
        counts = {
            database.execute(query).fetchone()[0]
            for query in (
                "SELECT count(*) FROM statements",
                "SELECT count(*) FROM submissions",
                "SELECT count(*) FROM events WHERE kind = 'answered'",
            )
        }
    before = {one.text for one in said if one.received < taken.began}
    after = {one.text for one in said if one.began > taken.ended}
    assert before <= there and not after & there
    assert counts == {len(there)}
    return len(there)
