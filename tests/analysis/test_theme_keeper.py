"""New statements at once, runs in the pauses; and nothing that a person decided ever moves."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest

from analysis import theme_keeper
from analysis.worker import Worker
from collector import codebook, corrections, live, moderation
from collector.config import Config
from collector.jobs import request_job, resume_jobs
from collector.queries import outcomes, splits, themes
from collector.queries.aspects import proposed_aspects
from collector.queries.board import Board, board, placed_after
from collector.queries.near_duplicates import near_duplicates
from collector.queries.runs import compare, runs
from collector.queries.statements import statements
from collector.records import Aspect, JobKind
from collector.splitting import Part, ask_for_parts, split_theme
from collector.undoing import undo
from tests.analysis.test_worker import SAID, placed, say
from tests.conftest import new_theme

NEW = "Elke starter verdient een vaste begeleider met tijd."


@pytest.fixture
def worker(config: Config, fresh_db: sqlite3.Connection, round_table: int) -> Worker:
    """One that has seen everything that was said until now."""
    say(fresh_db, round_table, "sleutel-0001", SAID)
    worker = Worker(config, fresh_db)
    worker.catch_up()
    return worker


def board_of(worker: Worker, programme: int) -> Board:
    return board(worker.connection, programme)


def column_of(found: Board, text: str) -> list[int]:
    return [
        column.theme.id
        for column in found.columns
        for card in column.cards
        if card.statement.text == text
    ]


def number(connection: sqlite3.Connection, programme: int) -> int:
    run = themes.latest_run(connection, programme)
    assert run is not None
    return int(run["number"])


def test_a_new_statement_is_placed_at_once_and_a_run_waits(
    fresh_db: sqlite3.Connection, worker: Worker, round_table: int
) -> None:
    before = live.latest(fresh_db)
    say(fresh_db, round_table, "sleutel-0002", (NEW,))
    worker.keep_up(before)
    found = board_of(worker, round_table)
    assert column_of(found, NEW) == column_of(found, SAID[0])
    assert number(fresh_db, round_table) == 1
    (statement,) = (one.id for one in statements(fresh_db, round_table) if one.text == NEW)
    assert placed_after(fresh_db, round_table, before) == [statement]
    (card,) = [c for column in found.columns for c in column.cards if c.statement.text == NEW]
    assert not card.decided and 0 < (card.confidence or 0) < 1
    assert {one.text for one in card.nearest} <= set(SAID) and len(card.nearest) == 3


def test_the_same_words_again_go_the_same_way(
    fresh_db: sqlite3.Connection, worker: Worker, round_table: int
) -> None:
    before = live.latest(fresh_db)
    say(fresh_db, round_table, "sleutel-0002", (SAID[4],))
    worker.keep_up(before)
    assert (
        column_of(board_of(worker, round_table), SAID[4])
        == [*column_of(board_of(worker, round_table), SAID[5])] * 2
    )


def test_a_run_follows_in_a_pause(
    fresh_db: sqlite3.Connection,
    worker: Worker,
    round_table: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = live.latest(fresh_db)
    say(fresh_db, round_table, "sleutel-0002", (NEW,))
    worker.keep_up(before)
    assert not worker.keeper.run_when_due()
    monkeypatch.setattr(theme_keeper, "QUIET_SECONDS", 0)
    worker.keep_up(live.latest(fresh_db))
    assert number(fresh_db, round_table) == 2
    worker.keep_up(live.latest(fresh_db))
    assert number(fresh_db, round_table) == 2


def test_a_restarted_worker_places_as_well(
    config: Config, fresh_db: sqlite3.Connection, worker: Worker, round_table: int
) -> None:
    before = live.latest(fresh_db)
    say(fresh_db, round_table, "sleutel-0002", (NEW,))
    Worker(config, fresh_db).keep_up(before)
    assert column_of(board_of(worker, round_table), NEW) != []


def test_a_decision_of_a_moment_ago_counts_for_who_comes_next(
    fresh_db: sqlite3.Connection, worker: Worker, round_table: int, facilitator: int
) -> None:
    mine = new_theme(fresh_db, round_table, facilitator, "Begeleiding van starters")
    for one in statements(fresh_db, round_table)[:4]:
        codebook.place(fresh_db, round_table, facilitator, one.id, [mine])
    before = live.latest(fresh_db)
    say(fresh_db, round_table, "sleutel-0002", (NEW,))
    worker.keep_up(before)
    found = board_of(worker, round_table)
    assert column_of(found, NEW) == [mine]
    (card,) = [c for column in found.columns for c in column.cards if c.statement.text == NEW]
    assert {one.text for one in card.nearest} <= set(SAID[:4])


def decided(connection: sqlite3.Connection) -> list[tuple]:
    rows = connection.execute(
        "SELECT statement_id, theme_id FROM placements WHERE decided ORDER BY 1, 2"
    )
    return [tuple(row) for row in rows]


def standing(connection: sqlite3.Connection) -> list[tuple]:
    rows = connection.execute(
        "SELECT id, state, name, merged_into, split_from FROM themes WHERE state <> 'proposed'"
        " OR name IS NOT NULL ORDER BY id"
    )
    return [tuple(row) for row in rows]


Verb = Callable[[sqlite3.Connection, int, int], object]


def _first(connection: sqlite3.Connection, programme: int) -> int:
    return themes.themes(connection, programme)[0].id


def _confirm(connection: sqlite3.Connection, programme: int, who: int) -> None:
    codebook.confirm(connection, programme, who, _first(connection, programme))


def _move(connection: sqlite3.Connection, programme: int, who: int) -> None:
    theme = new_theme(connection, programme, who, "Iets anders")
    codebook.place(connection, programme, who, statements(connection, programme)[0].id, [theme])


def _nowhere(connection: sqlite3.Connection, programme: int, who: int) -> None:
    codebook.place(connection, programme, who, statements(connection, programme)[1].id, [])


def _merge(connection: sqlite3.Connection, programme: int, who: int) -> None:
    _confirm(connection, programme, who)
    into = new_theme(connection, programme, who, "Alles bij elkaar")
    codebook.merge_themes(connection, programme, who, _first_proposed(connection, programme), into)


def _first_proposed(connection: sqlite3.Connection, programme: int) -> int:
    return next(t.id for t in themes.themes(connection, programme) if t.state == "proposed")


def _split(connection: sqlite3.Connection, programme: int, who: int) -> None:
    theme = _first(connection, programme)
    members = [one.id for one in splits.members_of(connection, programme, theme)]
    parts = [Part("Eerste helft", tuple(members[::2])), Part("Tweede helft", tuple(members[1::2]))]
    split_theme(connection, programme, who, theme, parts)


def _name(connection: sqlite3.Connection, programme: int, who: int) -> None:
    codebook.accept_theme(connection, programme, who, _first(connection, programme), "Zo heet het")


@pytest.mark.parametrize("verb", [_confirm, _move, _nowhere, _merge, _split, _name])
def test_what_a_person_did_no_run_changes(
    fresh_db: sqlite3.Connection,
    worker: Worker,
    round_table: int,
    facilitator: int,
    verb: Verb,
) -> None:
    verb(fresh_db, round_table, facilitator)
    before = decided(fresh_db), standing(fresh_db)
    assert before != ([], [])
    say(fresh_db, round_table, "sleutel-0002", (NEW, "En het budget moet ook omhoog."))
    worker.catch_up()
    request_job(fresh_db, round_table, JobKind.THEMES, facilitator)
    worker.catch_up()
    assert number(fresh_db, round_table) == 3
    assert (decided(fresh_db), standing(fresh_db)) == before


def test_accepting_what_was_proposed_leaves_it_where_it_was(
    fresh_db: sqlite3.Connection, worker: Worker, round_table: int, facilitator: int
) -> None:
    before = placed(fresh_db, round_table)
    for theme in themes.themes(fresh_db, round_table):
        codebook.accept_theme(fresh_db, round_table, facilitator, theme.id, f"Thema van {theme.id}")
    worker.keeper.run(round_table)
    after = placed(fresh_db, round_table)
    stayed = [set(before[one]) & set(after.get(one, ())) != set() for one in before]
    assert sum(stayed) >= 0.8 * len(stayed)


def test_runs_can_be_compared(
    fresh_db: sqlite3.Connection, worker: Worker, round_table: int, facilitator: int
) -> None:
    theme = new_theme(fresh_db, round_table, facilitator, "Geld")
    moved = statements(fresh_db, round_table)[0]
    codebook.place(fresh_db, round_table, facilitator, moved.id, [theme])
    say(fresh_db, round_table, "sleutel-0002", (NEW,))
    worker.catch_up()
    assert [run.number for run in runs(fresh_db, round_table)] == [2, 1]
    found = compare(fresh_db, round_table, 1, 2)
    (one,) = [each for each in found.moved if each.statement.id == moved.id]
    assert [(where.name, where.decided) for where in one.after] == [("Geld", True)]
    assert one.before[0].name and not one.before[0].decided
    assert found.added == 1 and found.stayed + len(found.moved) == len(SAID)
    assert [each.after for each in found.new] == ["Geld"]
    back = compare(fresh_db, round_table, 2, 1)
    assert len(back.moved) == len(found.moved) and [each.before for each in back.gone] == ["Geld"]


def test_a_theme_is_split_in_proposed_parts_and_undone_in_one_go(
    fresh_db: sqlite3.Connection, worker: Worker, round_table: int, facilitator: int
) -> None:
    theme = max(board_of(worker, round_table).columns, key=lambda one: len(one.cards)).theme.id
    ask_for_parts(fresh_db, round_table, facilitator, theme, 2)
    worker.catch_up()
    job = outcomes.latest_job(fresh_db, round_table, JobKind.SPLIT, theme)
    assert job is not None and (job["state"], job["message"]) == (
        "done", "Dit thema valt in %(n)s delen uiteen. Bekijk het voorstel.",
    )  # fmt: skip
    parts = splits.proposed_parts(fresh_db, round_table, theme)
    assert len(parts) == 2
    inside = {one.id for one in splits.members_of(fresh_db, round_table, theme)}
    assert {one.id for part in parts for one in part.statements} == inside
    before = decided(fresh_db), standing(fresh_db), placed(fresh_db, round_table)
    wanted = [
        Part(f"Deel {part.number}", tuple(one.id for one in part.statements)) for part in parts
    ]
    act = split_theme(fresh_db, round_table, facilitator, theme, wanted)
    names = {one.name for one in themes.themes(fresh_db, round_table)}
    assert {"Deel 1", "Deel 2"} <= names
    assert splits.proposed_parts(fresh_db, round_table, theme) == []
    worker.keeper.run(round_table)
    undo(fresh_db, round_table, facilitator, act)
    assert (decided(fresh_db), standing(fresh_db)) == before[:2]
    assert inside == {one.id for one in splits.members_of(fresh_db, round_table, theme)}


def test_a_theme_that_somebody_put_something_in_gets_a_fresh_label(
    fresh_db: sqlite3.Connection, worker: Worker, round_table: int, facilitator: int
) -> None:
    theme = _first_proposed(fresh_db, round_table)
    (one, *_) = splits.members_of(fresh_db, round_table, theme)
    codebook.place(fresh_db, round_table, facilitator, one.id, [theme])
    fresh_db.execute("UPDATE themes SET label = 'oud' WHERE id = ?", (theme,))
    worker.keeper.run(round_table)
    (label,) = fresh_db.execute("SELECT label FROM themes WHERE id = ?", (theme,)).fetchone()
    assert label != "oud"


@pytest.mark.parametrize("how", ["withdrawn", "hidden", "rewritten"])
def test_words_that_go_leave_labels_at_once(
    fresh_db: sqlite3.Connection, worker: Worker, round_table: int, facilitator: int, how: str
) -> None:
    rare = "De Knoppenburcht regelt de begeleiding van starters in de Knoppenburcht zelf."
    say(fresh_db, round_table, "sleutel-0002", (rare,))
    worker.catch_up()
    statement = next(one.id for one in statements(fresh_db, round_table) if one.text == rare)
    theme = _first_proposed(fresh_db, round_table)
    # Also in a theme that somebody put something in, which a run may not reach.
    codebook.place(fresh_db, round_table, facilitator, statement, [theme])
    fresh_db.execute(
        "UPDATE themes SET label = 'Knoppenburcht, begeleider',"
        """ key_phrases = '["Knoppenburcht", "begeleider"]' WHERE id = ?""",
        (theme,),
    )
    participant = fresh_db.execute(
        "SELECT r.participant_id FROM statements AS s JOIN responses AS r ON r.id = s.response_id"
        " WHERE s.id = ?",
        (statement,),
    ).fetchone()[0]
    if how == "withdrawn":
        corrections.withdraw_statement(fresh_db, participant, statement)
    elif how == "hidden":
        moderation.hide(fresh_db, round_table, facilitator, statement, "Te herkenbaar.")
    else:
        corrections.change_statement(
            fresh_db, participant, statement, text="Anders.", aspect=None, consent=True
        )
    row = fresh_db.execute("SELECT label, key_phrases FROM themes WHERE id = ?", (theme,))
    assert tuple(row.fetchone()) == ("begeleider", '["begeleider"]')
    for table in ("themes", "run_themes", "split_parts", "run_placements"):
        held = fresh_db.execute(f"SELECT * FROM {table}").fetchall()
        assert not any("noppenburcht" in str(tuple(row)) for row in held), table
    if how != "hidden":
        kept = fresh_db.execute(
            "SELECT count(*) FROM run_placements WHERE statement_id = ?", (statement,)
        )
        assert kept.fetchone()[0] == 0


def test_the_same_in_other_words_is_proposed_for_merging(
    fresh_db: sqlite3.Connection, worker: Worker, round_table: int, facilitator: int
) -> None:
    again = "Een starter heeft echt een vaste begeleider nodig die één dagdeel in de week vrij is."
    say(fresh_db, round_table, "sleutel-0002", (again,))
    worker.catch_up()
    while worker.keeper.look_for_pairs():
        pass
    (pair,) = near_duplicates(fresh_db, round_table)
    assert (pair.statement.text, pair.other.text) == (SAID[0], again)
    moderation.keep_apart(fresh_db, round_table, facilitator, pair.other.id, pair.statement.id)
    say(fresh_db, round_table, "sleutel-0003", (NEW,))
    worker.catch_up()
    while worker.keeper.look_for_pairs():
        pass
    assert near_duplicates(fresh_db, round_table) == []


def test_an_aspect_is_proposed_where_nobody_chose(
    fresh_db: sqlite3.Connection, worker: Worker, round_table: int, facilitator: int
) -> None:
    about_time = tuple(
        f"De vergadering van week {n} duurt te lang en begint te laat." for n in range(20)
    )
    about_maths = tuple(f"Breuken in opgave {n} zijn lastig voor leerlingen." for n in range(20))
    say(fresh_db, round_table, "sleutel-0002", about_time)
    say(fresh_db, round_table, "sleutel-0003", about_maths)
    by_text = {one.text: one.id for one in statements(fresh_db, round_table)}
    for texts, aspect in ((about_time, Aspect.PROCESS), (about_maths, Aspect.CONTENT)):
        for text in texts[:-1]:
            moderation.set_aspect(fresh_db, round_table, facilitator, by_text[text], aspect)
    worker.catch_up()
    found = proposed_aspects(fresh_db, round_table)
    assert found[by_text[about_time[-1]]].aspect == Aspect.PROCESS
    assert found[by_text[about_maths[-1]]].aspect == Aspect.CONTENT
    one = by_text[about_maths[-1]]
    act = moderation.set_aspect(fresh_db, round_table, facilitator, one, Aspect.CONTENT)
    assert one not in proposed_aspects(fresh_db, round_table)
    undo(fresh_db, round_table, facilitator, act)
    assert one in proposed_aspects(fresh_db, round_table)


def test_a_job_that_ends_the_worker_each_time_is_given_up(
    fresh_db: sqlite3.Connection, round_table: int
) -> None:
    request_job(fresh_db, round_table, JobKind.THEMES, None)
    states = []
    for _ in range(3):
        fresh_db.execute("UPDATE jobs SET state = 'running'")
        resume_jobs(fresh_db, died=True)
        states.append(fresh_db.execute("SELECT state FROM jobs").fetchone()[0])
    assert states == ["waiting", "waiting", "failed"]
    job = outcomes.latest_job(fresh_db, round_table, JobKind.THEMES)
    assert job is not None and job["message"].startswith("Dit is drie keer geprobeerd")
