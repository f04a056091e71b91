"""Methods, cookies, tokens and headers that nobody should send."""

from __future__ import annotations

import re

from collector.access import new_receipt
from tests.forms.hostile_input import MARK, METHODS
from tests.forms.hostile_world import World, address, rules


def test_every_wrong_method(world: World) -> None:
    allowed: dict[str, set[str]] = {}
    for rule in world.app.url_map.iter_rules():
        allowed.setdefault(rule.rule, set()).update(rule.methods or ())
    for rule in world.app.url_map.iter_rules():
        for method in METHODS:
            if method not in allowed[rule.rule]:
                answer = world.send(method, address(world, rule))
                assert answer is None or answer.status_code in (308, 404, 405)


def test_cookies_that_are_not_ours(world: World) -> None:
    forged = world.cookie({"log_in": "x" * 43}, key="een andere sleutel")
    old = world.desk[:-9] + ("A" if world.desk[-9] != "A" else "B") + world.desk[-8:]
    broken = (forged, old, "gesprekstafel=", "gesprekstafel=...", f"gesprekstafel={MARK}", "=;;=")
    for cookie in (*broken, "gesprekstafel=" + "e30" * 9000, "gesprekstafel=\xff\xfe"):
        answer = world.send(
            "GET", f"/facilitate/{world.values['slug']}/", headers={"Cookie": cookie}
        )
        assert answer is None or (answer.status_code, answer.location[:18]) == (
            302,
            "/facilitate/login?",
        )
        answer = world.send("GET", f"/m/{world.values['code']}", headers={"Cookie": cookie})
        assert answer is not None and answer.status_code == 200


def test_whoever_is_no_longer_there(world: World) -> None:
    """A facilitator who was deleted, a participant who was erased, a meeting that is not there."""
    gone = world.cookie({"log_in": "x" * 43})
    for rule in rules(world.app, "POST"):
        if rule.rule.startswith("/facilitate/<slug>"):
            answer = world.send("POST", address(world, rule), headers={"Cookie": gone})
            assert answer is not None and answer.location == "/facilitate/login"
    erased = world.cookie({"receipts": {world.values["meeting"]: new_receipt(), "777": "x"}})
    place = f"/m/{world.values['code']}"
    for path in (
        place,
        f"{place}/who",
        f"{place}/activities",
        f"{place}/{world.values['activity']}",
    ):
        for method in ("GET", "POST"):
            answer = world.send(method, path, headers={"Cookie": erased}, data={"key": "a" * 32})
            assert answer is not None
            assert answer.status_code in (200, 302, 303, 403, 405, 422)


def test_tokens_that_are_not_right(world: World) -> None:
    world.app.config["WTF_CSRF_ENABLED"] = True
    world.app.config["WTF_CSRF_TIME_LIMIT"] = -1
    client = world.app.test_client()
    page = client.get("/facilitate/login").get_data(as_text=True)
    expired = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]
    before = world.counts()
    for rule in rules(world.app, "POST"):
        if rule.endpoint in ("participant.start", "participant.own_receipt"):
            continue  # questions only: they change nothing
        for token in world.sample([(expired,), ("",), ("a.b.c",), (MARK,), ("\x00",), (None,)], 3):
            data = {} if token[0] is None else {"csrf_token": token[0]}
            answer = world.send("POST", address(world, rule), data=data)
            assert answer is not None and answer.status_code in (400, 422), rule
    assert world.counts() == before


def test_headers_that_are_not_right(world: World) -> None:
    strange = {
        "Last-Event-ID": "9" * 40,
        "Referer": "https://elders.example/x",
        "Accept-Language": "x" * 2000,
        "Range": "bytes=9-1,a",
        "If-Modified-Since": "gisteren",
        "X-Forwarded-For": "'",
        "Origin": "null",
    }
    for method in ("GET", "POST"):
        for number, rule in enumerate(rules(world.app, method)):
            headers = strange if number % 3 else {**strange, "HX-Request": MARK}
            world.send(method, address(world, rule), headers=headers)
    for host in ("", "a b", "elders.example:99999", MARK, "[::1", "\xff"):
        for rule in rules(world.app, "GET"):
            if not rule.arguments or rule.endpoint in (
                "participant.qr",
                "screens.screen",
                "outcomes.show",
            ):
                world.send("GET", address(world, rule), headers={"Host": host})
