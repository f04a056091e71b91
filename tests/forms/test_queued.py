"""What a phone sends from its queue: stored once, and told what is wrong with it."""

from __future__ import annotations

import sqlite3

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.meetings import set_activity_state
from collector.queries import meetings

KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def code(fresh_db: sqlite3.Connection, meeting: int) -> str:
    return str(meetings.meeting(fresh_db, meeting)["code"])


@pytest.fixture
def owner(client: FlaskClient, code: str) -> str:
    """Of somebody who came in."""
    assert client.post(f"/m/{code}", data={}).status_code == 303
    return str(client.get(f"/m/{code}/token").json["owner"])


def count(db: sqlite3.Connection, table: str) -> int:
    return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def send(client: FlaskClient, address: str, owner: str, text: str, **more: str):
    data = {"key": KEY, "q_statements-0-text": text, **more}
    return client.post(address, data=data, headers={"X-Queue": owner})


def test_it_is_stored_once_and_said(client, fresh_db, code: str, activity: int, owner: str) -> None:
    for _ in range(2):
        answer = send(client, f"/m/{code}/{activity}", owner, "Uit de wachtrij")
        assert (answer.status_code, answer.json) == (200, {"stored": True, "problems": []})
        assert answer.headers["Cache-Control"] == "no-store"
    assert count(fresh_db, "statements") == count(fresh_db, "submissions") == 1
    assert "Ontvangen en bewaard" not in client.get(f"/m/{code}").text


def test_what_is_wrong_is_said(client, fresh_db, code: str, activity: int, owner: str) -> None:
    answer = send(client, f"/m/{code}/{activity}", owner, "x" * 1001)
    assert answer.status_code == 422
    assert answer.json["stored"] is False
    assert "1001 tekens" in answer.json["problems"][0]
    set_activity_state(fresh_db, activity, is_open=False)
    assert send(client, f"/m/{code}/{activity}", owner, "te laat").status_code == 409
    assert count(fresh_db, "statements") == 0


def test_somebody_elses_words_are_not_taken(
    app: Flask, client, fresh_db, code: str, activity: int, owner: str
) -> None:
    """Another person is on the phone by now, or nobody."""
    other = app.test_client()
    assert other.get(f"/m/{code}/token").json["owner"] == ""
    assert send(other, f"/m/{code}/{activity}", owner, "van een ander").status_code == 403
    other.post(f"/m/{code}", data={})
    assert send(other, f"/m/{code}/{activity}", owner, "van een ander").status_code == 403
    assert send(client, f"/m/{code}/{activity}", "", "van een ander").status_code == 403
    assert count(fresh_db, "statements") == 0


def test_a_fresh_token_is_taken(
    app: Flask, client, fresh_db, code: str, activity: int, owner: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    address = f"/m/{code}/{activity}"
    assert send(client, address, owner, "Later", csrf_token="oud").status_code == 422
    token = client.get(f"/m/{code}/token").json["token"]
    assert send(client, address, owner, "Later", csrf_token=token).status_code == 200
    assert count(fresh_db, "statements") == 1


def test_the_owner_does_not_give_away_the_receipt(client, fresh_db, code: str, owner: str) -> None:
    with client.session_transaction() as session:
        receipt = next(iter(session["receipts"].values()))
    stored = fresh_db.execute("SELECT secret_hash FROM participants").fetchone()[0]
    assert len(owner) == 16
    assert owner not in stored and owner not in receipt
    assert client.get(f"/m/{code}/token").headers["Cache-Control"] == "no-store"
    assert client.get("/m/nergens/token").status_code == 404
