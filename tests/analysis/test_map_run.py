"""The map of a programme: every statement that themes are made of lies on it, and only those."""

from __future__ import annotations

import sqlite3

import pytest

from analysis.worker import Worker
from collector import corrections, live, moderation
from collector.config import Config
from collector.queries.map_positions import positions
from collector.queries.statements import statements
from tests.analysis.test_worker import SAID, say

NEW = "Elke starter verdient een vaste begeleider met tijd."


@pytest.fixture
def worker(config: Config, fresh_db: sqlite3.Connection, round_table: int) -> Worker:
    say(fresh_db, round_table, "sleutel-0001", SAID)
    worker = Worker(config, fresh_db)
    worker.catch_up()
    return worker


def test_a_newcomer_comes_to_the_map_at_once_and_the_others_stay(
    fresh_db: sqlite3.Connection, worker: Worker, round_table: int
) -> None:
    drawn = positions(fresh_db, round_table)
    assert sorted(drawn) == [one.id for one in statements(fresh_db, round_table)]
    assert len(set(drawn.values())) == len(SAID)
    before = live.latest(fresh_db)
    say(fresh_db, round_table, "sleutel-0002", (NEW,))
    worker.keep_up(before)
    wider = positions(fresh_db, round_table)
    (new,) = set(wider) - set(drawn)
    assert {one: at for one, at in wider.items() if one != new} == drawn
    (meeting,) = fresh_db.execute("SELECT id FROM meetings").fetchone()
    wall = live.Audience(meeting=meeting, kinds=live.SCREEN_KINDS)
    kinds = [row["kind"] for row in live.events_after(fresh_db, before, wall)]
    assert kinds[-1] == "map"


def test_what_is_taken_back_or_hidden_leaves_the_map(
    fresh_db: sqlite3.Connection, worker: Worker, round_table: int, facilitator: int
) -> None:
    first, second, *_rest = sorted(positions(fresh_db, round_table))
    (participant,) = fresh_db.execute("SELECT participant_id FROM responses").fetchone()
    corrections.withdraw_statement(fresh_db, participant, first)
    assert first not in positions(fresh_db, round_table)
    moderation.hide(fresh_db, round_table, facilitator, second, "Te herkenbaar.")
    worker.catch_up()
    assert not {first, second} & set(positions(fresh_db, round_table))
