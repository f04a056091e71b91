"""Passkeys against a key of software that lies: what is believed, and what never is."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collector import one_time_codes, second_factor
from collector.accounts import add_facilitator
from collector.errors import Refused
from collector.passkeys import passkeys_of
from forms import passkey_ceremony
from forms.passkey_ceremony import PATIENCE
from forms.relying_party import RelyingParty
from tests.authenticator import SoftKey, code_at
from tests.conftest import PASSWORD, log_in

MINE = "/facilitate/account/passkeys"
DOOR = "/facilitate/login/passkey"


def options_to_make(client: FlaskClient, name: str = "Laptop", **more: str) -> dict[str, Any]:
    answer = client.post(f"{MINE}/options", data={"name": name, "present": PASSWORD, **more})
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def make(client: FlaskClient, key: SoftKey, name: str = "Laptop") -> Any:
    answer = key.make(options_to_make(client, name))
    return client.post(MINE, data={"name": name, "credential": json.dumps(answer)})


def options_to_prove(client: FlaskClient) -> dict[str, Any]:
    return dict(client.post(f"{DOOR}/options").json)


def prove(client: FlaskClient, answer: dict[str, Any], target: str = "") -> str:
    """Where it leads."""
    found = client.post(DOOR, data={"credential": json.dumps(answer), "next": target})
    assert found.status_code == 302
    return str(found.location)


@pytest.fixture
def key(desk: FlaskClient) -> SoftKey:
    """Of the facilitator, with a counter."""
    made = SoftKey(counter=7)
    assert make(desk, made).status_code == 302
    return made


def is_in(client: FlaskClient) -> bool:
    return client.get("/facilitate/").status_code == 200


def test_no_address_is_typed_and_the_way_is_kept(app: Flask, key: SoftKey) -> None:
    client = app.test_client()
    options = options_to_prove(client)
    assert options["allowCredentials"] == []
    assert prove(client, key.prove(options), "/facilitate/tokens") == "/facilitate/tokens"
    assert is_in(client)
    assert "Met een passkey." in client.get("/facilitate/account").text
    assert "//elders" not in prove(app.test_client(), {}, "//elders.example")


def test_what_the_browser_is_asked_to_make(desk: FlaskClient, key: SoftKey) -> None:
    options = options_to_make(desk, "Sleutel")
    assert options["rp"] == {"id": "localhost", "name": "Gesprekstafel"}
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["attestation"] == "none"
    assert b"example.org" not in passkey_ceremony.handle_of(1)
    assert len(options["excludeCredentials"]) == 1


def test_it_counts_as_two_factors_when_the_person_was_verified(
    app: Flask, desk: FlaskClient, key: SoftKey, fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    touch = SoftKey(verifies=False)
    make(desk, touch, "Sleutel zonder pincode")
    one_time_codes.begin(fresh_db, facilitator)
    secret = one_time_codes.waiting_secret(fresh_db, facilitator)
    assert secret is not None
    second_factor.switch_on(fresh_db, facilitator, code_at(secret, time.time()))
    client = app.test_client()
    assert prove(client, key.prove(options_to_prove(client))) == "/facilitate/"
    client = app.test_client()
    assert prove(client, touch.prove(options_to_prove(client))) == "/facilitate/login/code"
    assert not is_in(client)


ELSEWHERE = (
    {"origin": "https://localhost"},
    {"origin": "http://localhost:8000"},
    {"origin": "http://localhost.elders.example"},
    {"rp": "elders.example"},
)


def test_another_place_is_not_believed(
    app: Flask, desk: FlaskClient, key: SoftKey, fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    client = app.test_client()
    for lie in ELSEWHERE:
        where = prove(client, key.prove(options_to_prove(client), **lie))
        assert where.startswith("/facilitate/login"), lie
        assert not is_in(client)
        answer = SoftKey().make(options_to_make(desk, "Elders"), **lie)
        found = desk.post(MINE, data={"name": "Elders", "credential": json.dumps(answer)})
        assert found.status_code == 422, lie
    assert len(passkeys_of(fresh_db, facilitator)) == 1
    assert prove(client, key.prove(options_to_prove(client))) == "/facilitate/"


def test_a_copy_is_told_by_its_counter(app: Flask, key: SoftKey) -> None:
    copy, client = SoftKey(counter=7), app.test_client()
    copy.key, copy.credential, copy.handle = key.key, key.credential, key.handle
    assert prove(client, key.prove(options_to_prove(client))) == "/facilitate/"  # 8
    client = app.test_client()
    assert "login" in prove(client, copy.prove(options_to_prove(client)))  # 8 once more
    assert not is_in(client)
    assert "hier niet bekend of klopt niet" in client.get("/facilitate/login").text
    assert prove(client, key.prove(options_to_prove(client))) == "/facilitate/"
    assert "mislukte 1 poging" in client.get("/facilitate/account").text


def test_without_a_counter_it_works_over_and_over(app: Flask, desk: FlaskClient) -> None:
    synced = SoftKey()
    make(desk, synced)
    for _ in range(3):
        client = app.test_client()
        assert prove(client, synced.prove(options_to_prove(client))) == "/facilitate/"


def test_an_answer_proves_once(app: Flask, desk: FlaskClient) -> None:
    """Also with the cookie that it was asked with, which somebody may have kept."""
    synced, client = SoftKey(), app.test_client()
    make(desk, synced)
    answer = synced.prove(options_to_prove(client))
    cookie = client.get_cookie("gesprekstafel")
    assert cookie is not None
    assert prove(client, answer) == "/facilitate/"
    again = app.test_client()
    again.set_cookie("gesprekstafel", cookie.value)
    assert prove(again, answer).startswith("/facilitate/login")
    assert not is_in(again)


def test_a_question_counts_for_what_it_was_asked_for_and_not_long(
    app: Flask, desk: FlaskClient, key: SoftKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = app.test_client()
    for_making = options_to_make(desk, "Nog een")
    answer = key.prove({"challenge": for_making["challenge"], "rpId": "localhost"})
    desk.post("/facilitate/logout")
    assert prove(desk, answer).startswith("/facilitate/login")
    answer = key.prove(options_to_prove(client))
    later = time.time() + PATIENCE + 1
    monkeypatch.setattr(passkey_ceremony.time, "time", lambda: later)
    assert prove(client, answer).startswith("/facilitate/login")
    assert "Dit duurde te lang" in client.get("/facilitate/login").text


def test_a_key_of_somebody_else_does_not_fit(
    app: Flask, fresh_db: sqlite3.Connection, key: SoftKey
) -> None:
    other = add_facilitator(fresh_db, "bert@example.org", PASSWORD)
    theirs = SoftKey()
    make(log_in(app, fresh_db, other), theirs)
    client = app.test_client()
    answer = theirs.prove(options_to_prove(client))
    mine = key.prove(options_to_prove(client))
    answer["id"], answer["rawId"] = mine["id"], mine["rawId"]
    assert prove(client, answer).startswith("/facilitate/login")
    theirs.handle = key.handle
    assert prove(client, theirs.prove(options_to_prove(client))).startswith("/facilitate/login")
    assert not is_in(client)


def test_taken_away_or_of_a_closed_account_it_opens_nothing(
    app: Flask, desk: FlaskClient, key: SoftKey, fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    client = app.test_client()
    fresh_db.execute("UPDATE facilitators SET closed_on = '2026-01-01'")
    assert "login" in prove(client, key.prove(options_to_prove(client)))
    fresh_db.execute("UPDATE facilitators SET closed_on = NULL")
    (row,) = passkeys_of(fresh_db, facilitator)
    assert desk.post(f"{MINE}/{row['id']}/remove").status_code == 302
    assert "login" in prove(client, key.prove(options_to_prove(client)))
    assert desk.post(f"{MINE}/{row['id']}/remove").status_code == 404


def test_somebody_else_takes_nothing_away(
    app: Flask, key: SoftKey, fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    other = add_facilitator(fresh_db, "bert@example.org", PASSWORD)
    (row,) = passkeys_of(fresh_db, facilitator)
    assert log_in(app, fresh_db, other).post(f"{MINE}/{row['id']}/remove").status_code == 404
    assert len(passkeys_of(fresh_db, facilitator)) == 1


def test_the_only_way_in_is_not_taken_away(
    desk: FlaskClient, key: SoftKey, fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    fresh_db.execute("UPDATE facilitators SET password_hash = ''")
    (row,) = passkeys_of(fresh_db, facilitator)
    assert desk.post(f"{MINE}/{row['id']}/remove").status_code == 409
    assert len(passkeys_of(fresh_db, facilitator)) == 1


def test_one_is_made_by_who_knows_the_password_only(
    desk: FlaskClient, fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    for wrong, says in (("niet dit wachtwoord", "niet uw wachtwoord"), ("", "Vul uw wachtwoord")):
        answer = desk.post(f"{MINE}/options", data={"name": "Laptop", "present": wrong})
        assert answer.status_code == 422
        assert says in answer.json["detail"]
    unasked = SoftKey().make({"user": {"id": "AA"}, "rp": {"id": "localhost"}, "challenge": "AA"})
    found = desk.post(MINE, data={"name": "Laptop", "credential": json.dumps(unasked)})
    assert found.status_code == 422
    assert passkeys_of(fresh_db, facilitator) == []


def test_names_and_numbers_have_a_limit(desk: FlaskClient, key: SoftKey) -> None:
    assert "al een passkey met de naam" in make(desk, SoftKey()).text
    same = SoftKey()
    same.credential = key.credential
    assert "hoort al bij een account" in make(desk, same, "Nog een").text


def test_the_page_says_where_no_browser_can(app: Flask, desk: FlaskClient) -> None:
    cookie = desk.get_cookie("gesprekstafel")
    assert cookie is not None
    client = app.test_client(use_cookies=False)
    headers = {"Cookie": f"gesprekstafel={cookie.value}"}
    for address, offered in (
        ("http://localhost", True),
        ("http://localhost:8450", True),
        ("https://tafel.local", True),
        ("http://tafel.local", False),
        ("http://127.0.0.1:8000", False),
        ("https://192.168.1.5", False),
        ("https://[::1]", False),
    ):
        door = client.get("/facilitate/login", base_url=address).text
        page = client.get(MINE, base_url=address, headers=headers).text
        asked = client.post(f"{DOOR}/options", base_url=address).status_code
        found = ("data-passkey" in door, "data-passkey" in page, asked)
        assert found == (offered, offered, 200 if offered else 409), address
        assert ("geen enkele browser passkeys maken" in page) is not offered


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
PARTS = ("id", "rawId", "type", "response")
RESPONSE = ("clientDataJSON", "authenticatorData", "signature", "userHandle", "attestationObject")


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(name=st.sampled_from([*PARTS, *RESPONSE, "all"]), value=JSON, cut=st.integers(0, 8))
def test_whatever_is_sent_is_refused_in_words(
    app: Flask,
    desk: FlaskClient,
    key: SoftKey,
    fresh_db: sqlite3.Connection,
    name: str,
    value: Any,
    cut: int,
) -> None:
    """No part may be another one, but for those that say nothing."""
    party = RelyingParty("localhost", "http://localhost")
    me = fresh_db.execute("SELECT * FROM facilitators").fetchone()
    (passkey,) = passkeys_of(fresh_db, me["id"])
    with app.test_request_context():
        made = SoftKey().make(json.loads(passkey_ceremony.to_make(party, me, [])))
        passkey_ceremony.made(party, me, json.dumps(made))
        made = SoftKey().make(json.loads(passkey_ceremony.to_make(party, me, [])))
        with suppress(Refused):
            passkey_ceremony.made(party, me, json.dumps(spoilt(made, name, value, cut)))
            assert name in ("authenticatorData", "signature", "userHandle")
        proves = key.prove(json.loads(passkey_ceremony.to_prove(party)))
        passkey_ceremony.proof(party, passkey, json.dumps(proves))
        proves = key.prove(json.loads(passkey_ceremony.to_prove(party)))
        spoiled = json.dumps(spoilt(proves, name, value, cut))
        with suppress(Refused):
            passkey_ceremony.credential_of(spoiled)
            passkey_ceremony.proof(party, passkey, spoiled)
            assert name == "attestationObject" or (name == "userHandle" and not value)


def spoilt(answer: dict[str, Any], name: str, value: Any, cut: int) -> Any:
    """With another value for one part, or only the beginning of its own."""
    if name == "all":
        return value
    inside = answer["response"] if name in RESPONSE else answer
    inside[name] = str(inside.get(name, ""))[:cut] if value is None else value
    return answer
