"""Logging in with OpenID Connect, at a real provider; and with one that lies."""

from __future__ import annotations

import base64
import json
import sqlite3
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.accounts import add_facilitator
from collector.config import Config
from collector.errors import Refused
from collector.identities import (
    facilitator_by_identity,
    identity_of,
    link_identity,
    unlink_identity,
)
from collector.provider import Provider, read_provider
from collector.queries.audit import every_row
from tests.conftest import PASSWORD, log_in
from tests.oidc.conftest import Browser

OVERVIEW = "/facilitate/"


@pytest.fixture
def an(fresh_db: sqlite3.Connection) -> int:
    return add_facilitator(fresh_db, "an@example.org", PASSWORD, "An")


def is_in(desk: FlaskClient) -> bool:
    return desk.get(OVERVIEW).status_code == 200


def test_a_verified_address_opens_its_account_and_is_remembered_by_subject(
    browser: Browser, fresh_db: sqlite3.Connection, an: int, issuer: str
) -> None:
    answer = browser.go("an")
    assert (answer.status_code, answer.location) == (302, OVERVIEW)
    assert is_in(browser.desk)
    assert facilitator_by_identity(fresh_db, issuer, "an") == an
    fresh_db.execute("UPDATE facilitators SET email = 'an.anders@example.org'")
    browser.desk.post("/facilitate/logout")
    assert not is_in(browser.desk)
    browser.go("an")
    assert is_in(browser.desk)
    told = [(row["what"], row["detail"]) for row in every_row(fresh_db)]
    assert told == [
        ("identity_linked", "{}"),
        ("log_in", '{"method": "provider"}'),
        ("log_out", "{}"),
        ("log_in", '{"method": "provider"}'),
    ]


def test_the_button_leads_there(browser: Browser, issuer: str) -> None:
    page = browser.desk.get("/facilitate/login?next=/facilitate/new").text
    assert "Inloggen met SURFconext" in page
    sent = browser.desk.get("/facilitate/provider/start?next=/facilitate/new")
    assert sent.location.startswith(f"{issuer}/auth?")
    assert "code_challenge_method=S256" in sent.location


def test_one_goes_on_to_the_page_that_was_asked_for(browser: Browser, an: int) -> None:
    start = "/facilitate/provider/start?next="
    assert browser.go("an", f"{start}/facilitate/new").location == "/facilitate/new"
    browser.desk.post("/facilitate/logout")
    assert browser.go("an", f"{start}//elders.example/x").location == OVERVIEW


@pytest.mark.parametrize("who", ["bo.unverified", "nomail", "cas"])
def test_who_is_not_known_here_gets_no_account(
    browser: Browser, fresh_db: sqlite3.Connection, who: str
) -> None:
    """Not with an address that was not verified, without one, or with one that nobody has here."""
    add_facilitator(fresh_db, "bo@example.org", PASSWORD)
    answer = browser.go(who)
    assert answer.status_code == 403
    assert "Nog geen toegang" in answer.text
    assert not is_in(browser.desk)
    assert fresh_db.execute("SELECT count(*) FROM identities").fetchone()[0] == 0


def test_a_provider_that_verifies_all_addresses_may_be_trusted(
    app: Flask, browser: Browser, fresh_db: sqlite3.Connection, config: Config
) -> None:
    add_facilitator(fresh_db, "bo@example.org", PASSWORD)
    assert config.provider is not None
    trusting = replace(config.provider, trusted_addresses=True)
    app.config["GESPREKSTAFEL"] = replace(config, provider=trusting)
    browser.go("bo.unverified")
    assert is_in(browser.desk)


def test_an_address_that_is_linked_is_not_opened_by_somebody_else(
    browser: Browser, fresh_db: sqlite3.Connection, an: int, issuer: str
) -> None:
    """The address went to another person at the provider: the account does not go along."""
    link_identity(fresh_db, an, issuer, "an van vroeger")
    assert browser.go("an").status_code == 403
    assert not is_in(browser.desk)


