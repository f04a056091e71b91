"""Entering for somebody without a phone holds to the rules of the phone."""

from __future__ import annotations

import re
import sqlite3

from flask import Flask
from flask.testing import FlaskClient

from collector.config import Config
from collector.contacts import open_contacts, sign_ups
from collector.queries import meetings, programmes, statements


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found
    return found.group(1)


def test_a_sign_up_leaves_no_trace_among_the_answers(
    app: Flask,
    desk: FlaskClient,
    config: Config,
    fresh_db: sqlite3.Connection,
    learning_network: int,
) -> None:
    programme = programmes.programme_by_id(fresh_db, learning_network)
    last = meetings.meetings(fresh_db, learning_network)[-1]
    (place,) = [
        one for one in meetings.activities(fresh_db, last["id"]) if one["slug"] == "network-sign-up"
    ]
    base = f"/facilitate/{programme['slug']}/meeting/{last['id']}/enter"
    page = desk.get(f"{base}/{place['id']}").get_data(as_text=True)
    assert "who-receipt" not in page  # who it is, is not asked
    fields = {
        "key": _hidden(page, "key"),
        "q_contact_development-name": "Truus Bakkersma",
        "q_contact_development-email": "truus.bakkersma@example.org",
    }
    answer = desk.post(f"{base}/{place['id']}", data=fields)
    assert (answer.status_code, answer.location) == (302, base)
    assert "De aanmelding is bewaard" in desk.get(base).get_data(as_text=True)

    contacts = open_contacts(config.contacts)
    assert [(one["follow_up"], one["email"]) for one in sign_ups(contacts, programme["slug"])] == [
        ("development-network", "truus.bakkersma@example.org")
    ]
    contacts.close()
    counts = [
        fresh_db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("participants", "responses", "submissions")
    ]
    assert counts == [0, 0, 0]


def test_the_same_words_entered_again_are_not_said_twice(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    slug: str,
    round_table: int,
    meeting: int,
    activity: int,
) -> None:
    address = f"/facilitate/{slug}/meeting/{meeting}/enter/{activity}"
    page = desk.get(address).get_data(as_text=True)
    name = sorted(set(re.findall(r'<textarea[^>]*name="([^"]+)"', page)))[0]
    said = {name: "Een vaste begeleider helpt."}
    desk.post(
        address,
        data={
            "key": _hidden(page, "key"),
            "who-role": "",
            "who-side": "",
            **said,
            "who-partnership": "",
            "who-receipt": _hidden(page, "who-receipt"),
        },
    )
    again = desk.get(address).get_data(as_text=True)
    assert "Een vaste begeleider helpt." in again  # what was said stands on the page
    desk.post(address, data={"key": _hidden(again, "key"), **said})
    assert [one.text for one in statements.statements(fresh_db, round_table)] == [said[name]]


def test_a_partnership_is_chosen_or_made_for_somebody_else(
    desk: FlaskClient, fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    programme = programmes.programme_by_id(fresh_db, learning_network)
    first = meetings.meetings(fresh_db, learning_network)[0]
    activity = meetings.activities(fresh_db, first["id"])[0]["id"]
    base = f"/facilitate/{programme['slug']}/meeting/{first['id']}/enter"
    page = desk.get(f"{base}/{activity}").get_data(as_text=True)
    fields = {
        "key": _hidden(page, "key"),
        "who-receipt": _hidden(page, "who-receipt"),
        "who-role": "",
        "who-side": "",
        "who-new_partnership": "Het Veer",
        "who-organisation": "Het Kompas",
    }
    said = re.findall(r'<textarea[^>]*name="([^"]+)"', page)
    fields |= dict.fromkeys(said, "Een vaste begeleider helpt.")
    answer = desk.post(f"{base}/{activity}", data=fields)
    assert "Kies de kant waar deze organisatie staat." in answer.get_data(as_text=True)
    desk.post(f"{base}/{activity}", data={**fields, "who-side": "field"})
    (row,) = programmes.partnerships(fresh_db, learning_network)
    assert row["name"] == "Het Veer"
    page = desk.get(base).get_data(as_text=True)
    assert row["code"].replace("-", " ") in page
