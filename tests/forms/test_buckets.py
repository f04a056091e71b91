"""How often something may happen."""

from __future__ import annotations

import threading

import pytest

from forms import buckets
from forms.buckets import Buckets


def test_so_many_at_once_and_then_one_at_a_time() -> None:
    now = [1000.0]
    bucket = Buckets(3, 10.0, lambda: now[0])
    assert [bucket.take("a") for _ in range(5)] == [0, 0, 0, 10, 10]
    assert bucket.take("b") == 0
    now[0] += 4
    assert bucket.wait_for("a") == 6
    now[0] += 6
    assert [bucket.take("a") for _ in range(2)] == [0, 10]
    now[0] += 3_600
    assert [bucket.take("a") for _ in range(4)] == [0, 0, 0, 10]


def test_what_happened_all_the_same_counts() -> None:
    bucket = Buckets(2, 10.0, lambda: 0.0)
    for _ in range(5):
        bucket.note("a")
    assert bucket.wait_for("a") == 40


def test_whoever_is_quiet_longest_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "REMEMBERED", 2)
    bucket = Buckets(1, 10.0, lambda: 0.0)
    for key in "abac":  # b makes room
        bucket.note(key)
    assert [bucket.wait_for(key) for key in "abc"] == [20, 0, 10]


def test_many_threads_take_no_more_than_there_is() -> None:
    bucket = Buckets(50, 1e6)
    taken: list[float] = []
    threads = [
        threading.Thread(target=lambda: taken.extend(bucket.take("a") for _ in range(20)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(1 for wait in taken if not wait) == 50
