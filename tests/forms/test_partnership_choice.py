"""Coming in for a partnership: the list, a name, the three words, and what the phone remembers."""

from __future__ import annotations

import re
import sqlite3

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.access import new_receipt
from collector.intake import join
from collector.partnership_codes import new_code
from collector.partnerships import add_partnership
from collector.queries import meetings
from collector.queries.partnerships import organisations, partnership
from collector.records import Side
from collector.spoken_codes import in_speech, new_spoken_code
from forms.wrong_codes import AT_ONCE


@pytest.fixture
def codes(fresh_db: sqlite3.Connection, learning_network: int) -> list[str]:
    """Of the three meetings."""
    return [row["code"] for row in meetings.meetings(fresh_db, learning_network)]


@pytest.fixture
def bridge(fresh_db: sqlite3.Connection, learning_network: int) -> int:
    """A partnership of which somebody was there."""
    made = add_partnership(fresh_db, learning_network, "Opleidingsschool De Brug")
    place = meetings.meetings(fresh_db, learning_network)[0]
    join(fresh_db, place["id"], new_receipt(), side=Side.INSTITUTE, partnership=made)
    return made


def words_of(database: sqlite3.Connection, identifier: int) -> str:
    return in_speech(partnership(database, identifier)["code"])


def newest(database: sqlite3.Connection) -> sqlite3.Row:
    row: sqlite3.Row = database.execute(
        "SELECT * FROM participants ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return row


def count(database: sqlite3.Connection, table: str) -> int:
    found: int = database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return found


def test_the_first_one_sees_the_words_and_finds_them_again(
    client: FlaskClient, fresh_db: sqlite3.Connection, codes: list[str]
) -> None:
    form = {"side": "field", "new_partnership": "Het Veer", "sectors": ["po", "vo"]}
    answer = client.post(f"/m/{codes[0]}", data={**form, "organisation": "Het Kompas"})
    assert answer.location == f"/m/{codes[0]}?first=1"
    row = partnership(fresh_db, 1)
    assert (row["name"], row["sectors"]) == ("Het Veer", "po, vo")
    assert [tuple(one)[1:] for one in organisations(fresh_db, 1)] == [("Het Kompas", "field")]
    page = client.get(answer.location).get_data(as_text=True)
    assert "U bent de eerste van uw partnerschap." in page
    assert "Deel deze drie woorden met uw collega’s" in page
    assert words_of(fresh_db, 1) in page
    lacks = "U mist nog iemand van het opleidingsinstituut."
    assert lacks in page
    assert lacks in client.get(f"/m/{codes[0]}/activities").get_data(as_text=True)
    later = client.get(f"/m/{codes[0]}").get_data(as_text=True)
    assert words_of(fresh_db, 1) in later
    assert "de eerste" not in later


def test_the_list_alone_is_enough_but_shows_no_words(
    client: FlaskClient, fresh_db: sqlite3.Connection, codes: list[str], bridge: int
) -> None:
    client.post(f"/m/{codes[0]}", data={"side": "field", "partnership": str(bridge)})
    assert (newest(fresh_db)["partnership_id"], newest(fresh_db)["knows_code"]) == (bridge, 0)
    page = client.get(f"/m/{codes[0]}").get_data(as_text=True)
    assert words_of(fresh_db, bridge) not in page
    assert "Ik heb de drie woorden" in page
    assert "U mist nog" not in page  # both sides are there


def test_the_words_alone_say_which_partnership_it_is(
    client: FlaskClient, fresh_db: sqlite3.Connection, codes: list[str], bridge: int
) -> None:
    typed = words_of(fresh_db, bridge).upper().replace(" ", ". ")
    answer = client.post(f"/m/{codes[0]}", data={"side": "field", "spoken": typed})
    assert answer.status_code == 303
    assert (newest(fresh_db)["partnership_id"], newest(fresh_db)["knows_code"]) == (bridge, 1)


@pytest.mark.parametrize("spoken", ["tulp egel wekker", "iets", "x" * 100_000])
def test_wrong_words_are_said_and_nothing_typed_is_lost(
    client: FlaskClient, fresh_db: sqlite3.Connection, codes: list[str], bridge: int, spoken: str
) -> None:
    form = {"side": "field", "partnership": str(bridge), "role": "2", "organisation": "Het Kompas"}
    before = count(fresh_db, "participants")
    answer = client.post(f"/m/{codes[0]}", data={**form, "spoken": spoken})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Deze woorden horen niet bij dit partnerschap." in page
    assert f'<option value="{bridge}" selected' in page
    assert '<option value="2" selected' in page
    assert 'value="Het Kompas"' in page
    assert f'value="{spoken}"' in page
    assert count(fresh_db, "participants") == before
    assert client.post(f"/m/{codes[0]}", data=form).status_code == 303


def test_the_words_of_another_partnership_do_not_fit(
    client: FlaskClient,
    fresh_db: sqlite3.Connection,
    learning_network: int,
    codes: list[str],
    bridge: int,
) -> None:
    other = add_partnership(fresh_db, learning_network, "Het Veer")
    form = {"side": "field", "partnership": str(other), "spoken": words_of(fresh_db, bridge)}
    assert client.post(f"/m/{codes[0]}", data=form).status_code == 422
    assert count(fresh_db, "participants") == 1


def test_guessing_is_slowed_and_joining_without_words_is_not(
    client: FlaskClient, codes: list[str], bridge: int
) -> None:
    form = {"side": "field", "partnership": str(bridge)}
    for _ in range(AT_ONCE):
        client.post("/p", data={"code": in_speech(new_spoken_code())})
    page = client.post(f"/m/{codes[0]}", data={**form, "spoken": "tulp egel wekker"})
    assert "Wacht nog" in page.get_data(as_text=True)
    assert client.post("/p", data={"code": "tulp egel wekker"}).status_code == 429
    assert client.get("/p/tulp-egel-wekker").status_code == 429
    assert client.post(f"/m/{codes[0]}", data=form).status_code == 303


def test_a_name_that_looks_like_one_is_asked_about(
    client: FlaskClient, fresh_db: sqlite3.Connection, codes: list[str], bridge: int
) -> None:
    form = {"side": "field", "new_partnership": "o.s. de burg"}
    answer = client.post(f"/m/{codes[0]}", data=form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Bedoelt u …?" in page
    assert re.search(rf'name="meant" value="{bridge}"', page)
    assert 'value="o.s. de burg"' in page
    assert count(fresh_db, "partnerships") == 1
    client.post(f"/m/{codes[0]}", data={**form, "meant": str(bridge)})
    assert (newest(fresh_db)["partnership_id"], newest(fresh_db)["knows_code"]) == (bridge, 0)
    assert count(fresh_db, "partnerships") == 1


def test_it_may_be_another_one_all_the_same(
    client: FlaskClient, fresh_db: sqlite3.Connection, codes: list[str], bridge: int
) -> None:
    form = {"side": "field", "new_partnership": "o.s. de burg", "meant": "new"}
    client.post(f"/m/{codes[0]}", data=form)
    row = partnership(fresh_db, newest(fresh_db)["partnership_id"])
    assert (row["id"] == bridge, row["name"]) == (False, "o.s. de burg")
    assert newest(fresh_db)["knows_code"] == 1


def test_the_same_name_in_other_capitals_is_the_same(
    client: FlaskClient, fresh_db: sqlite3.Connection, codes: list[str], bridge: int
) -> None:
    form = {"side": "field", "new_partnership": "opleidingsschool  DE BRUG", "sectors": "mbo"}
    client.post(f"/m/{codes[0]}", data=form)
    assert newest(fresh_db)["partnership_id"] == bridge
    assert newest(fresh_db)["knows_code"] == 0
    assert partnership(fresh_db, bridge)["sectors"] == ""  # a stranger changes nothing of it


def test_the_phone_knows_its_partnership_at_the_next_meeting(
    client: FlaskClient, fresh_db: sqlite3.Connection, codes: list[str], bridge: int
) -> None:
    words = words_of(fresh_db, bridge)
    client.post(f"/m/{codes[0]}", data={"side": "field", "spoken": words})
    page = client.get(f"/m/{codes[1]}").get_data(as_text=True)
    assert f'<option value="{bridge}" selected' in page
    assert 'name="spoken"' not in page  # there is no other one to ask for
    client.post(f"/m/{codes[1]}", data={"side": "field", "partnership": str(bridge)})
    assert newest(fresh_db)["knows_code"] == 1
    assert words in client.get(f"/m/{codes[1]}").get_data(as_text=True)


def test_a_phone_that_only_chose_from_the_list_knows_nothing(
    client: FlaskClient, codes: list[str], bridge: int
) -> None:
    client.post(f"/m/{codes[0]}", data={"side": "field", "partnership": str(bridge)})
    page = client.get(f"/m/{codes[1]}").get_data(as_text=True)
    assert f'<option value="{bridge}" selected' not in page


def test_after_a_new_code_the_phone_has_to_be_told(
    client: FlaskClient,
    fresh_db: sqlite3.Connection,
    learning_network: int,
    facilitator: int,
    codes: list[str],
    bridge: int,
) -> None:
    old = words_of(fresh_db, bridge)
    client.post(f"/m/{codes[0]}", data={"side": "field", "spoken": old})
    new_code(fresh_db, learning_network, facilitator, bridge)
    new = words_of(fresh_db, bridge)
    page = client.get(f"/m/{codes[0]}").get_data(as_text=True)
    assert (old in page, new in page) == (False, False)
    assert client.post(f"/m/{codes[0]}/partnership", data={"code": old}).status_code == 404
    assert client.post(f"/m/{codes[0]}/partnership", data={"code": new}).status_code == 303
    assert new in client.get(f"/m/{codes[0]}").get_data(as_text=True)
    assert newest(fresh_db)["side"] == "field"


def test_words_are_given_afterwards(
    client: FlaskClient, fresh_db: sqlite3.Connection, codes: list[str], bridge: int
) -> None:
    form = {"side": "field", "partnership": str(bridge), "role": "2"}
    client.post(f"/m/{codes[0]}", data=form)
    place = f"/m/{codes[0]}/partnership"
    assert client.get(place).status_code == 200
    for typed, status in (("", 422), ("een twee", 422), ("tulp egel wekker", 404)):
        answer = client.post(place, data={"code": typed})
        assert (answer.status_code, f'value="{typed}"' in answer.get_data(as_text=True)) == (
            status,
            True,
        )
    answer = client.post(place, data={"code": words_of(fresh_db, bridge)})
    assert answer.location == f"/m/{codes[0]}"
    me = newest(fresh_db)
    assert (me["knows_code"], me["role_id"], me["side"]) == (1, 2, "field")
    assert client.get(place).status_code == 303  # nothing to ask any more


def test_somebody_who_is_not_there_gives_no_words(app: Flask, codes: list[str]) -> None:
    assert app.test_client().get(f"/m/{codes[0]}/partnership").status_code == 303


def test_a_hostile_choice_changes_nothing(
    client: FlaskClient, fresh_db: sqlite3.Connection, codes: list[str], bridge: int
) -> None:
    before = count(fresh_db, "participants")
    for form in (
        {"partnership": "999"},
        {"partnership": "-1"},
        {"partnership": "²"},
        {"meant": "999", "new_partnership": "De Brug"},
        {"partnership": str(bridge), "sectors": "wo"},
        {"partnership": str(bridge), "organisation": "x" * 5000},
        {"partnership": str(bridge), "organisation": "a\x00b"},
    ):
        answer = client.post(f"/m/{codes[0]}", data={"side": "field", **form})
        assert answer.status_code == 422, form
    assert count(fresh_db, "participants") == before
    assert count(fresh_db, "organisations") == 0
