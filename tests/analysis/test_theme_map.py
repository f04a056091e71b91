"""The map: what is about the same thing lies together, the same every time."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.features import unit
from analysis.theme_map import MOST_REFINED, ROOM, WALL, draw, layout, spread


def clouds(n: int) -> np.ndarray:
    chance = np.random.default_rng(5)
    centres = chance.standard_normal((3, 64))
    return unit((centres[np.arange(n) % 3] + 0.5 * chance.standard_normal((n, 64))).astype("f4"))


def nowhere(n: int) -> np.ndarray:
    return np.full((n, 2), np.nan)


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


@pytest.mark.parametrize("n", [24, 60, 240])
def test_the_next_map_lies_as_the_one_before(n: int) -> None:
    vectors = clouds(n + n // 8)
    before = draw(vectors[:n], nowhere(n))
    assert np.ptp(before[:, 0]) >= np.ptp(before[:, 1])
    after = draw(vectors, np.concatenate([before, nowhere(n // 8)]))
    moved = np.linalg.norm(after[:n] - before, axis=1)
    afresh = np.linalg.norm(layout(vectors)[:n] - before, axis=1)
    assert moved.mean() < 0.15 and moved.mean() < afresh.mean() / 2
    assert after.min() >= 0 and after.max() <= 1
    assert draw(vectors, np.concatenate([before, nowhere(n // 8)])).tolist() == after.tolist()
    # Newcomers lie among their own.
    far = np.linalg.norm(after[n:, None] - after[None, :n], axis=2).argmin(axis=1)
    assert (far % 3 == np.arange(n, n + n // 8) % 3).mean() > 0.9


def test_of_very_many_only_some_are_refined() -> None:
    n = MOST_REFINED + 100
    found = draw(clouds(n), nowhere(n))
    assert found.shape == (n, 2) and np.isfinite(found).all()
    assert found.min() >= 0 and found.max() <= 1


def test_what_lies_on_one_spot_parts() -> None:
    found = spread(np.full((30, 2), 0.5))
    on_wall = found * (WALL, 1)
    far = np.linalg.norm(on_wall[:, None] - on_wall[None], axis=2) + np.eye(30)
    assert ROOM * 0.99 <= far.min() <= ROOM * 1.5
    assert spread(np.full((30, 2), 0.5)).tolist() == found.tolist()
