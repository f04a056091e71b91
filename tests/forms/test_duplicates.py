"""Statements that seem to say the same, side by side; and content or process as proposed."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from collector.queries.near_duplicates import near_duplicates
from collector.queries.statements import statement
from forms.word_difference import difference

LEFT = "Begeleiders hebben meer tijd nodig."
RIGHT = "De begeleiders hebben veel meer tijd nodig!"


@pytest.fixture
def twins(fresh_db: sqlite3.Connection, say: Callable[[str], int]) -> tuple[int, int]:
    """Two statements that are proposed as the same."""
    left, right = say(LEFT), say(RIGHT)
    fresh_db.execute(
        "INSERT INTO near_duplicates (statement_id, other_id, likelihood) VALUES (?, ?, 0.996)",
        (left, right),
    )
    return left, right


def test_the_words_that_differ_are_marked(
    desk: FlaskClient, slug: str, twins: tuple[int, int]
) -> None:
    page = desk.get(f"/facilitate/{slug}/moderation/duplicates").get_data(as_text=True)
    marked = [word.strip() for word in re.findall(r"<mark>(.*?)</mark>", page)]
    assert marked == ["De", "veel"]
    assert "99 %" in page  # never certain
    assert "Zegt dit hetzelfde? (1)" in desk.get(f"/facilitate/{slug}/moderation").get_data(True)


@pytest.mark.parametrize("keep", ["left", "right"])
def test_together_and_apart_and_undone(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    slug: str,
    round_table: int,
    twins: tuple[int, int],
    keep: str,
) -> None:
    address = f"/facilitate/{slug}/moderation/duplicates"
    fields = {"left": twins[0], "right": twins[1], "decision": keep}
    assert desk.post(address, data=fields).status_code == 302
    stays, goes = twins if keep == "left" else twins[::-1]
    gone, kept = (statement(fresh_db, round_table, one) for one in (goes, stays))
    assert gone and kept
    assert (gone.state, gone.merged_into, kept.state) == ("merged", stays, "waiting")
    assert near_duplicates(fresh_db, round_table) == []
    act = fresh_db.execute("SELECT max(id) FROM acts").fetchone()[0]
    desk.post(f"/facilitate/{slug}/log/{act}/undo")
    assert [one.id for one in near_duplicates(fresh_db, round_table)] == [1]
    desk.post(address, data={**fields, "decision": "apart"})
    assert near_duplicates(fresh_db, round_table) == []
    assert "waarover u nog niet besliste" in desk.get(address).get_data(as_text=True)


def test_what_is_kept_apart_is_not_called_alike_in_the_queue(
    desk: FlaskClient, slug: str, say: Callable[[str], int]
) -> None:
    one, other = say("Geef begeleiders meer tijd."), say("Geef begeleiders meer tijd!")
    queue = f"/facilitate/{slug}/moderation"
    assert desk.get(queue).get_data(as_text=True).count("Lijkt op:") == 2
    fields = {"left": other, "right": one, "decision": "apart", "back": queue}
    assert desk.post(f"{queue}/duplicates", data=fields).location == f"{queue}#pairs"
    assert "Lijkt op:" not in desk.get(queue).get_data(as_text=True)


def test_what_cannot_be_judged(desk: FlaskClient, slug: str, twins: tuple[int, int]) -> None:
    address = f"/facilitate/{slug}/moderation/duplicates"
    both = {"left": twins[0], "right": twins[1]}
    for fields, status in (
        ({}, 404),
        (both, 409),
        ({**both, "decision": "beide"}, 409),
        ({"left": twins[0], "right": twins[0], "decision": "left"}, 409),
        ({"left": twins[0], "right": twins[0], "decision": "apart"}, 409),
        ({"left": twins[0], "right": 999, "decision": "left"}, 404),
    ):
        assert desk.post(address, data=fields).status_code == status, fields


def test_a_proposed_aspect_is_accepted_with_one_press(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    slug: str,
    round_table: int,
    say: Callable[[str], int],
) -> None:
    one = say("Plan het overleg op een vaste middag.")
    fresh_db.execute("INSERT INTO proposed_aspects VALUES (?, 'process', 0.83)", (one,))
    page = desk.get(f"/facilitate/{slug}/moderation").get_data(as_text=True)
    assert "voorstel: proces 83 %" in page
    assert re.findall(r'data-key="e" aria-label="([^"]+)"', page) == ["Klopt: proces"]
    address = f"/facilitate/{slug}/moderation/{one}/aspect"
    assert desk.post(address, data={"aspect": "process"}).status_code == 302
    found = statement(fresh_db, round_table, one)
    assert found and found.aspect == "process"
    assert "voorstel: proces" not in desk.get(f"/facilitate/{slug}/moderation").get_data(True)
    for odd in ({}, {"aspect": "beide"}):
        assert desk.post(address, data=odd).status_code == 409


@pytest.mark.parametrize(
    ("left", "right", "own"),
    [
        ("", "", ([], [])),
        ("Tijd.", "", (["Tijd."], [])),
        ("Meer tijd, graag", "meer TIJD graag!", ([], [])),
        ("a b\nc  d", "a x c d", (["b\n"], ["x "])),
    ],
)
def test_pieces_put_together_are_the_texts(
    left: str, right: str, own: tuple[list[str], list[str]]
) -> None:
    pieces = difference(left, right)
    assert tuple("".join(word.text for word in side) for side in pieces) == (left, right)
    assert tuple([word.text for word in side if word.own] for side in pieces) == own
