"""Where partnerships stood first and last: one rule for the desk, the wrap-up and the release."""

from __future__ import annotations

import json
import sqlite3

import pytest

from collector.courses import Stand, follow, in_order, scales_changed
from collector.queries.presence import presence
from tests.network import Network


@pytest.fixture
def network(fresh_db: sqlite3.Connection, learning_network: int) -> Network:
    return Network(fresh_db, learning_network)


def test_first_and_last_of_a_partnership_count_and_newcomers_do_not(network: Network) -> None:
    network.say("baseline", "Noord", "trying")
    network.say("baseline", "Noord", "exploring")  # of two the lower one
    network.say("development", "Noord", "embedded")
    network.say("development", "Zuid", "not_started")
    network.say("baseline", "West", "designing")
    course = network.course()
    assert course.steps() == [(1, 4)]
    assert course.moves() == {
        network.partnership("Noord"): (Stand(1, False, 2), Stand(4, False, 1))
    }
    zuid, west = network.partnership("Zuid"), network.partnership("West")
    assert course.once() == {zuid: Stand(0, False, 1), west: Stand(2, False, 1)}
    assert course.newcomers(presence(network.connection, network.programme)) == {zuid}


def test_who_was_there_and_did_not_answer_is_no_newcomer(network: Network) -> None:
    network.say("baseline", "Noord", "trying")
    network.come("baseline", "Zuid")
    network.say("development", "Zuid", "trying")
    course = network.course()
    assert list(course.once()) == [network.partnership("Noord"), network.partnership("Zuid")]
    assert course.newcomers(presence(network.connection, network.programme)) == set()


def test_what_was_settled_counts_instead_of_what_each_said(network: Network) -> None:
    for phase in ("not_started", "exploring", "embedded"):
        network.say("baseline", "Noord", phase)
    network.say("development", "Noord", "trying")
    network.settle("baseline", "Noord", "content_phase", "exploring")
    network.settle("baseline", "Noord", "content_phase", "designing")
    assert network.course().stands == {
        network.partnership("Noord"): {1: Stand(2, True, 3), 3: Stand(3, False, 1)}
    }
    network.settle("baseline", "Noord", "content_phase", None)  # emptied again
    assert network.course().steps() == [(1, 3)]


def test_a_matrix_that_was_settled_counts_row_by_row(network: Network) -> None:
    rows = {"learning_teacher": "exploring", "organisation": "trying"}
    who = network.come("phases", "Noord")
    network.answer(who, "phases", {"safeguard_phase": {"learning_teacher": "embedded"}})
    network.settle("phases", "Noord", "safeguard_phase", rows)
    found = in_order(follow(network.connection, network.programme))
    noord = network.partnership("Noord")
    assert [(key.row, each.label, each.stands) for key, each in found] == [
        ("learning_teacher", "De lerende leraar", {noord: {2: Stand(1, True, 1)}}),
        ("organisation", "De organisatie", {noord: {2: Stand(3, True, 0)}}),
    ]


def test_what_was_made_up_never_counts(network: Network) -> None:
    network.say("baseline", "Noord", "trying", made_up=True)
    assert follow(network.connection, network.programme) == {}
    assert presence(network.connection, network.programme) == {}


def test_another_scale_is_another_thing(network: Network) -> None:
    network.say("baseline", "Noord", "trying")
    network.say("baseline", "Zuid", "trying")
    row = network.connection.execute(
        "SELECT id, definition FROM instruments WHERE slug = 'development'"
    ).fetchone()
    changed = json.loads(row["definition"])
    (question,) = (one for one in changed["questions"] if one["key"] == "content_phase")
    question["options"][1]["label"] = "Wij kijken rond"
    network.connection.execute(
        "UPDATE instruments SET definition = ? WHERE id = ?", (json.dumps(changed), row["id"])
    )
    network.say("development", "Noord", "embedded")
    found = follow(network.connection, network.programme)
    assert [each.steps() for each in found.values()] == [[], []]
    assert scales_changed(found) == {'["development", "content", ""]'}


def test_settled_counts_in_a_release_when_everybody_was_told_so(network: Network) -> None:
    def publishable() -> dict[int, dict[int, Stand]]:
        found = follow(network.connection, network.programme, to_publish=True)
        return next((each.stands for each in found.values()), {})

    noord = network.partnership("Noord")
    network.say("baseline", "Noord", "trying")
    network.settle("baseline", "Noord", "content_phase", "designing")
    network.settle("baseline", "Zuid", "content_phase", "designing")  # nobody of it is left
    assert publishable() == {noord: {1: Stand(2, True, 1)}}
    network.connection.execute("UPDATE terms SET counts = 0")
    network.connection.execute(
        "INSERT INTO terms SELECT max(id) + 1, programme_id, max(version)"
        " + 1, at, facilitator_id, verbatim, 1, ends_on FROM terms"
    )
    assert publishable() == {}  # who settled it was told otherwise
    network.say("baseline", "Noord", "embedded")
    assert publishable() == {noord: {1: Stand(4, False, 1)}}  # of whom it was not promised
    assert network.course().stands[noord] == {1: Stand(2, True, 2)}
    network.connection.execute("UPDATE terms SET counts = 0")
    assert publishable() == {}


def test_who_worked_through_it_alone_is_marked(network: Network) -> None:
    network.come("baseline", "Noord", studied=True)
    network.come("baseline", "Noord")
    (here,) = presence(network.connection, network.programme)[network.partnership("Noord")].values()
    assert (here.people, here.studied, here.countable) == (2, 1, True)
