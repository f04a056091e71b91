"""Above so many statements a graph between landmarks: near what the whole graph gives."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.blocks import blocks
from analysis.cluster import graph, neighbours, place, smooth
from analysis.features import Vectors, unit
from analysis.landmarks import choose, neighbourhood, place_all
from analysis.nearest import strongest
from analysis.proposals import propose
from analysis.typical import typical


@pytest.fixture
def clouds() -> tuple[Vectors, np.ndarray]:
    """Four hundred rows around five centres, mixed, and of which centre each is."""
    chance = np.random.default_rng(2)
    truth = chance.integers(0, 5, 400)
    centres = chance.standard_normal((5, 48))
    vectors = centres[truth] + 0.9 * chance.standard_normal((400, 48))
    return unit(vectors.astype(np.float32)), truth


def agreement(labels: list[int], truth: np.ndarray) -> float:
    """The share of rows in a group that are of its most frequent centre."""
    groups = [truth[np.array(labels) == label] for label in set(labels)]
    return sum(np.bincount(group).max() for group in groups) / len(truth)


@pytest.mark.parametrize(("n", "m", "count"), [(3, 20, 5), (7, 1000, 15), (2, 1023, 3), (4, 64, 1)])
def test_the_strongest_are_those_of_a_whole_sort(n: int, m: int, count: int) -> None:
    found = np.random.default_rng(1).standard_normal((n, m)).astype(np.float32)
    whole = np.sort(np.argsort(-found, axis=1)[:, :count], axis=1)
    assert np.sort(strongest(found, count), axis=1).tolist() == whole.tolist()


def test_blocks_are_every_row_once() -> None:
    assert [(part.start, part.stop) for part in blocks(5, 2)] == [(0, 2), (2, 4), (4, 5)]
    assert list(blocks(0)) == []


def test_few_rows_are_all_landmarks(clouds: tuple[Vectors, np.ndarray]) -> None:
    vectors, _ = clouds
    edges, smoothed = neighbourhood(vectors, most=400)
    assert (edges != graph(vectors)).nnz == 0
    assert smoothed.tolist() == smooth(vectors, graph(vectors)).tolist()


def test_landmarks_stand_for_all(clouds: tuple[Vectors, np.ndarray]) -> None:
    vectors, truth = clouds
    edges, smoothed = neighbourhood(vectors, always=[7, 11], seed=3, most=150)
    linked = np.flatnonzero(np.diff(edges.indptr))
    assert len(linked) == 150 and {7, 11} <= set(linked.tolist())
    assert np.allclose(np.linalg.norm(smoothed, axis=1), 1, atol=1e-5)
    found = propose(smoothed, edges, range(400), [], k=5)
    assert found.grouping is not None
    assert agreement(found.grouping.labels.tolist(), truth) > 0.95
    again = neighbourhood(vectors, always=[7, 11], seed=3, most=150)
    assert (again[0] != edges).nnz == 0 and again[1].tolist() == smoothed.tolist()


def test_what_must_be_a_landmark_takes_half_of_them_at_most() -> None:
    chosen = choose(1000, 100, always=range(900, 1000), seed=0)
    assert (len(chosen), len(set(chosen.tolist())), (chosen >= 900).sum() >= 50) == (100, 100, True)
    assert choose(1000, 100, seed=4).tolist() == choose(1000, 100, seed=4).tolist()


def test_many_are_placed_as_one_is(clouds: tuple[Vectors, np.ndarray]) -> None:
    vectors, _ = clouds
    known, new = vectors[:300], vectors[300:]
    smoothed = smooth(known, graph(known))
    one_by_one = np.stack([place(vector, known, smoothed) for vector in new])
    assert neighbours(301) == 15
    assert np.allclose(place_all(new, known, smoothed), one_by_one, atol=1e-6)


def test_of_large_themes_the_nearest_to_the_centre_are_read() -> None:
    vectors = unit(np.array([[1, x] for x in (0, 3, 1, 2, 5, 4)], dtype=np.float32))
    centres = np.array([[1, 0], [0, 1]], dtype=np.float32)
    groups = [[0, 1, 2, 3], [4, 5], []]
    all_three = np.concatenate([centres, centres[:1]])
    assert typical(vectors, groups, all_three) == groups
    assert typical(vectors, groups, all_three, most=5) == [[0], [4], []]
    assert typical(vectors, groups, all_three, most=6) == groups
