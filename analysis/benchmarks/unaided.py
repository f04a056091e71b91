"""How well themes agree with people's when nobody helps, beside other ways on the same vectors.

V-measure: A. Rosenberg and J. Hirschberg, 2007; adjusted Rand index: L. Hubert and P. Arabie, 1985.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.benchmarks.labelled import Labelled, Reader
from analysis.benchmarks.rivals import RIVALS, has_bertopic
from analysis.cluster import group

SHARE = 0.9


def ours(given: Labelled, reader: Reader, seed: int = 0) -> NDArray[np.integer]:
    """The group of each text, as a first run of a programme without a codebook finds them."""
    corpus, found = reader.represent(given)
    labels = group(found.smoothed, found.edges, seed=seed).labels
    return np.asarray(labels[list(corpus.rows)])


def score(given: Labelled, labels: NDArray[np.integer]) -> dict[str, float]:
    """Agreement with the topics, and how many groups there are."""
    from sklearn.metrics import adjusted_rand_score, v_measure_score

    return {
        "v": float(v_measure_score(given.topics, labels)),
        "ari": float(adjusted_rand_score(given.topics, labels)),
        "themes": len(np.unique(labels)),
    }


def mean(scores: Sequence[dict[str, float]]) -> dict[str, float]:
    """The mean of every figure."""
    return {name: round(float(np.mean([one[name] for one in scores])), 3) for name in scores[0]}


def measure(
    sets: Sequence[Labelled],
    reader: Reader,
    *,
    draws: int = 20,
    say: Callable[[str], None] = lambda message: None,
) -> dict[str, Any]:
    """Per set: agreement on all of it, and the mean over subsamples of 90 %, ours and others'."""
    found: dict[str, Any] = {}
    for given in sets:
        parts = list(given.subsamples(SHARE, draws))
        say(f"unaided: {given.name}, {len(given.texts)} statements, {draws} subsamples")
        seeds = [score(given, ours(given, reader, seed)) for seed in range(5)]
        whole: dict[str, Any] = {"ours": mean(seeds)}
        sampled: dict[str, Any] = {
            "ours": mean([score(part, ours(part, reader)) for part in parts])
        }
        for name, rival in RIVALS.items():
            if name.startswith("BERTopic") and not has_bertopic():
                whole[name] = sampled[name] = None
                continue
            say(f"unaided: {given.name}, {name}")
            whole[name] = score(given, rival(given, reader.encode(given.texts)))
            scores = [score(part, rival(part, reader.encode(part.texts))) for part in parts]
            sampled[name] = mean(scores)
        found[given.name] = {
            "topics": len(given.themes),
            "all": whole,
            "subsamples": sampled,
            "draws": draws,
        }
    return found
