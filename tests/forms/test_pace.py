"""Two hundred phones behind one address go on; one script in a loop does not."""

from __future__ import annotations

import sqlite3

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.queries import meetings
from forms import pace
from forms.pace import COMING_IN, DESK, JOINS, PERSON, WORKS, Pace
from tests.forms.hostile_world import World, address, rules


@pytest.fixture
def code(fresh_db: sqlite3.Connection, meeting: int, activity: int) -> str:
    return str(meetings.meeting(fresh_db, meeting)["code"])


@pytest.fixture
def now(app: Flask) -> list[float]:
    """The clock, which stands still."""
    clock = [0.0]
    app.extensions["pace"] = Pace(lambda: clock[0])
    return clock


def come_in(app: Flask, code: str) -> FlaskClient:
    phone = app.test_client()
    assert phone.post(f"/m/{code}").status_code == 303
    return phone


def test_two_hundred_phones_at_one_moment(
    app: Flask, code: str, activity: int, now: list[float], fresh_db: sqlite3.Connection
) -> None:
    for number in range(200):
        phone = come_in(app, code)
        data = {"key": f"{number:032d}", "q_statements-0-text": f"Uitspraak {number}"}
        assert phone.post(f"/m/{code}/{activity}", data=data).status_code == 303
    assert fresh_db.execute("SELECT count(*) FROM statements").fetchone()[0] == 200


def test_one_person_in_a_loop_waits_and_nobody_else_does(
    app: Flask, code: str, activity: int, now: list[float], fresh_db: sqlite3.Connection
) -> None:
    script, neighbour = come_in(app, code), come_in(app, code)
    place = f"/m/{code}/{activity}"
    for number in range(PERSON[0]):
        assert script.post(place, data={"key": f"{number:032d}"}).status_code != 429
    before = fresh_db.execute("SELECT count(*) FROM events").fetchone()[0]
    data = {"key": "f" * 32, "q_statements-0-text": "Te snel"}
    refused = script.post(place, data=data)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    page = refused.get_data(as_text=True)
    assert "Even wachten" in page
    assert "wat u typte staat er nog" in page
    assert fresh_db.execute("SELECT count(*) FROM events").fetchone()[0] == before
    assert neighbour.post(place, data=data).status_code == 303
    now[0] += PERSON[1]
    assert script.post(place, data={**data, "key": "e" * 32}).status_code == 303


def test_who_joins_over_and_over_is_slowed_at_this_address_only(
    app: Flask, code: str, now: list[float]
) -> None:
    for _ in range(COMING_IN[0]):
        app.extensions["pace"].coming_in.take(("address", code, "127.0.0.1"))
    assert app.test_client().post(f"/m/{code}").status_code == 429
    elsewhere = {"REMOTE_ADDR": "192.0.2.9"}
    answer = app.test_client().post(f"/m/{code}", environ_base=elsewhere)
    assert answer.status_code == 303


def test_a_facilitator_in_a_loop(
    app: Flask, desk: FlaskClient, slug: str, now: list[float]
) -> None:
    statuses = [desk.post(f"/facilitate/{slug}/log/999/undo").status_code for _ in range(DESK[0])]
    assert 429 not in statuses
    assert desk.post(f"/facilitate/{slug}/log/999/undo").status_code == 429
    assert app.test_client().post(f"/facilitate/{slug}/log/999/undo").status_code == 302
    now[0] += DESK[1]
    assert desk.post(f"/facilitate/{slug}/log/999/undo").status_code != 429


def test_the_analysis_is_asked_for_less_often(
    desk: FlaskClient, slug: str, now: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = f"/facilitate/{slug}/outcomes/publish"
    statuses = [desk.post(place).status_code for _ in range(pace.WORK[0])]
    assert 429 not in statuses
    refused = desk.post(place)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "30")
    assert desk.post(f"/facilitate/{slug}/log/999/undo").status_code != 429


def test_every_write_has_a_pace(world: World) -> None:
    """Whatever may be sent, one can send it so often and no more; what is named here exists."""
    known = {rule.endpoint for rule in world.app.url_map.iter_rules()}
    assert known >= WORKS | JOINS
    world.app.extensions["pace"] = Pace(lambda: 0.0)
    for bucket in vars(world.app.extensions["pace"]).values():
        bucket.at_once = 0
        bucket.seconds_each = 7.0
    for rule in rules(world.app, "POST"):
        path = address(world, rule)
        client = FlaskClient(world.app, world.app.response_class, use_cookies=False)
        answer = client.post(path, headers=world.keys(path))
        assert answer.status_code == 429, rule
