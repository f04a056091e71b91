"""The timer of a meeting, and what one facilitator sees of the other."""

from __future__ import annotations

import re
import sqlite3

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.accounts import add_facilitator
from collector.queries import meetings
from collector.queries.timers import timer
from tests.conftest import PASSWORD, log_in


@pytest.fixture
def base(slug: str, meeting: int) -> str:
    return f"/facilitate/{slug}/meeting/{meeting}"


def press(desk: FlaskClient, base: str, do: str, **values: object) -> int:
    return desk.post(f"{base}/timer", data={"do": do, **values}).status_code


def test_start_pause_go_on_more_and_away(
    desk: FlaskClient, fresh_db: sqlite3.Connection, base: str, meeting: int
) -> None:
    assert timer(fresh_db, meeting) is None
    assert press(desk, base, "start", minutes=5) == 302
    now = timer(fresh_db, meeting)
    assert (now.total, now.runs, now.on_screen, now.on_phones) == (300_000, True, True, False)
    assert 295_000 < now.left <= 300_000
    press(desk, base, "pause")
    stands = timer(fresh_db, meeting)
    assert (stands.paused, stands.left == timer(fresh_db, meeting).left) == (True, True)
    press(desk, base, "pause")  # the other facilitator pressed it too
    assert timer(fresh_db, meeting) == stands
    press(desk, base, "more")
    assert timer(fresh_db, meeting).left == stands.left + 60_000
    press(desk, base, "go_on")
    assert timer(fresh_db, meeting).runs
    press(desk, base, "shown", phones="1")
    now = timer(fresh_db, meeting)
    assert (now.on_screen, now.on_phones) == (False, True)
    press(desk, base, "away")
    assert timer(fresh_db, meeting) is None
    assert press(desk, base, "away") == 302
    assert press(desk, base, "pause") == 409


@pytest.mark.parametrize("minutes", ["0", "241", "", "-5", "5.5", "x", "9" * 30])
def test_no_sensible_time(
    desk: FlaskClient, fresh_db: sqlite3.Connection, base: str, meeting: int, minutes: str
) -> None:
    assert press(desk, base, "start", own=minutes) == 409
    assert timer(fresh_db, meeting) is None


def test_own_time(desk, fresh_db: sqlite3.Connection, base: str, meeting: int) -> None:
    press(desk, base, "start", own="7")
    assert timer(fresh_db, meeting).total == 420_000


def test_at_zero_nothing_closes_unless_that_was_chosen(
    desk: FlaskClient, fresh_db: sqlite3.Connection, base: str, meeting: int, activity: int
) -> None:
    def state() -> str:
        return str(meetings.activity(fresh_db, activity)["state"])

    def up() -> None:
        fresh_db.execute("UPDATE timers SET ends_at = 1")
        press(desk, base, "up")

    press(desk, base, "start", minutes=5)
    up()
    assert (state(), timer(fresh_db, meeting).left) == ("open", 0)
    press(desk, base, "start", minutes=5, closes=activity)
    press(desk, base, "up")  # a clock that is ahead: the time is not up
    assert state() == "open"
    up()
    assert state() == "closed"
    desk.post(f"{base}/activities/{activity}/state", data={"open": "1"})
    press(desk, base, "up")  # it closes once
    assert state() == "open"
    assert press(desk, base, "start", minutes=5, closes=99_999) == 404


def test_who_sees_it(
    desk: FlaskClient, client: FlaskClient, fresh_db: sqlite3.Connection, base: str, meeting: int
) -> None:
    row = meetings.meeting(fresh_db, meeting)
    phone, wall = f"/m/{row['code']}/timer", f"/screen/{row['screen_key']}/now"
    assert ("data-clock" in client.get(phone).text, "data-clock" in client.get(wall).text) == (
        False,
        False,
    )
    press(desk, base, "start", minutes=5)
    assert ("data-clock" in client.get(phone).text, "data-clock" in client.get(wall).text) == (
        False,
        True,
    )
    press(desk, base, "shown", phones="1")
    assert ("data-clock" in client.get(phone).text, "data-clock" in client.get(wall).text) == (
        True,
        False,
    )


def test_each_sees_what_the_other_did(
    app: Flask,
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    slug: str,
    base: str,
    activity: int,
    say,
) -> None:
    anna = add_facilitator(fresh_db, "anna@example.org", PASSWORD, "Anna")
    other = log_in(app, fresh_db, anna)
    title = meetings.activity(fresh_db, activity)["title"]
    state = f"{base}/activities/{activity}/state"
    other.post(state, data={"open": "0"})
    desk.post(state, data={"open": "0"})  # at the same moment: it is closed, and nothing is wrong
    other.post(state, data={"open": "1"})
    desk.post(f"{base}/show", data={"what": "nothing"})
    other.post(f"{base}/activities/{activity}/results", data={"hidden": "1"})
    said = say("Even over de tijd.")
    other.post(f"/facilitate/{slug}/moderation/{said}/hide", data={"reason": "unclear"})
    press(desk, base, "start", minutes=10)
    page = desk.get(f"{base}/live").text
    lines = re.findall(r"\d\.\d\d</span> ([^<]+)<", page)
    assert lines == [
        "Gespreksleider zette de timer op 10 min.",
        "Anna: verborgen",
        f"Anna verborg de antwoorden op “{title}”",
        "Gespreksleider maakte het scherm leeg",
        f"Anna opende “{title}”",
    ]
