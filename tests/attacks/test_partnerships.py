"""Somebody of the network, who knows which partnerships were there and heard one of them sigh."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing

import pytest

from analysis.documents.markdown import to_markdown
from analysis.documents.outline import full
from analysis.publish import publish
from analysis.report import build
from analysis.report_development import tell_development
from collector.config import Config
from collector.errors import Refused
from collector.queries.pictures import pictures
from tests.network import Network

Numbers = Mapping[tuple[str, ...], int]
SMALLEST = 5
LAGS = [(1, 3)] * 5 + [(0, 0)]
"""Six partnerships, one of which lags."""


@pytest.fixture
def network(fresh_db: sqlite3.Connection, learning_network: int) -> Network:
    return Network(fresh_db, learning_network)


def play(network: Network, steps: list[tuple[int, int]]) -> None:
    for number, (first, last) in enumerate(steps):
        network.go(f"Kring {number}", first, last)


def naive(network: Network) -> Numbers:
    """What a publisher who counts and thinks no further tells: every move with its number."""
    moves = Counter(network.course().steps())
    return {(str(first), str(last)): n for (first, last), n in moves.items()}


def released(network: Network, config: Config) -> Numbers:
    """What stands in the newest release."""
    try:
        release = publish(network.connection, network.programme, config.releases)
    except Refused:
        return {}  # nothing at all goes out
    assert release.file is not None
    with closing(sqlite3.connect(release.file)) as file:
        rows = file.execute("SELECT before, after, change, partnerships FROM development")
        return {tuple(map(str, row[:3])): row[3] for row in rows if row[3] is not None}


def shown(network: Network) -> Numbers:
    """What a hall is shown, on the wall and on phones: there is nothing else for them to read."""
    picture = tell_development(network.connection, network.programme, SMALLEST)
    return {
        (str(line.before), str(line.after), str(line.change)): line.n
        for thing in picture.things
        for line in thing.lines
        if line.n is not None
    }


def singled_out(told: Numbers) -> list[tuple[str, ...]]:
    """Moves of so few that somebody who was there knows who."""
    return [move for move, n in told.items() if 0 < n < SMALLEST]


def differences(before: Numbers, after: Numbers) -> list[tuple[str, ...]]:
    """Moves that one or a few more made between two moments."""
    return [move for move in after if 0 < abs(after[move] - before.get(move, 0)) < SMALLEST]


def small_numbers_in_tables(text: str) -> Iterator[int]:
    """Numbers of fewer than the smallest group in the tables of a wrap-up."""
    for line in text.splitlines():
        for cell in re.findall(r"\|\s*(\d+)\s*(?=\|)", line):
            if 0 < int(cell) < SMALLEST:
                yield int(cell)


def test_the_one_that_lags(network: Network, config: Config) -> None:
    play(network, LAGS)
    assert singled_out(naive(network)) == [("0", "0")]
    assert shown(network) == {}
    assert released(network, config) == {}
    wrap_up = to_markdown(full(build(network.connection, network.programme)))
    assert list(small_numbers_in_tables(wrap_up)) == []
    assert "Te weinig partnerschappen" in wrap_up


def test_two_moments_subtracted(network: Network, config: Config) -> None:
    """Told in a hall, then one more comes, then a release, a hall, and a wrap-up."""
    play(network, [(0, 2)] * 6 + [(3, 3)] * 6)
    counted, hall = naive(network), shown(network)
    network.go("De late", 4, 0)
    assert differences(counted, naive(network)) == [("4", "0")]
    for later in (released(network, config), shown(network)):
        assert differences(hall, later) == [] and later == hall
    wrap_up = to_markdown(full(build(network.connection, network.programme)))
    assert "| verder | 6 |" in wrap_up and "| terug | 0 |" in wrap_up


def test_back_and_forth(network: Network) -> None:
    """A partnership is merged away and comes back: no two of all pictures differ by a few."""
    play(network, [(0, 2)] * 6 + [(3, 3)] * 12)
    told = [shown(network)]
    for number in (11, 12, 13, 14):
        network.connection.execute(
            "UPDATE participants SET partnership_id = NULL WHERE partnership_id = ?",
            (network.partnership(f"Kring {number}"),),
        )
        told.append(shown(network))
    for number in range(9):
        network.go(f"Nieuw {number}", 4, 1)
        told.append(shown(network))
    assert len(pictures(network.connection, network.programme)) >= 1
    assert [
        (first, last)
        for first in told
        for last in told
        if differences(first, last) or singled_out(last)
    ] == []


def test_settled_by_who_was_promised_no_counts(network: Network, config: Config) -> None:
    """What a partnership settled is not counted for the one of it to whom that was promised."""
    play(network, [(0, 2)] * 6 + [(3, 3)] * 6)
    network.settle("development", "Kring 0", "content_phase", "not_started")
    assert ("0", "0") in naive(network)
    network.connection.execute(
        "INSERT INTO terms SELECT max(id) + 1, programme_id, max(version) + 1, at, facilitator_id,"
        " verbatim, 0, ends_on FROM terms"
    )
    network.connection.execute(
        "UPDATE participants SET terms_id = (SELECT max(id) FROM terms) WHERE partnership_id = ?",
        (network.partnership("Kring 0"),),
    )
    network.connection.execute(
        "INSERT INTO terms SELECT max(id) + 1, programme_id, max(version) + 1, at, facilitator_id,"
        " verbatim, 1, ends_on FROM terms"
    )
    assert released(network, config) == {
        ("None", "None", "verder"): 6,
        ("None", "None", "gelijk"): 6,
        ("None", "None", "terug"): 0,
    }
