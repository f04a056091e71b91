"""Partnerships on the facilitator's desk: who they are, who was there, their codes."""

from __future__ import annotations

import re
import sqlite3

import pytest
from flask.testing import FlaskClient

from collector.access import new_receipt
from collector.intake import join
from collector.partnerships import add_partnership, set_named
from collector.queries import meetings, programmes
from collector.queries.acts import log
from collector.queries.partnerships import organisations, partnership
from collector.records import Side
from collector.spoken_codes import in_speech


@pytest.fixture
def base(fresh_db: sqlite3.Connection, learning_network: int) -> str:
    slug = programmes.programme_by_id(fresh_db, learning_network)["slug"]
    return f"/facilitate/{slug}/partnerships"


@pytest.fixture
def bridge(fresh_db: sqlite3.Connection, learning_network: int) -> int:
    """One of which two of the field were in the room, and one worked at home."""
    made = add_partnership(fresh_db, learning_network, "De Brug")
    place = meetings.meetings(fresh_db, learning_network)[0]["id"]
    for _ in range(2):
        join(fresh_db, place, new_receipt(), side=Side.FIELD, partnership=made)
    join(fresh_db, place, new_receipt(), side=Side.INSTITUTE, partnership=made, self_study=True)
    join(fresh_db, place, new_receipt(), side=Side.INSTITUTE, partnership=made, rehearsal=True)
    return made


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_there_are_none_yet(desk: FlaskClient, base: str) -> None:
    assert "Er zijn nog geen partnerschappen." in desk.get(base).get_data(as_text=True)
    assert "Er zijn nog geen partnerschappen." in desk.get(f"{base}/cards").get_data(as_text=True)
    assert desk.post(f"{base}/cards").status_code == 303


def test_one_is_added_and_changed(
    desk: FlaskClient, fresh_db: sqlite3.Connection, base: str
) -> None:
    answer = desk.post(base, data={"name": " De  Brug ", "sectors": ["po", "mbo"], "region": ""})
    assert answer.location == f"{base}/1"
    assert partnership(fresh_db, 1)["sectors"] == "po, mbo"
    page = desk.get(f"{base}/1").get_data(as_text=True)
    assert 'value="De Brug"' in page
    assert len(re.findall(r"<input checked[^>]*value=\"(?:po|mbo)\"", page)) == 2
    desk.post(f"{base}/1", data={"name": "De Nieuwe Brug", "sectors": "vo", "region": ""})
    row = partnership(fresh_db, 1)
    assert (row["name"], row["sectors"]) == ("De Nieuwe Brug", "vo")
    page = desk.post(f"{base}/1", data={"name": "", "region": ""}).get_data(as_text=True)
    assert "Geef het partnerschap een naam." in page
    assert desk.post(base, data={"name": "", "region": ""}).status_code == 200


def test_who_was_there_per_meeting(desk: FlaskClient, base: str, bridge: int) -> None:
    listed = text(desk.get(base).get_data(as_text=True))
    assert "De Brug 2 (0 + 2) later zelf: 1 – – gegeven" in listed
    page = text(desk.get(f"{base}/{bridge}").get_data(as_text=True))
    assert "Bijeenkomst 1: waarom 2 (0 + 2) later zelf: 1 mist iemand van het instituut" in page


def test_the_code_is_seen_only_on_purpose(
    desk: FlaskClient, fresh_db: sqlite3.Connection, learning_network: int, base: str, bridge: int
) -> None:
    words = in_speech(partnership(fresh_db, bridge)["code"])
    for page in (desk.get(base), desk.get(f"{base}/{bridge}"), desk.get(f"{base}/cards")):
        assert words not in page.get_data(as_text=True)
    assert log(fresh_db, learning_network) == []
    assert words in desk.post(f"{base}/{bridge}/code").get_data(as_text=True)
    (entry,) = log(fresh_db, learning_network)
    assert (entry.kind, entry.about) == ("show_code", "De Brug")
    page = desk.get(base.replace("partnerships", "log")).get_data(as_text=True)
    assert "code van een partnerschap getoond" in page
    assert "Ongedaan maken</button>" not in page


def test_a_new_code_can_be_undone(
    desk: FlaskClient, fresh_db: sqlite3.Connection, learning_network: int, base: str, bridge: int
) -> None:
    old = partnership(fresh_db, bridge)["code"]
    answer = desk.post(f"{base}/{bridge}/new-code", follow_redirects=True)
    page = answer.get_data(as_text=True)
    assert "De Brug heeft een nieuwe code." in page
    assert partnership(fresh_db, bridge)["code"] != old
    undo = re.search(r'action="([^"]*/undo)"', page)
    assert undo
    desk.post(undo[1])
    assert partnership(fresh_db, bridge)["code"] == old


