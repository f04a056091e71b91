"""Guessing goes slowly, and nobody is locked out by somebody who guesses."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from collector import one_time_codes, passwords, second_factor
from collector.accounts import add_facilitator
from collector.log_ins import log_ins_of
from forms.log_in_tries import ACCOUNT, ADDRESS, KNOWN, PLACE, LogInTries, Try
from tests.authenticator import code_at
from tests.conftest import PASSWORD

EMAIL = "gespreksleider@example.org"
Enter = Callable[..., TestResponse]


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(app: Flask) -> Clock:
    found = Clock()
    app.extensions["log_in_tries"] = LogInTries(found)
    return found


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of tries: how long a password takes has tests of its own."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", cheap)
    monkeypatch.setattr(passwords, "_nobodys", cheap.hash("niemands"))


@pytest.fixture
def enter(app: Flask, clock: Clock, quick: None, facilitator: int) -> Enter:
    def entered(
        client: FlaskClient | None = None,
        password: str = PASSWORD,
        email: str = EMAIL,
        address: str = "10.0.0.1",
    ) -> TestResponse:
        return (client or app.test_client()).post(
            "/facilitate/login",
            data={"email": email, "password": password},
            environ_base={"REMOTE_ADDR": address},
        )

    return entered


def test_tries_at_one_account_from_one_address_go_slowly(enter: Enter, clock: Clock) -> None:
    statuses = [enter(password="geraden").status_code for _ in range(PLACE[0] + 5)]
    assert statuses == [200] * PLACE[0] + [429] * 5
    answer = enter()  # the right one waits as well, else guessing would go on
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) == PLACE[1]
    assert "Wacht een minuut." in answer.text
    clock.now += PLACE[1]
    assert enter().status_code == 302


def test_the_owner_comes_in_elsewhere_while_somebody_guesses(enter: Enter) -> None:
    for _ in range(PLACE[0] + 5):
        enter(password="geraden")
    assert enter(address="10.0.0.2").status_code == 302


def test_a_known_browser_comes_in_whoever_guesses(
    app: Flask, enter: Enter, facilitator: int
) -> None:
    """From the same address, and from a hundred others."""
    mine = app.test_client()
    assert enter(mine).status_code == 302
    assert mine.post("/facilitate/logout").status_code == 302
    for number in range(ACCOUNT[0] + 20):
        enter(password="geraden", address=f"10.1.{number}.1")
        enter(password="geraden")
    assert enter(address="10.9.9.9").status_code == 429  # a browser that is not known
    assert enter(mine, address="10.9.9.9").status_code == 302
    assert mine.post("/facilitate/logout").status_code == 302
    assert enter(mine).status_code == 302


def test_a_known_browser_guesses_slowly_too(app: Flask, enter: Enter, clock: Clock) -> None:
    mine = app.test_client()
    enter(mine)
    mine.post("/facilitate/logout")
    statuses = [enter(mine, "geraden").status_code for _ in range(KNOWN[0] + 2)]
    assert statuses == [200] * KNOWN[0] + [429] * 2
    assert enter().status_code == 302  # which takes nothing from other browsers
    clock.now += KNOWN[1]
    assert enter(mine).status_code == 302


def test_a_known_browser_of_one_account_is_not_known_to_another(
    app: Flask, enter: Enter, fresh_db: sqlite3.Connection
) -> None:
    add_facilitator(fresh_db, "bert@example.org", PASSWORD)
    mine = app.test_client()
    enter(mine)
    mine.post("/facilitate/logout")
    for _ in range(PLACE[0]):
        enter(mine, "geraden", "bert@example.org")
    assert enter(mine, email="bert@example.org").status_code == 429
    assert enter(mine).status_code == 302


def test_a_cookie_that_somebody_made_is_not_known(app: Flask, enter: Enter) -> None:
    mine = app.test_client()
    enter(mine)
    mine.post("/facilitate/logout")
    cookie = mine.get_cookie("gesprekstafel-known", path="/facilitate")
    assert cookie is not None
    made = cookie.value[:-9] + ("A" if cookie.value[-9] != "A" else "B") + cookie.value[-8:]
    mine.set_cookie("gesprekstafel-known", made, path="/facilitate")
    for _ in range(PLACE[0]):
        enter(password="geraden")
    assert enter(mine).status_code == 429


def test_forty_behind_one_address_log_in_and_mistype(
    app: Flask, enter: Enter, fresh_db: sqlite3.Connection
) -> None:
    addresses = [f"docent{number}@example.org" for number in range(40)]
    for email in addresses:
        add_facilitator(fresh_db, email, PASSWORD)
    for email in addresses:
        assert enter(password="vertypt", email=email).status_code == 200
        assert enter(password="vertypt", email=email).status_code == 200
        assert enter(email=email).status_code == 302


def test_many_accounts_from_one_address_go_slowly(clock: Clock) -> None:
    tries = LogInTries(clock)
    waits = [tries.begin(Try(f"naam{n}@example.org", "10.0.0.1")) for n in range(ADDRESS[0] + 3)]
    assert waits == [0] * ADDRESS[0] + [ADDRESS[1]] * 3
    assert tries.begin(Try("naam1@example.org", "10.0.0.2")) == 0


def test_right_passwords_use_up_nothing(app: Flask, enter: Enter) -> None:
    assert [enter().status_code for _ in range(PLACE[0] * 2)] == [302] * PLACE[0] * 2


def test_an_account_that_does_not_exist_gets_the_same_answers(enter: Enter) -> None:
    def answers(email: str) -> list[tuple[int, str]]:
        found = [enter(password="geraden", email=email) for _ in range(PLACE[0] + 2)]
        return [(one.status_code, re.sub(f"{email}|[\\w.-]{{80,}}", "", one.text)) for one in found]

    assert answers(EMAIL) == answers("niemand@example.org")


def test_tries_at_the_same_moment_are_all_counted(clock: Clock) -> None:
    """Whoever sends a hundred at once does not get more looked at."""
    tries, one = LogInTries(clock), Try("a@example.org", "10.0.0.1")
    assert [tries.begin(one) == 0 for _ in range(100)].count(True) == PLACE[0]


def test_an_address_of_ipv6_is_its_network(clock: Clock) -> None:
    tries = LogInTries(clock)
    heard = [tries.begin(Try("a@example.org", f"2001:db8::{number:x}")) for number in range(20)]
    assert heard.count(0) == PLACE[0]


def test_the_owner_is_told_how_many_failed_and_not_from_where(app: Flask, enter: Enter) -> None:
    for _ in range(12):
        enter(password="geraden", address="10.66.0.1")
    mine = app.test_client()
    enter(mine)
    page = mine.get("/facilitate/account").text
    assert "Sinds uw vorige bezoek mislukten 12 pogingen." in page
    assert "10.66" not in page
    enter(password="geraden", address="10.66.0.2")
    assert "Daarna mislukte nog 1 poging." in mine.get("/facilitate/account").text
    other = app.test_client()
    enter(other)
    assert "Sinds uw vorige bezoek mislukte 1 poging." in other.get("/facilitate/account").text


def test_who_logs_in_after_many_tries_is_told_at_once(app: Flask, enter: Enter) -> None:
    for _ in range(15):
        enter(password="geraden", address="10.66.0.1")
    mine = app.test_client()
    enter(mine)
    assert "15 keer vergeefs geprobeerd" in mine.get("/facilitate/").text


def test_codes_are_tried_slowly_and_counted(
    app: Flask, enter: Enter, clock: Clock, fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    one_time_codes.begin(fresh_db, facilitator)
    secret = one_time_codes.waiting_secret(fresh_db, facilitator)
    assert secret is not None
    codes = second_factor.switch_on(fresh_db, facilitator, code_at(secret, time.time()))
    thief = app.test_client()
    assert enter(thief).location == "/facilitate/login/code"
    statuses = [
        thief.post("/facilitate/login/code", data={"code": f"{n:06d}"}).status_code
        for n in range(12)
    ]
    assert statuses == [422] * 10 + [429] * 2
    assert log_ins_of(fresh_db, facilitator) == []
    owner = app.test_client()
    assert enter(owner).status_code == 302
    answer = owner.post("/facilitate/login/code", data={"code": codes[0]})
    assert answer.status_code == 429  # an unknown browser waits
    clock.now += 300
    assert owner.post("/facilitate/login/code", data={"code": codes[0]}).status_code == 302
    assert "mislukten 13 pogingen" in owner.get("/facilitate/account").text
