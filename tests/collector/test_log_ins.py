"""Log-ins that can be ended from afar."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import pytest

from collector.database import transaction
from collector.errors import NotFound
from collector.log_ins import (
    KEPT,
    end_log_in,
    end_log_in_from_afar,
    end_log_ins,
    facilitator_by_log_in,
    hand_on_trust,
    hash_key,
    is_trusted,
    log_ins_of,
    start_log_in,
    trust,
)
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


def test_a_browser_is_trusted_for_a_while_also_after_logging_out(
    fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    key = start_log_in(fresh_db, facilitator)
    assert not is_trusted(fresh_db, facilitator, hash_key(key))
    trust(fresh_db, key)
    assert is_trusted(fresh_db, facilitator, hash_key(key))
    assert not is_trusted(fresh_db, facilitator + 1, hash_key(key))
    (mine,) = log_ins_of(fresh_db, facilitator)
    end_log_in(fresh_db, mine["id"])
    assert is_trusted(fresh_db, facilitator, hash_key(key))
    fresh_db.execute("UPDATE log_ins SET trusted_until = ?", (today().isoformat(),))
    assert not is_trusted(fresh_db, facilitator, hash_key(key))
    assert log_ins_of(fresh_db, facilitator) == []


def test_ended_from_afar_a_browser_is_trusted_no_more(
    fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    key, other = start_log_in(fresh_db, facilitator, "Firefox, Windows"), 99
    trust(fresh_db, key)
    (mine,) = log_ins_of(fresh_db, facilitator)
    with pytest.raises(NotFound):
        end_log_in_from_afar(fresh_db, other, mine["id"])
    assert facilitator_by_log_in(fresh_db, key) is not None
    assert end_log_in_from_afar(fresh_db, facilitator, mine["id"])["device"] == "Firefox, Windows"
    assert facilitator_by_log_in(fresh_db, key) is None
    assert not is_trusted(fresh_db, facilitator, hash_key(key))
    assert log_ins_of(fresh_db, facilitator) == []


def test_trust_is_handed_on_and_becomes_no_longer(
    fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    old = start_log_in(fresh_db, facilitator)
    trust(fresh_db, old)
    until = (today() + timedelta(days=3)).isoformat()
    fresh_db.execute("UPDATE log_ins SET trusted_until = ?", (until,))
    new = start_log_in(fresh_db, facilitator)
    hand_on_trust(fresh_db, hash_key(old), new)
    assert not is_trusted(fresh_db, facilitator, hash_key(old))
    assert is_trusted(fresh_db, facilitator, hash_key(new))
    assert [row["trusted_until"] for row in log_ins_of(fresh_db, facilitator)] == [until, None]
    with transaction(fresh_db):
        end_log_ins(fresh_db, facilitator)
    assert not is_trusted(fresh_db, facilitator, hash_key(new))


def test_what_opens_nothing_any_more_is_forgotten(
    fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    start_log_in(fresh_db, facilitator)
    long_ago = (today() - KEPT - timedelta(days=1)).isoformat()
    fresh_db.execute("UPDATE log_ins SET seen_on = ?", (long_ago,))
    start_log_in(fresh_db, facilitator, failed_before=12)
    (row,) = fresh_db.execute("SELECT failed_before FROM log_ins").fetchall()
    assert row["failed_before"] == 12
