"""First steps: added, changed, ordered, followed."""

from __future__ import annotations

import sqlite3

import pytest

from collector import steps
from collector.errors import Conflict, NotFound, Refused
from collector.partnerships import add_partnership
from collector.queries.meetings import meetings
from collector.queries.steps import steps_in, steps_of
from collector.steps import MOST, StepState


@pytest.fixture
def ours(fresh_db: sqlite3.Connection, learning_network: int) -> int:
    return add_partnership(fresh_db, learning_network, "De Brug")


def texts(database: sqlite3.Connection, partnership: int) -> list[str]:
    return [row["text"] for row in steps_of(database, partnership)]


def test_add_change_order_remove(fresh_db: sqlite3.Connection, ours: int) -> None:
    one, two, three = (steps.add_step(fresh_db, ours, text) for text in ("een", "twee", "drie"))
    assert steps.add_step(fresh_db, ours, "een") == one  # pressed twice
    steps.move_step(fresh_db, ours, three, 1)
    assert texts(fresh_db, ours) == ["drie", "een", "twee"]
    steps.change_step(fresh_db, ours, two, "twee en een half", seen="twee")
    with pytest.raises(Conflict):
        steps.change_step(fresh_db, ours, two, "anders", seen="twee")
    gone = steps.remove_step(fresh_db, ours, three)
    assert texts(fresh_db, ours) == ["een", "twee en een half"]
    steps.add_step(fresh_db, ours, gone["text"], at=1, state=StepState(gone["state"]))
    assert texts(fresh_db, ours) == ["drie", "een", "twee en een half"]


def test_how_far_and_in_which_meeting(
    fresh_db: sqlite3.Connection, learning_network: int, ours: int
) -> None:
    meeting = meetings(fresh_db, learning_network)[1]
    step = steps.add_step(fresh_db, ours, "een")
    steps.add_step(fresh_db, ours, "twee")
    assert steps_in(fresh_db, learning_network) == {ours: (0, 2)}
    steps.set_state(fresh_db, ours, step, StepState.DONE, meeting=meeting["id"])
    assert steps_in(fresh_db, learning_network) == {ours: (1, 2)}
    row = steps_of(fresh_db, ours)[0]
    assert (row["state"], row["state_meeting"]) == ("done", meeting["title"])


def test_only_of_the_own_partnership(
    fresh_db: sqlite3.Connection, learning_network: int, ours: int
) -> None:
    other = add_partnership(fresh_db, learning_network, "Elders")
    step = steps.add_step(fresh_db, ours, "een")
    for act in (
        lambda: steps.set_state(fresh_db, other, step, StepState.DONE),
        lambda: steps.change_step(fresh_db, other, step, "x", seen="een"),
        lambda: steps.move_step(fresh_db, other, step, 1),
        lambda: steps.remove_step(fresh_db, other, step),
    ):
        with pytest.raises(NotFound):
            act()
    assert texts(fresh_db, ours) == ["een"]


def test_there_is_an_end_to_it(fresh_db: sqlite3.Connection, ours: int) -> None:
    for number in range(MOST):
        steps.add_step(fresh_db, ours, f"stap {number}")
    with pytest.raises(Refused, match="niet meer stappen"):
        steps.add_step(fresh_db, ours, "nog een")
