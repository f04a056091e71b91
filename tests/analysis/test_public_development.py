"""What others may see of how partnerships moved: six of them, one that lags; and two pictures laid
beside each other."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import pytest

from analysis.disclosure import Rules
from analysis.documents.markdown import to_markdown
from analysis.documents.outline import full
from analysis.public_development import development_of
from analysis.publish import publish
from analysis.report import build
from analysis.report_development import tell_development
from analysis.worker import Worker
from collector.config import Config
from collector.network import show_network, store_picture
from collector.queries import meetings, outcomes
from collector.queries.pictures import Line, newest_picture, pictures
from collector.records import JobKind, JobState
from tests.network import Network

FIVE = Rules(5)
ALIKE = [(0, 2)] * 6 + [(3, 3)] * 6
"""Who began alike, ended alike: then only the direction is told."""


@pytest.fixture
def network(fresh_db: sqlite3.Connection, learning_network: int) -> Network:
    return Network(fresh_db, learning_network)


def play(network: Network, steps: Sequence[tuple[int, int]], name: str = "Beek") -> None:
    for number, (first, last) in enumerate(steps):
        network.go(f"{name} {number}", first, last)


def told(network: Network, rules: Rules = FIVE) -> dict[str, tuple[Line, ...]]:
    """What is told from now on, by what is followed."""
    picture = development_of(network.connection, network.programme, rules).picture
    store_picture(network.connection, network.programme, picture)
    return {thing.dimension: thing.lines for thing in picture.things}


def turned(forward: int | None, same: int | None, back: int | None) -> tuple[Line, ...]:
    return (
        Line(None, None, "verder", forward),
        Line(None, None, "gelijk", same),
        Line(None, None, "terug", back),
    )


@pytest.mark.parametrize(
    "steps",
    [
        [(1, 3)] * 5 + [(0, 0)],  # one lags
        [(0, 0)] + [(n, 4) for n in (0, 1, 2, 3, 1)],
        [(1, 2)] * 6,  # all alike: whoever knows that they moved, knows where to
        [(3, 1)] + [(3, 3)] * 5,  # one went back
    ],
)
def test_of_six_partnerships_nothing_is_told(
    network: Network, steps: list[tuple[int, int]]
) -> None:
    play(network, steps)
    assert told(network) == {"content": ()}


def test_of_more_than_enough_the_right_numbers_are_told(network: Network) -> None:
    play(network, [(0, 2)] * 7 + [(1, 1)] * 6 + [(3, 3)])
    assert told(network) == {"content": turned(7, 7, 0)}


def test_what_was_settled_is_what_is_told(network: Network) -> None:
    play(network, [(3, 4)] * 12)
    for number in range(6):
        network.settle("development", f"Beek {number}", "content_phase", "trying")
    assert told(network) == {"content": turned(6, 6, 0)}


def test_newcomers_are_no_movement(network: Network) -> None:
    play(network, ALIKE)
    for number in range(9):
        network.say("development", f"Nieuw {number}", "embedded")
    assert told(network) == {"content": turned(6, 6, 0)}


def test_two_pictures_laid_beside_each_other_tell_of_nobody(network: Network) -> None:
    """Whoever was there when one more came, and subtracts, learns nothing of that one."""
    play(network, ALIKE)
    first = told(network)
    network.go("De late", 4, 0)
    assert told(network) == first == {"content": turned(6, 6, 0)}
    for number in range(8):
        network.go(f"Nog een {number}", 4, 0)
    assert told(network) == first  # nine more: one of whom the others may know
    network.go("De tiende", 2, 2)
    assert told(network) == {"content": turned(6, 7, 9)}


def test_who_changes_its_answer_changes_no_picture(network: Network) -> None:
    play(network, ALIKE)
    first = told(network)
    network.settle("development", "Beek 0", "content_phase", "not_started")
    assert network.course().steps().count((0, 0)) == 1
    assert told(network) == first


def test_the_hall_the_wrap_up_and_the_release_tell_the_same(
    network: Network, config: Config
) -> None:
    play(network, ALIKE)
    hall = told(network)["content"]
    network.go("De late", 4, 0)
    report = build(network.connection, network.programme)
    (thing,) = report.development
    assert thing.changes == tuple((line.change, line.n) for line in hall)
    assert "verder | 6 |" in to_markdown(full(report))
    release = publish(network.connection, network.programme, config.releases)
    assert release.file is not None
    with sqlite3.connect(release.file) as file:
        rows = file.execute("SELECT change, partnerships FROM development").fetchall()
    assert rows == [("verder", 6), ("gelijk", 6), ("terug", 0)]


def test_what_a_release_told_binds_the_hall(network: Network, config: Config) -> None:
    play(network, ALIKE)
    publish(network.connection, network.programme, config.releases, dry_run=True)
    assert pictures(network.connection, network.programme) == []
    publish(network.connection, network.programme, config.releases)
    network.go("De late", 4, 0)
    assert told(network) == {"content": turned(6, 6, 0)}


def test_looser_rules_do_not_stay(network: Network) -> None:
    play(network, [(0, 2)] * 3 + [(3, 3)] * 3)
    assert told(network, Rules(3)) == {"content": turned(3, 3, 0)}
    network.go("De late", 4, 0)
    assert told(network) == {"content": ()}


def test_another_scale_is_told_when_there_is_enough_of_it(network: Network) -> None:
    """What was told on the old scale and the new one are not laid beside each other either."""
    play(network, ALIKE)
    before = told(network)["content"]
    network.connection.execute(
        "UPDATE instruments SET definition = replace(definition, 'Nog niet begonnen', 'Nog niets')"
    )
    play(network, [(3, 1)] * 5, "Vijver")
    assert told(network) == {"content": before}


def test_when_no_counts_were_promised_none_are_told(network: Network) -> None:
    play(network, ALIKE)
    network.connection.execute("UPDATE terms SET counts = 0")
    assert told(network) == {}
    assert sorted(network.course().steps()) == ALIKE  # the desk counts on


def test_telling_the_same_twice_is_telling_once(network: Network) -> None:
    play(network, ALIKE)
    first = tell_development(network.connection, network.programme, 5)
    assert tell_development(network.connection, network.programme, 5) == first
    assert pictures(network.connection, network.programme) == [first]
    assert newest_picture(network.connection, network.programme) == first
    assert first.counted == {'["development", "content", ""]': 12}


def test_the_worker_makes_it_when_a_facilitator_shows_it(network: Network, config: Config) -> None:
    play(network, ALIKE)
    (room, *_) = meetings.meetings(network.connection, network.programme)
    show_network(network.connection, room["id"], shown=True)
    show_network(network.connection, room["id"], shown=True)  # pressed twice
    worker = Worker(config, network.connection)
    job = outcomes.waiting_job(network.connection)
    assert job is not None and job["kind"] == JobKind.DEVELOPMENT
    worker.do(job)
    assert outcomes.waiting_job(network.connection) is None
    done = outcomes.latest_job(network.connection, network.programme, JobKind.DEVELOPMENT)
    assert done is not None and done["state"] == JobState.DONE
    picture = newest_picture(network.connection, network.programme)
    assert picture is not None
    assert [thing.lines for thing in picture.things] == [turned(6, 6, 0)]
