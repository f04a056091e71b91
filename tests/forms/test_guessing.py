"""Guessing through the pages: every one that is told a code, a key or a receipt."""

from __future__ import annotations

import itertools
import re
import sqlite3

from flask import Flask

from collector.access import in_groups, new_code, new_receipt, new_screen_key
from collector.queries import meetings
from forms.pace import Pace
from forms.wrong_codes import AT_ONCE, Kind, WrongCodes
from tests.forms.hostile_world import World, address, rules

MADE_UP = {"code": new_code, "key": new_screen_key, "receipt": new_receipt}


def guess_until_refused(app: Flask, place: str = "/m/{}") -> int:
    """How many wrong codes are answered before it has to wait."""
    client = app.test_client()
    for number in range(2 * AT_ONCE):
        answer = client.get(place.format(new_code()))
        if answer.status_code == 429:
            return number
        assert answer.status_code == 404
    raise AssertionError("one can go on")


def test_every_page_that_is_told_a_code_counts_and_refuses(world: World) -> None:
    told = [
        (method, rule, name)
        for method in ("GET", "POST")
        for rule in rules(world.app, method)
        for name in MADE_UP
        if name in rule.arguments and rule.endpoint != "language.choose"
    ]
    assert len(told) > 35
    for method, rule, name in told:
        count(world)  # begins anew
        path = address(world, rule, **{name: MADE_UP[name]()})
        for _ in range(2):  # the same one twice: once
            assert world.app.test_client().open(path, method=method).status_code == 404, rule
        assert count(world) == 1, rule
    guess_until_refused(world.app)
    guess_until_refused(world.app, "/r/xxxxxxxxxx{}")
    for method, rule, name in told:
        path = address(world, rule, **{name: MADE_UP[name]()})
        answer = world.app.test_client().open(path, method=method)
        assert answer.status_code == 429, rule
        assert 0 < int(answer.headers["Retry-After"]) <= 30


def count(world: World) -> int:
    """Wrong codes until now; and from here on as if there were none."""
    kinds: dict[Kind, WrongCodes] = world.app.extensions["wrong_codes"]
    number = sum(len(guessed._known) for guessed in kinds.values())
    world.app.extensions["wrong_codes"] = {kind: WrongCodes() for kind in Kind}
    return number


def test_the_front_door_and_what_is_promised_count_too(app: Flask, meeting: int) -> None:
    client = app.test_client()
    for _ in range(AT_ONCE // 2):
        assert client.post("/", data={"code": new_code()}).status_code == 404
        assert client.get(f"/about/privacy?code={new_code()}").status_code == 404
    refused = client.post("/", data={"code": new_code()})
    assert refused.status_code == 429
    assert re.search(r"Wacht nog \d+ seconden", refused.get_data(as_text=True))
    assert client.get(f"/about/privacy?code={new_code()}").status_code == 429


def test_who_is_in_already_goes_on_and_a_right_code_waits(
    app: Flask, fresh_db: sqlite3.Connection, meeting: int, activity: int
) -> None:
    row = meetings.meeting(fresh_db, meeting)
    phone = app.test_client()
    phone.get(f"/m/{row['code']}")
    assert phone.post(f"/m/{row['code']}").status_code == 303
    with phone.session_transaction() as session:
        receipt = in_groups(session["receipts"][str(meeting)])
    assert guess_until_refused(app) == AT_ONCE
    stranger = app.test_client()
    assert stranger.get(f"/m/{row['code']}").status_code == 429
    assert phone.get(f"/m/{row['code']}").status_code == 200
    assert phone.get(f"/m/{row['code']}/{activity}").status_code == 200
    # Too long to guess: a right one opens at once.
    assert stranger.get(f"/r/{receipt}").status_code == 200
    assert stranger.get(f"/screen/{row['screen_key']}").status_code == 200
    elsewhere = {"REMOTE_ADDR": "192.0.2.9"}
    assert app.test_client().get(f"/m/{row['code']}", environ_base=elsewhere).status_code == 200


def test_what_is_gone_at_a_right_code_is_no_guess(
    app: Flask, fresh_db: sqlite3.Connection, meeting: int
) -> None:
    code = meetings.meeting(fresh_db, meeting)["code"]
    phone = app.test_client()
    app.extensions["pace"] = Pace(itertools.count(0, 60).__next__)
    for number in range(AT_ONCE + 5):
        phone.get(f"/m/{code}")
        assert phone.post(f"/m/{code}/{900 + number}").status_code == 404
    assert app.test_client().get(f"/m/{code}").status_code == 200
