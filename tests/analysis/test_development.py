"""Where partnerships stood first and last: one rule for the wrap-up and the release."""

from __future__ import annotations

import sqlite3

from analysis.development import follow
from analysis.report_development import developments
from collector import intake
from collector.access import new_receipt
from collector.meetings import set_activity_state
from collector.partnerships import add_partnership
from collector.queries import meetings
from collector.records import Submission


def answer(
    connection: sqlite3.Connection, programme: int, partnership: str, place: int, phase: str
) -> None:
    """Somebody of a partnership says, in the first or third meeting, in which phase they are."""
    meeting = meetings.meetings(connection, programme)[place]["id"]
    slug = {0: "baseline", 2: "development"}[place]
    rows = meetings.activities(connection, meeting)
    (activity,) = (row["id"] for row in rows if row["slug"] == slug)
    set_activity_state(connection, activity, is_open=True)
    who = intake.join(
        connection,
        meeting,
        new_receipt(),
        partnership=add_partnership(connection, programme, partnership),
    )
    intake.submit(connection, who, activity, Submission(new_receipt(), {"content_phase": phase}))


def test_first_and_last_of_a_partnership_count_and_newcomers_do_not(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    answer(fresh_db, learning_network, "Noord", 0, "trying")
    answer(fresh_db, learning_network, "Noord", 0, "exploring")  # of two the lower one
    answer(fresh_db, learning_network, "Noord", 2, "embedded")
    answer(fresh_db, learning_network, "Zuid", 2, "not_started")
    steps = {
        key.dimension: each.steps() for key, each in follow(fresh_db, learning_network).items()
    }
    assert steps == {"content": [(1, 4)]}


def test_the_wrap_up_counts_the_same_steps_and_holds_back_few(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    for name in ("Noord", "Oost", "Zuid", "West", "Midden"):
        answer(fresh_db, learning_network, name, 0, "exploring")
        answer(fresh_db, learning_network, name, 2, "exploring" if name == "Oost" else "trying")
    (shown,) = developments(fresh_db, learning_network, 5)
    assert (shown.name, shown.partnerships, shown.withheld) == ("Inhoud", 5, False)
    assert [numbers for _, *numbers in shown.phases] == [[0, 0], [5, 1], [0, 0], [0, 4], [0, 0]]
    assert (shown.forward, shown.same, shown.back) == (4, 1, 0)
    (few,) = developments(fresh_db, learning_network, 6)
    assert (few.partnerships, few.withheld, few.phases) == (5, True, ())
