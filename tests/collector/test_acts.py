"""Every act of a facilitator can be undone, and undoing never tramples on later work."""

from __future__ import annotations

import sqlite3

import pytest

from collector import codebook, intake, moderation
from collector.access import new_receipt
from collector.acts import undo
from collector.errors import Conflict, NotFound, Refused
from collector.meetings import set_activity_state
from collector.queries import meetings, themes
from collector.records import StatementDraft, Submission
from tests.conftest import new_theme

STATE = "SELECT id, state, reason, merged_into, reviewed_hash, kept_spans FROM statements"
THEMES = "SELECT id, state, name, central_statement, central_statement_id, merged_into FROM themes"
PLACEMENTS = "SELECT statement_id, theme_id, decided FROM placements ORDER BY 1, 2"


def rows(connection: sqlite3.Connection, query: str) -> list[tuple]:
    return [tuple(row) for row in connection.execute(query)]


@pytest.fixture
def three(fresh_db: sqlite3.Connection, round_table: int) -> list[int]:
    """The ids of three statements that wait."""
    meeting = meetings.meetings(fresh_db, round_table)[0]["id"]
    activity = meetings.activities(fresh_db, meeting)[0]["id"]
    set_activity_state(fresh_db, activity, is_open=True)
    participant = intake.join(fresh_db, meeting, new_receipt())
    drafts = tuple(StatementDraft(text) for text in ("Eerste.", "Tweede.", "Derde."))
    intake.submit(
        fresh_db, participant, activity, Submission("sleutel-0001", {}, {"statements": drafts})
    )
    return [row[0] for row in rows(fresh_db, STATE)]


def test_each_moderating_act_can_be_undone(
    fresh_db: sqlite3.Connection, round_table: int, facilitator: int, three: list[int]
) -> None:
    before = rows(fresh_db, STATE)
    for act in (
        lambda: moderation.approve(fresh_db, round_table, facilitator, [(three[0], "Eerste.")]),
        lambda: moderation.hide(fresh_db, round_table, facilitator, three[0], "Dubbel."),
        lambda: moderation.merge(fresh_db, round_table, facilitator, three[0], three[1]),
        lambda: moderation.keep_spans(fresh_db, round_table, facilitator, three[0], [(0, 3)]),
    ):
        identifier = act()
        assert rows(fresh_db, STATE) != before
        undo(fresh_db, round_table, facilitator, identifier)
        assert rows(fresh_db, STATE) == before


def test_each_theme_act_can_be_undone(
    fresh_db: sqlite3.Connection, round_table: int, facilitator: int, three: list[int]
) -> None:
    first = new_theme(fresh_db, round_table, facilitator, "Begeleiding")
    second = new_theme(fresh_db, round_table, facilitator, "Tijd")
    codebook.place(fresh_db, round_table, facilitator, three[0], [first, second])
    codebook.place(fresh_db, round_table, facilitator, three[1], [first])
    before = rows(fresh_db, THEMES), rows(fresh_db, PLACEMENTS)
    for act in (
        lambda: codebook.add_theme(fresh_db, round_table, facilitator, "Ruimte", "Geef ruimte."),
        lambda: codebook.accept_theme(fresh_db, round_table, facilitator, first, "Mentoren"),
        lambda: codebook.set_central_statement(
            fresh_db, round_table, facilitator, first, statement=three[0]
        ),
        lambda: codebook.merge_themes(fresh_db, round_table, facilitator, first, second),
        lambda: codebook.remove_theme(fresh_db, round_table, facilitator, first),
        lambda: codebook.place(fresh_db, round_table, facilitator, three[0], []),
        lambda: codebook.unplace(fresh_db, round_table, facilitator, three[0]),
    ):
        identifier = act()
        assert (rows(fresh_db, THEMES), rows(fresh_db, PLACEMENTS)) != before
        undo(fresh_db, round_table, facilitator, identifier)
        assert (rows(fresh_db, THEMES), rows(fresh_db, PLACEMENTS)) == before


