"""New themes: groups among the statements that fit no theme of the codebook."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from analysis.cluster import Grouping, group, regroup
from analysis.features import Vectors, shrunk_mean
from analysis.results import Placement
from analysis.settling import likely
from analysis.themes import Probabilities, cosines_from, softmax
from collector.records import HowMany

FEWEST_TO_GROUP = 6
RESOLUTIONS = {HowMany.FEWER: 0.8, HowMany.AS_FOUND: 1.0, HowMany.MORE: 1.2}
NEW = "new-"
TEMPERATURE = 0.123  # what cosines with centroids are divided by
FAR = 0.15  # the cosine at which a statement is as likely to belong to no group


@dataclass(frozen=True)
class Proposals:
    """The new themes of a run.

    :param keys: of each group, ``new-1`` being the largest when they were grouped afresh.
    :param placed: row → where it was put, and a second theme when that is about as likely.
    :param grouping: how; ``None`` when nothing was grouped.
    """

    keys: tuple[str, ...]
    placed: dict[int, tuple[Placement, ...]]
    grouping: Grouping | None


def propose(
    smoothed: Vectors,
    edges: sparse.csr_matrix,
    rows: Sequence[int],
    earlier: Sequence[tuple[str, Sequence[int]]],
    *,
    taken: Collection[str] = (),
    k: int | None = None,
    resolution: float = 1.0,
    seed: int = 0,
) -> Proposals:
    """Group the rows that are left over, continuing earlier proposals where there are any.

    :param smoothed: float32 (m, d), all rows.
    :param edges: their graph, sparse (m, m).
    :param rows: which are left over.
    :param earlier: per earlier proposal its key and rows; those no longer left over are ignored.
    :param taken: keys that no new theme may get.
    :param k: how many; ``None`` for as many as there seem to be. More than there are rows is the
        number of rows; another number than there are earlier proposals groups afresh.
    :returns: no themes at all for fewer than 6 rows, unless ``k`` or earlier ones ask for them.
    """
    left = set(rows)
    old = [(key, [row for row in had if row in left]) for key, had in earlier]
    old = [(key, had) for key, had in old if had]
    warm = bool(old) and k in (None, len(old))
    if not rows or (not warm and k is None and len(rows) < FEWEST_TO_GROUP):
        return Proposals((), {}, None)
    own = smoothed if len(rows) == len(smoothed) else smoothed[list(rows)]
    if warm:
        label_of = {row: label for label, (_, had) in enumerate(old) for row in had}
        found = regroup(own, [label_of.get(row) for row in rows])
        keys = tuple(key for key, _ in old)
    else:
        size = None if k is None else min(k, len(rows))
        part = edges[list(rows)][:, list(rows)]
        found = group(own, part, k=size, resolution=resolution, seed=seed)
        keys = fresh_keys(found, taken)
    sure = confidences(own, found)
    placed = {
        row: tuple(
            Placement(keys[theme], float(shares[theme])) for theme in groups_of(shares, label)
        )
        for row, shares, label in zip(rows, sure, found.labels.tolist(), strict=True)
    }
    return Proposals(keys, placed, found)


def groups_of(shares: Probabilities, label: int) -> list[int]:
    """The group a row was put in, and a second one when that is about as likely."""
    both = likely(shares)
    return both if len(both) > 1 and both[0] == label else [label]


def fresh_keys(grouping: Grouping, taken: Collection[str]) -> tuple[str, ...]:
    """A key for each group, the largest first: ``new-1``, ``new-2`` …, without those taken."""
    numbers = (number for number in range(1, len(taken) + grouping.k + 1))
    free = [key for number in numbers if (key := f"{NEW}{number}") not in taken]
    sizes = np.bincount(grouping.labels, minlength=grouping.k)
    by_size = np.argsort(-sizes, kind="stable").tolist()
    key_of = dict(zip(by_size, free, strict=False))
    return tuple(key_of[label] for label in range(grouping.k))


def confidences(vectors: Vectors, grouping: Grouping) -> Probabilities:
    """How likely each row belongs to each group: float64 (n, k), 0 … 1.

    As for themes of the codebook, with the centroids for prototypes, and a fixed temperature.
    """
    centre = shrunk_mean(vectors)
    cosines = cosines_from(vectors, grouping.centroids, centre)
    return softmax(cosines, TEMPERATURE, FAR)
