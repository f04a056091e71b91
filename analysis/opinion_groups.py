"""People who vote alike, found in the votes alone, as in Polis.

C. Small, M. Bjorkegren, T. Erkkilä, L. Shaw and C. Megill, "Polis: Scaling deliberation by mapping
high dimensional opinion spaces" (Recerca 26, 2021): the votes are projected on the two main
directions of difference, k-means groups the people, and the silhouette chooses how many groups.
On top of that: a group of fewer than the group size is no group, and groups are told of only when
they are clearer than those that chance makes of the same votes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from analysis.vote_counts import Counts, Floats, Ints, Z, count

MOST_GROUPS = 5
FEWEST_VOTES = 7
"""Who voted on fewer statements is not grouped (as in Polis)."""
SHUFFLES = 19
"""The real votes have to be clearer than all of them: 1 in 20 by chance."""
TYPICAL = 5
"""Statements that are told as typical of a group, at most."""


class NoGroups(StrEnum):
    FEW_PEOPLE = "few_people"
    FEW_STATEMENTS = "few_statements"
    ALIKE = "alike"  # no clearer than chance: people vote alike, or across each other


@dataclass(frozen=True)
class Typical:
    """A statement that a group agrees or disagrees with, more than the others do."""

    statement: int  # place in the matrix
    agrees: bool
    strength: float


@dataclass(frozen=True)
class OpinionGroup:
    """`members`: places of people in the matrix. They stay inside the analysis."""

    name: str
    members: tuple[int, ...]
    counts: Counts
    typical: tuple[Typical, ...] = ()


@dataclass(frozen=True)
class OpinionGroups:
    """What was found, with what it was found by.

    `projection`: (people, 2), NaN for who was not grouped. `silhouettes`: number of groups → mean
    silhouette, only where every group is large enough. `chance`: the clearest that chance made.
    """

    groups: tuple[OpinionGroup, ...]
    why_not: NoGroups | None
    grouped: int
    needed: int
    projection: Floats
    silhouettes: dict[int, float] = field(default_factory=dict)
    chance: float = 0.0

    def informed(self, statements: int) -> Floats:
        """Group-informed consensus (statements,): the product over the groups of the smoothed
        share that agrees; ones without groups. High only where every group agrees."""
        product = np.ones(statements)
        for group in self.groups:
            product = product * group.counts.agreement
        return product


def find_groups(votes: Floats, group_size: int, seed: int = 0) -> OpinionGroups:
    """:param votes: (people, statements); deterministic for a seed"""
    people, statements = _enough(votes, group_size)
    projection = np.full((len(votes), 2), np.nan)
    needed = 2 * group_size
    why_not = (
        NoGroups.FEW_STATEMENTS
        if len(statements) < 2
        else NoGroups.FEW_PEOPLE
        if len(people) < needed
        else None
    )
    if why_not:
        return OpinionGroups((), why_not, len(people), needed, projection)
    within = votes[np.ix_(people, statements)]
    projection[people] = project(within)
    labels, silhouettes = cluster(projection[people], group_size, seed)
    found = max(silhouettes.values(), default=-1.0)
    chance = _chance(within, group_size, seed) if silhouettes else 0.0
    if found <= chance or not silhouettes:
        alike = NoGroups.ALIKE
        return OpinionGroups((), alike, len(people), needed, projection, silhouettes, chance)
    groups = _named(votes, people, labels, group_size)
    return OpinionGroups(groups, None, len(people), needed, projection, silhouettes, chance)


def _enough(votes: Floats, group_size: int) -> tuple[Ints, Ints]:
    """Statements that enough people voted on, and people who voted on enough of them."""
    voted = ~np.isnan(votes)
    statements = np.flatnonzero(voted.sum(axis=0) >= group_size)
    least = max(1, min(FEWEST_VOTES, len(statements)))
    people = np.flatnonzero(voted[:, statements].sum(axis=1) >= least)
    return people, statements


def project(votes: Floats) -> Floats:
    """(people, 2): each person on the two main directions in which votes differ.

    A vote that is missing counts as the mean of that statement; who voted on little is therefore
    moved outwards again, by √(statements / own votes), as in Polis.
    """
    voted = ~np.isnan(votes)
    means = np.nansum(votes, axis=0) / np.maximum(voted.sum(axis=0), 1)
    centred = np.where(voted, votes - means, 0.0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    two = np.zeros((2, votes.shape[1]))
    two[: min(2, len(directions))] = directions[:2]
    # The sign of a direction is arbitrary: the largest weight is made positive.
    largest = np.argmax(np.abs(two), axis=1)
    two *= np.where(two[np.arange(2), largest] < 0, -1.0, 1.0)[:, None]
    outwards = np.sqrt(votes.shape[1] / np.maximum(voted.sum(axis=1), 1))
    placed: Floats = (centred @ two.T) * outwards[:, None]
    return placed


def cluster(points: Floats, group_size: int, seed: int) -> tuple[Ints, dict[int, float]]:
    """The clearest division of points (n, 2): a label each, and the silhouette per number of
    groups, of those divisions in which no group is too small."""
    # Heavy, and only the worker needs it.
    from sklearn.cluster import KMeans
    from sklearn.metrics import silhouette_score

    silhouettes: dict[int, float] = {}
    best = np.zeros(len(points), dtype=np.int64)
    different = len(np.unique(points.round(9), axis=0))
    for k in range(2, min(MOST_GROUPS, len(points) // group_size, different) + 1):
        labels = KMeans(k, n_init=10, random_state=seed).fit_predict(points)
        if np.bincount(labels, minlength=k).min() < group_size:
            continue
        silhouette = float(silhouette_score(points, labels))
        if silhouette > max(silhouettes.values(), default=-1.0):
            best = labels.astype(np.int64)
        silhouettes[k] = silhouette
    return best, silhouettes


def _chance(votes: Floats, group_size: int, seed: int) -> float:
    """The clearest division after dealing the votes on each statement anew among its voters."""
    random = np.random.default_rng(seed)
    clearest = -1.0
    for _ in range(SHUFFLES):
        dealt = votes.copy()
        for column in dealt.T:
            there = ~np.isnan(column)
            column[there] = random.permutation(column[there])
        _, silhouettes = cluster(project(dealt), group_size, seed)
        clearest = max(clearest, *silhouettes.values(), -1.0)
    return clearest


def _named(votes: Floats, people: Ints, labels: Ints, group_size: int) -> tuple[OpinionGroup, ...]:
    """A is the largest group; the statements that set each apart from all others."""
    sets = [people[labels == label] for label in np.unique(labels)]
    sets.sort(key=lambda members: (-len(members), int(members[0])))
    groups = []
    for place, members in enumerate(sets):
        others = np.setdiff1d(people, members)
        inside, outside = count(votes[members]), count(votes[others])
        groups.append(
            OpinionGroup(
                name="ABCDE"[place],
                members=tuple(int(member) for member in members),
                counts=inside,
                typical=tuple(typical(inside, outside, group_size)),
            )
        )
    return tuple(groups)


def typical(inside: Counts, outside: Counts, group_size: int) -> Sequence[Typical]:
    """Representative statements of a group, strongest first (Polis: "repness").

    Both have to be more than luck (z > 1.28): that most of the group votes so, and that more of
    the group does than of the others.
    """
    found = []
    for agrees in (True, False):
        ours, theirs = (
            (inside.agree, outside.agree) if agrees else (inside.disagree, outside.disagree)
        )
        share = (ours + 1) / (inside.base + 2)
        ratio = share / ((theirs + 1) / (outside.base + 2))
        most = prop_test(ours, inside.base)
        more = two_prop_test(ours, theirs, inside.base, outside.base)
        enough = (inside.base >= group_size) & (outside.base >= group_size)
        for place in np.flatnonzero(enough & (most > Z) & (more > Z)):
            strength = float(ratio[place] * more[place] * share[place] * most[place])
            found.append(Typical(int(place), agrees, strength))
    found.sort(key=lambda one: (-one.strength, one.statement))
    return found[:TYPICAL]


def prop_test(successes: Ints, base: Ints) -> Floats:
    """z of a share being over one half, with one success added (Polis: prop-test)."""
    z: Floats = 2 * np.sqrt(base + 1) * ((successes + 1) / (base + 1) - 0.5)
    return z


def two_prop_test(ours: Ints, theirs: Ints, base: Ints, their_base: Ints) -> Floats:
    """z of a share being over that of others, one added to each (Polis: two-prop-test)."""
    s1, s2, n1, n2 = (np.asarray(each) + 1.0 for each in (ours, theirs, base, their_base))
    pooled = (s1 + s2) / (n1 + n2)
    spread = np.sqrt(np.maximum(pooled * (1 - pooled), 0.0) * (1 / n1 + 1 / n2))
    difference = s1 / n1 - s2 / n2
    z: Floats = np.divide(difference, spread, out=np.zeros_like(difference), where=spread > 0)
    return z
