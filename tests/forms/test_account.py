"""One's own account, and the door: cookies, forgery, the way on, and the second step."""

from __future__ import annotations

import re
import sqlite3
import time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from collector import one_time_codes, recovery_codes, second_factor
from collector.accounts import add_facilitator
from collector.config import Config
from collector.log_ins import log_ins_of, start_log_in
from collector.passwords import is_own_password
from forms import proving
from forms.devices import device_of
from tests.authenticator import code_at
from tests.conftest import PASSWORD

EMAIL = "gespreksleider@example.org"
NEW = "drie groene fietsen"
ACCOUNT = "/facilitate/account"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"


def enter(client: FlaskClient, target: str = "", **more: str) -> str:
    """Where the password leads."""
    data = {"email": EMAIL, "password": PASSWORD, **more}
    answer = client.post(
        "/facilitate/login",
        data=data,
        query_string={"next": target} if target else None,
        headers={"User-Agent": FIREFOX},
    )
    assert answer.status_code == 302, answer.text
    return str(answer.location)


def codes_shown(page: str) -> list[str]:
    return re.findall(r"\b[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\b", page.partition("<main")[2])


def code_now(connection: sqlite3.Connection, later: int = 0) -> str:
    row = connection.execute("SELECT secret FROM one_time_codes").fetchone()
    return code_at(row["secret"], time.time() + later)


@pytest.fixture
def codes(fresh_db: sqlite3.Connection, facilitator: int) -> list[str]:
    """The second step is on; its recovery codes."""
    one_time_codes.begin(fresh_db, facilitator)
    return second_factor.switch_on(fresh_db, facilitator, code_now(fresh_db))


def is_in(client: FlaskClient) -> bool:
    return client.get(ACCOUNT).status_code == 200


# What is in the cookies


def test_the_cookie_of_who_was_here_before_is_worth_nothing(app: Flask, facilitator: int) -> None:
    """Whoever puts a cookie in somebody else's browser does not come in with it afterwards."""
    thief, victim = app.test_client(), app.test_client()
    thief.get("/facilitate/login")
    with thief.session_transaction() as session:
        session["left_by_somebody_else"] = "x"
    planted = thief.get_cookie("gesprekstafel")
    assert planted is not None
    victim.set_cookie("gesprekstafel", planted.value)
    enter(victim)
    with victim.session_transaction() as session:
        assert set(session) - {"csrf_token"} == {"log_in"}
    assert is_in(victim) and not is_in(thief)


def test_a_cookie_kept_from_before_logging_out_opens_nothing(app: Flask, facilitator: int) -> None:
    client, kept = app.test_client(), app.test_client()
    enter(client)
    cookie = client.get_cookie("gesprekstafel")
    assert cookie is not None
    kept.set_cookie("gesprekstafel", cookie.value)
    assert is_in(kept)
    client.post("/facilitate/logout")
    assert not is_in(kept)


