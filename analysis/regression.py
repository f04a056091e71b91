"""Themes told apart by regression: what many confirmed statements teach, beyond their mean.

Ridge regression on one indicator a theme, with every prediction also as if the statement had not
been confirmed itself, in closed form: R. Rifkin and R. Lippert, 2007, MIT-CSAIL-TR-2007-025.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.features import Vectors

Scores = NDArray[np.float64]

PENALTY = 1.0


def fit(
    rows: Vectors, truth: Sequence[int], weights: Sequence[float], themes: int
) -> tuple[Scores, Scores]:
    """Learn to tell themes apart.

    :param rows: float32 (m, d), what is known of each theme, of length 1.
    :param truth: per row its theme, 0 … themes - 1.
    :param weights: per row how many confirmed statements it counts for.
    :returns: float64 (d, themes), to multiply vectors with: about ``1 - 1/themes`` for a theme
        that is sure, ``-1/themes`` for one that is not; and float64 (m, themes), what it would say
        of each row without that row.
    """
    root = np.sqrt(np.array(weights, dtype=np.float64))[:, None]
    given = rows * root
    wanted = (np.eye(themes)[list(truth)] - 1 / themes) * root
    inverse = np.linalg.inv(given.T @ given + PENALTY * np.eye(given.shape[1]))
    learnt: Scores = inverse @ (given.T @ wanted)
    own = np.einsum("md,de,me->m", given, inverse, given, optimize=True)[:, None]
    without: Scores = (wanted - (wanted - given @ learnt) / (1 - own)) / root
    return learnt, without
