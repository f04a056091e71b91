"""Splitting a theme on its own page, and comparing proposals: what a facilitator sees and does."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from collector.findings import ProposedPlacement, ProposedTheme, store_run
from collector.jobs import set_job_state
from collector.queries.board import board
from collector.queries.outcomes import latest_job, waiting_job
from collector.queries.splits import proposed_parts
from collector.queries.themes import themes
from collector.records import JobKind, JobState
from collector.theme_findings import PartFound, store_parts


@pytest.fixture
def said(say: Callable[[str], int]) -> list[int]:
    return [say(f"Gedachte nummer {number} over opleiden.") for number in range(6)]


@pytest.fixture
def theme(fresh_db: sqlite3.Connection, round_table: int, said: list[int]) -> int:
    """A proposed theme in which the first five statements stand."""
    placed = [ProposedPlacement(one, "t", 0.9, tuple(said[1:3])) for one in said[:5]]
    nowhere = ProposedPlacement(said[5], None, 0.7)
    store_run(
        fresh_db,
        round_table,
        {"statements": 6, "newest": said[5], "fingerprint": ""},
        [ProposedTheme("t", "tijd", ("uren",), said[0])],
        [*placed, nowhere],
    )
    return themes(fresh_db, round_table)[0].id


def _propose(database: sqlite3.Connection, theme: int, said: list[int]) -> None:
    """What the worker does with the job that waits."""
    job = waiting_job(database)
    assert job is not None
    parts = [PartFound("uren", tuple(said[:3])), PartFound("rooster", tuple(said[3:5]))]
    store_parts(database, theme, job["id"], parts)
    set_job_state(database, job, JobState.DONE, "Dit thema valt in 2 delen uiteen.")


def test_the_board_says_why_and_what_probably_fits_nowhere(
    desk: FlaskClient, slug: str, theme: int, said: list[int]
) -> None:
    page = desk.get(f"/facilitate/{slug}/themes").get_data(as_text=True)
    assert page.count("Lijkt op …") == 5
    assert "Van 1 is dat een voorstel." in page and "70 %" in page
    assert f"/facilitate/{slug}/themes/{theme}/split" in page


def test_what_probably_fits_nowhere_is_confirmed(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    slug: str,
    round_table: int,
    theme: int,
    said: list[int],
) -> None:
    desk.post(f"/facilitate/{slug}/themes/card/{said[5]}", data={"decision": "nowhere"})
    found = board(fresh_db, round_table)
    assert [one.statement.id for one in found.nowhere] == [said[5]]
    assert (found.probably_nowhere, found.total) == ((), 6)


def test_parts_are_asked_for_named_moved_and_accepted(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    slug: str,
    round_table: int,
    theme: int,
    said: list[int],
) -> None:
    address = f"/facilitate/{slug}/themes/{theme}/split"
    assert "Delen laten voorstellen" in desk.get(address).get_data(as_text=True)
    desk.post(f"{address}/propose", data={"parts": "2"})
    assert "De delen worden gezocht" in desk.get(address).get_data(as_text=True)
    _propose(fresh_db, theme, said)
    assert "Bekijk het voorstel" in desk.get(f"{address}/job").get_data(as_text=True)
    page = desk.get(address).get_data(as_text=True)
    assert 'value="uren"' in page and 'value="rooster"' in page
    # The last one of the first part goes to the second; the last one of all stays in the theme.
    chosen = dict(zip(said[:5], ("1", "1", "2", "2", "0"), strict=True))
    form = {f"s-{one}": part for one, part in chosen.items()}
    answer = desk.post(address, data={**form, "name-1": "Uren", "name-2": " "})
    assert answer.status_code == 200  # a part without a name: nothing that was filled in is lost
    page = answer.get_data(as_text=True)
    assert "Geef het thema een naam." in page and 'value="Uren"' in page
    assert "Blijft in “tijd”" in page
    desk.post(address, data={**form, "name-1": "Uren", "name-2": "Rooster"})
    found = {
        column.theme.name: [(card.statement.id, card.decided) for card in column.cards]
        for column in board(fresh_db, round_table).columns
    }
    assert found == {
        "Uren": [(said[0], True), (said[1], True)],
        "Rooster": [(said[2], True), (said[3], True)],
        "tijd": [(said[4], False)],
    }
    (act,) = (row["id"] for row in fresh_db.execute("SELECT id FROM acts"))
    desk.post(f"/facilitate/{slug}/log/{act}/undo")
    after = {
        column.theme.name: len(column.cards) for column in board(fresh_db, round_table).columns
    }
    assert after == {"tijd": 5}


def test_a_theme_stays_whole_when_nobody_wants_the_parts(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    slug: str,
    round_table: int,
    theme: int,
    said: list[int],
) -> None:
    address = f"/facilitate/{slug}/themes/{theme}/split"
    desk.post(f"{address}/propose")
    _propose(fresh_db, theme, said)
    desk.post(f"{address}/dismiss")
    assert proposed_parts(fresh_db, round_table, theme) == []


@pytest.mark.parametrize("parts", ["9", "1", "-3", "drie"])
def test_a_strange_number_of_parts_is_refused_or_left_to_us(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, theme: int, parts: str
) -> None:
    answer = desk.post(f"/facilitate/{slug}/themes/{theme}/split/propose", data={"parts": parts})
    asked = fresh_db.execute("SELECT parameters FROM jobs WHERE kind = 'split'").fetchall()
    if parts.isdigit():
        assert (answer.status_code, asked) == (409, [])
    else:
        assert answer.status_code == 302 and [row[0] for row in asked] == ["{}"]


def test_a_theme_that_is_not_there_cannot_be_split(desk: FlaskClient, slug: str) -> None:
    for answer in (
        desk.get(f"/facilitate/{slug}/themes/99/split"),
        desk.get(f"/facilitate/{slug}/themes/99/split/job"),
        desk.post(f"/facilitate/{slug}/themes/99/split/propose"),
        desk.post(f"/facilitate/{slug}/themes/99/split", data={"name-1": "x"}),
    ):
        assert answer.status_code in (404, 409) or "Maak ten minste twee delen" in answer.text


def test_one_proposal_has_nothing_to_compare_with(desk: FlaskClient, slug: str, theme: int) -> None:
    page = desk.get(f"/facilitate/{slug}/runs/").get_data(as_text=True)
    assert "Er is nu één voorstel; er moeten er twee zijn." in page


def test_two_proposals_side_by_side(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    slug: str,
    round_table: int,
    theme: int,
    said: list[int],
) -> None:
    store_run(
        fresh_db,
        round_table,
        {"statements": 6, "newest": said[5], "fingerprint": ""},
        [
            ProposedTheme(str(theme), "tijd en rust", ("uren",), said[0]),
            ProposedTheme("g", "geld", (), None),
        ],
        [
            *(ProposedPlacement(one, theme, 0.9) for one in said[:3]),
            *(ProposedPlacement(one, "g", 0.8) for one in said[3:]),
        ],
    )
    page = desk.get(f"/facilitate/{slug}/runs/").get_data(as_text=True)
    assert "3 uitspraken verschoven, 3 bleven waar ze waren, 0 kwamen erbij." in page
    assert page.count("<td>tijd</td><td>geld</td>") == 2
    assert "<td>past nergens</td><td>geld</td>" in page
    assert "(eerst: tijd)" in page and "nieuw" in page
    strange = desk.get(f"/facilitate/{slug}/runs/?van=77&naar=1").get_data(as_text=True)
    assert "Dat voorstel is er niet." in strange
    assert desk.get(f"/facilitate/{slug}/runs/?van=x&naar=").status_code == 200


def test_a_job_of_one_theme_is_not_that_of_another(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, round_table: int, theme: int
) -> None:
    desk.post(f"/facilitate/{slug}/themes/{theme}/split/propose")
    assert latest_job(fresh_db, round_table, JobKind.SPLIT, theme) is not None
    assert latest_job(fresh_db, round_table, JobKind.SPLIT, theme + 1) is None
