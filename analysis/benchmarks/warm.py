"""What happens to themes when more statements come in: each time the last 5 % are new."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.benchmarks.labelled import Labelled, Reader
from analysis.cluster import group, regroup

NEW_SHARE = 0.05


def agreement(given: Labelled, reader: Reader, new: NDArray[np.int64]) -> tuple[float, float]:
    """ARI between the themes of the old statements before and after; warm, and grouped afresh."""
    from sklearn.metrics import adjusted_rand_score

    old = np.setdiff1d(np.arange(len(given.texts)), new)
    corpus, before = reader.represent(given.part(old))
    first = group(before.smoothed, before.edges).labels
    label_of = dict(zip(corpus.texts, first.tolist(), strict=True))
    after_corpus, after = reader.represent(given)
    kept = [label_of.get(text) for text in after_corpus.texts]
    rows = [row for row, label in enumerate(kept) if label is not None]
    was = [label for label in kept if label is not None]
    warm = regroup(after.smoothed, kept).labels[rows]
    cold = group(after.smoothed, after.edges).labels[rows]
    return float(adjusted_rand_score(was, warm)), float(adjusted_rand_score(was, cold))


def measure(
    sets: Sequence[Labelled],
    reader: Reader,
    *,
    draws: int = 20,
    say: Callable[[str], None] = lambda message: None,
) -> dict[str, Any]:
    """Per set the mean and the worst agreement with the themes before."""
    found: dict[str, Any] = {}
    for given in sets:
        say(f"warm: {given.name}, {draws} draws")
        chance = np.random.default_rng(0)
        count = round(NEW_SHARE * len(given.texts))
        pairs = np.array(
            [
                agreement(given, reader, chance.choice(len(given.texts), count, replace=False))
                for _ in range(draws)
            ]
        )
        found[given.name] = {
            "mean_ari": round(float(pairs[:, 0].mean()), 3),
            "worst_ari": round(float(pairs[:, 0].min()), 3),
            "mean_ari_afresh": round(float(pairs[:, 1].mean()), 3),
            "draws": draws,
        }
    return found
