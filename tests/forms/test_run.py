"""Leading a meeting, and entering answers for somebody without a phone."""

from __future__ import annotations

import re
import sqlite3

from flask.testing import FlaskClient

from collector.access import hash_receipt, new_receipt, normalise_code
from collector.intake import join
from collector.partnerships import add_partnership
from collector.queries import answers, meetings, programmes, statements
from collector.records import Side


def _activity(database: sqlite3.Connection, identifier: int) -> sqlite3.Row:
    return meetings.activity(database, identifier)


def test_opening_and_closing(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, meeting: int, activity: int
) -> None:
    base = f"/facilitate/{slug}/meeting/{meeting}"
    answer = desk.post(f"{base}/activities/{activity}/state", data={"open": "0"})
    assert answer.location == f"{base}/#a-{activity}"
    assert _activity(fresh_db, activity)["state"] == "closed"
    desk.post(f"{base}/activities/{activity}/state", data={"open": "1"})
    assert _activity(fresh_db, activity)["state"] == "open"


def test_what_the_projector_shows(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, meeting: int, activity: int
) -> None:
    address = f"/facilitate/{slug}/meeting/{meeting}/show"
    shown = []
    for fields in (
        {"what": "activity", "activity": activity},
        {"what": "nothing"},
        {"what": "welcome"},
    ):
        desk.post(address, data=fields)
        row = meetings.meeting(fresh_db, meeting)
        shown.append((row["shown"], row["shown_activity_id"]))
    assert shown == [("activity", activity), ("nothing", None), ("welcome", None)]
    for wrong in ({}, {"what": "activity"}, {"what": "x"}, {"what": "nothing", "activity": 1}):
        assert desk.post(address, data=wrong).status_code == 409


def test_the_screen_has_code_projector_and_what_came_in(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, meeting: int, say
) -> None:
    say("Als eerste gezegd.")
    say("Als laatste gezegd.")
    row = meetings.meeting(fresh_db, meeting)
    page = desk.get(f"/facilitate/{slug}/meeting/{meeting}/").get_data(as_text=True)
    assert f"{row['code'][:3]}-{row['code'][3:]}" in page
    assert f'href="/screen/{row["screen_key"]}"' in page
    assert f'data-live="/live/{slug}"' in page
    assert re.findall(r"Als \w+ gezegd", page) == ["Als laatste gezegd", "Als eerste gezegd"]
    assert "2 te modereren" in page
    fragment = desk.get(f"/facilitate/{slug}/meeting/{meeting}/live").get_data(as_text=True)
    # A CSRF token is signed with its second: two requests may carry two different ones.
    token = re.compile(r'(name="csrf_token" value=)"[^"]+"')
    assert token.sub(r"\1", fragment.strip()) in token.sub(r"\1", page)
    assert "<html" not in fragment


