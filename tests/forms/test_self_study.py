"""The questions of a meeting to read later, and what the organiser says and corrects there."""

from __future__ import annotations

import re
import sqlite3
from html import unescape

from flask.testing import FlaskClient

from collector.queries import meetings, programmes


def test_who_reads_the_questions_does_not_come_in(
    client: FlaskClient, fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    place = meetings.meetings(fresh_db, learning_network)[-1]
    answer = client.get(f"/m/{place['code']}/self-study")
    page = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 200
    asked = [
        question.label
        for activity in meetings.activities(fresh_db, place["id"])
        for question in meetings.instrument_of(activity).questions
    ]
    # All but the two consents and the two sign-ups.
    assert len([label for label in asked if label in page]) == len(asked) - 4
    assert fresh_db.execute("SELECT count(*) FROM participants").fetchone()[0] == 0
    assert client.get("/m/nietdaar/self-study").status_code == 404


def test_the_organiser_says_how_to_go_on_and_corrects_the_criteria(
    desk: FlaskClient, fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    programme = programmes.programme_by_id(fresh_db, learning_network)
    place = meetings.meetings(fresh_db, learning_network)[1]
    base = f"/facilitate/{programme['slug']}/meeting/{place['id']}"
    desk.post(
        f"{base}/prepare",
        data={"title": "Wat", "region": "", "day": "", "intro": "", "self_study": "Lees dit."},
    )
    assert "Lees dit." in desk.get(f"/m/{place['code']}/self-study").get_data(as_text=True)

    activity = meetings.activities(fresh_db, place["id"])[0]["id"]
    address = f"{base}/activities/{activity}/fill-in"
    for labels in (["a", "b", "c", "d", "e"], ["eerste", "b", "c", "d", "e"]):
        answer = desk.post(address, data={"question": "criteria", "label": labels})
        assert answer.status_code == 302
        now = meetings.instrument_of(meetings.activity(fresh_db, activity))
        assert [row.label for row in now.question("criteria").rows] == labels
    wrong = desk.post(
        address, data={"question": "criteria", "label": ["eerste", "", "c", "d", "e"]}
    )
    page = wrong.get_data(as_text=True)
    assert re.search(r'value="eerste"', page)
    assert "vulde er 4 in" in page
