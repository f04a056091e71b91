"""The questions of a meeting to read later, and what the organiser says and corrects there."""

from __future__ import annotations

import re
import sqlite3
from html import unescape

from flask.testing import FlaskClient

from collector.catching_up import set_catch_up
from collector.queries import meetings, programmes
from collector.records import QuestionKind


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


def joined_outside(client: FlaskClient, connection: sqlite3.Connection, programme: int) -> str:
    """The code of the last meeting, which somebody caught up with this client."""
    place = meetings.meetings(connection, programme)[-1]
    set_catch_up(connection, place["id"], on=True)
    answer = client.post(
        f"/m/{place['code']}/self-study/join", data={"side": "field", "new_partnership": "De Kust"}
    )
    # The first of a partnership reads the words that it goes by from now on.
    assert (answer.status_code, answer.location) == (303, f"/m/{place['code']}?first=1")
    return str(place["code"])


def test_catching_up_is_offered_only_where_it_is_on(
    client: FlaskClient, fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    place = meetings.meetings(fresh_db, learning_network)[0]
    there = f"/m/{place['code']}/self-study"
    assert "self-study/join" not in client.get(there).text
    assert client.get(f"{there}/join").status_code == 409
    assert client.post(f"{there}/join", data={"side": "field"}).status_code == 409
    set_catch_up(fresh_db, place["id"], on=True)
    assert f'href="{there}/join"' in client.get(there).text
    page = client.get(f"{there}/join").text
    assert f'action="{there}/join"' in page
    assert "telt daar niet mee als aanwezige" in page
    assert client.post(f"{there}/join", data={}).status_code == 422
    assert fresh_db.execute("SELECT count(*) FROM participants").fetchone()[0] == 0


def test_somebody_catches_up_and_then_comes_after_all(
    client: FlaskClient, fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    code = joined_outside(client, fresh_db, learning_network)
    place = meetings.meeting_by_code(fresh_db, code)
    activity = next(
        row["id"]
        for row in meetings.activities(fresh_db, place["id"])
        if row["slug"] == "network-evaluation"
    )
    page = client.get(f"/m/{code}").text
    assert "Ik ben nu in de bijeenkomst" in page
    assert f'href="/m/{code}/{activity}"' in page
    form = {"key": "a" * 32, "q_overall": "valuable", "q_yields-0-text": "Een heldere rolverdeling"}
    assert client.post(f"/m/{code}/{activity}", data=form).status_code == 303
    # Joining twice, also by the other door, is joining once.
    assert client.get(f"/m/{code}/self-study/join").status_code == 303
    client.post(f"/m/{code}", data={"side": "institute"})
    rows = fresh_db.execute("SELECT self_study, side FROM participants").fetchall()
    assert [tuple(row) for row in rows] == [(1, "institute")]
    assert client.post(f"/m/{code}/room").location == f"/m/{code}"
    now = meetings.meeting_by_code(fresh_db, code)
    assert (now["participants"], now["outside"]) == (1, 0)
    assert "Ik ben nu in de bijeenkomst" not in client.get(f"/m/{code}").text
    shut = client.post(f"/m/{code}/{activity}", data={**form, "key": "b" * 32})
    assert shut.status_code == 409


def test_switched_off_again_keeps_what_was_answered(
    desk: FlaskClient, client: FlaskClient, fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    code = joined_outside(client, fresh_db, learning_network)
    place = meetings.meeting_by_code(fresh_db, code)
    base = f"/facilitate/{place['programme_slug']}/meeting/{place['id']}"
    assert "1 deelnemer buiten de zaal" in desk.get(f"{base}/prepare").text
    assert "+ 1 buiten de zaal" in desk.get(f"{base}/").text
    desk.post(f"{base}/catch-up", data={"on": "0"})
    page = client.get(f"/m/{code}").text
    assert "wat u inleverde, blijft staan" in page
    assert "Er is nu niets in te vullen." in page
    assert meetings.meeting_by_code(fresh_db, code)["outside"] == 1


def test_the_desk_sees_who_was_not_there(
    desk: FlaskClient, client: FlaskClient, fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    code = joined_outside(client, fresh_db, learning_network)
    place = meetings.meeting_by_code(fresh_db, code)
    activity = next(
        row for row in meetings.activities(fresh_db, place["id"]) if row["slug"] == "design"
    )
    question = next(
        one.key
        for one in meetings.instrument_of(activity).questions
        if one.kind is QuestionKind.STATEMENTS
    )
    client.post(
        f"/m/{code}/{activity['id']}",
        data={"key": "c" * 32, f"q_{question}-0-text": "Van huis uit gezegd"},
    )
    page = desk.get(f"/facilitate/{place['programme_slug']}/moderation").text
    assert "Van huis uit gezegd" in page
    assert "buiten de zaal" in page
