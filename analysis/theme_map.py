"""Statements on a map: those that are about the same thing lie near each other.

t-SNE (L. van der Maaten and G. Hinton, 2008) from a fixed start, the first two principal
components, so that the same vectors give the same map. No UMAP: its start and its steps are random.
A map that is drawn again starts from the one before, so that everything stays about where it was.
"""

import numpy as np
from numpy.typing import NDArray

from analysis.blocks import blocks
from analysis.cluster import reduce
from analysis.features import Vectors
from analysis.nearest import strongest

Positions = NDArray[np.float64]

FEWEST_TO_REFINE = 8  # below, the two principal components say enough
USUAL_PERPLEXITY = 30.0
STEPS = 500
MOST_REFINED = 500  # of more, the others come to lie between those that they are most like
STEPS_AGAIN = 250
PART_OF_THE_WAY = 0.4
NEAR = 3  # neighbours that say where something comes to lie
SPREADINGS = 60
ROOM = 0.028  # between two statements, of the height of the map; less when there are many
EDGE = 0.1
WALL = 2.0  # a wall shows the map so many times wider than high


def layout(vectors: Vectors, *, seed: int = 0) -> Positions:
    """Where each statement lies on a square map. About 1 s for 300, 6 s for 2,000.

    :param vectors: float32 (n, d), smoothed.
    :returns: float64 (n, 2), 0 … 1 both ways, at one scale; the middle for a single statement.
    """
    n = len(vectors)
    if n < 3:
        return np.array([[0.5, 0.5], [0.0, 0.5], [1.0, 0.5]])[[0] if n == 1 else range(1, n + 1)]
    small = reduce(vectors).astype(np.float64)
    flat = np.zeros((n, 2))
    flat[:, : min(2, small.shape[1])] = small[:, :2]
    return to_square(refine(small, flat, seed) if n >= FEWEST_TO_REFINE else flat)


def draw(vectors: Vectors, earlier: Positions, *, seed: int = 0) -> Positions:
    """A map that lies as the one before. About .6 s for 300, never more than 1.5 s.

    :param vectors: float32 (n, d), smoothed.
    :param earlier: float64 (n, 2), 0 … 1; not a number where there was nothing.
    :returns: float64 (n, 2), 0 … 1 both ways, at one scale, wider than high when it is new.
    """
    n = len(vectors)
    if n > MOST_REFINED:
        # The same ones as long as statements are only added.
        drawn_by_lot = np.argsort(np.random.default_rng(seed).random(n), kind="stable")
        chosen = np.sort(drawn_by_lot[:MOST_REFINED])
        some = draw(vectors[chosen], earlier[chosen], seed=seed)
        found = between(vectors, vectors[chosen], some)
        found[chosen] = some
        return found
    known: NDArray[np.bool] = np.isfinite(earlier[:, 0])
    if n < FEWEST_TO_REFINE or known.sum() < n / 2:
        found = lie_down(layout(vectors, seed=seed))
    else:
        start = np.where(known[:, None], earlier, 0)
        start[~known] = between(vectors[~known], vectors[known], earlier[known])
        found = refine(reduce(vectors).astype(np.float64), start, seed, again=True)
    if known.sum() < NEAR:
        return within(found)
    found = lay_upon(found, found[known], earlier[known])
    # Part of the way: a room that looks at the map keeps its bearings, and the next run goes on.
    back = (earlier[known] - found[known]) * (1 - PART_OF_THE_WAY)
    found[~known] += between(vectors[~known], vectors[known], back)
    found[known] += back
    return found if found.min() >= 0 and found.max() <= 1 else within(found)


def within(positions: Positions) -> Positions:
    """On the map, with an edge left free for what has to move aside."""
    return EDGE + (1 - 2 * EDGE) * to_square(positions)


def between(vectors: Vectors, others: Vectors, places: Positions) -> Positions:
    """Near the three others that each is most like. (n, d), (m, d) and (m, 2) to (n, 2)."""
    found = np.empty((len(vectors), 2))
    for rows in blocks(len(vectors)):
        likeness = vectors[rows] @ others.T
        near = strongest(likeness, min(NEAR, len(others)))
        weights = np.maximum(np.take_along_axis(likeness, near, axis=1), 1e-3) ** 4
        weights /= weights.sum(axis=1, keepdims=True)
        found[rows] = (places[near] * weights[:, :, None]).sum(axis=1)
    return found


def lie_down(positions: Positions) -> Positions:
    """Turned so that it is widest from left to right, as a wall is."""
    centred = positions - positions.mean(axis=0)
    turned: Positions = centred @ np.linalg.svd(centred, full_matrices=False).Vh.T
    return turned


def lay_upon(positions: Positions, known: Positions, earlier: Positions) -> Positions:
    """Turned, mirrored, moved and scaled so that what is known lies as before (Procrustes)."""
    middle, before = known.mean(axis=0), earlier.mean(axis=0)
    far = np.square(known - middle).sum()
    if not far:
        return positions - middle + before
    scale = np.sqrt(np.square(earlier - before).sum() / far)
    u, _, vh = np.linalg.svd((known - middle).T @ (earlier - before))
    laid: Positions = (positions - middle) @ (u @ vh) * scale + before
    return laid


def spread(positions: Positions) -> Positions:
    """What lies on or against something else moved aside, as little as possible; within 0 … 1.

    Measured on a wall, where left and right are further apart than up and down.
    """
    from scipy.spatial import cKDTree  # only a map needs it

    n = len(positions)
    room = min(ROOM, 0.6 / np.sqrt(max(n, 1)))
    # Equal places need a direction to part in: the same one every time.
    chance = np.random.default_rng(0).normal(0, room / 100, (n, 2))
    found = positions * (WALL, 1) + chance
    for _ in range(SPREADINGS):
        pairs = cKDTree(found).query_pairs(room, output_type="ndarray")
        if not len(pairs):
            break
        one, other = pairs.T
        apart = found[one] - found[other]
        far = np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-9)
        push = apart / far * (room * 1.02 - far) / 2
        np.add.at(found, one, push)
        np.add.at(found, other, -push)
        np.clip(found, 0, (WALL, 1), out=found)
    return np.clip(found / (WALL, 1), 0, 1)


def refine(
    vectors: NDArray[np.float64], start: Positions, seed: int, *, again: bool = False
) -> Positions:
    """Neighbours drawn together by t-SNE, from a given start. (n, d) and (n, 2) to (n, 2).

    :param again: the start is a finished map, which moves as little as it has to.
    """
    from sklearn.manifold import TSNE  # slow to import, and only a map needs it

    n = len(vectors)
    # As wide as t-SNE makes it in the end; from a point when it still has to unfold.
    width = min(15.0, n / 30) if again else 1e-4
    scale = max(float((start if again else start[:, 0]).std()), 1e-12)
    found: Positions = TSNE(
        perplexity=min(USUAL_PERPLEXITY, (n - 1) / 3),
        early_exaggeration=1 if again else 12,
        init=((start - start.mean(axis=0)) / scale * width).astype(np.float32),
        max_iter=STEPS_AGAIN if again else STEPS,
        random_state=seed,
        method="barnes_hut" if n > 200 else "exact",
        n_jobs=1,
    ).fit_transform(vectors)
    return found.astype(np.float64)


def to_square(positions: Positions) -> Positions:
    """Moved and scaled to 0 … 1, the longer side filling it and the shorter in the middle."""
    low, high = positions.min(axis=0), positions.max(axis=0)
    size = max(float((high - low).max()), 1e-12)
    return np.clip((positions - (low + high) / 2) / size + 0.5, 0, 1)
