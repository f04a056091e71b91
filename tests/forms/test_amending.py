"""Changing and withdrawing: once, on what was seen, and told to the queue of a phone."""

from __future__ import annotations

import json
import sqlite3

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector import corrections
from collector.moderation import hide
from collector.queries import meetings
from tests.forms.sent import forms_on

KEY = "0123456789abcdef0123456789abcdef"
OTHER = "fedcba9876543210fedcba9876543210"


@pytest.fixture
def code(fresh_db: sqlite3.Connection, meeting: int) -> str:
    return str(meetings.meeting(fresh_db, meeting)["code"])


@pytest.fixture
def owner(client: FlaskClient, code: str, activity: int) -> str:
    """Of somebody who came in and said something."""
    client.post(f"/m/{code}", data={})
    client.post(f"/m/{code}/{activity}", data={"key": OTHER, "q_statements-0-text": "Zoals gezegd"})
    return str(client.get(f"/m/{code}/token").json["owner"])


@pytest.fixture
def place(client: FlaskClient, fresh_db: sqlite3.Connection, owner: str) -> str:
    """The address of that statement."""
    with client.session_transaction() as session:
        receipt = next(iter(session["receipts"].values()))
    identifier = fresh_db.execute("SELECT max(id) FROM statements").fetchone()[0]
    return f"/r/{receipt}/statements/{identifier}"


@pytest.fixture
def form_place(fresh_db: sqlite3.Connection, place: str) -> str:
    """The address to withdraw the whole form."""
    response = fresh_db.execute("SELECT id FROM responses").fetchone()[0]
    return f"{place.split('/statements')[0]}/forms/{response}/withdraw"


def hidden(client: FlaskClient, place: str, name: str) -> str:
    """What stands in a hidden field of the form on this page."""
    return next(
        dict(form.fields)[name]
        for form in forms_on(client.get(place).text, place)
        if name in form.names
    )


def seen(client: FlaskClient, place: str) -> str:
    return hidden(client, place, "seen")


def statement(db: sqlite3.Connection) -> sqlite3.Row:
    return db.execute("SELECT * FROM statements ORDER BY id LIMIT 1").fetchone()


def told(db: sqlite3.Connection, kind: str) -> int:
    """How many events of this kind there were about the statement."""
    rows = db.execute("SELECT data FROM events WHERE kind = ?", (kind,)).fetchall()
    return sum("statement" in json.loads(row["data"]) for row in rows)


def send(client: FlaskClient, place: str, owner: str, key: str = KEY, **data: str):
    return client.post(place, data={"key": key, **data}, headers={"X-Queue": owner})


def test_a_withdrawal_that_is_sent_again_is_done_once(client, fresh_db, place, owner) -> None:
    there = f"{place}/withdraw"
    version = seen(client, there)
    for _ in range(3):
        answer = send(client, there, owner, seen=version)
        assert (answer.status_code, answer.json) == (
            200,
            {"stored": True, "problems": [], "conflict": None},
        )
        assert answer.headers["Cache-Control"] == "no-store"
    assert statement(fresh_db)["state"] == "withdrawn"
    assert told(fresh_db, "withdrawn") == 1
    with client.session_transaction() as session:  # nobody waits for a word about it
        assert "_flashes" not in session


def test_a_late_repetition_does_not_undo_what_came_after_it(
    client, fresh_db, code, activity, form_place, owner
) -> None:
    """Withdrawn, handed in anew, and then the phone sends the same withdrawal once more."""
    version = seen(client, form_place)
    assert send(client, form_place, owner, seen=version).json["stored"]
    again = {"key": "b" * 32, "q_statements-0-text": "Toch weer"}
    client.post(f"/m/{code}/{activity}", data=again)
    assert send(client, form_place, owner, seen=version).json["stored"]
    states = [row["state"] for row in fresh_db.execute("SELECT state FROM statements ORDER BY id")]
    assert states == ["withdrawn", "waiting"]
    # Decided anew, on what stood there before: that is asked.
    answer = send(client, form_place, owner, OTHER, seen=version)
    assert (answer.status_code, answer.json["stored"]) == (409, False)
    assert answer.json["conflict"] == {"text": ""}
    assert send(client, form_place, owner, OTHER, seen=seen(client, form_place)).json["stored"]
    states = [row["state"] for row in fresh_db.execute("SELECT state FROM statements ORDER BY id")]
    assert states == ["withdrawn", "withdrawn"]


