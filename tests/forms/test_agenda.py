"""The activities of a meeting, and the same set-up once more."""

from __future__ import annotations

import re
import sqlite3

import pytest
from flask.testing import FlaskClient

from collector.copies import copy_meeting
from collector.errors import Refused
from collector.partnerships import add_partnership
from collector.queries import meetings, programmes


@pytest.fixture
def base(slug: str, meeting: int) -> str:
    return f"/facilitate/{slug}/meeting/{meeting}"


def titles(database: sqlite3.Connection, meeting: int) -> list[str]:
    return [one["title"] for one in meetings.activities(database, meeting)]


def test_one_more_out_of_the_catalogue_or_of_ones_own(
    desk: FlaskClient, fresh_db: sqlite3.Connection, base: str, meeting: int
) -> None:
    before = titles(fresh_db, meeting)
    desk.post(f"{base}/activities", data={"instrument": "perspectives"})
    answer = desk.post(f"{base}/activities", data={"instrument": "own", "title": "Eigen vraag"})
    made = meetings.activities(fresh_db, meeting)[-1]
    assert answer.location == f"{base}/activities/{made['id']}/questions"
    assert titles(fresh_db, meeting) == [*before, "Perspectieven op inductie", "Eigen vraag"]
    assert desk.post(f"{base}/activities", data={"instrument": "x"}).status_code == 409


def test_another_order(
    desk: FlaskClient, fresh_db: sqlite3.Connection, base: str, meeting: int
) -> None:
    before = titles(fresh_db, meeting)
    second = meetings.activities(fresh_db, meeting)[1]["id"]
    desk.post(f"{base}/activities/{second}/move", data={"by": "-1"})
    assert titles(fresh_db, meeting) == [before[1], before[0], *before[2:]]
    desk.post(f"{base}/activities/{second}/move", data={"by": "-1"})  # it is first already
    assert titles(fresh_db, meeting)[0] == before[1]
    for _ in range(20):
        desk.post(f"{base}/activities/{second}/move", data={"by": "1"})
    assert titles(fresh_db, meeting)[-1] == before[1]


def test_one_less_can_be_put_back_at_its_place(
    desk: FlaskClient, fresh_db: sqlite3.Connection, base: str, meeting: int
) -> None:
    before = titles(fresh_db, meeting)
    second = meetings.activities(fresh_db, meeting)[1]
    page = desk.post(f"{base}/activities/{second['id']}/remove", follow_redirects=True).text
    assert titles(fresh_db, meeting) == [before[0], *before[2:]]
    form = page[page.index("/activities/restore") :]
    values = dict(re.findall(r'name="(instrument|title|position)" value="([^"]*)"', form))
    desk.post(f"{base}/activities/restore", data=values)
    assert titles(fresh_db, meeting) == before
    again = meetings.activities(fresh_db, meeting)[1]
    assert again["instrument_id"] == second["instrument_id"]


def test_what_was_answered_stays(
    desk: FlaskClient, fresh_db: sqlite3.Connection, base: str, activity: int, meeting: int, say
) -> None:
    say("Dit blijft.")
    before = titles(fresh_db, meeting)
    assert desk.post(f"{base}/activities/{activity}/remove").status_code == 409
    assert titles(fresh_db, meeting) == before


def test_copying_a_meeting_without_its_answers(
    desk: FlaskClient, fresh_db: sqlite3.Connection, base: str, slug: str, meeting: int, say
) -> None:
    say("Dit gaat niet mee.")
    programme = programmes.programme(fresh_db, slug)["id"]
    region = programmes.regions(fresh_db, programme)[1]
    page = desk.get(f"{base}/copy").text
    assert f'value="{programme}-{region["id"]}"' in page
    desk.post(
        f"{base}/copy",
        data={"title": "Nog een", "place": f"{programme}-{region['id']}", "day": "2027-03-04"},
    )
    made = meetings.meetings(fresh_db, programme)[-1]
    assert (made["title"], made["region"], made["date"]) == (
        "Nog een",
        region["name"],
        "2027-03-04",
    )
    assert (made["participants"], made["open"]) == (0, 0)
    assert titles(fresh_db, made["id"]) == titles(fresh_db, meeting)
    old = meetings.meeting(fresh_db, meeting)
    assert made["code"] != old["code"]
    assert made["screen_key"] != old["screen_key"]
    answer = desk.post(f"{base}/copy", data={"title": " ", "place": "999", "day": "ooit"})
    assert "Geef de bijeenkomst een titel." in answer.text


def test_a_meeting_stays_with_its_kind(
    fresh_db: sqlite3.Connection, meeting: int, learning_network: int, facilitator: int
) -> None:
    with pytest.raises(Refused):
        copy_meeting(fresh_db, meeting, into=learning_network, title="Kan niet")


def test_the_same_set_up_again(
    desk: FlaskClient, fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    old = programmes.programme_by_id(fresh_db, learning_network)
    coast = add_partnership(fresh_db, learning_network, "Partnerschap Kust")
    add_partnership(fresh_db, learning_network, "Partnerschap Land")
    assert "Partnerschap Kust" in desk.get(f"/facilitate/{old['slug']}/again").text
    answer = desk.post(
        f"/facilitate/{old['slug']}/again",
        data={"title": "Leernetwerk 2028", "period": "2028", "partnerships": str(coast)},
    )
    assert answer.location == "/facilitate/leernetwerk-2028/"
    made = programmes.programme(fresh_db, "leernetwerk-2028")
    assert (made["kind"], made["period"], made["example"]) == ("learning_network", "2028", 0)
    for table in (programmes.roles, programmes.topics, programmes.follow_ups):
        names = [
            [tuple(row)[3:] for row in table(fresh_db, one)]
            for one in (learning_network, made["id"])
        ]
        assert names[0] == names[1]
    here, there = (
        [(one["title"], one["activities"]) for one in meetings.meetings(fresh_db, identifier)]
        for identifier in (learning_network, made["id"])
    )
    assert here == there
    partnerships = [one["name"] for one in programmes.partnerships(fresh_db, made["id"])]
    assert partnerships == ["Partnerschap Kust"]
    assert made["repeats"] == learning_network


def test_a_partnership_that_is_not_there_is_not_taken_along(
    desk: FlaskClient, fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    old = programmes.programme_by_id(fresh_db, learning_network)
    answer = desk.post(
        f"/facilitate/{old['slug']}/again", data={"title": "Nog eens", "partnerships": "999"}
    )
    assert answer.status_code == 200
    assert len(programmes.all_programmes(fresh_db)) == 1
