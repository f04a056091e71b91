"""A run never writes over what a person decided, also not while the run was going on."""

from __future__ import annotations

import sqlite3

import pytest

from collector import codebook, corrections, findings, intake
from collector.access import new_receipt
from collector.findings import ProposedPlacement, ProposedTheme
from collector.meetings import set_activity_state
from collector.queries import meetings, themes
from collector.records import StatementDraft, Submission
from tests.conftest import new_theme


@pytest.fixture
def participant(fresh_db: sqlite3.Connection, round_table: int) -> int:
    meeting = meetings.meetings(fresh_db, round_table)[0]["id"]
    activity = meetings.activities(fresh_db, meeting)[0]["id"]
    set_activity_state(fresh_db, activity, is_open=True)
    who = intake.join(fresh_db, meeting, new_receipt())
    drafts = tuple(StatementDraft(text) for text in ("Eerste.", "Tweede.", "Derde."))
    intake.submit(fresh_db, who, activity, Submission(new_receipt(), {}, {"statements": drafts}))
    return who


@pytest.fixture
def three(fresh_db: sqlite3.Connection, participant: int) -> list[int]:
    return [row["id"] for row in fresh_db.execute("SELECT id FROM statements ORDER BY id")]


def placed(connection: sqlite3.Connection, programme: int) -> list[tuple[int, int | None, int]]:
    rows = themes.placements(connection, programme)
    return [(row["statement_id"], row["theme_id"], row["decided"]) for row in rows]


def propose(
    connection: sqlite3.Connection, programme: int, statements: list[int], theme: int | str
) -> None:
    """What a run that began before anybody decided comes back with."""
    new = [ProposedTheme("new-1", "voorstel", ("voorstel",), None)] if theme == "new-1" else []
    found = [ProposedPlacement(statement, theme, 0.9) for statement in statements]
    findings.store_run(connection, programme, {}, new, found)


def test_a_decision_made_during_the_run_stays_and_gets_no_proposal_beside_it(
    fresh_db: sqlite3.Connection, round_table: int, facilitator: int, three: list[int]
) -> None:
    money = new_theme(fresh_db, round_table, facilitator, "Geld")
    time = new_theme(fresh_db, round_table, facilitator, "Tijd")
    codebook.place(fresh_db, round_table, facilitator, three[0], [time])
    codebook.place(fresh_db, round_table, facilitator, three[1], [])
    propose(fresh_db, round_table, three, money)
    assert placed(fresh_db, round_table) == [
        (three[0], time, 1),
        (three[1], None, 1),
        (three[2], money, 0),
    ]


def test_a_theme_that_went_during_the_run_gets_nothing(
    fresh_db: sqlite3.Connection, round_table: int, facilitator: int, three: list[int]
) -> None:
    money = new_theme(fresh_db, round_table, facilitator, "Geld")
    codebook.remove_theme(fresh_db, round_table, facilitator, money)
    propose(fresh_db, round_table, three, money)
    assert placed(fresh_db, round_table) == []


def test_words_withdrawn_during_the_run_are_not_placed(
    fresh_db: sqlite3.Connection, round_table: int, participant: int, three: list[int]
) -> None:
    corrections.withdraw_statement(fresh_db, participant, three[0])
    propose(fresh_db, round_table, three[:2], "new-1")
    (theme,) = themes.themes(fresh_db, round_table)
    assert placed(fresh_db, round_table) == [(three[1], theme.id, 0)]


def test_the_next_run_forgets_proposals_but_not_what_somebody_touched(
    fresh_db: sqlite3.Connection, round_table: int, facilitator: int, three: list[int]
) -> None:
    propose(fresh_db, round_table, three[:1], "new-1")
    (first,) = themes.themes(fresh_db, round_table)
    codebook.place(fresh_db, round_table, facilitator, three[0], [first.id])
    propose(fresh_db, round_table, three[1:2], "new-1")
    second = next(each for each in themes.themes(fresh_db, round_table) if each.id != first.id)
    propose(fresh_db, round_table, three[2:], "new-1")
    left = {each.id for each in themes.themes(fresh_db, round_table)}
    assert first.id in left and second.id not in left
    assert placed(fresh_db, round_table)[0] == (three[0], first.id, 1)