def test_a_change_on_what_was_changed_elsewhere_keeps_both(client, fresh_db, place, owner) -> None:
    version = seen(client, place)
    elsewhere = {"text": "In een ander tabblad", "seen": version}
    assert client.post(place, data=elsewhere).status_code == 303
    answer = send(client, place, owner, text="Op de telefoon", seen=version)
    assert (answer.status_code, answer.json["stored"]) == (409, False)
    assert answer.json["problems"] == [
        "Dit is intussen op een andere plek gewijzigd. Er is nog niets gedaan."
    ]
    assert answer.json["conflict"]["text"] == statement(fresh_db)["text"] == "In een ander tabblad"
    mine = answer.json["conflict"]["version"]
    for _ in range(2):
        assert send(client, place, owner, text="Op de telefoon", seen=mine).json["stored"]
    assert statement(fresh_db)["text"] == "Op de telefoon"
    kept = [row["text"] for row in fresh_db.execute("SELECT text FROM statement_revisions")]
    assert kept == ["Zoals gezegd", "In een ander tabblad"]


def test_without_javascript_the_page_shows_both_versions(client, fresh_db, place, owner) -> None:
    version, key = seen(client, place), hidden(client, place, "key")
    client.post(place, data={"text": "In een ander tabblad", "seen": version})
    answer = client.post(place, data={"text": "Hier getypt", "seen": version, "key": key})
    assert answer.status_code == 409
    assert "Dit is intussen op een andere plek gewijzigd." in answer.text
    assert '<p class="quote ">In een ander tabblad</p>' in answer.text
    form = next(one for one in forms_on(answer.text, place) if "text" in one.names)
    fields = dict(form.fields)
    assert fields["text"].strip() == "Hier getypt"
    assert client.post(place, data=fields).status_code == 303
    assert statement(fresh_db)["text"] == "Hier getypt"


@pytest.mark.parametrize("act", ["", "/withdraw"])
def test_what_a_facilitator_hid_meanwhile_is_said_first(
    client, fresh_db, round_table, facilitator, place, owner, act: str
) -> None:
    version = seen(client, place + act)
    hide(fresh_db, round_table, facilitator, statement(fresh_db)["id"], "off_topic")
    answer = send(client, place + act, owner, text="Zoals gezegd", seen=version)
    assert (answer.status_code, answer.json["stored"]) == (409, False)
    assert statement(fresh_db)["state"] == "hidden"


def test_what_was_approved_meanwhile_is_no_conflict(client, fresh_db, place, owner) -> None:
    version = seen(client, f"{place}/withdraw")
    fresh_db.execute("UPDATE statements SET state = 'approved'")
    assert send(client, f"{place}/withdraw", owner, seen=version).json["stored"]


def test_withdrawn_elsewhere_is_withdrawn(client, fresh_db, place, owner) -> None:
    version = seen(client, f"{place}/withdraw")
    client.post(f"{place}/withdraw", data={"seen": version})
    assert send(client, f"{place}/withdraw", owner, seen=version).json["stored"]
    assert told(fresh_db, "withdrawn") == 1
    answer = send(client, place, owner, OTHER, text="Toch anders", seen=version)
    assert (answer.status_code, answer.json["conflict"]) == (409, None)
    assert "ingetrokken en kan niet meer worden gewijzigd" in answer.json["problems"][0]


def test_what_is_not_right_is_said(client, fresh_db, place, owner) -> None:
    answer = send(client, place, owner, text=" ", seen=seen(client, place))
    assert (answer.status_code, answer.json["stored"]) == (422, False)
    assert answer.json["problems"] == ["Schrijf uw uitspraak op, of trek haar in."]
    assert statement(fresh_db)["text"] == "Zoals gezegd"
    # Nothing was done with this key: what is right is.
    assert send(client, place, owner, text=" Beter ", seen=seen(client, place)).json["stored"]
    assert statement(fresh_db)["text"] == "Beter"


def test_a_queue_of_somebody_else_does_nothing(
    app: Flask, client, fresh_db, code, place, owner
) -> None:
    other = app.test_client()
    other.post(f"/m/{code}", data={})
    for act in ("", "/withdraw"):
        assert send(other, place + act, owner, text="Niet van mij").status_code == 403
        assert send(client, place + act, "", text="Niet van mij").status_code == 403
    assert (statement(fresh_db)["text"], statement(fresh_db)["state"]) == (
        "Zoals gezegd",
        "waiting",
    )


def test_a_key_of_somebody_else_is_refused(app, client, fresh_db, place, owner, say) -> None:
    mine = statement(fresh_db)["id"]
    theirs = say("Van een ander")
    participant = {
        row["id"]: row["participant_id"]
        for row in fresh_db.execute(
            "SELECT s.id, r.participant_id FROM statements AS s"
            " JOIN responses AS r ON r.id = s.response_id"
        )
    }
    corrections.withdraw_statement(fresh_db, participant[theirs], theirs, key=KEY)
    answer = send(client, f"{place}/withdraw", owner, seen=seen(client, f"{place}/withdraw"))
    assert (answer.status_code, answer.json["stored"]) == (409, False)
    states = dict(fresh_db.execute("SELECT id, state FROM statements").fetchall())
    assert states == {mine: "waiting", theirs: "withdrawn"}
