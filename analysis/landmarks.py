"""Very many statements: the graph lies between 10,000 of them, and the others are placed by it.

A graph between all would take time and memory with the square of their number. Up to 10,000
statements this is the plain method: every statement is a landmark.
"""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.blocks import blocks
from analysis.cluster import LANDMARKS, graph, neighbours, smooth
from analysis.features import Vectors, unit
from analysis.nearest import strongest

Rows = NDArray[np.int64]

# Landmarks by which the others are placed. With all 10,000, as good (V .78, and .79 with half) and
# a sixth slower for 100,000 statements.
PLACED_BY = 5_000


def neighbourhood(
    features: Vectors, *, always: Collection[int] = (), seed: int = 0, most: int = LANDMARKS
) -> tuple[sparse.csr_matrix, Vectors]:
    """The neighbour graph, and every row drawn towards its neighbours. Steps 3 and 6 of the method.

    :param features: float32 (n, d), of length 1.
    :param always: rows that must be landmarks, such as the texts of the codebook.
    :param most: landmarks; with no more rows than this, all of them.
    :returns: sparse (n, n), with edges between landmarks only; float32 (n, d), of length 1.
    """
    n = len(features)
    if n <= most:
        edges = graph(features)
        return edges, smooth(features, edges)
    chosen = choose(n, most, always=always, seed=seed)
    own = features[chosen]
    among = graph(own)
    drawn = smooth(own, among)
    some = slice(None, None, -(-len(chosen) // PLACED_BY))
    smoothed = place_all(features, own[some], drawn[some])
    smoothed[chosen] = drawn
    return lay_out(among, chosen, n), smoothed


def choose(n: int, count: int, *, always: Collection[int] = (), seed: int = 0) -> Rows:
    """Which rows are landmarks: those given, at most half of ``count``, and others by chance.

    :returns: int64 (count,), ascending.
    """
    chance = np.random.default_rng(seed)
    given = np.array(sorted(set(always)), dtype=np.int64)
    if len(given) > count // 2:
        given = chance.choice(given, count // 2, replace=False)
    others = np.setdiff1d(np.arange(n, dtype=np.int64), given)
    drawn = chance.choice(others, count - len(given), replace=False)
    return np.sort(np.concatenate([given, drawn]))


def lay_out(among: sparse.csr_matrix, chosen: Rows, n: int) -> sparse.csr_matrix:
    """Edges between landmarks as edges between all rows: sparse (m, m) to (n, n)."""
    found = among.tocoo()
    places = (chosen[found.row], chosen[found.col])
    return sparse.csr_matrix((found.data, places), shape=(n, n))


def place_all(vectors: Vectors, landmarks: Vectors, smoothed: Vectors) -> Vectors:
    """Where rows come to lie among landmarks, as :func:`analysis.cluster.place` does for one.

    :param vectors: float32 (n, d), of length 1.
    :param landmarks: float32 (m, d), before smoothing.
    :param smoothed: float32 (m, d), the same after it.
    :returns: float32 (n, d), of length 1.
    """
    found = np.empty_like(vectors)
    count = neighbours(len(landmarks) + 1)
    for rows in blocks(len(vectors)):
        part = vectors[rows]
        near = part @ landmarks.T
        columns = strongest(near, count)
        weights = np.maximum(np.take_along_axis(near, columns, axis=1), 0)
        weights /= np.maximum(weights.sum(axis=1, keepdims=True), 1e-12)
        places = np.arange(0, len(part) * count + 1, count)
        shape = (len(part), len(landmarks))
        drawn = sparse.csr_matrix((weights.ravel(), columns.ravel(), places), shape=shape)
        found[rows] = unit((part + drawn @ smoothed) / 2)
    return found
