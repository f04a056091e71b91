"""Follow-ups, resources and speakers: added, changed, moved, taken away; never another's."""

from __future__ import annotations

import sqlite3

import pytest

from collector import attached
from collector.copies import copy_meeting, copy_programme
from collector.errors import NotFound, Refused
from collector.meetings import add_resource, add_speaker
from collector.queries import meetings, programmes
from collector.queries.follow_ups import asked_at
from collector.records import FollowUp, QuestionKind, Resource, Speaker


def titles(connection: sqlite3.Connection, programme: int, meeting: int | None = None) -> list[str]:
    return [row["title"] for row in programmes.resources(connection, programme, meeting)]


def names(connection: sqlite3.Connection, programme: int) -> list[str]:
    return [row["title"] for row in programmes.follow_ups(connection, programme)]


@pytest.fixture
def meeting(fresh_db: sqlite3.Connection, round_table: int) -> int:
    return int(meetings.meetings(fresh_db, round_table)[0]["id"])


def test_resources_move_within_their_own_list(
    fresh_db: sqlite3.Connection, round_table: int, meeting: int
) -> None:
    for title in ("A", "B", "C"):
        add_resource(fresh_db, round_table, None, Resource(title))
        add_resource(fresh_db, round_table, meeting, Resource(f"{title} daar"))
    ids = {row["title"]: row["id"] for row in programmes.resources(fresh_db, round_table)}
    attached.move(fresh_db, round_table, "resources", ids["C"], up=True)
    assert titles(fresh_db, round_table) == ["A", "C", "B"]
    attached.move(fresh_db, round_table, "resources", ids["A"], up=True)
    attached.move(fresh_db, round_table, "resources", ids["B"], up=False)
    assert titles(fresh_db, round_table) == ["A", "C", "B"]
    assert titles(fresh_db, round_table, meeting) == ["A daar", "B daar", "C daar"]
    made = copy_programme(fresh_db, round_table, title="Nog eens", period="")
    assert titles(fresh_db, made) == ["A", "C", "B"]


def test_a_resource_is_changed_and_taken_away(
    fresh_db: sqlite3.Connection, round_table: int
) -> None:
    add_resource(fresh_db, round_table, None, Resource("Gids"))
    number = programmes.resources(fresh_db, round_table)[0]["id"]
    changed = Resource("Gids 2", "Platform", "katern", "https://example.org/gids")
    attached.change_resource(fresh_db, round_table, number, changed)
    row = attached.resource(fresh_db, round_table, number)
    assert Resource(row["title"], row["publisher"], row["kind"], row["link"]) == changed
    attached.remove(fresh_db, round_table, "resources", number)
    with pytest.raises(NotFound):
        attached.resource(fresh_db, round_table, number)


def test_what_stands_elsewhere_is_left_alone(
    fresh_db: sqlite3.Connection, round_table: int, learning_network: int, meeting: int
) -> None:
    add_resource(fresh_db, round_table, meeting, Resource("Gids"))
    add_speaker(fresh_db, meeting, Speaker("Sam"))
    tables = {
        "resources": programmes.resources(fresh_db, round_table, meeting)[0]["id"],
        "speakers": meetings.speakers(fresh_db, meeting)[0]["id"],
        "follow_ups": programmes.follow_ups(fresh_db, round_table)[0]["id"],
    }
    for table, number in tables.items():
        with pytest.raises(NotFound):
            attached.move(fresh_db, learning_network, table, number, up=True)
        with pytest.raises(NotFound):
            attached.remove(fresh_db, learning_network, table, number)
        with pytest.raises(NotFound):
            attached.remove(fresh_db, round_table, table, 999)


def test_speakers_and_cases(fresh_db: sqlite3.Connection, round_table: int, meeting: int) -> None:
    for name in ("Sam", "Noor"):
        add_speaker(fresh_db, meeting, Speaker(name))
    noor = meetings.speakers(fresh_db, meeting)[1]["id"]
    case = Speaker("Noor", "schoolopleider", "De Brug", "Samen beoordelen", "case")
    attached.change_speaker(fresh_db, round_table, noor, case)
    attached.move(fresh_db, round_table, "speakers", noor, up=True)
    found = [(row["name"], row["kind"]) for row in meetings.speakers(fresh_db, meeting)]
    assert found == [("Noor", "case"), ("Sam", "presentation")]
    made = copy_meeting(fresh_db, meeting, into=round_table, title="Kopie")
    assert [row["name"] for row in meetings.speakers(fresh_db, made)] == ["Noor", "Sam"]


def test_follow_ups_with_one_title_have_slugs_of_their_own(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    before = names(fresh_db, learning_network)
    for _time in range(2):
        number = attached.add_follow_up(fresh_db, learning_network, "Werkbezoek", "In mei.")
    assert names(fresh_db, learning_network) == [*before, "Werkbezoek", "Werkbezoek"]
    slugs = [row["slug"] for row in programmes.follow_ups(fresh_db, learning_network)]
    assert slugs[-2:] == ["werkbezoek", "werkbezoek-2"]
    attached.change_follow_up(fresh_db, learning_network, number, FollowUp("x", "Excursie", ""))
    attached.move(fresh_db, learning_network, "follow_ups", number, up=True)
    assert names(fresh_db, learning_network) == [*before, "Excursie", "Werkbezoek"]
    assert attached.follow_up(fresh_db, learning_network, number)["slug"] == "werkbezoek-2"


def test_a_follow_up_stays_while_somebody_can_sign_up_or_did(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    first = programmes.follow_ups(fresh_db, learning_network)[0]
    with pytest.raises(Refused, match="nog voor aanmelden"):
        attached.remove_follow_up(fresh_db, learning_network, first["id"], signed_up=0)
    number = attached.add_follow_up(fresh_db, learning_network, "Werkbezoek", "")
    with pytest.raises(Refused, match="al mensen aangemeld"):
        attached.remove_follow_up(fresh_db, learning_network, number, signed_up=1)
    attached.remove_follow_up(fresh_db, learning_network, number, signed_up=0)
    assert "Werkbezoek" not in names(fresh_db, learning_network)


def test_the_question_to_sign_up_stands_where_sign_ups_are_asked(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    number = attached.add_follow_up(fresh_db, learning_network, "Werkbezoek", "")
    activity = attached.ask_to_sign_up(fresh_db, learning_network, number)
    row = meetings.activity(fresh_db, activity)
    assert row["slug"] == "network-sign-up"
    question = meetings.instrument_of(row).questions[-1]
    assert (question.kind, question.label) == (QuestionKind.CONTACT, "Werkbezoek")
    (place,) = asked_at(fresh_db, learning_network)["werkbezoek"]
    assert (place["activity"], place["only"], place["is_open"]) == (activity, True, False)
    with pytest.raises(Refused, match="al aanmelden"):
        attached.ask_to_sign_up(fresh_db, learning_network, number)


def test_a_new_activity_where_nothing_asks_for_sign_ups(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    for place in [one for found in asked_at(fresh_db, learning_network).values() for one in found]:
        fresh_db.execute("DELETE FROM activities WHERE id = ?", (place["activity"],))
    first = programmes.follow_ups(fresh_db, learning_network)[0]["id"]
    activity = attached.ask_to_sign_up(fresh_db, learning_network, first)
    last = meetings.meetings(fresh_db, learning_network)[-1]["id"]
    assert meetings.activities(fresh_db, last)[-1]["id"] == activity
