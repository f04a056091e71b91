"""Log-ins that can be ended from afar."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

from collector.database import transaction
from collector.log_ins import KEPT, end_log_in, end_log_ins, facilitator_by_log_in, start_log_in
from collector.queries.terms import today


def test_a_key_opens_its_account_until_it_is_ended(
    fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    key = start_log_in(fresh_db, facilitator, "Firefox op Windows")
    row = facilitator_by_log_in(fresh_db, key)
    assert row is not None
    assert row["id"] == facilitator
    end_log_in(fresh_db, row["log_in"])
    assert facilitator_by_log_in(fresh_db, key) is None


def test_the_key_itself_is_not_kept(fresh_db: sqlite3.Connection, facilitator: int) -> None:
    key = start_log_in(fresh_db, facilitator)
    (row,) = fresh_db.execute("SELECT * FROM log_ins").fetchall()
    assert key not in [str(value) for value in tuple(row)]


def test_all_others_are_ended_and_this_one_stays(
    fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    here, there, elsewhere = (start_log_in(fresh_db, facilitator) for _ in range(3))
    mine = facilitator_by_log_in(fresh_db, here)
    assert mine is not None
    with transaction(fresh_db):
        assert end_log_ins(fresh_db, facilitator, but=mine["log_in"]) == 2
    assert facilitator_by_log_in(fresh_db, here) is not None
    assert facilitator_by_log_in(fresh_db, there) is None
    assert facilitator_by_log_in(fresh_db, elsewhere) is None


def test_what_is_not_used_ends_by_itself(fresh_db: sqlite3.Connection, facilitator: int) -> None:
    key = start_log_in(fresh_db, facilitator)
    last = (today() - KEPT).isoformat()
    fresh_db.execute("UPDATE log_ins SET seen_on = ?", (last,))
    assert facilitator_by_log_in(fresh_db, key) is not None
    (row,) = fresh_db.execute("SELECT seen_on FROM log_ins").fetchall()
    assert row["seen_on"] == today().isoformat()
    before = (today() - KEPT - timedelta(days=1)).isoformat()
    fresh_db.execute("UPDATE log_ins SET seen_on = ?", (before,))
    assert facilitator_by_log_in(fresh_db, key) is None


def test_a_closed_account_is_logged_out(fresh_db: sqlite3.Connection, facilitator: int) -> None:
    key = start_log_in(fresh_db, facilitator)
    fresh_db.execute("UPDATE facilitators SET closed_on = '2026-01-01'")
    assert facilitator_by_log_in(fresh_db, key) is None
