"""Consent: nobody gives it by accident, and whoever takes it back has taken it back."""

from __future__ import annotations

import re
import sqlite3
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from collector.access import new_receipt
from collector.meetings import set_activity_state
from collector.queries import meetings, programmes
from collector.queries.statements import statements
from collector.queries.terms import Verbatim, today
from collector.terms import change_terms

pytestmark = pytest.mark.usefixtures("facilitator")
TEXT = "Meer tijd om samen lessen te bekijken."


@pytest.fixture
def place(fresh_db: sqlite3.Connection, round_table: int) -> dict[str, object]:
    """A meeting with everything open: slug, meeting, code, activity (asks statements)."""
    meeting = meetings.meetings(fresh_db, round_table)[0]
    found = meetings.activities(fresh_db, meeting["id"])
    for row in found:
        set_activity_state(fresh_db, row["id"], is_open=True)
    return {
        "slug": programmes.programme_by_id(fresh_db, round_table)["slug"],
        "meeting": meeting["id"],
        "code": meeting["code"],
        "activities": [row["id"] for row in found],
    }


@pytest.fixture
def fill_in(client: FlaskClient, fresh_db: sqlite3.Connection, place: dict) -> str:
    """The address of the first form, for somebody who joined."""
    fresh_db.execute("UPDATE meetings SET region_id = 1")
    assert client.post(f"/m/{place['code']}").status_code == 303
    return f"/m/{place['code']}/{place['activities'][0]}"


def consents(connection: sqlite3.Connection) -> list[int]:
    return [row[0] for row in connection.execute("SELECT consent FROM statements ORDER BY id")]


def ticked(page: str) -> list[str]:
    """Names of the boxes that are ticked."""
    boxes = re.findall(r"<input[^>]*type=\"checkbox\"[^>]*>", page)
    return [re.search(r'name="([^"]*)"', box)[1] for box in boxes if " checked" in box]  # type: ignore[index]


def key_of(page: str) -> str:
    found = re.search(r'name="key"[^>]*value="([^"]+)"', page)
    assert found, page
    return found[1]


def test_no_form_has_it_ticked(
    client: FlaskClient, desk: FlaskClient, place: dict, fill_in: str
) -> None:
    code = place["code"]
    for activity in place["activities"]:
        phone = client.get(f"/m/{code}/{activity}").get_data(as_text=True)
        behalf = desk.get(
            f"/facilitate/{place['slug']}/meeting/{place['meeting']}/enter/{activity}"
        ).get_data(as_text=True)
        assert (ticked(phone), ticked(behalf)) == ([], [])


def test_entered_for_somebody_else_without_a_tick_is_without_consent(
    desk: FlaskClient, fresh_db: sqlite3.Connection, place: dict
) -> None:
    address = (
        f"/facilitate/{place['slug']}/meeting/{place['meeting']}/enter/{place['activities'][0]}"
    )
    key = key_of(desk.get(address).get_data(as_text=True))
    who = {"who-receipt": new_receipt(), "who-role": "", "who-side": "", "who-partnership": ""}
    data = {"q_statements-0-text": TEXT, "key": key, **who}
    answer = desk.post(address, data=data)
    assert answer.status_code == 302
    assert consents(fresh_db) == [0]


def test_odd_values_are_no_consent(
    client: FlaskClient, fresh_db: sqlite3.Connection, fill_in: str
) -> None:
    for value in ("", "no", "0", "on", "true", "YES"):
        key = key_of(client.get(fill_in).get_data(as_text=True))
        data = {"q_statements-0-text": f"{TEXT} {value}", "q_consent_publish": value, "key": key}
        client.post(fill_in, data=data)
    assert set(consents(fresh_db)) == {0}


def test_unticked_again_on_the_page_of_before(
    client: FlaskClient, fresh_db: sqlite3.Connection, fill_in: str
) -> None:
    """With the back button, off, on and off are sent with one key; off is no repetition then."""
    key = key_of(client.get(fill_in).get_data(as_text=True))
    off = {"q_statements-0-text": TEXT, "key": key}
    seen = []
    for data in (off, {**off, "q_consent_publish": "yes"}, off):
        client.post(fill_in, data=data)
        seen.append(consents(fresh_db))
    assert [set(each) for each in seen] == [{0}, {1}, {0}]


