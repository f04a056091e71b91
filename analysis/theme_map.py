"""Statements on a map: those that are about the same thing lie near each other.

t-SNE (L. van der Maaten and G. Hinton, 2008) from a fixed start, the first two principal
components, so that the same vectors give the same map. No UMAP: its start and its steps are random.
"""

import numpy as np
from numpy.typing import NDArray

from analysis.cluster import reduce
from analysis.features import Vectors

Positions = NDArray[np.float64]

FEWEST_TO_REFINE = 8  # below, the two principal components say enough
USUAL_PERPLEXITY = 30.0
STEPS = 500


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


def refine(vectors: NDArray[np.float64], start: Positions, seed: int) -> Positions:
    """Neighbours drawn together by t-SNE, from a given start. (n, d) and (n, 2) to (n, 2)."""
    from sklearn.manifold import TSNE  # slow to import, and only a map needs it

    n = len(vectors)
    scale = max(float(start[:, 0].std()), 1e-12)
    found: Positions = TSNE(
        perplexity=min(USUAL_PERPLEXITY, (n - 1) / 3),
        init=(start / scale * 1e-4).astype(np.float32),
        max_iter=STEPS,
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