def test_a_closed_account_stays_closed(
    browser: Browser, fresh_db: sqlite3.Connection, an: int, issuer: str
) -> None:
    link_identity(fresh_db, an, issuer, "an")
    fresh_db.execute("UPDATE facilitators SET closed_on = '2026-01-01'")
    assert browser.go("an").status_code == 403


def test_linking_while_logged_in_asks_first(
    app: Flask, browser: Browser, fresh_db: sqlite3.Connection, facilitator: int, issuer: str
) -> None:
    browser.desk = log_in(app, fresh_db, facilitator)
    asked = browser.go("nomail", "/facilitate/provider/start?link=1")
    assert "Ja, koppelen" in asked.text
    assert identity_of(fresh_db, facilitator, issuer) is None
    browser.desk.post("/facilitate/provider/link")
    assert identity_of(fresh_db, facilitator, issuer)["subject"] == "nomail"  # type: ignore[index]
    browser.desk.post("/facilitate/logout")
    browser.go("nomail")
    assert is_in(browser.desk)
    assert "gekoppeld" in browser.desk.get("/facilitate/account").text
    fresh_db.execute("UPDATE facilitators SET password_hash = ''")
    assert browser.desk.post("/facilitate/provider/unlink").status_code == 409
    assert identity_of(fresh_db, facilitator, issuer) is not None
    fresh_db.execute("UPDATE facilitators SET password_hash = 'x'")
    browser.desk.post("/facilitate/provider/unlink")
    assert identity_of(fresh_db, facilitator, issuer) is None


def test_nothing_is_linked_without_having_been_at_the_provider(
    app: Flask, fresh_db: sqlite3.Connection, facilitator: int, issuer: str
) -> None:
    desk = log_in(app, fresh_db, facilitator)
    assert desk.post("/facilitate/provider/link").status_code == 409
    assert identity_of(fresh_db, facilitator, issuer) is None


def test_an_answer_for_another_browser_is_refused(
    app: Flask, browser: Browser, fresh_db: sqlite3.Connection, an: int
) -> None:
    """What was stolen or pushed on somebody (login CSRF), sent twice, or made up."""
    sent = browser.desk.get("/facilitate/provider/start")
    back = browser.back_from(sent, "an")
    other = app.test_client()
    assert other.get(back).location.startswith("/facilitate/login")
    assert not is_in(other)
    assert browser.desk.get(back).location == OVERVIEW
    browser.desk.post("/facilitate/logout")
    assert browser.desk.get(back).location.startswith("/facilitate/login")
    for made_up in ("?code=x&state=y", "?error=access_denied&state=y", "", "?state=", "?code=%00"):
        answer = browser.desk.get(f"/facilitate/provider/callback{made_up}")
        assert answer.status_code == 302
        assert answer.location.startswith("/facilitate/login")
    assert not is_in(browser.desk)


def test_who_stops_half_way_reads_so(browser: Browser) -> None:
    sent = browser.desk.get("/facilitate/provider/start")
    state = sent.location.partition("state=")[2].partition("&")[0]
    address = f"/facilitate/provider/callback?error=access_denied&state={state}"
    page = browser.desk.get(address, follow_redirects=True)
    assert "U hebt het inloggen afgebroken." in page.text


def changed_token(change: Callable[[dict[str, Any]], None], header: dict[str, str] | None = None):
    """An ID token of which the claims, or the header, were changed on the way."""

    def lie(token: str) -> str:
        parts = token.split(".")
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=="))
        change(claims)
        told = [header or json.loads(base64.urlsafe_b64decode(parts[0] + "==")), claims]
        made = [
            base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode() for one in told
        ]
        return ".".join([*made, "" if header else parts[2]])

    return lie


