"""New statements beside those they are most like: which of them say the same in other words.

Comparing every statement with every other takes too long while people wait. The same sentence in
other words is among the nearest, so only those are compared.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence

import numpy as np

from analysis.features import Vectors
from analysis.near_duplicates import near_duplicates
from analysis.representation import TextEncoder
from analysis.theme_run import CONSIDERED
from collector.queries.statements import texts_to_group
from collector.theme_findings import store_near_duplicates

NEAREST = 8


def look_alikes(
    texts: Sequence[str], vectors: Vectors, new: Collection[int]
) -> dict[tuple[int, int], float]:
    """Pairs of places in which a new statement says the same as another → how likely, ½ … 1.

    :param texts: n statements, verbatim.
    :param vectors: float32 (n, 384), from the encoder.
    :param new: the places of those to look at.
    """
    found: dict[tuple[int, int], float] = {}
    for place in new:
        near = vectors @ vectors[place]
        near[place] = -np.inf
        count = min(NEAREST, len(texts) - 1)
        if count < 1:
            continue
        group = [place, *np.argpartition(-near, count - 1)[:count].tolist()]
        for pair in near_duplicates([texts[one] for one in group], vectors[group]):
            if pair.first == 0:
                other = group[pair.second]
                found[min(place, other), max(place, other)] = pair.score
    return found


def look_at_new(
    connection: sqlite3.Connection, programme: int, encoder: TextEncoder, *, after: int, most: int
) -> int:
    """Propose pairs for merging among the next statements; the id of the newest one looked at.

    :param after: the id of the statement after which to begin.
    :param most: how many to look at.
    """
    given = texts_to_group(connection, programme, CONSIDERED)
    new = [place for place, one in enumerate(given) if one.id > after][:most]
    if not new:
        return after
    vectors = encoder.encode([one.text for one in given])
    found = look_alikes([one.text for one in given], vectors, new)
    store_near_duplicates(
        connection,
        programme,
        {(given[one].id, given[other].id): sure for (one, other), sure in found.items()},
        of=[given[place].id for place in new],
    )
    return given[new[-1]].id
