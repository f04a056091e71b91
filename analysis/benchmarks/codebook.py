"""How often the theme of a codebook is right, and how sure it is, with m confirmed statements.

Measured on a third that is kept apart, the confirmed ones coming from the other two; in a set too
small for that, on everything that was not confirmed.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.benchmarks.labelled import Labelled, Reader
from analysis.cluster import halfway
from analysis.pipeline import compare
from analysis.themes import UNSURE

CONFIRMED = (0, 1, 3, 5, 20)
HELD_OUT = 3  # one in so many
ENOUGH = 300  # statements, from which a third is kept apart
MORE_DRAWS = 3  # times as many where statements are few, and chance is large
BINS = 10


def calibration_error(sure: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """The expected calibration error over ten bins: how far sureness is from being right.

    C. Guo and others, 2017, arXiv:1706.04599.
    """
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    return float(
        sum(
            abs(sure[bins == place].sum() - right[bins == place].sum())
            for place in np.unique(bins).tolist()
        )
        / len(sure)
    )


def draw(given: Labelled, each: int, seed: int) -> tuple[list[int], list[int]]:
    """Rows to confirm, at most so many a theme, and the rows to measure on.

    A theme with too few statements confirms those it has outside the third kept apart.
    """
    chance = np.random.default_rng(seed)
    order = chance.permutation(len(given.texts))
    small = len(order) < ENOUGH
    apart, rest = np.split(order, [0 if small else len(order) // HELD_OUT])
    confirmed = [
        int(row)
        for theme in range(len(given.themes))
        for row in rest[given.topics[rest] == theme][:each]
    ]
    return confirmed, np.setdiff1d(rest, confirmed).tolist() if small else apart.tolist()


def assign(
    given: Labelled, reader: Reader, confirmed: Sequence[int], apart: Sequence[int]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """How sure the likeliest theme of each row is, and whether it is right."""
    corpus, found = reader.represent(given, confirmed=confirmed, codebook=True)
    shares = compare(corpus, halfway(found.features, found.smoothed), found.own).probabilities
    rows = [corpus.rows[row] for row in apart]
    best = shares[rows].argmax(axis=1)
    return shares[rows].max(axis=1), best == given.topics[list(apart)]


def measure(
    sets: Sequence[Labelled],
    reader: Reader,
    *,
    draws: int = 20,
    say: Callable[[str], None] = lambda message: None,
) -> dict[str, Any]:
    """Per set and per number of confirmed statements: how often right, how often sure, and ECE."""
    found: dict[str, Any] = {}
    for given in sets:
        times = draws if len(given.texts) >= ENOUGH else MORE_DRAWS * draws
        say(f"codebook: {given.name}, {times} draws")
        figures: dict[str, Any] = {}
        for each in CONFIRMED:
            if each * len(given.themes) * 2 > len(given.texts):
                continue
            parts = [assign(given, reader, *draw(given, each, seed)) for seed in range(times)]
            sure = np.concatenate([one for one, _ in parts])
            right = np.concatenate([one for _, one in parts])
            placed = sure >= UNSURE
            figures[str(each)] = {
                "right": round(float(right.mean()), 3),
                "placed": round(float(placed.mean()), 3),
                "right_when_placed": round(float(right[placed].mean()), 3),
                "calibration_error": round(calibration_error(sure, right), 3),
            }
        found[given.name] = figures | {"draws": times}
    return found
