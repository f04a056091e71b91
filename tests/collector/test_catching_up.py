"""Answering outside the meeting: what is accepted from whom, and who is counted where."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest

from collector.access import new_receipt
from collector.catching_up import accepts, can_catch_up, enter_room, set_catch_up
from collector.errors import NotFound, Refused
from collector.intake import join, submit
from collector.meetings import set_activity_state
from collector.partnerships import add_partnership
from collector.queries import answers, meetings
from collector.queries.answers import participant_by_receipt
from collector.records import Side, Submission
from collector.terms import settle


@pytest.fixture
def place(fresh_db: sqlite3.Connection, learning_network: int) -> int:
    """The last meeting of the network, which can be caught up."""
    identifier = int(meetings.meetings(fresh_db, learning_network)[-1]["id"])
    set_catch_up(fresh_db, identifier, on=True)
    return identifier


def activity_of(connection: sqlite3.Connection, meeting: int, slug: str) -> sqlite3.Row:
    return next(row for row in meetings.activities(connection, meeting) if row["slug"] == slug)


def hand_in(
    connection: sqlite3.Connection, participant: int, activity: int, key: str = "een-sleutel"
) -> None:
    submit(connection, participant, activity, Submission(key, answers={"overall": "valuable"}))


def test_what_is_closed_in_the_room_is_accepted_from_outside_it(
    fresh_db: sqlite3.Connection, place: int
) -> None:
    looking_back = activity_of(fresh_db, place, "network-evaluation")["id"]
    outside = join(fresh_db, place, new_receipt(), self_study=True)
    inside = join(fresh_db, place, new_receipt())
    hand_in(fresh_db, outside, looking_back)
    with pytest.raises(Refused):
        hand_in(fresh_db, inside, looking_back, "nog-een-sleutel")
    set_catch_up(fresh_db, place, on=False)
    with pytest.raises(Refused):
        hand_in(fresh_db, outside, looking_back, "een-derde-sleutel")
    assert answers.values_in(fresh_db, looking_back) == {"overall": ["valuable"]}
    assert answers.values_in(fresh_db, looking_back, in_the_room=True) == {}


def test_until_the_programme_ends(
    fresh_db: sqlite3.Connection,
    learning_network: int,
    place: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outside = join(fresh_db, place, new_receipt(), self_study=True)
    settle(fresh_db, learning_network)
    ends = date.fromisoformat(fresh_db.execute("SELECT ends_on FROM terms").fetchone()[0])
    assert can_catch_up(fresh_db, meetings.meeting(fresh_db, place))
    monkeypatch.setattr("collector.catching_up.today", lambda: ends)
    assert not can_catch_up(fresh_db, meetings.meeting(fresh_db, place))
    with pytest.raises(Refused):
        hand_in(fresh_db, outside, activity_of(fresh_db, place, "network-evaluation")["id"])


def test_what_can_be_handed_in_now(fresh_db: sqlite3.Connection, learning_network: int) -> None:
    second, last = meetings.meetings(fresh_db, learning_network)[1:]
    for row in (second, last):
        set_catch_up(fresh_db, row["id"], on=True)

    def possible(meeting: int, slug: str, *, self_study: bool) -> bool:
        receipt = new_receipt()
        join(fresh_db, meeting, receipt, self_study=self_study)
        return accepts(
            fresh_db,
            meetings.meeting(fresh_db, meeting),
            activity_of(fresh_db, meeting, slug),
            participant_by_receipt(fresh_db, receipt),
        )

    assert possible(last["id"], "network-evaluation", self_study=True)
    assert not possible(last["id"], "network-evaluation", self_study=False)
    # Left open for the organiser: there is nothing to answer yet.
    assert not possible(second["id"], "criteria", self_study=True)
    vote = [
        (row["id"], one["slug"])
        for row in (second, last)
        for one in meetings.activities(fresh_db, row["id"])
        if one["slug"] == "network-vote"
    ]
    for meeting, slug in vote:
        assert not possible(meeting, slug, self_study=True)
        set_activity_state(fresh_db, activity_of(fresh_db, meeting, slug)["id"], is_open=True)
        assert possible(meeting, slug, self_study=True)


def test_who_is_outside_is_not_in_the_room(
    fresh_db: sqlite3.Connection, learning_network: int, place: int
) -> None:
    coast = add_partnership(fresh_db, learning_network, "Partnerschap Kust")
    receipt = new_receipt()
    outside = join(fresh_db, place, receipt, side=Side.FIELD, partnership=coast, self_study=True)
    looking_back = activity_of(fresh_db, place, "network-evaluation")["id"]
    hand_in(fresh_db, outside, looking_back)
    row = meetings.meeting(fresh_db, place)
    assert (row["participants"], row["outside"]) == (0, 1)
    assert meetings.in_the_room(fresh_db, place) == {"role": {}, "side": {}}
    assert meetings.composition(fresh_db, place) == []
    handed_in = meetings.activity(fresh_db, looking_back)
    assert (handed_in["responses"], handed_in["outside"]) == (1, 1)

    # A changed profile changes nothing about where one is.
    join(fresh_db, place, receipt, side=Side.INSTITUTE, partnership=coast)
    assert meetings.meeting(fresh_db, place)["outside"] == 1

    enter_room(fresh_db, outside)
    row = meetings.meeting(fresh_db, place)
    assert (row["participants"], row["outside"]) == (1, 0)
    assert meetings.in_the_room(fresh_db, place)["side"] == {"institute": 1}
    handed_in = meetings.activity(fresh_db, looking_back)
    assert (handed_in["responses"], handed_in["outside"]) == (1, 0)
    join(fresh_db, place, receipt, side=Side.INSTITUTE, partnership=coast, self_study=True)
    assert meetings.meeting(fresh_db, place)["participants"] == 1


def test_nobody_enters(fresh_db: sqlite3.Connection) -> None:
    with pytest.raises(NotFound):
        enter_room(fresh_db, 12)
