"""Trying a meeting with made-up answers: marked everywhere, counted nowhere, gone at once."""

from __future__ import annotations

import sqlite3

import pytest
from flask.testing import FlaskClient

from analysis.report_material import gather
from collector.access import new_receipt
from collector.codebook import add_theme
from collector.errors import Refused
from collector.findings import ProposedTheme, store_deidentifications, store_run
from collector.intake import join
from collector.meetings import set_activity_state
from collector.moderation import approve, merge
from collector.queries import acts, answers, meetings, outcomes, programmes, statements, votes
from collector.queries.board import board
from collector.queries.themes import themes
from collector.records import Vote
from collector.votes import cast
from forms.rehearsal import MOST, PEOPLE

UNTOUCHED = ["table-vote", "table-sign-up"]

# What is left when everything made up is gone: in no table a row that was not there before.
IGNORED = {"audit", "events", "sqlite_sequence", "instruments"}


def rows(database: sqlite3.Connection) -> dict[str, int]:
    tables = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return {
        row["name"]: database.execute(f"SELECT count(*) FROM {row['name']}").fetchone()[0]
        for row in tables
        if row["name"] not in IGNORED
    }


@pytest.fixture
def base(slug: str, meeting: int) -> str:
    return f"/facilitate/{slug}/meeting/{meeting}"


def test_one_press_fills_a_meeting_and_one_press_empties_it(
    desk: FlaskClient, fresh_db: sqlite3.Connection, base: str, meeting: int, round_table: int
) -> None:
    before = rows(fresh_db)
    assert desk.post(f"{base}/rehearsal").location == f"{base}/"
    row = meetings.meeting(fresh_db, meeting)
    assert (row["participants"], row["rehearsing"]) == (0, PEOPLE)
    asked = meetings.activities(fresh_db, meeting)
    assert [one["responses"] for one in asked] == [0] * len(asked)
    # Contact details are never made up, nor votes on what nobody approved yet.
    assert [one["slug"] for one in asked if not one["rehearsed"]] == UNTOUCHED
    assert "proef" in desk.get(f"{base}/").get_data(as_text=True).lower()
    assert "Ja, haal ze weg" in desk.get(f"{base}/rehearsal/remove").get_data(as_text=True)
    assert desk.post(f"{base}/rehearsal/remove").status_code == 302
    assert rows(fresh_db) == before
    kinds = [
        one["kind"] + str(one["data"])
        for one in fresh_db.execute("SELECT * FROM events WHERE kind = 'rehearsal' ORDER BY id")
    ]
    assert ["filled" in kinds[0], "removed" in kinds[1], len(kinds)] == [True, True, 2]


def test_one_activity_alone(
    desk: FlaskClient, fresh_db: sqlite3.Connection, base: str, meeting: int
) -> None:
    first = meetings.activities(fresh_db, meeting)[0]["id"]
    desk.post(f"{base}/rehearsal", data={"activity": first})
    counts = [one["rehearsed"] for one in meetings.activities(fresh_db, meeting)]
    assert (counts[0] > 15, counts[1:]) == (True, [0] * (len(counts) - 1))


