"""The clock jumps ahead by years: nothing is erased for it until somebody had days to notice."""

from __future__ import annotations

import sqlite3
import time
from datetime import date, timedelta

import pytest

from collector.clock_trust import DAYS, GAP, is_trusted, trusts
from collector.config import Config
from collector.queries.terms import today
from tests.phones import prepare
from tests.service import Service

DAY = timedelta(days=1)
NOW = date(2026, 11, 22)
AHEAD = date(2031, 5, 1)


def days(last: date, count: int) -> set[date]:
    return {last - number * DAY for number in range(count)}


@pytest.mark.parametrize(
    ("day", "ran", "trusted"),
    [
        (NOW, set(), True),  # begun today
        (NOW, days(NOW - DAY, 1), True),  # begun yesterday
        (NOW, days(NOW - DAY, 300), True),  # always on
        (NOW + DAY, days(NOW - DAY, 300), True),  # off for a night
        (NOW + GAP - 3 * DAY, days(NOW, 300), True),  # off for some weeks
        (AHEAD, days(NOW, 300), False),
        (AHEAD + DAY, days(NOW, 300) | {AHEAD}, False),
        (AHEAD + 2 * DAY, days(NOW, 300) | days(AHEAD + DAY, 2), False),
        (AHEAD + 3 * DAY, days(NOW, 300) | days(AHEAD + 2 * DAY, 3), True),
        (NOW, days(NOW - DAY, 9) | {AHEAD}, True),  # it was put back
        (date(2001, 1, 1), days(NOW, 300), True),  # nothing is past its end then
    ],
)
def test_days_on_which_it_ran(day: date, ran: set[date], trusted: bool) -> None:
    assert is_trusted(day, ran) is trusted


def happened_on(database: sqlite3.Connection, *days: date) -> None:
    database.executemany(
        "INSERT INTO events (at, kind) VALUES (?, 'prepared')",
        [(f"{day.isoformat()}T10:00:00Z",) for day in days],
    )


def test_what_is_kept_lets_it_go_after_some_days(
    config: Config, fresh_db: sqlite3.Connection, console: list[str]
) -> None:
    happened_on(fresh_db, *days(NOW, 5))
    found = [trusts(config, AHEAD + number * DAY) for number in range(DAYS + 1)]
    assert found == [False] * DAYS + [True]
    assert len(console) == DAYS
    assert "2031-05-01" in console[0] and "2026-11-22" in console[0]
    assert "gesprekstafel expire" in console[0]


def test_put_right_again_nothing_is_left_of_the_jump(
    config: Config, fresh_db: sqlite3.Connection
) -> None:
    happened_on(fresh_db, *days(NOW, 5))
    assert not trusts(config, AHEAD)
    assert trusts(config, NOW + DAY)
    assert not trusts(config, AHEAD + DAY)
    assert not trusts(config, AHEAD + 2 * DAY)


def test_the_service_erases_nothing_after_a_jump_and_says_so(config: Config) -> None:
    """Everything in it is of long ago, as far as the clock can tell."""
    service = Service(config.instance)
    database, programme, *_ = prepare(service.instance)
    database.execute("UPDATE events SET at = '2021-03-01T10:00:00Z'")
    database.execute(
        "INSERT INTO terms (programme_id, version, at, verbatim, counts, ends_on)"
        " VALUES (?, 1, '2021-03-01T10:00:00Z', 'never', 1, ?)",
        (programme, (today() - DAY).isoformat()),
    )
    database.execute(
        "INSERT INTO participants (meeting_id, secret_hash) SELECT min(id), ? FROM meetings",
        ("x" * 64,),
    )
    people = "SELECT count(*) FROM participants"
    try:
        service.start()
        deadline = time.monotonic() + 60
        while "wissen: niet gedaan" not in service.output and time.monotonic() < deadline:
            time.sleep(0.1)
        assert "wissen: niet gedaan" in service.output
        assert database.execute(people).fetchone()[0] == 1
        assert service.run("expire").returncode == 0  # by hand it goes
        assert database.execute(people).fetchone()[0] == 0
    finally:
        database.close()
        service.stop()
