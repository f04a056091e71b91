"""Passwords: how they are kept, for how long one waits, and how many are worked out at once."""

from __future__ import annotations

import sqlite3
import statistics
import threading
import time

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from collector.accounts import add_facilitator, verify_facilitator
from collector.errors import Busy, Refused
from collector.log_ins import facilitator_by_log_in, start_log_in
from collector.passwords import (
    Turns,
    has_password,
    hash_password,
    is_own_password,
    is_password,
    set_password,
)
from tests.conftest import PASSWORD

EMAIL = "gespreksleider@example.org"


def stored(connection: sqlite3.Connection) -> str:
    return str(connection.execute("SELECT password_hash FROM facilitators").fetchone()[0])


def test_the_parameters_are_those_of_the_rfc_with_one_lane() -> None:
    """RFC 9106, section 4, second recommendation: t=3, m=2^16 KiB, 128 bits salt, 256 bits tag."""
    found = extract_parameters(hash_password(PASSWORD))
    assert (found.type, found.version) == (Type.ID, 0x13)
    assert (found.time_cost, found.memory_cost, found.parallelism) == (3, 2**16, 1)
    assert (found.salt_len, found.hash_len) == (16, 32)


def test_a_hash_with_other_parameters_is_made_anew_at_the_next_log_in(
    fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    fresh_db.execute("UPDATE facilitators SET password_hash = ?", (old,))
    assert verify_facilitator(fresh_db, EMAIL, "niet-dit-wachtwoord") is None
    assert stored(fresh_db) == old
    assert verify_facilitator(fresh_db, EMAIL, PASSWORD) is not None
    anew = stored(fresh_db)
    assert extract_parameters(anew).memory_cost == 2**16
    assert verify_facilitator(fresh_db, EMAIL, PASSWORD) is not None
    assert stored(fresh_db) == anew


def test_no_password_opens_an_account_without_one_or_one_that_is_closed(
    fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    closed = add_facilitator(fresh_db, "weg@example.org", PASSWORD)
    fresh_db.execute("UPDATE facilitators SET closed_on = '2026-01-01' WHERE id = ?", (closed,))
    assert verify_facilitator(fresh_db, "weg@example.org", PASSWORD) is None
    fresh_db.execute("UPDATE facilitators SET password_hash = '' WHERE id = ?", (facilitator,))
    assert not has_password(fresh_db, facilitator)
    for typed in ("", PASSWORD):
        assert verify_facilitator(fresh_db, EMAIL, typed) is None
        assert not is_own_password(fresh_db, facilitator, typed)


def test_an_answer_takes_as_long_when_there_is_nobody(
    fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    """The work is the same; a shortcut would take less than a tenth of it."""
    without = add_facilitator(fresh_db, "zonder@example.org", PASSWORD)
    fresh_db.execute("UPDATE facilitators SET password_hash = '' WHERE id = ?", (without,))

    def seconds(email: str) -> float:
        began = time.process_time()
        assert verify_facilitator(fresh_db, email, "niet-dit-wachtwoord") is None
        return time.process_time() - began

    wrong = statistics.median(seconds(EMAIL) for _ in range(5))
    for email in ("niemand@example.org", "zonder@example.org"):
        nobody = statistics.median(seconds(email) for _ in range(5))
        assert wrong / 2 < nobody < wrong * 2


def test_a_new_password_ends_every_other_log_in(
    fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    here, there = start_log_in(fresh_db, facilitator), start_log_in(fresh_db, facilitator)
    mine = facilitator_by_log_in(fresh_db, here)
    assert mine is not None
    assert set_password(fresh_db, facilitator, "een-heel-nieuw-woord", but=mine["log_in"]) == 1
    assert facilitator_by_log_in(fresh_db, here) is not None
    assert facilitator_by_log_in(fresh_db, there) is None
    assert is_own_password(fresh_db, facilitator, "een-heel-nieuw-woord")
    assert not is_own_password(fresh_db, facilitator, PASSWORD)


@pytest.mark.parametrize("password", ["", "veertien-lang!", "welkom-op-de-zandzee" * 26, "x" * 15])
def test_a_password_that_nobody_may_choose_changes_nothing(
    fresh_db: sqlite3.Connection, facilitator: int, password: str
) -> None:
    before = stored(fresh_db)
    with pytest.raises(Refused):
        set_password(fresh_db, facilitator, password)
    assert stored(fresh_db) == before


def test_so_many_have_a_turn_and_too_many_are_sent_away() -> None:
    turns = Turns(at_once=2, waiting=3)
    go_on, inside, most, lock = threading.Event(), 0, 0, threading.Lock()
    counts = {"done": 0, "busy": 0}

    def one() -> None:
        nonlocal inside, most
        try:
            with turns.take():
                with lock:
                    inside += 1
                    most = max(most, inside)
                go_on.wait(60)
                with lock:
                    inside -= 1
                    counts["done"] += 1
        except Busy:
            with lock:
                counts["busy"] += 1
                if counts["busy"] == 4:
                    go_on.set()

    threads = [threading.Thread(target=one) for _ in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (counts, most) == ({"done": 5, "busy": 4}, 2)
    with turns.take():
        pass


def test_what_is_no_hash_is_no_password() -> None:
    assert not is_password("geen hash", "geen hash")