def test_there_is_an_end_to_it(desk: FlaskClient, base: str, fresh_db, meeting: int) -> None:
    for _ in range(MOST // PEOPLE):
        assert desk.post(f"{base}/rehearsal").status_code == 302
    assert desk.post(f"{base}/rehearsal").status_code == 409
    assert meetings.meeting(fresh_db, meeting)["rehearsing"] == MOST


def test_what_is_made_up_counts_nowhere(
    desk: FlaskClient, fresh_db: sqlite3.Connection, base: str, round_table: int, meeting: int, say
) -> None:
    desk.post(f"{base}/rehearsal")
    say("Dit is echt gezegd.")
    real = statements.statements(fresh_db, round_table)
    assert [one.text for one in real] == ["Dit is echt gezegd."]
    assert gather(fresh_db, round_table, public=False).collected == 1
    assert answers.answers_in_programme(fresh_db, round_table) == []
    assert programmes.participants_by_role(fresh_db, round_table) == {"": 1}
    assert outcomes.in_the_way(fresh_db, round_table).waiting == 1
    row = programmes.all_programmes(fresh_db)[0]
    assert (row["participants"], row["statements"]) == (1, 1)
    assert [one.text for one in statements.to_group(fresh_db, round_table, ("waiting",))] == [
        "Dit is echt gezegd."
    ]
    # On the board they do stand, and are marked.
    cards = board(fresh_db, round_table).undecided
    assert [one.text for one in cards if not one.rehearsal] == ["Dit is echt gezegd."]
    assert len(cards) > 20


def test_approved_and_consented_it_still_stays_in_the_house(
    desk: FlaskClient, fresh_db: sqlite3.Connection, base: str, round_table: int, facilitator: int
) -> None:
    desk.post(f"{base}/rehearsal")
    made_up = statements.statements(fresh_db, round_table, rehearsal=True)
    store_deidentifications(fresh_db, round_table, {one.text: [] for one in made_up})
    approve(fresh_db, round_table, facilitator, [(one.id, one.text) for one in made_up])
    every = statements.statements(fresh_db, round_table, rehearsal=None)
    assert {one.state for one in every} == {"approved"}
    assert [one for one in every if one.publishable] == []
    page = desk.get(base.rpartition("/meeting")[0] + "/outcomes").get_data(as_text=True)
    assert "Er staan nog proefantwoorden in dit traject." in page


def test_decisions_on_what_was_made_up_go_and_others_stay(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    base: str,
    slug: str,
    round_table: int,
    facilitator: int,
    say,
) -> None:
    real = say("Dit is echt gezegd.")
    other = say("Dit ook.")
    desk.post(f"{base}/rehearsal")
    made_up = statements.statements(fresh_db, round_table, rehearsal=True)
    with pytest.raises(Refused):
        merge(fresh_db, round_table, facilitator, real, made_up[0].id)
    both = [(real, "Dit is echt gezegd."), (made_up[0].id, made_up[0].text)]
    act = approve(fresh_db, round_table, facilitator, both)
    approve(fresh_db, round_table, facilitator, [(made_up[1].id, made_up[1].text)])
    merge(fresh_db, round_table, facilitator, made_up[3].id, made_up[2].id)
    add_theme(fresh_db, round_table, facilitator, "Tijd", "")
    store_run(
        fresh_db,
        round_table,
        {},
        [ProposedTheme("a", "uren, tijd", ("uren", "tijd"), made_up[0].id)],
        [],
    )
    desk.post(f"{base}/rehearsal/remove")
    assert [row["kind"] for row in acts.acts(fresh_db, round_table)] == ["approve", "add_theme"]
    assert "Tijd" in [one.name for one in themes(fresh_db, round_table)]
    desk.post(f"/facilitate/{slug}/log/{act}/undo")
    states = {one.id: one.state for one in statements.statements(fresh_db, round_table)}
    assert states == {real: "waiting", other: "waiting"}


@pytest.fixture
def ballot(fresh_db: sqlite3.Connection, meeting: int) -> sqlite3.Row:
    """The activity in which one votes; it is open."""
    found = next(
        one
        for one in meetings.activities(fresh_db, meeting)
        if meetings.instrument_of(one).only_votes
    )
    set_activity_state(fresh_db, found["id"], is_open=True)
    return meetings.activity(fresh_db, found["id"])


def approve_everything(database: sqlite3.Connection, programme: int, facilitator: int) -> None:
    every = statements.statements(database, programme, rehearsal=None)
    store_deidentifications(database, programme, {one.text: [] for one in every})
    approve(database, programme, facilitator, [(one.id, one.text) for one in every])


def test_made_up_people_vote_on_what_was_made_up_and_it_counts_nowhere(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    base: str,
    round_table: int,
    facilitator: int,
    ballot: sqlite3.Row,
    say,
) -> None:
    real = say("Dit is echt gezegd.")
    before = rows(fresh_db)
    desk.post(f"{base}/rehearsal")
    approve_everything(fresh_db, round_table, facilitator)
    with_real = rows(fresh_db)["votes"]
    desk.post(f"{base}/rehearsal", data={"activity": ballot["id"]})
    far = votes.progress(fresh_db, ballot, rehearsal=True)
    assert (far.voters, with_real) == (PEOPLE, 0)
    assert far.votes == rows(fresh_db)["votes"] > PEOPLE
    counted = votes.counts(fresh_db, round_table, rehearsal=True)
    assert len(counted) == far.statements and real not in counted
    # The room agrees on something, and differs about something else.
    shares = [one.agree / one.base for one in counted.values()]
    assert max(shares) > 2 / 3 > min(shares)
    # Nowhere: not for whoever reads, not for the analysis, not for whoever votes for real.
    assert votes.counts(fresh_db, round_table) == {}
    assert votes.votes_in_programme(fresh_db, round_table) == []
    assert votes.progress(fresh_db, ballot) == votes.Progress(0, 0, 1)
    assert votes.on_ballot(fresh_db, ballot) == {real}
    desk.post(f"{base}/rehearsal/remove")
    approved = {name: count for name, count in rows(fresh_db).items() if name in before}
    ignored = {"acts", "deidentifications"}  # of what was really said
    assert {name: count for name, count in approved.items() if name not in ignored} == {
        name: count for name, count in before.items() if name not in ignored
    }


def test_how_a_rehearsal_voted_is_shown_as_one_until_somebody_votes(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    base: str,
    round_table: int,
    meeting: int,
    facilitator: int,
    ballot: sqlite3.Row,
    say,
) -> None:
    desk.post(f"{base}/rehearsal")
    approve_everything(fresh_db, round_table, facilitator)
    desk.post(f"{base}/rehearsal", data={"activity": ballot["id"]})
    page = f"{base}/?activity={ballot['id']}"
    assert "Deze stemmen zijn van verzonnen deelnemers." in desk.get(page).text
    real = say("Dit is echt gezegd.")
    approve_everything(fresh_db, round_table, facilitator)
    me = join(fresh_db, meeting, new_receipt())
    cast(fresh_db, me, ballot["id"], {real: Vote.AGREE})
    told = desk.get(page).text
    assert "verzonnen deelnemers. Ze tellen nergens mee.</span>" not in told
    assert votes.progress(fresh_db, meetings.activity(fresh_db, ballot["id"])).voters == 1


def test_nothing_approved_is_nothing_to_vote_on(
    desk: FlaskClient, fresh_db: sqlite3.Connection, base: str, meeting: int, ballot: sqlite3.Row
) -> None:
    answer = desk.post(f"{base}/rehearsal", data={"activity": ballot["id"]})
    assert (answer.status_code, "Keur eerst proefuitspraken goed" in answer.text) == (409, True)
    assert meetings.meeting(fresh_db, meeting)["rehearsing"] == 0
