import numpy as np
import pytest

from analysis.aspects import clear_from, lower_bound, propose_aspects
from analysis.features import Vectors, unit


def lying(gap: float) -> Vectors:
    """Eighty rows, content and process by turns, so far apart along one of thirty directions."""
    found = np.random.default_rng(2).standard_normal((80, 30)).astype(np.float32) / 5
    found[:, 0] += np.tile([-gap, gap], 40)
    return unit(found.astype(np.float32))


KNOWN = {row: ("content", "process")[row % 2] for row in range(60)}


def test_what_is_clear_is_proposed() -> None:
    found = propose_aspects(lying(1.0), KNOWN)
    assert {row: aspect for row, (aspect, _) in found.items()} == {
        row: ("content", "process")[row % 2] for row in found
    }
    assert len(found) >= 12
    assert set(found).isdisjoint(KNOWN)
    assert all(0.9 < sure < 1 for _, sure in found.values())


def test_where_nothing_can_be_learnt_nothing_is_proposed() -> None:
    assert propose_aspects(lying(0.0), KNOWN) == {}


def test_too_little_is_known() -> None:
    few = {row: KNOWN[row] for row in range(10)}
    assert propose_aspects(lying(1.0), few) == {}
    assert propose_aspects(lying(1.0), dict.fromkeys(range(60), "content")) == {}
    assert propose_aspects(lying(1.0)[:0], {}) == {}


def test_clear_enough_is_better_than_guessing() -> None:
    clearness = np.linspace(0, 1, 40)
    right = clearness > 0.6
    assert clear_from(clearness, right, 0.5) == pytest.approx(0.75)
    assert clear_from(clearness, right, 0.95) is None
    assert clear_from(clearness, np.zeros(40, dtype=bool), 0.5) is None


def test_lower_bound() -> None:
    assert lower_bound(np.ones(10, dtype=bool)) == pytest.approx(0.787, abs=0.001)
