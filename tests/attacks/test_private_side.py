"""Attacks from inside a meeting: somebody else's words, and whatever joins a person to words."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector import live
from collector.contacts import open_contacts, sign_up, sign_ups
from collector.corrections import change_statement, withdraw_response, withdraw_statement
from collector.errors import NotFound, Refused
from collector.intake import submit
from collector.live import Audience, Watcher
from collector.meetings import set_activity_state
from collector.queries import meetings, programmes
from collector.queries.answers import participant_by_receipt, responses_of
from collector.records import Contact, StatementDraft, Submission
from tests.analysis.programme_to_publish import CANARIES, Made

OTHERS = "Bijdrage 5 gaat over begeleiding van starters."
Tables = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def owner(made: Made) -> dict[str, int]:
    """Of somebody else: participant, response, statement, activity, key."""
    row = made.connection.execute(
        "SELECT r.participant_id AS participant, r.id AS response, s.id AS statement,"
        " r.activity_id AS activity, u.key FROM statements AS s JOIN responses AS r"
        " ON r.id = s.response_id JOIN submissions AS u ON u.response_id = r.id WHERE s.text = ?",
        (OTHERS,),
    ).fetchone()
    return dict(row)


def everything(connection: sqlite3.Connection) -> Tables:
    names = [
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
    ]
    return {
        name: [tuple(row) for row in connection.execute(f"SELECT * FROM {name}")] for name in names
    }


def test_own_receipt_opens_nothing_of_somebody_else(
    app: Flask, made: Made, owner: dict[str, int]
) -> None:
    before = everything(made.connection)
    receipt = made.receipts[0]
    client = app.test_client()
    for path in (
        f"/r/{receipt}/statements/{owner['statement']}",
        f"/r/{receipt}/statements/{owner['statement']}/withdraw",
        f"/r/{receipt}/forms/{owner['response']}/withdraw",
    ):
        for answer in (client.get(path), client.post(path, data={"text": "Van mij."})):
            assert (answer.status_code, OTHERS in answer.text) == (404, False)
    assert OTHERS not in client.get(f"/r/{receipt}").text
    assert everything(made.connection) == before


def test_own_number_changes_nothing_of_somebody_else(made: Made, owner: dict[str, int]) -> None:
    me = participant_by_receipt(made.connection, made.receipts[0])["id"]
    assert me != owner["participant"]
    before = everything(made.connection)
    with pytest.raises(NotFound):
        change_statement(
            made.connection, me, owner["statement"], text="Van mij.", aspect=None, consent=True
        )
    with pytest.raises(NotFound):
        withdraw_statement(made.connection, me, owner["statement"])
    with pytest.raises(NotFound):
        withdraw_response(made.connection, me, owner["response"])
    stolen = Submission(
        str(owner["key"]), statements={"statements": (StatementDraft("Van mij."),)}, consent=False
    )
    with pytest.raises(Refused):
        submit(made.connection, me, owner["activity"], stolen)
    assert everything(made.connection) == before


def test_phone_of_somebody_else_shows_nothing_of_mine(app: Flask, made: Made) -> None:
    meeting = meetings.meetings(made.connection, made.programme)[0]
    client = app.test_client()
    assert client.post(f"/m/{meeting['code']}", data={"role": "", "region": "1"}).status_code == 303
    for row in meetings.activities(made.connection, meeting["id"]):
        page = client.get(f"/m/{meeting['code']}/{row['id']}").text
        assert [word for word in (*CANARIES.values(), "Bijdrage") if word in page] == []


def test_projector_shows_approved_words_only(app: Flask, made: Made) -> None:
    meeting = meetings.meetings(made.connection, made.programme)[0]
    client = app.test_client()
    for row in meetings.activities(made.connection, meeting["id"]):
        made.connection.execute(
            "UPDATE meetings SET shown = 'activity', shown_activity_id = ?", (row["id"],)
        )
        page = client.get(f"/screen/{meeting['screen_key']}").text
        shown = [name for name, word in CANARIES.items() if word in page]
        # In the room consent to publish is not asked; everything else stays away.
        assert set(shown) <= {"without consent"}, row["title"]
        assert not any(receipt in page for receipt in made.receipts)


def test_streams_tell_that_something_happened_and_not_what(
    app: Flask, made: Made, owner: dict[str, int]
) -> None:
    start = live.latest(made.connection)
    withdraw_statement(made.connection, owner["participant"], owner["statement"])
    watcher: Watcher = app.extensions["watcher"]
    for audience in (Audience(meeting=1, kinds=live.SCREEN_KINDS), Audience(programme=1)):
        stream = live.stream(watcher, audience, start)
        next(stream)
        data = [line[6:] for line in next(stream).splitlines() if line.startswith("data: ")]
        assert [json.loads(line) for line in data] == [{"kind": "withdrawn"}]
        stream.close()


def test_phone_hears_nothing_of_what_others_do(made: Made, owner: dict[str, int]) -> None:
    start = live.latest(made.connection)
    withdraw_statement(made.connection, owner["participant"], owner["statement"])
    phone = Audience(meeting=1, kinds=live.PARTICIPANT_KINDS)
    assert live.events_after(made.connection, start, phone) == []


@pytest.fixture
def signing_up(fresh_db: sqlite3.Connection, round_table: int) -> dict[str, object]:
    """The activity that asks contact details and nothing else."""
    meeting = meetings.meetings(fresh_db, round_table)[0]
    fresh_db.execute("UPDATE meetings SET region_id = 1")
    (activity,) = [
        row["id"]
        for row in meetings.activities(fresh_db, meeting["id"])
        if row["slug"] == "table-sign-up"
    ]
    set_activity_state(fresh_db, activity, is_open=True)
    slug = programmes.programme_by_id(fresh_db, round_table)["slug"]
    return {"code": meeting["code"], "meeting": meeting["id"], "activity": activity, "slug": slug}


@pytest.mark.parametrize("by", ["phone", "facilitator"])
def test_signing_up_leaves_no_trace_beside_the_answers(
    app: Flask, desk: FlaskClient, fresh_db: sqlite3.Connection, signing_up: dict, by: str
) -> None:
    code, activity = signing_up["code"], signing_up["activity"]
    client = app.test_client()
    assert client.post(f"/m/{code}").status_code == 303
    before = everything(fresh_db)
    fields = sign_up_fields(client.get(f"/m/{code}/{activity}").text)
    if by == "phone":
        answer = client.post(f"/m/{code}/{activity}", data=fields)
    else:
        address = f"/facilitate/{signing_up['slug']}/meeting/{signing_up['meeting']}"
        answer = desk.post(f"{address}/enter/{activity}", data=fields)
    assert answer.status_code in (302, 303), answer.text
    config = app.config["GESPREKSTAFEL"]
    kept = open_contacts(config.contacts)
    rows = [tuple(row) for row in sign_ups(kept, signing_up["slug"])]
    kept.close()
    assert [row[2] for row in rows] == [CANARIES["name"]]
    assert everything(fresh_db) == before
    (me,) = fresh_db.execute("SELECT id FROM participants").fetchone()
    assert responses_of(fresh_db, me) == []


def sign_up_fields(page: str) -> dict[str, str]:
    """As somebody would fill them in, whatever the fields are called."""
    names = re.findall(r'name="(q_[^"]+)"', page)
    filled = {"key": "0123456789abcdef0123456789abcdef"}
    for name in names:
        if name.endswith("-name"):
            filled[name] = CANARIES["name"]
        elif name.endswith("-email"):
            filled[name] = CANARIES["email"]
    follow_ups = re.findall(r'name="(q_[^"]*follow[^"]*)"[^>]*value="([^"]+)"', page)
    return {**filled, **dict(follow_ups[:1])}


def test_contacts_have_no_column_and_no_order_that_joins(
    app: Flask, signing_up: dict, made_sign_ups: Callable[[int], sqlite3.Connection]
) -> None:
    kept = made_sign_ups(40)
    columns = [
        row["name"] for row in kept.execute("SELECT name FROM pragma_table_info('contacts')")
    ]
    told = ["id", "programme", "follow_up", "name", "email", "organisation", "phone"]
    assert columns == [*told, "until", "export"]
    # The day on which it is erased was told to all of a programme: it singles nobody out.
    assert len({row["until"] for row in kept.execute("SELECT until FROM contacts")}) == 1
    stored = [row["name"] for row in kept.execute("SELECT name FROM contacts")]
    assert sorted(stored) != stored  # not the order in which they came
    with pytest.raises(sqlite3.OperationalError, match="no such column: rowid"):
        kept.execute("SELECT rowid FROM contacts")
    kept.close()


@pytest.fixture
def made_sign_ups(app: Flask) -> Callable[[int], sqlite3.Connection]:
    def make(number: int) -> sqlite3.Connection:
        kept = open_contacts(app.config["GESPREKSTAFEL"].contacts)
        for place in range(number):
            contact = Contact(
                name=f"Naam {place:03d}",
                email=f"n{place}@example.org",
                organisation="",
                phone="",
                follow_up="vervolg",
            )
            sign_up(kept, "tafels", [contact])
        return kept

    return make