def test_what_has_to_be_filled_in_first(
    desk: FlaskClient, fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    slug = programmes.programme_by_id(fresh_db, learning_network)["slug"]
    second = meetings.meetings(fresh_db, learning_network)[1]["id"]
    place = meetings.activities(fresh_db, second)[0]["id"]
    page = desk.get(f"/facilitate/{slug}/meeting/{second}/").get_data(as_text=True)
    assert page.count(f"/facilitate/{slug}/meeting/{second}/prepare#a-{place}") == 2
    assert f'id="state-{place}"' not in page


def test_who_is_missing_in_a_learning_network(
    desk: FlaskClient, fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    slug = programmes.programme_by_id(fresh_db, learning_network)["slug"]
    meeting = meetings.meetings(fresh_db, learning_network)[0]["id"]
    sides = {
        "Alleen school": [Side.FIELD],
        "Alleen instituut": [Side.INSTITUTE],
        "Samen": [Side.FIELD, Side.INSTITUTE],
    }
    for name, present in sides.items():
        partnership = add_partnership(fresh_db, learning_network, name)
        for side in present:
            join(fresh_db, meeting, new_receipt(), side=side, partnership=partnership)
    add_partnership(fresh_db, learning_network, "Komt later")
    outside = add_partnership(fresh_db, learning_network, "Thuis")
    join(fresh_db, meeting, new_receipt(), side=Side.FIELD, partnership=outside, self_study=True)
    page = desk.get(f"/facilitate/{slug}/meeting/{meeting}/").get_data(as_text=True)
    room = page[page.index('id="composition"') :]
    assert "1 van 3 partnerschappen in de zaal zijn compleet." in room
    assert "Komt later · Thuis" in room
    found = re.findall(r">((?:Alleen|Samen)[^<]*)</a>.*?tag-\w+\">([^<]*)</span>", room, re.DOTALL)
    assert found == [
        ("Alleen instituut", "mist iemand uit het werkveld"),
        ("Alleen school", "mist iemand van het instituut"),
        ("Samen", "compleet"),
    ]


def _hidden(page: str, name: str) -> str:
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    assert tag
    value = re.search(r'value="([^"]*)"', tag.group())
    assert value
    return value.group(1)


def test_entering_for_somebody_without_a_phone(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    facilitator: int,
    slug: str,
    round_table: int,
    meeting: int,
    activity: int,
) -> None:
    base = f"/facilitate/{slug}/meeting/{meeting}/enter"
    page = desk.get(f"{base}/{activity}").get_data(as_text=True)
    receipt = _hidden(page, "who-receipt")
    role = programmes.roles(fresh_db, round_table)[0]
    names = sorted(set(re.findall(r'<textarea[^>]*name="([^"]+)"', page)))
    fields = {
        "who-receipt": receipt,
        "who-role": role["id"],
        "who-side": "field",
        "who-partnership": "",
        "key": _hidden(page, "key"),
        names[0]: "Woordelijk zoals het gezegd werd.",
    }
    closed = desk.post(
        f"/facilitate/{slug}/meeting/{meeting}/activities/{activity}/state", data={"open": "0"}
    )
    assert closed.status_code == 302
    for _press in range(2):  # a double press is one person and one statement
        answer = desk.post(f"{base}/{activity}", data=fields)
        assert answer.location == base
    participant = answers.participant_by_receipt(fresh_db, receipt)
    assert (participant["role"], participant["side"], participant["entered_by"]) == (
        role["name"],
        "field",
        facilitator,
    )
    found = statements.statements(fresh_db, round_table)
    assert [(one.text, one.source) for one in found] == [
        ("Woordelijk zoals het gezegd werd.", "facilitator")
    ]
    page = desk.get(base).get_data(as_text=True)
    shown = re.search(r'class="code receipt">([^<]+)<', page)
    assert shown
    assert hash_receipt(normalise_code(shown.group(1))) == participant["secret_hash"]

    # Another activity for the same person, then somebody else.
    page = desk.get(f"{base}/{activity}").get_data(as_text=True)
    assert "who-receipt" not in page
    desk.post(f"{base}/next")
    assert "who-receipt" in desk.get(f"{base}/{activity}").get_data(as_text=True)


def test_what_was_entered_is_not_lost_on_an_error(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, meeting: int, activity: int
) -> None:
    base = f"/facilitate/{slug}/meeting/{meeting}/enter/{activity}"
    page = desk.get(base).get_data(as_text=True)
    receipt = _hidden(page, "who-receipt")
    name = sorted(set(re.findall(r'<textarea[^>]*name="([^"]+)"', page)))[0]
    fields = {
        "who-receipt": receipt,
        "who-role": "",
        "who-side": "field",
        "who-partnership": "",
        "key": _hidden(page, "key"),
        name: "x" * 1001,
    }
    again = desk.post(base, data=fields).get_data(as_text=True)
    assert "x" * 1001 in again
    assert _hidden(again, "who-receipt") == receipt
    assert re.search(r'<option[^>]*selected[^>]*value="field"', again)
    assert fresh_db.execute("SELECT count(*) FROM participants").fetchone()[0] == 0