def test_cookies_are_of_the_service_only_and_short(
    config: Config, fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    behind_tls = Config(config.instance, secure_cookies=True, prefix="/tafel")
    app = create_app(behind_tls)
    app.config["WTF_CSRF_ENABLED"] = False
    answer = app.test_client().post(
        "/tafel/facilitate/login", data={"email": EMAIL, "password": PASSWORD}
    )
    app.extensions["watcher"].stop()
    found = {line.partition("=")[0]: line for line in answer.headers.getlist("Set-Cookie")}
    assert set(found) == {"__Secure-gesprekstafel", "__Secure-gesprekstafel-known"}
    for line in found.values():
        assert "Secure" in line and "HttpOnly" in line and "SameSite=Lax" in line
        assert len(line) < 500 and EMAIL not in line
    assert "Path=/tafel/;" in found["__Secure-gesprekstafel"]
    assert "Path=/tafel/facilitate;" in found["__Secure-gesprekstafel-known"]
    assert "Expires" not in found["__Secure-gesprekstafel"]  # gone when the browser closes


def test_no_page_of_the_account_is_framed_or_kept(desk: FlaskClient) -> None:
    for page in ("", "/password", "/code", "/passkeys"):
        headers = desk.get(ACCOUNT + page).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cache-Control"] == "no-store"


def test_nothing_is_done_for_a_form_of_another_site(
    app: Flask, desk: FlaskClient, facilitator: int, fresh_db: sqlite3.Connection
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    rules = [
        rule.rule.replace("<int(max=9007199254740991):identifier>", "1")
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
        and rule.rule.startswith((ACCOUNT, "/facilitate/login", "/facilitate/logout"))
    ]
    assert len(rules) >= 15
    for rule in rules:
        assert desk.post(rule, data={"email": EMAIL, "password": PASSWORD}).status_code == 400
    assert len(log_ins_of(fresh_db, facilitator)) == 1


# The way on


TARGETS = (
    ("/facilitate/tokens", "/facilitate/tokens"),
    ("https://elders.example/facilitate/", "/facilitate/"),
    ("//elders.example/facilitate/", "/facilitate/"),
    ("/facilitate/\\elders.example", "/facilitate/"),
    ("/m/abcdef", "/facilitate/"),
    ("/facilitate/" + "x" * 2000, "/facilitate/"),
)


def test_one_goes_on_to_a_page_of_ours(app: Flask, codes: list[str]) -> None:
    """Also by way of the second step."""
    for code, (target, where) in zip(codes, TARGETS, strict=False):
        client = app.test_client()
        assert enter(client, target) == "/facilitate/login/code"
        answer = client.post("/facilitate/login/code", data={"code": code})
        assert (answer.status_code, answer.location) == (302, where)


# The second step


def test_the_second_step_comes_after_the_password_and_never_before(
    app: Flask, codes: list[str]
) -> None:
    client = app.test_client()
    early = client.post("/facilitate/login/code", data={"code": codes[0]})
    assert early.location.startswith("/facilitate/login?") or early.location == "/facilitate/login"
    wrong = client.post("/facilitate/login", data={"email": EMAIL, "password": "niet dit"})
    assert "Code" not in wrong.text and wrong.status_code == 200
    enter(client)
    assert not is_in(client)
    for page in ("/facilitate/", "/facilitate/tokens", ACCOUNT):
        assert client.get(page).location.startswith("/facilitate/login")
    assert client.post("/facilitate/login/code", data={"code": "geen"}).status_code == 422
    assert client.post("/facilitate/login/code", data={"code": ""}).status_code == 422
    assert not is_in(client)
    assert client.post("/facilitate/login/code", data={"code": codes[0]}).status_code == 302
    assert is_in(client)


def test_half_way_does_not_last(
    app: Flask, codes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = app.test_client()
    enter(client, "/facilitate/tokens")
    for moment in (time.time() + proving.PATIENCE + 1, time.time() - 60):
        with client.session_transaction() as session:
            kept = dict(session["half_way"])
        with monkeypatch.context() as patched:
            patched.setattr(proving.time, "time", lambda moment=moment: moment)
            answer = client.post("/facilitate/login/code", data={"code": codes[0]})
        assert answer.location == "/facilitate/login?next=/facilitate/tokens"
        with client.session_transaction() as session:
            assert "half_way" not in session
            session["half_way"] = kept
    assert client.post("/facilitate/login/code", data={"code": codes[0]}).status_code == 302


def test_a_trusted_browser_is_asked_no_code_until_it_is_ended_elsewhere(
    app: Flask, fresh_db: sqlite3.Connection, facilitator: int, codes: list[str]
) -> None:
    mine, other = app.test_client(), app.test_client()
    enter(mine)
    mine.post("/facilitate/login/code", data={"code": codes[0], "trusted": "y"})
    mine.post("/facilitate/logout")
    assert enter(mine) == "/facilitate/"
    assert enter(other) == "/facilitate/login/code"  # another browser is asked
    other.post("/facilitate/login/code", data={"code": codes[1]})
    assert "Vertrouwd tot" in other.get(ACCOUNT).text
    (row,) = [one for one in log_ins_of(fresh_db, facilitator) if one["trusted_until"]]
    assert other.post(f"{ACCOUNT}/log-ins/{row['id']}/end").status_code == 302
    assert not is_in(mine)
    assert enter(mine) == "/facilitate/login/code"


def test_the_second_step_is_set_up_with_an_app(
    app: Flask, desk: FlaskClient, fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    assert desk.post(f"{ACCOUNT}/code/start", data={"present": "niet dit"}).status_code == 422
    assert desk.get(f"{ACCOUNT}/code/scan").location == f"{ACCOUNT}/code"
    assert desk.post(f"{ACCOUNT}/code/start", data={"present": PASSWORD}).status_code == 302
    page = desk.get(f"{ACCOUNT}/code/scan").text
    secret = str(one_time_codes.waiting_secret(fresh_db, facilitator))
    assert " ".join(re.findall("....", secret)) in page and "<svg" in page
    assert "style=" not in page
    assert desk.post(f"{ACCOUNT}/code/scan", data={"code": "000000"}).status_code == 422
    answer = desk.post(f"{ACCOUNT}/code/scan", data={"code": code_now(fresh_db)})
    shown = codes_shown(answer.text)
    assert len(shown) == recovery_codes.COUNT
    assert not any(code in str(answer.headers) for code in shown)
    assert desk.get(f"{ACCOUNT}/code/scan").location == f"{ACCOUNT}/code"  # never shown again
    assert secret not in desk.get(f"{ACCOUNT}/code").text.replace(" ", "")
    assert enter(app.test_client()) == "/facilitate/login/code"


def test_new_recovery_codes_and_away_with_it(
    desk: FlaskClient, fresh_db: sqlite3.Connection, facilitator: int, codes: list[str]
) -> None:
    wrong = desk.post(f"{ACCOUNT}/code/recovery", data={"renew-present": "niet dit"})
    assert wrong.status_code == 422 and codes_shown(wrong.text) == []
    answer = desk.post(f"{ACCOUNT}/code/recovery", data={"renew-present": PASSWORD})
    anew = codes_shown(answer.text)
    assert len(anew) == 10 and not set(anew) & set(codes)
    for data in (
        {"present": PASSWORD, "code": codes[0]},
        {"present": PASSWORD, "code": ""},
        {"present": "niet dit", "code": anew[0]},
    ):
        assert desk.post(f"{ACCOUNT}/code/remove", data=data).status_code == 422
        assert second_factor.is_asked(fresh_db, facilitator)
    data = {"present": PASSWORD, "code": anew[0]}
    assert desk.post(f"{ACCOUNT}/code/remove", data=data).status_code == 302
    assert not second_factor.is_asked(fresh_db, facilitator)


# Name, password, and where one is logged in


def test_a_name_is_shown_as_it_was_typed(desk: FlaskClient) -> None:
    assert desk.post(ACCOUNT, data={"name": "  Anna <b>de\tVries "}).status_code == 302
    assert "Anna &lt;b&gt;de Vries</a>" in desk.get(ACCOUNT).text
    assert desk.post(ACCOUNT, data={"name": "x" * 101}).status_code == 422
    desk.post(ACCOUNT, data={"name": ""})
    assert f"{EMAIL}</a>" in desk.get(ACCOUNT).text


def test_a_new_password_ends_every_other_log_in(
    app: Flask, desk: FlaskClient, fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    other = app.test_client()
    enter(other)
    right = {"present": PASSWORD, "new": NEW, "again": NEW}
    for wrong in ({"present": "niet dit"}, {"again": "iets anders dan dat"}, {"new": "kort"}):
        assert desk.post(f"{ACCOUNT}/password", data=right | wrong).status_code == 422
    assert is_in(other) and is_own_password(fresh_db, facilitator, PASSWORD)
    assert desk.post(f"{ACCOUNT}/password", data=right).status_code == 302
    assert "Op 1 andere plek bent u uitgelogd." in desk.get(ACCOUNT).text
    assert not is_in(other)
    assert is_own_password(fresh_db, facilitator, NEW)
    assert enter(other, password=NEW) == "/facilitate/"


def test_who_has_no_password_chooses_one_just_after_logging_in(
    desk: FlaskClient, fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    fresh_db.execute("UPDATE facilitators SET password_hash = ''")
    page = desk.get(f"{ACCOUNT}/password").text
    assert "Uw wachtwoord van nu" not in page
    fresh_db.execute("UPDATE log_ins SET started_at = '2026-01-01T10:00:00Z'")
    late = desk.post(f"{ACCOUNT}/password", data={"new": NEW, "again": NEW})
    assert late.status_code == 422 and "Log eerst uit" in late.text
    fresh_db.execute("UPDATE log_ins SET started_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')")
    assert desk.post(f"{ACCOUNT}/password", data={"new": NEW, "again": NEW}).status_code == 302
    assert is_own_password(fresh_db, facilitator, NEW)


def test_every_browser_is_named_and_can_be_logged_out(
    app: Flask, desk: FlaskClient, fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    clients = [app.test_client(), app.test_client()]
    for client in clients:
        enter(client)
    start_log_in(fresh_db, facilitator, "")
    page = clients[0].get(ACCOUNT).text
    assert page.count("Firefox op Windows</strong>") == 2
    assert "Onbekende browser" in page
    assert page.count('<span class="tag tag-good">hier</span>') == 1
    mine, theirs = (row["id"] for row in log_ins_of(fresh_db, facilitator)[2:0:-1])
    assert clients[0].post(f"{ACCOUNT}/log-ins/{mine}/end").status_code == 409
    assert clients[0].post(f"{ACCOUNT}/log-ins/{theirs}/end").status_code == 302
    assert is_in(clients[0]) and not is_in(clients[1]) and is_in(desk)
    clients[0].post(f"{ACCOUNT}/log-ins/end-others")
    assert is_in(clients[0]) and not is_in(desk)
    assert len(log_ins_of(fresh_db, facilitator)) == 1


def test_nobody_ends_the_log_in_of_somebody_else(
    desk: FlaskClient, fresh_db: sqlite3.Connection
) -> None:
    other = add_facilitator(fresh_db, "bert@example.org", PASSWORD)
    start_log_in(fresh_db, other)
    (row,) = log_ins_of(fresh_db, other)
    assert desk.post(f"{ACCOUNT}/log-ins/{row['id']}/end").status_code == 404
    desk.post(f"{ACCOUNT}/log-ins/end-others")
    assert len(log_ins_of(fresh_db, other)) == 1


WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (FIREFOX, "Firefox, Windows"),
        (
            f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/142.0.0.0 Safari/537.36",
            "Chrome, Linux",
        ),
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/142.0.0.0 Safari/537.36"
            " Edg/142.0.0.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML,"
            " like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like"
            " Gecko) Version/18.6 Safari/605.1.15",
            "Safari, Mac",
        ),
        (
            f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} SamsungBrowser/28.0 Chrome/130.0.0.0"
            " Mobile Safari/537.36",
            "Samsung Internet, Android",
        ),
        ("curl/8.5.0", ""),
        ("", ""),
    ],
)
def test_a_browser_in_words(user_agent: str, device: str) -> None:
    assert device_of(user_agent) == device
