"""Events reach every screen once, in order, and from where it was."""

from __future__ import annotations

import json
import re
import sqlite3
import threading
import time
from collections.abc import Iterator

import pytest

from collector import live
from collector.config import Config
from collector.database import connect, transaction
from collector.events import EventKind, record
from collector.queries import meetings


@pytest.fixture
def watcher(config: Config, fresh_db: sqlite3.Connection) -> Iterator[live.Watcher]:
    watcher = live.Watcher(config.database)
    watcher.start()
    yield watcher
    watcher.stop()


@pytest.fixture(autouse=True)
def often_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream with nothing to tell says so often, so that a lost event fails and does not hang."""
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.25)


def happen(connection: sqlite3.Connection, kind: EventKind, **where: int) -> int:
    with transaction(connection):
        return record(connection, kind, **where)


def read(stream: Iterator[str], count: int) -> list[tuple[int, str]]:
    """(number, kind) of the next events; the greeting is passed over."""
    found: list[tuple[int, str]] = []
    silent = 0
    for message in stream:
        silent = silent + 1 if message.startswith(":") else 0
        if silent == 20:
            break
        if "event: live" in message:
            lines = dict(line.split(": ", 1) for line in message.strip().splitlines())
            found.append((int(lines["id"]), json.loads(lines["data"])["kind"]))
        if len(found) == count:
            break
    return found


def test_a_screen_goes_on_where_it_was(
    fresh_db: sqlite3.Connection, watcher: live.Watcher, round_table: int
) -> None:
    numbers = [happen(fresh_db, EventKind.THEMES, programme=round_table) for _ in range(5)]
    stream = live.stream(watcher, live.Audience(programme=round_table), after=numbers[1])
    assert read(stream, 3) == [(number, "themes") for number in numbers[2:]]


def test_a_new_screen_hears_only_what_is_new(
    config: Config, fresh_db: sqlite3.Connection, watcher: live.Watcher, round_table: int
) -> None:
    happen(fresh_db, EventKind.THEMES, programme=round_table)
    stream = live.stream(watcher, live.Audience(programme=round_table), after=None)
    assert re.fullmatch(r"retry: \d{3,4}\nid: \d+\nevent: hello\ndata: {}\n\n", next(stream))
    made: list[int] = []

    def later() -> None:
        time.sleep(0.3)
        connection = connect(config.database)
        made.append(happen(connection, EventKind.JOB, programme=round_table))
        connection.close()

    thread = threading.Thread(target=later)
    thread.start()
    heard = read(stream, 1)
    thread.join()  # the event is heard before the other thread knows its number
    assert heard == [(made[0], "job")]


def test_each_audience_gets_its_own(
    fresh_db: sqlite3.Connection, learning_network: int, round_table: int
) -> None:
    first, second = (row["id"] for row in meetings.meetings(fresh_db, learning_network)[:2])
    start = live.latest(fresh_db)
    wanted = {
        "open": happen(fresh_db, EventKind.ACTIVITY, programme=learning_network, meeting=first),
        "answer": happen(fresh_db, EventKind.ANSWERED, programme=learning_network, meeting=first),
        "other": happen(fresh_db, EventKind.ANSWERED, programme=learning_network, meeting=second),
        "moderated": happen(fresh_db, EventKind.MODERATED, programme=learning_network),
        "elsewhere": happen(fresh_db, EventKind.MODERATED, programme=round_table),
    }

    def heard(audience: live.Audience) -> set[str]:
        rows = live.events_after(fresh_db, start, audience)
        return {name for name, number in wanted.items() if number in {row["id"] for row in rows}}

    assert heard(live.Audience(meeting=first, kinds=live.PARTICIPANT_KINDS)) == {"open"}
    assert heard(live.Audience(meeting=first, kinds=live.SCREEN_KINDS)) == {
        "open", "answer", "moderated",
    }  # fmt: skip
    assert heard(live.Audience(programme=learning_network)) == {
        "open",
        "answer",
        "other",
        "moderated",
    }


def test_more_than_one_batch_arrives_whole(
    fresh_db: sqlite3.Connection, watcher: live.Watcher, round_table: int
) -> None:
    start = live.latest(fresh_db)
    with transaction(fresh_db):
        numbers = [
            record(fresh_db, EventKind.ANSWERED, programme=round_table)
            for _ in range(live.BATCH * 2 + 3)
        ]
    stream = live.stream(watcher, live.Audience(programme=round_table), after=start)
    assert [number for number, _ in read(stream, len(numbers))] == numbers


def test_a_stopped_watcher_ends_its_streams(
    config: Config, fresh_db: sqlite3.Connection, round_table: int
) -> None:
    watcher = live.Watcher(config.database)
    stream = live.stream(watcher, live.Audience(programme=round_table), after=0)
    next(stream)
    threading.Timer(0.3, watcher.stop).start()
    assert "event: live" not in list(stream)[-1]
