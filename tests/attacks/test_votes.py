"""Attacks on votes: from a release, from the next one, from the desk, and from the wall."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient

from analysis.consensus_run import record_of, run_consensus
from analysis.disclosure import Rules
from analysis.public_votes import tell
from analysis.publish import Release
from analysis.verify import verify
from collector.corrections import change_statement, withdraw_response, withdraw_statement
from collector.meetings import set_activity_state
from collector.projector import hide_results, show
from collector.queries import meetings, votes
from collector.queries.answers import responses_of
from collector.queries.programmes import programme_by_id
from collector.queries.statements import statements
from collector.records import Vote
from collector.tallies import VoteCount
from collector.votes import cast
from tests.analysis.programme_to_publish import CANARIES, Made

Rows = Callable[[Release, str], list[tuple[Any, ...]]]


@pytest.fixture
def voting(made: Made) -> int:
    """The activity in which statements are voted on; it is open."""
    meeting = meetings.meetings(made.connection, made.programme)[0]["id"]
    activity = made.instrument_activity(meeting, "table-vote")
    set_activity_state(made.connection, activity, is_open=True)
    return activity


def people(made: Made) -> list[int]:
    return [row["id"] for row in made.connection.execute("SELECT id FROM participants ORDER BY id")]


def vote(made: Made, activity: int, statement: int, words: str) -> list[int]:
    """Everybody who may, in turn: `a` agrees, `d` disagrees, `p` passes; who voted."""
    letters = {"a": Vote.AGREE, "d": Vote.DISAGREE, "p": Vote.PASS}
    row = meetings.activity(made.connection, activity)
    may = [one for one in people(made) if statement in votes.on_ballot(made.connection, row, one)]
    for person, letter in zip(may, words, strict=False):
        cast(made.connection, person, activity, {statement: letters[letter]})
    return may[: len(words)]


def texts(made: Made) -> dict[str, int]:
    return {
        each.text: each.id
        for each in statements(made.connection, made.programme, states=("approved",))
        if each.publishable
    }


def told(release: Release, rows: Rows) -> dict[str, tuple[Any, ...]]:
    found = rows(
        release,
        "SELECT text, agree, disagree, passed, other FROM votes JOIN statements USING (number)",
    )
    return {text: tuple(cells) for text, *cells in found}


def test_no_small_number_of_votes_goes_out(
    made: Made, make: Callable[..., Release], rows: Rows, voting: int
) -> None:
    said = list(texts(made).items())[:6]
    cast_ = ("a" * 12 + "d" * 8 + "p" * 6, "a" * 20 + "dd" + "pppp", "d" * 15 + "a" * 3 + "p" * 4,
             "a" * 25, "aaad", "a" * 9 + "d" * 2)  # fmt: skip
    for (_text, statement), words in zip(said, cast_, strict=True):
        vote(made, voting, statement, words)
    release = make()
    assert told(release, rows) == {
        said[0][0]: (12, 8, 6, None),
        said[1][0]: (20, None, None, 6),
        said[2][0]: (None, 15, None, 7),
    }
    assert release.file is not None and verify(release.file) == []


def test_no_number_can_be_worked_out_from_the_others() -> None:
    """Of every division of up to 24 votes: what a reader who knows the rules can still think."""
    rules = Rules(5)
    thinkable: dict[object, list[tuple[int, int, int]]] = {}
    for agree, disagree, passed in product(range(25), repeat=3):
        if 0 < agree + disagree + passed <= 24:
            shown = tell(VoteCount(agree, disagree, passed), rules)
            thinkable.setdefault(shown, []).append((agree, disagree, passed))
    for shown, divisions in thinkable.items():
        if shown is None:
            continue
        for place in range(3):
            values = {division[place] for division in divisions}
            known = min(values) if len(values) == 1 else None
            # What is known is none, or enough to hide in; else it may be any of four numbers, as
            # many as a number below the group size can be.
            if known is None:
                assert len(values) >= 4, (shown, divisions)
            else:
                assert known == 0 or known >= 5, (shown, divisions)


def test_nobody_is_found_by_subtracting_two_releases(
    made: Made, make: Callable[..., Release], rows: Rows, voting: int
) -> None:
    text, statement = next(iter(texts(made).items()))
    first = vote(made, voting, statement, "a" * 9 + "d" * 8)
    before = told(make(), rows)[text]
    late = vote(made, voting, statement, "a" * 9 + "d" * 8 + "ddd")[-3:]
    assert not set(late) & set(first)
    cast(made.connection, first[0], voting, {statement: Vote.PASS})
    again = make()
    assert told(again, rows)[text] == before == (9, 8, 0, None)
    assert again.file is not None and verify(again.file) == []


def test_other_words_have_no_votes_of_before(made: Made, voting: int) -> None:
    text = "Bijdrage 5 gaat over begeleiding van starters."
    statement = texts(made)[text]
    vote(made, voting, statement, "a" * 10)
    author = made.connection.execute(
        "SELECT r.participant_id FROM responses AS r JOIN statements AS s ON s.response_id = r.id"
        " WHERE s.id = ?",
        (statement,),
    ).fetchone()[0]
    change_statement(
        made.connection, author, statement, text="Iets heel anders.", aspect=None, consent=True
    )
    assert count(made.connection, "votes") == 0


def count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_withdrawing_takes_the_votes_along(made: Made, voting: int) -> None:
    one, other = list(texts(made).values())[:2]
    voters = vote(made, voting, one, "a" * 6)
    vote(made, voting, other, "d" * 6)
    given = [
        row["id"]
        for row in responses_of(made.connection, voters[0])
        if row["activity_id"] == voting
    ]
    withdraw_response(made.connection, voters[0], given[0])
    mine = "SELECT count(*) FROM votes WHERE participant_id = ?"
    assert made.connection.execute(mine, (voters[0],)).fetchone()[0] == 0
    author = made.connection.execute(
        "SELECT r.participant_id FROM responses AS r JOIN statements AS s ON s.response_id = r.id"
        " WHERE s.id = ?",
        (one,),
    ).fetchone()[0]
    withdraw_statement(made.connection, author, one)
    on_it = "SELECT count(*) FROM votes WHERE statement_id = ?"
    assert made.connection.execute(on_it, (one,)).fetchone()[0] == 0


def test_neither_log_nor_table_tells_the_order_of_votes(made: Made, voting: int) -> None:
    statement = next(iter(texts(made).values()))
    vote(made, voting, statement, "adpadp")
    found = made.connection.execute("SELECT at, data FROM events WHERE kind = 'voted'").fetchall()
    assert len(found) == 6
    assert {row["at"][13:] for row in found} == {":00:00Z"}
    assert {tuple(json.loads(row["data"])) for row in found} == {("activity",)}
    with pytest.raises(sqlite3.OperationalError):
        made.connection.execute("SELECT rowid FROM votes")


def test_groups_are_told_in_classes_that_leave_one_vote_open() -> None:
    """With five in a group: all five agree, or four do, is the same to a facilitator."""

    def leanings(words: str) -> list[object]:
        values = {"a": 1.0, "d": -1.0, "p": 0.0}
        votes_ = [[values[letter]] for letter in words]
        sides = ["institute"] * 5 + ["field"] * (len(words) - 5)
        found = record_of([7], np.array(votes_), {"side": sides}, 5)
        return found["statements"][0]["lines"]["side"]["groups"]

    for last in "adp":
        assert leanings("aaaa" + last + "d" * 8)[1] == ["institute", 5, "nearly_agree"]


def test_what_is_kept_names_nobody_and_no_small_group(made: Made, voting: int) -> None:
    chance = random.Random(2)
    for statement in list(texts(made).values())[:12]:
        vote(made, voting, statement, "".join(chance.choice("aadp") for _ in range(26)))
    assert run_consensus(made.connection, made.programme, 5)
    stored = votes.consensus(made.connection, made.programme)
    assert stored is not None
    content = json.dumps(stored.found)
    assert not any(receipt in content for receipt in made.receipts)
    assert "participant" not in content and "members" not in content
    assert all(
        base >= 5
        for each in stored.found["statements"]
        for line in each.get("lines", {}).values()
        for _group, base, _leaning in line["groups"]
    )
    assert all(group["size"] >= 5 for group in stored.found["opinions"]["groups"])
    # Three people come from this region.
    assert "Noord-Nederland" not in content


def test_desk_and_wall_tell_of_no_statement_that_few_voted_on(
    app: Flask, desk: FlaskClient, made: Made, voting: int
) -> None:
    text, statement = next(iter(texts(made).items()))
    vote(made, voting, statement, "aadp")
    set_activity_state(made.connection, voting, is_open=False)
    run_consensus(made.connection, made.programme, 5)
    slug = programme_by_id(made.connection, made.programme)["slug"]
    page = desk.get(f"/facilitate/{slug}/consensus/").text
    assert "Nog 1 stem, dan is er van een eerste uitspraak iets te zeggen." in page
    assert text not in page
    meeting = meetings.meetings(made.connection, made.programme)[0]
    show(made.connection, meeting["id"], "activity", voting)
    hide_results(made.connection, voting, hidden=False)
    wall = app.test_client().get(f"/screen/{meeting['screen_key']}").text
    assert text not in wall and "mensen stemden" in wall


def test_wall_tells_nothing_while_people_vote(app: Flask, made: Made, voting: int) -> None:
    text, statement = next(iter(texts(made).items()))
    vote(made, voting, statement, "a" * 12 + "d" * 9)
    meeting = meetings.meetings(made.connection, made.programme)[0]
    show(made.connection, meeting["id"], "activity", voting)
    client = app.test_client()
    hide_results(made.connection, voting, hidden=False)
    assert text not in client.get(f"/screen/{meeting['screen_key']}").text
    hide_results(made.connection, voting, hidden=True)
    set_activity_state(made.connection, voting, is_open=False)
    assert text not in client.get(f"/screen/{meeting['screen_key']}").text
    hide_results(made.connection, voting, hidden=False)
    assert text in client.get(f"/screen/{meeting['screen_key']}").text


def test_votes_of_somebody_else_stay_theirs(app: Flask, made: Made, voting: int) -> None:
    statement = next(iter(texts(made).values()))
    voters = vote(made, voting, statement, "adadad")
    meeting = meetings.meetings(made.connection, made.programme)[0]
    client = app.test_client()
    assert client.post(f"/m/{meeting['code']}", data={"role": "", "region": "1"}).status_code == 303
    address = f"/m/{meeting['code']}/{voting}/vote"
    own = client.get(f"/m/{meeting['code']}/{voting}/votes").text
    assert "U heeft nog niet gestemd." in own
    assert client.post(address, data={"statement": statement, "vote": "back"}).status_code == 303
    assert count(made.connection, "votes") == len(voters)
    sent = {"statement": statement, "vote": "agree"}
    queued = client.post(address, data=sent, headers={"X-Queue": "somebody-else"})
    assert (queued.status_code, queued.json) == (403, {"stored": False})
    assert count(made.connection, "votes") == len(voters)


def test_canaries_are_not_on_the_ballot(app: Flask, made: Made, voting: int) -> None:
    meeting = meetings.meetings(made.connection, made.programme)[0]
    client = app.test_client()
    client.post(f"/m/{meeting['code']}", data={"role": "", "region": "1"})
    pages = client.get(f"/m/{meeting['code']}/{voting}/vote").text
    pages += client.get(f"/m/{meeting['code']}/{voting}/vote/queue").text
    shown = {name for name, word in CANARIES.items() if word in pages}
    # In the room consent to publish is not asked; everything else stays away.
    assert shown <= {"without consent"}
