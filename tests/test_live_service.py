"""Screens that come, go, stop reading, and go on where they were after the service was killed."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from collector import intake, live
from collector.access import new_receipt
from collector.config import REPOSITORY, Config
from collector.database import connect, transaction
from collector.events import EventKind, record
from collector.queries import meetings
from forms.benchmarks.processes import child_of, open_files, threads
from forms.web_server import web_command
from tests.phones import GONE, Phone, Stream, prepare
from tests.service import Service, free_port, wait_for

SCREENS = 200


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, str, int]]:
    """The service, the projector's key of its one meeting, and that meeting."""
    instance = tmp_path_factory.mktemp("live") / "instance"
    connection, programme, _code, _activity = prepare(instance)
    meeting = meetings.meetings(connection, programme)[0]
    connection.close()
    service = Service(instance).start()
    yield service, meeting["screen_key"], meeting["id"]
    service.stop()


@pytest.fixture
def database(service: tuple[Service, str, int]) -> Iterator[sqlite3.Connection]:
    connection = connect(Config(instance=service[0].instance).database)
    yield connection
    connection.close()


def answering(service: Service) -> int:
    """The process that answers."""
    found = child_of(service.children()["web"])
    assert found is not None
    return found


def sockets(process: int) -> int:
    return sum(name.startswith("socket:") for name in open_files(process))


def test_screens_that_leave_leave_nothing_behind(
    service: tuple[Service, str, int], database: sqlite3.Connection
) -> None:
    house, key, meeting = service
    process = answering(house)
    before, left = sockets(process), []
    for _ in range(4):
        screens = [Stream(house.port, key) for _ in range(SCREENS)]
        for screen in screens:
            screen.greeting()
        assert sockets(process) >= before + SCREENS
        for screen in screens:
            screen.close()
        deadline = time.monotonic() + 15
        while sockets(process) > before and time.monotonic() < deadline:
            # A screen that left is noticed when the next thing is told to it.
            intake.join(database, meeting, new_receipt())
            time.sleep(0.3)
        assert sockets(process) <= before
        left.append(len(open_files(process)))
    # SQLite keeps the descriptors of a file that others still read, and takes them up again;
    # so does the pool with its threads.
    # A first crowd leaves them behind, the next ones take them up: it does not grow with each.
    assert left[3] <= left[1] + SCREENS // 4
    assert threads(process) <= SCREENS + 30


def test_who_stops_reading_holds_up_nobody(
    service: tuple[Service, str, int], database: sqlite3.Connection
) -> None:
    house, key, meeting = service
    with transaction(database):
        for _ in range(40_000):
            record(database, EventKind.SCREEN, meeting=meeting, shown="welcome", activity=None)
    deaf = [Stream(house.port, key, after=0, buffer=4096) for _ in range(10)]
    listening = Stream(house.port, key)
    listening.greeting()
    time.sleep(1)
    began = time.monotonic()
    intake.join(database, meeting, new_receipt())
    assert [kind for _number, kind in listening.events(1)] == ["joined"]
    assert time.monotonic() - began < 5
    for stream in (*deaf, listening):
        stream.close()


def test_a_screen_goes_on_where_it_was_after_the_service_was_killed(
    service: tuple[Service, str, int], database: sqlite3.Connection
) -> None:
    house, key, meeting = service
    screen = Stream(house.port, key)
    seen = screen.greeting()
    intake.join(database, meeting, new_receipt())
    told = screen.events(1)
    parent = house.children()["web"]
    for process in (parent, answering(house)):
        os.kill(process, signal.SIGKILL)
    with pytest.raises(GONE):
        screen.events(99)
    screen.close()
    for _ in range(7):
        intake.join(database, meeting, new_receipt())
    wait_for(f"{house.web}/healthz", 30)
    again = Stream(house.port, key, after=told[-1][0])
    told += again.events(7)
    again.close()
    rows = database.execute("SELECT id, kind FROM events WHERE id > ? ORDER BY id", (seen,))
    assert told == [tuple(row) for row in rows]


def test_with_few_open_files_screens_are_refused_and_answers_are_not(tmp_path: Path) -> None:
    """Where the machine lets a process open few files, as some do."""
    connection, _programme, code, activity = prepare(tmp_path / "instance")
    connection.close()
    port, few = free_port(), 240
    web = subprocess.Popen(
        ["bash", "-c", f'ulimit -n {few} && exec "$@"', "-", *web_command("127.0.0.1", port)],
        cwd=REPOSITORY,
        env=Config(instance=tmp_path / "instance").environment(),
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/healthz")
        phone = Phone(address, code)
        phone.join()
        screens = [Stream(port, code) for _ in range(60)]
        let_in = [screen.let_in() for screen in screens]
        assert sum(let_in) == (few - live.FILES_KEPT) // live.FILES_EACH
        for number in range(5):
            phone.hand_in(activity, f"Ook nu komt dit aan, {number}.")
        assert phone.retries == 0
        for screen in screens:
            screen.close()
    finally:
        web.terminate()
        web.wait(30)
