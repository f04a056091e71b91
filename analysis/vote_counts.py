"""Votes as a matrix, counted with honesty about small numbers.

A matrix of votes is (people, statements): 1 agrees, -1 disagrees, 0 passed, NaN did not vote.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

Z = 1.2816
"""90 % one-sided: as sure as Polis wants to be of a representative statement."""

NEARLY_ALL = 0.7
"""At least this share agrees, also when luck is taken off (lower end of the Wilson interval)."""

SERIOUS_MINORITY = 0.25
"""Of those who took a side, at least this share takes the smaller one, luck taken off."""

NEARLY_ALL_OF_A_GROUP = 0.8
"""Of five people or more, one who differs and nobody who differs look the same: so it stays
untold how any one of them voted."""


class Verdict(StrEnum):
    FEW = "few"  # fewer votes than the group size: nothing is told
    AGREE = "agree"  # nearly all agree
    DISAGREE = "disagree"  # nearly all disagree
    DIVIDED = "divided"
    MIXED = "mixed"  # none of these, or not yet sure enough


class Leaning(StrEnum):
    """How a group of known people voted, in classes: counts would tell too much of a small one."""

    NEARLY_AGREE = "nearly_agree"
    MOSTLY_AGREE = "mostly_agree"
    DIVIDED = "divided"
    MOSTLY_DISAGREE = "mostly_disagree"
    NEARLY_DISAGREE = "nearly_disagree"


@dataclass(frozen=True)
class Counts:
    """Per statement (statements,) how many agree, disagree and passed."""

    agree: Ints
    disagree: Ints
    passed: Ints

    @property
    def base(self) -> Ints:
        return self.agree + self.disagree + self.passed

    @property
    def agreement(self) -> Floats:
        """(agree + 1) / (votes + 2): drawn to one half while few voted (Laplace, as in Polis)."""
        share: Floats = (self.agree + 1) / (self.base + 2)
        return share


def count(votes: Floats) -> Counts:
    """:param votes: (people, statements)"""
    agree, disagree, passed = (
        np.asarray(np.sum(votes == value, axis=0, dtype=np.int64)) for value in (1.0, -1.0, 0.0)
    )
    return Counts(agree, disagree, passed)


def wilson(successes: Ints, base: Ints, z: float = Z) -> tuple[Floats, Floats]:
    """Lower and upper end of the interval of a share; 0 and 1 where nobody voted.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference (1927).
    """
    n = np.maximum(base, 1).astype(np.float64)
    share = successes / n
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    nobody = base == 0
    low: Floats = np.where(nobody, 0.0, np.maximum(middle - half, 0.0))
    high: Floats = np.where(nobody, 1.0, np.minimum(middle + half, 1.0))
    return low, high


def verdicts(counts: Counts, group_size: int) -> list[Verdict]:
    """Per statement what the votes say, as far as their number allows it to be said.

    Of fewer than twice the group size nobody says "nearly all".
    """
    sure = 2 * group_size
    base = counts.base
    agree, _ = wilson(counts.agree, base)
    disagree, _ = wilson(counts.disagree, base)
    smaller = np.minimum(counts.agree, counts.disagree)
    minority, _ = wilson(smaller, counts.agree + counts.disagree)
    return [
        Verdict.FEW
        if base[each] < group_size
        else Verdict.AGREE
        if agree[each] >= NEARLY_ALL and base[each] >= sure
        else Verdict.DISAGREE
        if disagree[each] >= NEARLY_ALL and base[each] >= sure
        else Verdict.DIVIDED
        if minority[each] >= SERIOUS_MINORITY
        else Verdict.MIXED
        for each in range(len(base))
    ]


def leaning(agree: int, disagree: int, base: int) -> Leaning:
    """:param base: more than 0"""
    if agree >= NEARLY_ALL_OF_A_GROUP * base:
        return Leaning.NEARLY_AGREE
    if disagree >= NEARLY_ALL_OF_A_GROUP * base:
        return Leaning.NEARLY_DISAGREE
    if 2 * agree > base:
        return Leaning.MOSTLY_AGREE
    return Leaning.MOSTLY_DISAGREE if 2 * disagree > base else Leaning.DIVIDED


@dataclass(frozen=True)
class GroupLeaning:
    """How one group on a line voted on one statement."""

    group: str
    base: int
    leaning: Leaning


@dataclass(frozen=True)
class Along:
    """One statement along one line: the groups that may be told of.

    `apart`: the groups that agree most and least, when more than luck sets them apart.
    """

    groups: tuple[GroupLeaning, ...]
    apart: tuple[str, str] | None


def along(votes: Floats, labels: Sequence[str | None], group_size: int) -> list[Along]:
    """Per statement how the groups of a line voted on it.

    :param labels: per person the group; None: not known. Who is not known is never told of, and
        counts as a group, for it could be found by subtraction.
    """
    names = sorted({label for label in labels if label is not None})
    chosen = np.array([label or "" for label in labels])
    per_group = {name: count(votes[chosen == name]) for name in names}
    unknown = count(votes[chosen == ""]).base
    return [
        _one_statement(per_group, int(unknown[each]), each, group_size)
        for each in range(votes.shape[1])
    ]


def _one_statement(
    per_group: Mapping[str, Counts], unknown: int, each: int, group_size: int
) -> Along:
    bases = {name: int(counts.base[each]) for name, counts in per_group.items()}
    shown = told_groups({**bases, "": unknown}, group_size) - {""}
    names = [name for name in per_group if name in shown]
    groups = tuple(
        GroupLeaning(
            name,
            bases[name],
            leaning(
                int(per_group[name].agree[each]), int(per_group[name].disagree[each]), bases[name]
            ),
        )
        for name in names
    )
    if len(names) < 2:
        return Along(groups, None)
    agree = np.array([per_group[name].agree[each] for name in names])
    low, high = wilson(agree, np.array([bases[name] for name in names]), z_among(len(names)))
    most, least = int(np.argmax(low)), int(np.argmin(high))
    return Along(groups, (names[most], names[least]) if low[most] > high[least] else None)


def z_among(groups: int) -> float:
    """As sure of the widest difference among all pairs of groups as of that between two groups
    (Bonferroni): of many groups some two differ by luck."""
    return Z if groups == 2 else NormalDist().inv_cdf(1 - 0.1 / (groups * (groups - 1) / 2))


def told_groups(bases: Mapping[str, int], group_size: int) -> set[str]:
    """The groups that may be told of. Those that are too small take the next smallest along, until
    together they are large enough: else what is left of the whole tells of the small one."""
    ordered = sorted((name for name in bases if bases[name]), key=lambda name: (bases[name], name))
    held = [name for name in ordered if bases[name] < group_size]
    rest = [name for name in ordered if name not in held]
    while held and rest and sum(bases[name] for name in held) < group_size:
        held.append(rest.pop(0))
    return set(rest)