def test_taken_back_for_one_statement_stays_so_when_the_form_comes_again(
    client: FlaskClient, fresh_db: sqlite3.Connection, fill_in: str
) -> None:
    key = key_of(client.get(fill_in).get_data(as_text=True))
    data = {
        "q_statements-0-text": TEXT,
        "q_statements-1-text": "Nog iets.",
        "q_consent_publish": "yes",
    }
    client.post(fill_in, data={**data, "key": key})
    assert consents(fresh_db) == [1, 1]
    with client.session_transaction() as session:
        (receipt,) = session["receipts"].values()
    client.post(f"/r/{receipt}/statements/1", data={"text": TEXT, "aspect": ""})
    assert consents(fresh_db) == [0, 1]
    page = client.get(fill_in).get_data(as_text=True)
    more = {"q_statements-0-text": "En dit ook.", "q_consent_publish": "yes", "key": key_of(page)}
    client.post(fill_in, data=more)
    assert consents(fresh_db) == [0, 1, 1]


def test_one_statement_is_left_out_of_the_consent_for_all(
    client: FlaskClient, fresh_db: sqlite3.Connection, fill_in: str
) -> None:
    """And stays out, when the form is handed in again with and without the tick."""
    page = client.get(fill_in).get_data(as_text=True)
    assert "q_statements-0-home" in page
    data = {
        "q_statements-0-text": "Deze mag.",
        "q_statements-1-text": "Deze niet.",
        "q_statements-1-home": "yes",
        "q_consent_publish": "yes",
        "key": key_of(page),
    }
    client.post(fill_in, data=data)
    assert consents(fresh_db) == [1, 0]
    for more in ({}, {"q_consent_publish": "yes"}):
        key = key_of(client.get(fill_in).get_data(as_text=True))
        client.post(fill_in, data={**more, "key": key})
    assert consents(fresh_db) == [1, 0]


def agree_on(connection: sqlite3.Connection, verbatim: Verbatim) -> None:
    end = today() + timedelta(days=100)
    change_terms(connection, 1, 1, verbatim=verbatim, counts=True, ends_on=end)


def test_per_form_there_is_one_tick(
    client: FlaskClient, fresh_db: sqlite3.Connection, fill_in: str
) -> None:
    agree_on(fresh_db, Verbatim.PER_FORM)
    page = client.get(fill_in).get_data(as_text=True)
    assert ("q_consent_publish" in page, "-home" in page) == (True, False)


def test_where_nothing_is_published_it_is_not_asked_and_cannot_be_given(
    client: FlaskClient, fresh_db: sqlite3.Connection, fill_in: str
) -> None:
    """Not even by a phone that still shows the form of before."""
    old = client.get(fill_in).get_data(as_text=True)
    agree_on(fresh_db, Verbatim.NEVER)
    page = client.get(fill_in).get_data(as_text=True)
    assert ("q_consent_publish" in page, "-home" in page) == (False, False)
    assert "Wat u schrijft, wordt nooit woordelijk openbaar." in page
    data = {"q_statements-0-text": TEXT, "q_consent_publish": "yes", "key": key_of(old)}
    client.post(fill_in, data=data)
    assert consents(fresh_db) == [0]
    with client.session_transaction() as session:
        (receipt,) = session["receipts"].values()
    client.post(f"/r/{receipt}/statements/1", data={"text": TEXT, "aspect": "", "consent": "y"})
    assert consents(fresh_db) == [0]


def test_consent_of_before_stays_but_nothing_goes_out_while_nothing_may(
    client: FlaskClient, fresh_db: sqlite3.Connection, fill_in: str
) -> None:
    key = key_of(client.get(fill_in).get_data(as_text=True))
    data = {"q_statements-0-text": TEXT, "q_consent_publish": "yes", "key": key}
    client.post(fill_in, data=data)
    seen = []
    for verbatim in (Verbatim.NEVER, Verbatim.PER_STATEMENT):
        agree_on(fresh_db, verbatim)
        seen.append([each.consent for each in statements(fresh_db, 1)])
    assert seen == [[False], [True]]
