"""Vectors to groups: a neighbour graph, smoothing over it, k-means, and modularity to choose k.

Steps 3 to 6 of the method. Pure functions over arrays; the only randomness is the seed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.blocks import blocks
from analysis.features import Vectors, unit
from analysis.nearest import strongest

Labels = NDArray[np.int32]

MOST_NEIGHBOURS = 15
FEWEST_NEIGHBOURS = 3
SMOOTHINGS = 4
REDUCED = 64  # principal components that k-means sees
MOST_GROUPS = 15
STATEMENTS_PER_GROUP = 6  # fewer than this many a group, on average, is not searched
LANDMARKS = 10_000
MOST_STEPS = 300


@dataclass(frozen=True)
class Grouping:
    """Groups that were found.

    :param labels: int32 (n,), 0 … k-1, every one of which occurs.
    :param centroids: float32 (k, d), the mean of each group's vectors, of length 1.
    :param modularity: of each k that was tried; empty when k was given or warm.
    :param warm: whether it continued from earlier groups.
    """

    labels: Labels
    centroids: Vectors
    modularity: dict[int, float]
    warm: bool

    @property
    def k(self) -> int:
        """How many groups."""
        return len(self.centroids)


def neighbours(n: int) -> int:
    """How many neighbours a statement has among n: max(3, min(15, n//4)), never more than n-1."""
    return min(n - 1, max(FEWEST_NEIGHBOURS, min(MOST_NEIGHBOURS, n // 4)))


def nearest(vectors: Vectors, count: int) -> sparse.csr_matrix:
    """Each row's nearest other rows by cosine.

    :param vectors: (n, d), of length 1.
    :param count: how many, less than n.
    :returns: sparse (n, n), the cosine where it is above 0.
    """
    n = len(vectors)
    columns = np.empty((n, count), dtype=np.int32)
    weights = np.empty((n, count), dtype=np.float32)
    for rows in blocks(n):
        near = vectors[rows] @ vectors.T
        near[np.arange(len(near)), np.arange(rows.start, rows.stop)] = -np.inf
        chosen = strongest(near, count)
        columns[rows] = chosen
        weights[rows] = np.maximum(np.take_along_axis(near, chosen, axis=1), 0)
    places = np.arange(0, n * count + 1, count)
    return sparse.csr_matrix((weights.ravel(), columns.ravel(), places), shape=(n, n))


def graph(vectors: Vectors) -> sparse.csr_matrix:
    """The symmetric neighbour graph A = (N + Nᵀ) / 2, sparse (n, n).

    Four rows or fewer have no edges: all would be neighbours, and smoothing would make them one.
    """
    n = len(vectors)
    if n <= FEWEST_NEIGHBOURS + 1:
        return sparse.csr_matrix((n, n), dtype=np.float32)
    found = nearest(vectors, neighbours(n))
    return sparse.csr_matrix((found + found.T) / 2)


def smooth(vectors: Vectors, edges: sparse.csr_matrix) -> Vectors:
    """Draw each row towards its neighbours: four times X ← ½X + ½SX, S = D^-½ A D^-½.

    Simple graph convolution: F. Wu and others, 2019, arXiv:1902.07153.

    :returns: float32 (n, d), of length 1.
    """
    degrees = np.asarray(edges.sum(axis=1)).ravel()
    scale = sparse.diags(1 / np.sqrt(np.maximum(degrees, 1e-12)))
    step = scale @ edges @ scale
    found = vectors
    for _ in range(SMOOTHINGS):
        found = (found + step @ found) / 2
    return unit(found.astype(np.float32))


def halfway(vectors: Vectors, smoothed: Vectors) -> Vectors:
    """Between a statement and where its neighbours drew it. (n, d) both, to float32 (n, d).

    Groups come out best where neighbours are drawn together, single statements when what they say
    themselves counts as much.
    """
    found = np.empty_like(vectors)
    for rows in blocks(len(vectors)):
        found[rows] = unit(vectors[rows] + smoothed[rows])
    return found


def modularity(labels: Labels, edges: sparse.csr_matrix, resolution: float = 1.0) -> float:
    """How much more weight lies within groups than by chance.

    M. Newman, 2006, doi:10.1073/pnas.0601602103, with the resolution of J. Reichardt and
    S. Bornholdt, 2006: above 1 favours more groups, below 1 fewer.
    """
    total = float(edges.sum())
    if not total:
        return 0.0
    member = sparse.csr_matrix(
        (np.ones(len(labels)), (np.arange(len(labels)), labels)),
        shape=(len(labels), int(labels.max()) + 1),
    )
    within = (member.T @ edges @ member).diagonal().sum() / total
    degrees = np.asarray(edges.sum(axis=1)).ravel()
    chance = np.square((member.T @ degrees) / total).sum()
    return float(within - resolution * chance)


def most_groups(n: int) -> int:
    """The largest number of groups searched among n statements: 1 … 15."""
    return max(1, min(MOST_GROUPS, n // STATEMENTS_PER_GROUP))


def reduce(vectors: Vectors) -> Vectors:
    """Onto at most 64 principal components, without randomness. (n, d) to (n, ≤ 64)."""
    n, d = vectors.shape
    mean = vectors.mean(axis=0)
    if n > d:
        spread = np.zeros((d, d))
        for rows in blocks(n):
            centred = (vectors[rows] - mean).astype(np.float64)
            spread += centred.T @ centred
        components = np.linalg.eigh(spread).eigenvectors[:, ::-1][:, :REDUCED]
    else:
        centred = (vectors - mean).astype(np.float64)
        components = np.linalg.svd(centred, full_matrices=False).Vh.T[:, :REDUCED]
    found = np.empty((n, components.shape[1]), dtype=np.float32)
    for rows in blocks(n):
        found[rows] = (vectors[rows] - mean).astype(np.float64) @ components
    return found


def k_means(vectors: Vectors, k: int, *, seed: int, starts: int) -> Labels:
    """Plain k-means from several starts; fewer groups when fewer rows differ.

    :returns: int32 (n,), numbered by first appearance.
    """
    from sklearn.cluster import KMeans  # slow to import, and only the analysis needs it

    different = len(np.unique(np.round(vectors, 5), axis=0))
    found = KMeans(min(k, different), n_init=starts, random_state=seed).fit_predict(vectors)
    return compact(found)


def compact(labels: NDArray[np.integer]) -> Labels:
    """Labels renumbered 0, 1, … in order of first appearance, so that equal groupings compare."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    order = np.empty(len(first), dtype=np.int32)
    order[np.argsort(first)] = np.arange(len(first), dtype=np.int32)
    return order[inverse].astype(np.int32)


def means(vectors: Vectors, labels: Labels) -> Vectors:
    """The mean of each group's vectors, of length 1: float32 (k, d)."""
    k = int(labels.max()) + 1 if len(labels) else 0
    sums = np.zeros((k, vectors.shape[1]), dtype=np.float64)
    for rows in blocks(len(labels)):
        np.add.at(sums, labels[rows], vectors[rows].astype(np.float64))
    return unit(sums.astype(np.float32))


def group(
    smoothed: Vectors,
    edges: sparse.csr_matrix,
    *,
    k: int | None = None,
    resolution: float = 1.0,
    seed: int = 0,
) -> Grouping:
    """Group from a cold start. Above 10,000 rows, those with edges are grouped and the rest join.

    :param smoothed: (n, d), n at least 1.
    :param edges: their graph, sparse (n, n).
    :param k: how many groups, at most n; ``None`` for the k of highest modularity.
    :raises ValueError: for a k that is not 1 … n.
    """
    n = len(smoothed)
    if k is not None and not 1 <= k <= n:
        raise ValueError(f"k={k}: give a number of themes from 1 to {n}, the number of statements")
    if n > LANDMARKS:
        linked = np.flatnonzero(np.diff(edges.indptr))
        chosen = linked if len(linked) else np.arange(n)
        if len(chosen) > LANDMARKS:
            drawn = np.random.default_rng(seed).choice(chosen, LANDMARKS, replace=False)
            chosen = np.sort(drawn)
        part = group(
            smoothed[chosen], edges[chosen][:, chosen], k=k, resolution=resolution, seed=seed
        )
        return Grouping(assign(smoothed, part.centroids), part.centroids, part.modularity, False)
    small = reduce(smoothed)
    tried: dict[int, float] = {}
    if k is None:
        for size in range(2, most_groups(n) + 1):
            labels = k_means(small, size, seed=seed, starts=10)
            tried[size] = modularity(labels, edges, resolution)
        k = max(tried, key=lambda size: tried[size], default=1)
    labels = k_means(small, k, seed=seed, starts=20)
    return Grouping(labels, means(smoothed, labels), tried, warm=False)


def regroup(smoothed: Vectors, previous: Sequence[int | None]) -> Grouping:
    """Group again when statements were added: k-means from the centroids of the old members.

    :param smoothed: (n, d).
    :param previous: the earlier group of each row, 0 … k-1, all of which occur; ``None`` for a
        new row.
    :returns: the same k, group i continuing earlier group i. When a group would lose all its
        members, the old rows stay where they were and only the new ones are placed.
    :raises ValueError: when no row has an earlier group.
    """
    known = np.array([place for place, old in enumerate(previous) if old is not None], dtype=int)
    if not len(known):
        raise ValueError("no statement has an earlier theme: group from a cold start instead")
    old = np.array([label for label in previous if label is not None], dtype=np.int32)
    small = reduce(smoothed)
    k = int(old.max()) + 1
    start = np.stack([small[known[old == label]].mean(axis=0) for label in range(k)])
    labels = settle(small, start)
    if len(np.unique(labels)) < k:
        labels = assign(unit(small), unit(start))
        labels[known] = old
    return Grouping(labels, means(smoothed, labels), {}, warm=True)


def settle(vectors: Vectors, start: Vectors) -> Labels:
    """Lloyd's k-means from given centroids; one that loses all its rows stays where it was, so
    that group i remains group i. (n, d) and (k, d) to int32 (n,).
    """
    centroids = start.copy()
    labels = np.full(len(vectors), -1, dtype=np.int32)
    for _ in range(MOST_STEPS):
        far = np.square(centroids).sum(axis=1) - 2 * vectors @ centroids.T
        nearest_one = far.argmin(axis=1).astype(np.int32)
        if np.array_equal(nearest_one, labels):
            break
        labels = nearest_one
        for label in np.unique(labels):
            centroids[label] = vectors[labels == label].mean(axis=0)
    return labels


def assign(vectors: Vectors, centroids: Vectors) -> Labels:
    """The nearest centroid of each row by cosine. :returns: int32 (n,)."""
    return np.argmax(vectors @ centroids.T, axis=1).astype(np.int32)


def place(vector: Vectors, vectors: Vectors, smoothed: Vectors) -> Vectors:
    """Where one new statement comes to lie, without computing the others again.

    z = norm(½x + ½ · the weighted mean of its neighbours' smoothed vectors).

    :param vector: (d,), of length 1.
    :param vectors: (n, d), those already there, before smoothing.
    :param smoothed: (n, d), the same after it.
    :returns: float32 (d,), of length 1.
    """
    if not len(vectors):
        return vector
    near = vectors @ vector
    count = min(len(near), neighbours(len(near) + 1))
    chosen = np.argpartition(-near, count - 1)[:count]
    weights = np.maximum(near[chosen], 0)
    if not weights.sum():
        return vector
    drawn = weights @ smoothed[chosen] / weights.sum()
    return unit((vector + drawn) / 2)
