"""Every act of a facilitator can be undone, and undoing never tramples on later work."""

from __future__ import annotations

import sqlite3

import pytest

from collector import codebook, intake, moderation, moves
from collector.access import new_receipt
from collector.accounts import add_facilitator
from collector.errors import Conflict, NotFound, Refused
from collector.meetings import set_activity_state
from collector.queries import meetings, themes
from collector.queries.acts import to_redo, to_undo
from collector.queries.board import decided_places
from collector.records import StatementDraft, Submission
from collector.undoing import can_be_turned, redo, undo
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
        "Dit kan nu niet worden teruggezet: Gespreksleider heeft het daarna opnieuw gewijzigd. "
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


def test_ten_acts_back_and_forth(
    fresh_db: sqlite3.Connection, round_table: int, facilitator: int, three: list[int]
) -> None:
    """Undone one by one and done again one by one: every step is as it was."""
    me = (fresh_db, round_table, facilitator)
    tijd, geld = (new_theme(*me, name) for name in ("Tijd", "Geld"))
    history = [[rows(fresh_db, query) for query in (THEMES, PLACEMENTS)]]
    for change in (
        lambda: codebook.place(*me, three[0], [tijd]),
        lambda: codebook.place(*me, three[0], [tijd, geld]),
        lambda: codebook.place(*me, three[1], ()),
        lambda: moves.move(*me, moves.Move(three[1], None, tijd)),
        lambda: moves.order_theme(*me, geld, tijd),
        lambda: codebook.set_central_statement(*me, tijd, statement=three[0]),
        lambda: codebook.accept_theme(*me, geld, "Middelen"),
        lambda: codebook.unplace(*me, three[1]),
        lambda: codebook.merge_themes(*me, geld, tijd),
        lambda: codebook.remove_theme(*me, tijd),
    ):
        change()
        history.append([rows(fresh_db, query) for query in (THEMES, PLACEMENTS)])
    for was in reversed(history[:-1]):
        act = to_undo(*me)
        assert act
        undo(*me, act.id)
        assert [rows(fresh_db, query) for query in (THEMES, PLACEMENTS)] == was
    for became in history[1:]:
        act = to_redo(*me)
        assert act and can_be_turned(fresh_db, round_table, act.id)
        redo(*me, act.id)
        assert [rows(fresh_db, query) for query in (THEMES, PLACEMENTS)] == became
    assert to_redo(*me) is None


def test_redo_ends_where_something_new_was_done(
    fresh_db: sqlite3.Connection, round_table: int, facilitator: int, three: list[int]
) -> None:
    me = (fresh_db, round_table, facilitator)
    tijd = new_theme(*me, "Tijd")
    first = codebook.place(*me, three[0], [tijd])
    undo(*me, first)
    codebook.place(*me, three[1], [tijd])
    assert to_redo(*me) is None
    redo(*me, first)  # still possible from the log: nobody touched that card
    codebook.place(*me, three[0], ())
    assert not can_be_turned(fresh_db, round_table, first)
    with pytest.raises(Conflict):
        undo(*me, first)
    with pytest.raises(NotFound):
        redo(*me, first)


def test_a_card_that_somebody_else_moved_is_not_moved_again(
    fresh_db: sqlite3.Connection, round_table: int, facilitator: int, three: list[int]
) -> None:
    me = (fresh_db, round_table, facilitator)
    anna = add_facilitator(fresh_db, "anna@example.org", "tafel-met-acht-stoelen", "Anna")
    tijd, geld = (new_theme(*me, name) for name in ("Tijd", "Geld"))
    seen = decided_places(fresh_db, three[0])
    moves.move(fresh_db, round_table, anna, moves.Move(three[0], None, tijd, seen=seen))
    with pytest.raises(Conflict) as error:
        moves.move(*me, moves.Move(three[0], None, geld, seen=seen))
    assert str(error.value) == "Anna heeft deze kaart net verplaatst naar “Tijd”."
    assert decided_places(fresh_db, three[0]) == str(tijd)


def test_moving_keeps_copies_apart_from_moves(
    fresh_db: sqlite3.Connection, round_table: int, facilitator: int, three: list[int]
) -> None:
    me = (fresh_db, round_table, facilitator)
    tijd, geld = (new_theme(*me, name) for name in ("Tijd", "Geld"))

    def places(wish: moves.Move) -> str:
        moves.move(*me, wish)
        return decided_places(fresh_db, three[0])

    one = three[0]
    assert places(moves.Move(one, None, tijd)) == f"{tijd}"
    assert places(moves.Move(one, tijd, geld, also=True)) == f"{tijd}-{geld}"
    assert places(moves.Move(one, tijd, moves.To.OUT)) == f"{geld}"
    assert places(moves.Move(one, geld, tijd)) == f"{tijd}"
    with pytest.raises(Refused):
        moves.move(*me, moves.Move(one, tijd, moves.To.OUT))
    assert places(moves.Move(one, tijd, moves.To.NOWHERE)) == "0"
    assert places(moves.Move(one, None, moves.To.OPEN)) == ""


def test_undoing_never_puts_a_card_in_a_theme_that_is_gone(
    fresh_db: sqlite3.Connection, round_table: int, facilitator: int, three: list[int]
) -> None:
    me = (fresh_db, round_table, facilitator)
    tijd, geld = (new_theme(*me, name) for name in ("Tijd", "Geld"))
    codebook.place(*me, three[0], [tijd])
    away = codebook.place(*me, three[0], ())
    codebook.merge_themes(*me, tijd, geld)
    with pytest.raises(Conflict):
        undo(*me, away)
    assert decided_places(fresh_db, three[0]) == "0"
