"""The theme board: every decision, and back again."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

import pytest
from flask.testing import FlaskClient

from collector import codebook
from collector.accounts import add_facilitator
from collector.findings import ProposedPlacement, ProposedTheme, store_run
from collector.moderation import hide
from collector.programmes import create_programme
from collector.queries import programmes
from collector.queries.board import Board, board
from collector.queries.outcomes import latest_job
from collector.queries.themes import themes
from tests.collector.series import YIELD, look_back, two_years
from tests.conftest import new_theme


@pytest.fixture
def said(say) -> list[int]:
    return [say(f"Gedachte nummer {number} over opleiden.") for number in range(4)]


@pytest.fixture
def proposed(fresh_db: sqlite3.Connection, round_table: int, said: list[int]) -> dict[str, int]:
    """Two proposed themes; the first two statements in `tijd`, the third in `geld`."""
    store_run(
        fresh_db,
        round_table,
        {},
        [ProposedTheme("t", "tijd", ("uren",), said[0]), ProposedTheme("g", "geld", (), None)],
        [
            ProposedPlacement(said[0], "t", 0.9),
            ProposedPlacement(said[1], "t", 0.6),
            ProposedPlacement(said[2], "g", 0.5),
        ],
    )
    return {theme.name: theme.id for theme in themes(fresh_db, round_table)}


def _rows(database: sqlite3.Connection) -> dict[str, list[tuple[Any, ...]]]:
    return {
        table: [tuple(row) for row in database.execute(f"SELECT * FROM {table} ORDER BY id")]
        for table in ("statements", "themes", "placements")
    }


def _shape(found: Board) -> dict[str, list[tuple[int, bool]]]:
    return {
        **{
            column.theme.name: [(card.statement.id, card.decided) for card in column.cards]
            for column in found.columns
        },
        "undecided": [(one.id, False) for one in found.undecided],
        "nowhere": [(one.statement.id, True) for one in found.nowhere],
    }


def _undo_all(desk: FlaskClient, database: sqlite3.Connection, slug: str) -> None:
    for row in database.execute("SELECT id FROM acts ORDER BY id DESC").fetchall():
        assert desk.post(f"/facilitate/{slug}/log/{row['id']}/undo").status_code == 302


def test_an_empty_board_says_so(desk: FlaskClient, slug: str) -> None:
    page = desk.get(f"/facilitate/{slug}/themes").get_data(as_text=True)
    assert "Er zijn nog geen uitspraken om in te delen." in page


def test_the_board_has_every_statement_once_or_more(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    slug: str,
    round_table: int,
    facilitator: int,
    said: list[int],
    proposed: dict[str, int],
) -> None:
    hide(fresh_db, round_table, facilitator, said[3], "Weg.")
    found = board(fresh_db, round_table)
    assert _shape(found) == {
        "tijd": [(said[0], False), (said[1], False)],
        "geld": [(said[2], False)],
        "undecided": [],
        "nowhere": [],
    }
    assert found.total == 3
    page = desk.get(f"/facilitate/{slug}/themes").get_data(as_text=True)
    assert re.findall(r"voorstel (\d+) %", page) == ["90", "60", "50"]
    assert "nummer 3" not in page  # hidden


def test_placing_in_more_than_one_in_none_and_open_again(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    slug: str,
    round_table: int,
    said: list[int],
    proposed: dict[str, int],
) -> None:
    before = _rows(fresh_db)
    address = f"/facilitate/{slug}/themes/card/"
    both = [proposed["tijd"], proposed["geld"]]
    desk.post(f"{address}{said[3]}", data={"decision": "place", "theme": both})
    desk.post(f"{address}{said[2]}", data={"decision": "nowhere"})
    desk.post(f"{address}{said[1]}", data={"decision": "open"})
    assert _shape(board(fresh_db, round_table)) == {
        "tijd": [(said[3], True), (said[0], False)],
        "geld": [(said[3], True)],
        "undecided": [(said[1], False)],
        "nowhere": [(said[2], True)],
    }
    assert desk.post(f"{address}{said[0]}", data={"decision": "place"}).status_code == 409
    assert desk.post(f"{address}{said[0]}", data={"theme": 999}).status_code == 404
    _undo_all(desk, fresh_db, slug)
    assert _rows(fresh_db) == before


def test_the_form_of_a_card_is_a_page(
    desk: FlaskClient, slug: str, said: list[int], proposed: dict[str, int]
) -> None:
    address = f"/facilitate/{slug}/themes/card/{said[0]}?anchor=s-2-u"
    page = desk.get(address).get_data(as_text=True)
    assert re.findall(r'name="theme" value="(\d+)"( checked)?', page) == [
        (str(proposed["tijd"]), " checked"),
        (str(proposed["geld"]), ""),
    ]
    assert 'name="anchor" value="s-2-u"' in page
    assert 'name="seen" value=""' in page


def test_a_card_that_somebody_moved_meanwhile_stays_there(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    slug: str,
    round_table: int,
    said: list[int],
    proposed: dict[str, int],
) -> None:
    """By the form and by a script, both with the board as it was before."""
    anna = add_facilitator(fresh_db, "anna@example.org", "tafel-met-acht-stoelen", "Anna")
    codebook.place(fresh_db, round_table, anna, said[0], [proposed["geld"]])
    base, told = f"/facilitate/{slug}/themes", "Anna heeft deze kaart net verplaatst naar “geld”."
    fields = {"decision": "place", "theme": proposed["tijd"], "seen": ""}
    answer = desk.post(f"{base}/card/{said[0]}", data=fields)
    assert answer.status_code == 409 and told in answer.get_data(as_text=True)
    answer = desk.post(
        f"{base}/move/{said[0]}",
        data={"to": proposed["tijd"], "origin": "", "seen": ""},
        headers={"X-Board": "1", "Referer": f"http://localhost{base}"},
    )
    assert answer.status_code == 409
    assert "<html" not in answer.get_data(as_text=True)
    assert told in answer.get_data(as_text=True)
    assert (said[0], True) in _shape(board(fresh_db, round_table))["geld"]


def test_only_what_changed_is_drawn_again(
    desk: FlaskClient, slug: str, said: list[int], proposed: dict[str, int]
) -> None:
    base, script = f"/facilitate/{slug}/themes", {"X-Board": "1"}

    def marks(page: str) -> dict[str, str]:
        found = re.findall(r'data-key="(\w+)" data-mark="(\w+)"', page)
        return dict(found)

    before = marks(desk.get(base).get_data(as_text=True))
    assert set(before) == {"u", "n", *map(str, proposed.values())}
    asked = ",".join(f"{key}:{mark}" for key, mark in before.items())
    assert marks(desk.get(f"{base}/changes?marks={asked}").get_data(as_text=True)) == {}
    answer = desk.post(f"{base}/move/{said[3]}", data={"to": "nowhere", "seen": ""}, headers=script)
    assert answer.get_data(as_text=True).strip() == "<p>Verplaatst naar “past nergens”.</p>"
    after = marks(desk.get(f"{base}/changes?marks={asked}").get_data(as_text=True))
    assert set(after) == {"u", "n"}
    for odd in ("", ":", "x", "u:,,:u", "\0:\0"):
        assert desk.get(f"{base}/changes", query_string={"marks": odd}).status_code == 200


def test_moves_that_cannot_be(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    slug: str,
    said: list[int],
    proposed: dict[str, int],
) -> None:
    before = _rows(fresh_db)
    base, tijd = f"/facilitate/{slug}/themes", proposed["tijd"]
    for address, fields, status in (
        (f"move/{said[0]}", {}, 409),
        (f"move/{said[0]}", {"to": "ergens"}, 409),
        (f"move/{said[0]}", {"to": "999"}, 404),
        (f"move/{said[0]}", {"to": "out", "origin": tijd}, 409),
        ("move/999", {"to": tijd}, 404),
        ("right", {"right": "1"}, 409),
        ("right", {"right": f"{said[0]}:x:"}, 409),
        ("right", {"right": f"{said[0]}:999:"}, 404),
        (f"{tijd}/order", {"before": "999"}, 409),
        ("999/order", {"step": "1"}, 404),
    ):
        assert desk.post(f"{base}/{address}", data=fields).status_code == status, (address, fields)
    assert _rows(fresh_db) == before


def test_a_proposal_is_right_and_columns_change_places(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    slug: str,
    round_table: int,
    said: list[int],
    proposed: dict[str, int],
) -> None:
    before = _rows(fresh_db)
    base = f"/facilitate/{slug}/themes"
    answer = desk.post(f"{base}/right", data={"right": f"{said[1]}:{proposed['tijd']}:"})
    assert answer.location.endswith(f"#t-{proposed['tijd']}")
    assert _shape(board(fresh_db, round_table))["tijd"] == [(said[1], True), (said[0], False)]
    for step in ("1", "1", "-1", "1"):  # at the end it stays at the end
        desk.post(f"{base}/{proposed['tijd']}/order", data={"step": step})
    assert [one.name for one in themes(fresh_db, round_table)] == ["geld", "tijd"]
    desk.post(f"{base}/{proposed['tijd']}/order", data={"before": proposed["geld"]})
    assert [one.name for one in themes(fresh_db, round_table)] == ["tijd", "geld"]
    _undo_all(desk, fresh_db, slug)
    assert _rows(fresh_db) == before


def test_the_log_goes_on_and_does_again(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, said: list[int]
) -> None:
    address = f"/facilitate/{slug}/log"
    for number in range(103):
        desk.post(f"/facilitate/{slug}/themes", data={"name": f"Thema {number}"})
    page = desk.get(address).get_data(as_text=True)
    assert page.count('id="act-') == 100
    older = re.search(r'href="([^"]*\?voor=\d+)"', page)
    assert older
    assert desk.get(older.group(1)).get_data(as_text=True).count('id="act-') == 3
    act = fresh_db.execute("SELECT max(id) FROM acts").fetchone()[0]
    before = _rows(fresh_db)
    desk.post(f"{address}/{act}/undo")
    assert f"/log/{act}/redo" in desk.get(address).get_data(as_text=True)
    desk.post(f"{address}/{act}/redo")
    assert _rows(fresh_db) == before


def test_accepting_renaming_and_names_that_are_taken(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    slug: str,
    round_table: int,
    proposed: dict[str, int],
) -> None:
    before = _rows(fresh_db)
    address = f"/facilitate/{slug}/themes/{proposed['tijd']}/name"
    answer = desk.post(address, data={"name": "  Tijd om te  begeleiden "})
    assert answer.location.endswith(f"#t-{proposed['tijd']}")
    found = [(theme.name, theme.state) for theme in themes(fresh_db, round_table)]
    assert found == [("Tijd om te begeleiden", "accepted"), ("geld", "proposed")]
    codebook_before = _rows(fresh_db)
    desk.post(f"/facilitate/{slug}/themes/{proposed['geld']}/name", data={"name": "Geld"})
    page = desk.post(address, data={"name": "GELD"}).get_data(as_text=True)
    assert "Er is al een thema met de naam “GELD”." in page
    assert 'value="GELD"' in page  # what was typed stands there still
    assert "Geef het thema een naam." in desk.post(address, data={"name": " "}).get_data(True)
    assert codebook_before != _rows(fresh_db)
    _undo_all(desk, fresh_db, slug)
    assert _rows(fresh_db) == before


def test_adding_merging_removing(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    slug: str,
    round_table: int,
    said: list[int],
    proposed: dict[str, int],
) -> None:
    before = _rows(fresh_db)
    base = f"/facilitate/{slug}/themes"
    desk.post(base, data={"name": "Ruimte"})
    page = desk.post(base, data={"name": "ruimte"}).get_data(as_text=True)
    assert "Er is al een thema met de naam “ruimte”." in page
    ids = {theme.name: theme.id for theme in themes(fresh_db, round_table)}
    desk.post(f"{base}/{ids['geld']}/merge", data={"into": ids["tijd"]})
    shape = _shape(board(fresh_db, round_table))
    assert sorted(one for one, _ in shape["tijd"]) == said[:3]
    assert "geld" not in shape
    desk.post(f"{base}/{ids['tijd']}/remove")
    assert _shape(board(fresh_db, round_table)) == {
        "Ruimte": [],
        "undecided": [(one, False) for one in said],
        "nowhere": [],
    }
    for into in ("", ids["geld"], ids["Ruimte"], 999):
        answer = desk.post(f"{base}/{ids['Ruimte']}/merge", data={"into": into})
        assert answer.status_code in (404, 409)
    _undo_all(desk, fresh_db, slug)
    assert _rows(fresh_db) == before


def test_the_central_statement(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    slug: str,
    round_table: int,
    said: list[int],
    proposed: dict[str, int],
) -> None:
    before = _rows(fresh_db)
    address = f"/facilitate/{slug}/themes/{proposed['geld']}/central"

    def central() -> tuple[str, int | None]:
        theme = next(one for one in themes(fresh_db, round_table) if one.name == "geld")
        return theme.central_statement, theme.central_statement_id

    desk.post(address, data={"statement": said[2]})
    assert central() == ("Gedachte nummer 2 over opleiden.", said[2])
    desk.post(address, data={"text": "Geld is nodig."})
    assert central() == ("Geld is nodig.", None)
    page = desk.post(address, data={"text": "k" * 1001}).get_data(as_text=True)
    assert "k" * 1001 in page
    assert desk.post(address, data={"statement": 999}).status_code == 404
    _undo_all(desk, fresh_db, slug)
    assert _rows(fresh_db) == before


def test_confirming_all_proposals_of_a_theme(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    slug: str,
    round_table: int,
    said: list[int],
    proposed: dict[str, int],
) -> None:
    before = _rows(fresh_db)
    desk.post(f"/facilitate/{slug}/themes/{proposed['tijd']}/name", data={"name": "tijd"})
    page = desk.get(f"/facilitate/{slug}/themes").get_data(as_text=True)
    assert "Alle 2 voorstellen kloppen" in page
    address = f"/facilitate/{slug}/themes/{proposed['tijd']}/confirm"
    desk.post(address)
    assert _shape(board(fresh_db, round_table))["tijd"] == [(said[0], True), (said[1], True)]
    assert desk.post(address).status_code == 409
    _undo_all(desk, fresh_db, slug)
    assert _rows(fresh_db) == before


def test_asking_for_themes_and_following_the_job(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, round_table: int, said: list[int]
) -> None:
    for _press in range(2):
        desk.post(f"/facilitate/{slug}/themes/propose")
    job = latest_job(fresh_db, round_table, "themes")
    assert job and (job["state"], fresh_db.execute("SELECT count(*) FROM jobs").fetchone()[0]) == (
        "waiting",
        1,
    )
    address = f"/facilitate/{slug}/themes/job"
    assert "wachtrij" in desk.get(address).get_data(as_text=True)


def test_themes_of_another_programme_stay_out_of_reach(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    slug: str,
    facilitator: int,
    said: list[int],
    templates,
    instruments,
) -> None:
    other = create_programme(fresh_db, templates["learning-network"], instruments)
    theirs = new_theme(fresh_db, other, facilitator, "Van een ander")
    before = _rows(fresh_db)
    base = f"/facilitate/{slug}/themes"
    for address, fields in (
        (f"{base}/{theirs}/name", {"name": "Van mij"}),
        (f"{base}/{theirs}/central", {"text": "Van mij."}),
        (f"{base}/{theirs}/merge", {"into": theirs}),
        (f"{base}/{theirs}/remove", {}),
        (f"{base}/{theirs}/confirm", {}),
        (f"{base}/card/{said[0]}", {"theme": theirs}),
    ):
        assert desk.post(address, data=fields).status_code == 404, address
    assert _rows(fresh_db) == before


@pytest.mark.parametrize("how_many", ["as_found", "fewer", "more"])
def test_more_or_fewer_themes_can_be_asked(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, how_many: str
) -> None:
    desk.post(f"/facilitate/{slug}/themes/propose", data={"how_many": how_many})
    asked = fresh_db.execute("SELECT kind, parameters FROM jobs").fetchall()
    assert [tuple(row) for row in asked] == [("themes", f'{{"how_many": "{how_many}"}}')]


def test_another_wish_for_themes_is_refused(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str
) -> None:
    answer = desk.post(f"/facilitate/{slug}/themes/propose", data={"how_many": "duizend"})
    assert "Kies minder, evenveel of meer" in answer.get_data(as_text=True)
    assert fresh_db.execute("SELECT count(*) FROM jobs").fetchone()[0] == 0


def test_a_card_tells_what_it_answers_so_that_yields_can_be_themed_apart(
    desk: FlaskClient, fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    two_years(fresh_db, learning_network)
    look_back(fresh_db, learning_network, [{}], ["Een vast moment <samen>"])
    fresh_db.execute("UPDATE statements SET state = 'approved'")
    slug = programmes.programme_by_id(fresh_db, learning_network)["slug"]
    asked = f'data-part="{YIELD.label}"'
    assert asked in desk.get(f"/facilitate/{slug}/themes").text
    assert asked in desk.get(f"/facilitate/{slug}/themes/changes?marks=").text
    fresh_db.execute(
        "UPDATE statements SET source = 'import', response_id = NULL, meeting_id = NULL"
    )
    assert 'data-part="opbrengsten, ingelezen"' in desk.get(f"/facilitate/{slug}/themes").text
