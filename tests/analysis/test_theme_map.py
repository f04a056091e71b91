"""The map: what is about the same thing lies together, the same every time."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.features import unit
from analysis.theme_map import layout


def test_neighbours_lie_together_and_the_same_every_time() -> None:
    chance = np.random.default_rng(5)
    centres = chance.standard_normal((3, 64))
    truth = np.repeat(range(3), 20)
    vectors = unit((centres[truth] + 0.5 * chance.standard_normal((60, 64))).astype(np.float32))
    found = layout(vectors)
    assert layout(vectors).tolist() == found.tolist()
    assert found.min() >= 0 and found.max() <= 1
    assert max(np.ptp(found, axis=0)) == pytest.approx(1)
    far = np.linalg.norm(found[:, None] - found[None], axis=2)
    np.fill_diagonal(far, np.inf)
    assert (truth[far.argmin(axis=1)] == truth).all()


@pytest.mark.parametrize("n", range(1, 10))
def test_a_few_statements_have_a_map_too(n: int) -> None:
    found = layout(unit(np.random.default_rng(n).standard_normal((n, 20)).astype(np.float32)))
    assert found.shape == (n, 2) and np.isfinite(found).all()
    assert found.min() >= 0 and found.max() <= 1


def test_equal_statements_lie_on_one_spot() -> None:
    same = np.tile(unit(np.ones((1, 12), dtype=np.float32)), (5, 1))
    assert layout(same).tolist() == [[0.5, 0.5]] * 5
