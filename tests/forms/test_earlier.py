"""Whoever was there before sees the own answer of then; nobody else's, and nobody else does."""

from __future__ import annotations

import re
import sqlite3

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.meetings import set_activity_state
from collector.partnerships import add_partnership
from collector.queries import meetings

THEN = "Wij hadden toen nog niets op papier, alleen goede wil."


@pytest.fixture
def rooms(fresh_db: sqlite3.Connection, learning_network: int) -> list[sqlite3.Row]:
    add_partnership(fresh_db, learning_network, "Leerkring De Proef")
    found = meetings.meetings(fresh_db, learning_network)
    for room in found:
        for row in meetings.activities(fresh_db, room["id"]):
            if row["slug"] in ("baseline", "development"):
                set_activity_state(fresh_db, row["id"], is_open=True)
    return found


def activity(connection: sqlite3.Connection, room: sqlite3.Row, slug: str) -> str:
    rows = meetings.activities(connection, room["id"])
    (found,) = (row["id"] for row in rows if row["slug"] == slug)
    return f"/m/{room['code']}/{found}"


def join(client: FlaskClient, connection: sqlite3.Connection, room: sqlite3.Row) -> None:
    partnership = connection.execute("SELECT id FROM partnerships").fetchone()["id"]
    client.get(f"/m/{room['code']}")
    data = {"side": "field", "partnership": str(partnership)}
    assert client.post(f"/m/{room['code']}", data=data).status_code == 303


def fill_in_baseline(
    client: FlaskClient, connection: sqlite3.Connection, room: sqlite3.Row
) -> None:
    address = activity(connection, room, "baseline")
    key = re.search(r'name="key" value="(\w+)"', client.get(address).text)
    assert key is not None
    data = {
        "key": key[1],
        "q_content_phase": "exploring",
        "q_organisation_phase": "not_started",
        "q_hrm_phase": "trying",
        "q_content_text": THEN,
    }
    assert client.post(address, data=data).status_code == 303


def test_the_own_answer_of_then_stands_above_the_question(
    client: FlaskClient, fresh_db: sqlite3.Connection, rooms: list[sqlite3.Row]
) -> None:
    join(client, fresh_db, rooms[0])
    fill_in_baseline(client, fresh_db, rooms[0])
    join(client, fresh_db, rooms[2])
    page = client.get(activity(fresh_db, rooms[2], "development")).text
    assert page.count('class="earlier"') == 4
    assert THEN in page and f"Toen, bij {rooms[0]['title']}" in page


def test_a_newcomer_of_the_same_partnership_sees_nobodys_answer(
    app: Flask, client: FlaskClient, fresh_db: sqlite3.Connection, rooms: list[sqlite3.Row]
) -> None:
    join(client, fresh_db, rooms[0])
    fill_in_baseline(client, fresh_db, rooms[0])
    other = app.test_client()
    join(other, fresh_db, rooms[2])
    page = other.get(activity(fresh_db, rooms[2], "development")).text
    assert 'class="earlier"' not in page and THEN not in page


def test_the_first_meeting_does_not_look_ahead(
    client: FlaskClient, fresh_db: sqlite3.Connection, rooms: list[sqlite3.Row]
) -> None:
    join(client, fresh_db, rooms[0])
    fill_in_baseline(client, fresh_db, rooms[0])
    page = client.get(activity(fresh_db, rooms[0], "baseline")).text
    assert 'class="earlier"' not in page
