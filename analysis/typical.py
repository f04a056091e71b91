"""Which statements are read for the words of a theme: all of them, or those nearest its centre.

Parsing a text takes a hundred times as long as looking up its words, and the phrases of a theme
of ten thousand statements can be heard from some hundreds of them.
"""

from collections.abc import Sequence

import numpy as np

from analysis.features import Vectors

MOST_READ = 2_000  # statements, of all themes together


def typical(
    vectors: Vectors, groups: Sequence[Sequence[int]], centres: Vectors, most: int = MOST_READ
) -> list[list[int]]:
    """Of each theme the rows to read: all, or when they are many those nearest its centre.

    :param vectors: float32 (n, d), of length 1.
    :param groups: per theme the rows of its statements, ascending; may be empty.
    :param centres: float32 (themes, d), of length 1.
    :returns: per theme its rows, ascending.
    """
    if sum(len(rows) for rows in groups) <= most:
        return [list(rows) for rows in groups]
    share = max(1, most // len(groups))
    found: list[list[int]] = []
    for rows, centre in zip(groups, centres, strict=True):
        near = vectors[list(rows)] @ centre
        best = np.argsort(-near, kind="stable")[:share].tolist()
        found.append(sorted(rows[place] for place in best))
    return found