@pytest.mark.parametrize(
    "lie",
    [
        changed_token(lambda claims: claims.update(sub="an")),
        changed_token(lambda claims: claims.update(sub="an"), {"alg": "none"}),
        changed_token(lambda claims: claims.update(exp=int(time.time()) + 9999)),
        lambda token: token[:-4] + "AAAA",
        lambda token: "geen token",
        lambda token: "",
    ],
    ids=["subject", "unsigned", "expiry", "signature", "no token", "empty"],
)
def test_a_token_that_was_changed_on_the_way_opens_nothing(
    app: Flask,
    browser: Browser,
    an: int,
    monkeypatch: pytest.MonkeyPatch,
    lie: Callable[[str], str],
) -> None:
    """Between the provider and us somebody changes the answer: real keys, real answer, one lie."""
    import requests

    sends = requests.Session.send

    def between(self: Any, request: Any, **keywords: Any) -> Any:
        answer = sends(self, request, **keywords)
        if request.url.endswith("/token"):
            told = answer.json()
            told["id_token"] = lie(told["id_token"])
            answer._content = json.dumps(told).encode()
        return answer

    sent = browser.desk.get("/facilitate/provider/start")
    back = browser.back_from(sent, "an")
    monkeypatch.setattr(requests.Session, "send", between)
    answer = browser.desk.get(back)
    assert answer.location.startswith("/facilitate/login")
    assert not is_in(browser.desk)


def test_a_provider_that_is_away_is_said_so(app: Flask, config: Config) -> None:
    client = app.extensions["provider"]
    client._server_metadata_url = "http://127.0.0.1:9/.well-known/openid-configuration"
    client.server_metadata.pop("_loaded_at", None)
    answer = app.test_client().get("/facilitate/provider/start")
    assert answer.status_code == 409
    assert "niet te bereiken" in answer.text


def test_an_identity_belongs_to_one_account(
    fresh_db: sqlite3.Connection, facilitator: int, an: int
) -> None:
    link_identity(fresh_db, an, "https://a.example", "1")
    link_identity(fresh_db, an, "https://a.example", "1")
    with pytest.raises(Refused, match="al aan iemand anders"):
        link_identity(fresh_db, facilitator, "https://a.example", "1")
    with pytest.raises(Refused):
        link_identity(fresh_db, an, "https://a.example", "2")
    unlink_identity(fresh_db, an, "https://a.example")
    link_identity(fresh_db, facilitator, "https://a.example", "1")


NAMES = ("ISSUER", "CLIENT_ID", "CLIENT_SECRET")


def given(**values: str) -> dict[str, str]:
    return {f"GESPREKSTAFEL_OIDC_{name}": value for name, value in values.items()}


def test_settings_of_a_provider(tmp_path: Any) -> None:
    assert read_provider({}) is None
    whole = given(ISSUER="https://connect.example", CLIENT_ID="tafel", CLIENT_SECRET="g")
    assert read_provider(whole) == Provider(
        "https://connect.example", "tafel", "g", "connect.example", False
    )
    for name in NAMES:
        part = {key: value for key, value in whole.items() if not key.endswith(f"_{name}")}
        with pytest.raises(Refused, match=f"GESPREKSTAFEL_OIDC_{name}"):
            read_provider(part)
    with pytest.raises(Refused, match="https"):
        read_provider({**whole, **given(ISSUER="http://connect.example")})
    secret = tmp_path / "geheim"
    del whole["GESPREKSTAFEL_OIDC_CLIENT_SECRET"]
    file = given(CLIENT_SECRET_FILE=str(secret), NAME="SURFconext", TRUST_EMAIL="1")
    with pytest.raises(Refused, match="cannot be read"):
        read_provider({**whole, **file})
    secret.write_text("uit een bestand\n", encoding="utf-8")
    assert read_provider({**whole, **file}) == Provider(
        "https://connect.example", "tafel", "uit een bestand", "SURFconext", True
    )