def test_cards_give_everybody_a_code(
    desk: FlaskClient, fresh_db: sqlite3.Connection, learning_network: int, base: str, bridge: int
) -> None:
    other = add_partnership(fresh_db, learning_network, "Het Veer")
    assert "1 partnerschap heeft nog geen code" in desk.get(f"{base}/cards").get_data(as_text=True)
    page = desk.post(f"{base}/cards").get_data(as_text=True)
    for one in (bridge, other):
        assert in_speech(partnership(fresh_db, one)["code"]) in page
    assert page.count("<svg") == 2
    assert [one.kind for one in log(fresh_db, learning_network)] == ["show_all_codes"]


def test_organisations_come_change_and_go(
    desk: FlaskClient, fresh_db: sqlite3.Connection, base: str, bridge: int
) -> None:
    place = f"{base}/{bridge}/organisations"
    page = desk.post(place, data={"organisation-name": "Pabo Noord"}).get_data(as_text=True)
    assert "Kies de kant." in page
    assert 'value="Pabo Noord"' in page
    desk.post(place, data={"organisation-name": "Pabo Noord", "organisation-side": "institute"})
    (row,) = organisations(fresh_db, bridge)
    prefix = f"organisation-{row['id']}-"
    page = desk.post(f"{place}/{row['id']}", data={f"{prefix}name": ""}).get_data(as_text=True)
    assert "Geef de organisatie een naam." in page
    changed = {f"{prefix}name": "Pabo Zuid", f"{prefix}side": "field"}
    desk.post(f"{place}/{row['id']}", data=changed)
    assert [tuple(one)[1:] for one in organisations(fresh_db, bridge)] == [("Pabo Zuid", "field")]
    desk.post(f"{place}/{row['id']}/remove")
    assert organisations(fresh_db, bridge) == []
    assert desk.post(f"{place}/{row['id']}/remove").status_code == 404


def test_two_become_one_after_a_warning(
    desk: FlaskClient, fresh_db: sqlite3.Connection, learning_network: int, base: str, bridge: int
) -> None:
    other = add_partnership(fresh_db, learning_network, "Brug")
    place = f"{base}/{bridge}/merge"
    page = desk.get(f"{place}?other={other}").get_data(as_text=True)
    assert "Dit kunt u niet ongedaan maken." in page
    assert desk.get(place).status_code == 303
    assert desk.post(place, data={"other": str(bridge)}).status_code == 409
    assert desk.post(place, data={"other": str(other)}).status_code == 303
    rows = programmes.partnerships(fresh_db, learning_network)
    assert [row["name"] for row in rows] == ["De Brug"]


def test_only_one_without_people_goes(
    desk: FlaskClient, fresh_db: sqlite3.Connection, learning_network: int, base: str, bridge: int
) -> None:
    other = add_partnership(fresh_db, learning_network, "Het Veer")
    assert f"{bridge}/remove" not in desk.get(f"{base}/{bridge}").get_data(as_text=True)
    assert f"{other}/remove" in desk.get(f"{base}/{other}").get_data(as_text=True)
    assert desk.post(f"{base}/{bridge}/remove").status_code == 409
    assert desk.post(f"{base}/{other}/remove").status_code == 303
    assert desk.get(f"{base}/{other}").status_code == 404


def test_whether_it_may_be_named_is_only_seen_here(
    desk: FlaskClient, fresh_db: sqlite3.Connection, base: str, bridge: int
) -> None:
    assert "Het partnerschap kiest dit zelf" in desk.get(f"{base}/{bridge}").get_data(as_text=True)
    set_named(fresh_db, bridge, True)
    page = desk.get(f"{base}/{bridge}").get_data(as_text=True)
    assert "mag genoemd worden" in page
    assert "mag genoemd worden" in desk.get(base).get_data(as_text=True)


def test_a_partnership_of_another_programme_is_not_here(
    desk: FlaskClient, fresh_db: sqlite3.Connection, round_table: int, base: str, bridge: int
) -> None:
    slug = programmes.programme_by_id(fresh_db, round_table)["slug"]
    elsewhere = f"/facilitate/{slug}/partnerships/{bridge}"
    assert desk.get(elsewhere).status_code == 404
    assert desk.get(f"{elsewhere}/merge?other={bridge}").status_code == 404
    for path in ("/code", "/new-code", "/remove", "/organisations", "/organisations/1/remove"):
        assert desk.post(elsewhere + path).status_code == 404, path
    assert desk.get(f"{base}/999").status_code == 404
