"""What the votes on statements say: where nearly all agree, what divides, and along which line.

One straight line from a matrix of votes to a finding with its intermediates; deterministic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.opinion_groups import OpinionGroups, find_groups
from analysis.vote_counts import Along, Counts, Floats, Verdict, along, count, verdicts


@dataclass(frozen=True)
class Consensus:
    """Everything per statement is in the order of the columns of the matrix.

    `lines`: name of a line (region, role, …) → per statement the groups on it. `informed`: the
    group-informed consensus (statements,): 1 without opinion groups. `groups` knows who is in
    which group and stays inside the analysis; see `analysis.consensus_run` for what is kept.
    """

    voters: int
    counts: Counts
    verdicts: tuple[Verdict, ...]
    lines: Mapping[str, tuple[Along, ...]]
    groups: OpinionGroups
    informed: Floats


def find_consensus(
    votes: Floats,
    lines: Mapping[str, Sequence[str | None]],
    *,
    group_size: int = 5,
    seed: int = 0,
) -> Consensus:
    """:param votes: (people, statements): 1 agrees, -1 disagrees, 0 passed, NaN did not vote
    :param lines: name of a line → per person the group, None where it is not known
    :param group_size: of fewer people nothing is told
    """
    voters = int(np.any(~np.isnan(votes), axis=1).sum())
    counts = count(votes)
    groups = find_groups(votes, group_size, seed)
    return Consensus(
        voters=voters,
        counts=counts,
        verdicts=tuple(verdicts(counts, group_size)),
        lines={name: tuple(along(votes, labels, group_size)) for name, labels in lines.items()},
        groups=groups,
        informed=groups.informed(votes.shape[1]),
    )