def test_undoing_refuses_when_it_was_changed_since(
    fresh_db: sqlite3.Connection, round_table: int, facilitator: int, three: list[int]
) -> None:
    first = moderation.hide(fresh_db, round_table, facilitator, three[0], "Dubbel.")
    moderation.hide(fresh_db, round_table, facilitator, three[0], "Toch iets anders.")
    before = rows(fresh_db, STATE)
    with pytest.raises(Conflict) as error:
        undo(fresh_db, round_table, facilitator, first)
    assert str(error.value) == (
        "Dit kan niet meer ongedaan worden gemaakt: het is daarna opnieuw gewijzigd. "
        "Maak eerst de latere handeling ongedaan."
    )
    assert rows(fresh_db, STATE) == before


def test_undoing_twice_is_not_possible(
    fresh_db: sqlite3.Connection, round_table: int, facilitator: int, three: list[int]
) -> None:
    act = moderation.hide(fresh_db, round_table, facilitator, three[0], "Dubbel.")
    undo(fresh_db, round_table, facilitator, act)
    with pytest.raises(NotFound):
        undo(fresh_db, round_table, facilitator, act)


def test_merging_follows_chains_and_takes_the_merged_along(
    fresh_db: sqlite3.Connection, round_table: int, facilitator: int, three: list[int]
) -> None:
    moderation.merge(fresh_db, round_table, facilitator, three[0], three[1])
    moderation.merge(fresh_db, round_table, facilitator, three[1], three[2])
    assert [row[3] for row in rows(fresh_db, STATE)] == [three[2], three[2], None]
    with pytest.raises(Refused):
        moderation.merge(fresh_db, round_table, facilitator, three[2], three[0])


def test_refusals_leave_no_act_behind(
    fresh_db: sqlite3.Connection, round_table: int, facilitator: int, three: list[int]
) -> None:
    codebook.add_theme(fresh_db, round_table, facilitator, "Tijd")
    before = rows(fresh_db, "SELECT id FROM acts")
    with pytest.raises(Refused):
        moderation.hide(fresh_db, round_table, facilitator, three[0], "  ")
    with pytest.raises(Refused):
        codebook.add_theme(fresh_db, round_table, facilitator, "tijd")
    with pytest.raises(Refused):
        codebook.add_theme(fresh_db, round_table, facilitator, " ")
    with pytest.raises(NotFound):
        codebook.place(fresh_db, round_table, facilitator, three[0], [999])
    with pytest.raises(NotFound):
        moderation.approve(fresh_db, round_table, facilitator, [(999, "Nergens.")])
    assert rows(fresh_db, "SELECT id FROM acts") == before


def test_acts_stay_within_their_programme(
    fresh_db: sqlite3.Connection,
    round_table: int,
    learning_network: int,
    facilitator: int,
    three: list[int],
) -> None:
    with pytest.raises(NotFound):
        moderation.hide(fresh_db, learning_network, facilitator, three[0], "Van elders.")
    theme = new_theme(fresh_db, learning_network, facilitator, "Tijd")
    with pytest.raises(NotFound):
        codebook.place(fresh_db, round_table, facilitator, three[0], [theme])


def test_a_merged_theme_is_out_of_sight_and_its_statements_moved(
    fresh_db: sqlite3.Connection, round_table: int, facilitator: int, three: list[int]
) -> None:
    first = new_theme(fresh_db, round_table, facilitator, "Begeleiding")
    second = new_theme(fresh_db, round_table, facilitator, "Tijd")
    codebook.place(fresh_db, round_table, facilitator, three[0], [first])
    codebook.merge_themes(fresh_db, round_table, facilitator, first, second)
    assert [theme.name for theme in themes.themes(fresh_db, round_table)] == ["Tijd"]
    assert rows(fresh_db, PLACEMENTS) == [(three[0], second, 1)]
