"""Content or process: what a statement is about when the participant did not choose.

Learnt from the statements of the same programme of which it is known, and from nothing else: what
one programme calls process another does not (a model of our own example programme is right in 42
of 100 statements of the 2018 round tables, where always guessing the larger class is right in 55).
On those round tables what is known does not tell enough either (see ``bench themes``), so nothing
is proposed there: that is decided by the statements that are known, each judged without itself.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from analysis.features import Vectors
from analysis.regression import fit

ASPECTS = ("content", "process")
FEWEST_KNOWN = 30
GOOD_ENOUGH = 0.65  # what proposals are right in at least, with nineteen in twenty certainty
CERTAINTY = 1.645  # standard deviations
SHARES = (0.75, 0.5, 0.25)  # of the known statements, the clearest ones, that are tried


def propose_aspects(vectors: Vectors, known: Mapping[int, str]) -> dict[int, tuple[str, float]]:
    """Aspects of the statements of which nobody chose one, where they are clear enough.

    :param vectors: float32 (n, d), of length 1: the meanings of all statements of a programme.
    :param known: row → ``content`` or ``process``, as a person chose.
    :returns: row → aspect and how likely it is; nothing at all where what is known does not show
        that such proposals are right often enough, and oftener than the larger class is large.
    """
    rows = sorted(known)
    truth = np.array([ASPECTS.index(known[row]) for row in rows], dtype=np.int64)
    sizes = np.bincount(truth, minlength=2)
    if len(rows) < FEWEST_KNOWN or not sizes.all():
        return {}
    weights = (len(rows) / (2 * sizes))[truth]
    learnt, without = fit(vectors[rows], truth.tolist(), weights.tolist(), 2)
    held = without[:, 1] - without[:, 0]
    right = (held > 0) == (truth == 1)
    least = clear_from(np.abs(held), right, float(sizes.max() / sizes.sum()))
    if least is None:
        return {}
    scores = vectors @ (learnt[:, 1] - learnt[:, 0])
    found: dict[int, tuple[str, float]] = {}
    for row, score in enumerate(scores.tolist()):
        if row not in known and abs(score) >= least:
            alike = right[np.abs(held) >= min(abs(score), float(np.quantile(np.abs(held), 0.75)))]
            sure = float((alike.sum() + 1) / (len(alike) + 2))
            found[row] = (ASPECTS[int(score > 0)], round(sure, 3))
    return found


def clear_from(
    clearness: NDArray[np.float64], right: NDArray[np.bool_], guessing: float
) -> float | None:
    """From which clearness on proposals are right often enough; ``None`` for never.

    :param clearness: float64 (m,), of known statements judged without themselves.
    :param right: bool (m,), whether they were judged rightly.
    :param guessing: how often the larger class alone would be right, 0 … 1.
    """
    for share in SHARES:
        least = float(np.quantile(clearness, 1 - share))
        if lower_bound(right[clearness >= least]) >= max(GOOD_ENOUGH, guessing):
            return least
    return None


def lower_bound(right: NDArray[np.bool_]) -> float:
    """The least that the share of right ones can well be: E. Wilson, 1927."""
    n, z = len(right), CERTAINTY
    share = right.mean()
    middle = share + z**2 / (2 * n)
    spread = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return float((middle - spread) / (1 + z**2 / n))
