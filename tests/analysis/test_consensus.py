"""Opinion groups and consensus: small matrices worked out by hand, and what holds of any matrix."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.consensus import Consensus, find_consensus
from analysis.opinion_groups import (
    NoGroups,
    find_groups,
    project,
    prop_test,
    two_prop_test,
    typical,
)
from analysis.vote_counts import count

NAN = np.nan


def two_camps(each: int = 8, statements: int = 8) -> np.ndarray:
    """Camps that disagree on all statements but the last, on which everybody agrees."""
    one = np.array([[1.0, -1.0] * (statements // 2)] * each)
    other = -one
    votes = np.vstack([one, other])
    votes[:, -1] = 1.0
    return votes


def find(votes: np.ndarray) -> Consensus:
    sides = ["field" if place % 2 else "institute" for place in range(len(votes))]
    return find_consensus(votes, {"side": sides})


def test_two_camps_are_two_groups() -> None:
    found = find(two_camps())
    assert [group.members for group in found.groups.groups] == [
        tuple(range(8)),
        tuple(range(8, 16)),
    ]
    assert [group.name for group in found.groups.groups] == ["A", "B"]
    assert found.groups.silhouettes == {2: pytest.approx(1.0)}
    assert found.groups.why_not is None


def test_group_informed_consensus_is_the_product_over_groups() -> None:
    found = find(two_camps())
    # In one camp (8 + 1) / (8 + 2) agree, in the other (0 + 1) / (8 + 2); on the last one all do.
    assert found.informed.tolist() == pytest.approx([0.9 * 0.1] * 7 + [0.9 * 0.9])


def test_typical_statements_set_a_group_apart() -> None:
    found = find(two_camps())
    first, second = found.groups.groups
    assert {(each.statement, each.agrees) for each in first.typical} <= {
        (place, place % 2 == 0) for place in range(7)
    }
    assert len(first.typical) == len(second.typical) == 5
    assert all(each.statement != 7 for group in (first, second) for each in group.typical)


def test_the_tests_of_polis() -> None:
    # 2 √(n + 1) ((s + 1) / (n + 1) − ½), of 7 out of 8: 2 · 3 · (8/9 − 1/2).
    assert prop_test(np.array([7]), np.array([8])).tolist() == [pytest.approx(7 / 3)]
    # 5 + 1 of 8 + 1 and 2 + 1 of 8 + 1: (6/9 − 3/9) / √(½ · ½ · 2/9) = √2.
    numbers = (np.array([n]) for n in (5, 2, 8, 8))
    assert two_prop_test(*numbers).tolist() == [pytest.approx(np.sqrt(2))]
    nobody = two_prop_test(*(np.array([0]) for _ in range(4)))
    assert nobody.tolist() == [0.0]


def test_a_statement_few_voted_on_is_never_typical() -> None:
    inside = count(np.array([[1.0]] * 4))
    outside = count(np.array([[-1.0]] * 30))
    assert list(typical(inside, outside, 5)) == []


def test_a_vote_that_is_missing_counts_as_the_mean() -> None:
    votes = np.array([[1.0, 1.0], [-1.0, -1.0], [1.0, NAN], [-1.0, NAN]])
    placed = project(votes)
    # The products of the columns are [[4, 2], [2, 2]], so the main direction is (0.8507, 0.5257);
    # who voted on one of two statements is moved outwards by √2.
    expected = [0.85065 + 0.52573, -0.85065 - 0.52573, 0.85065 * 2**0.5, -0.85065 * 2**0.5]
    assert placed[:, 0].tolist() == pytest.approx(expected, abs=1e-4)


def test_no_groups_where_people_vote_alike_or_at_random() -> None:
    assert find(np.ones((20, 8))).groups.why_not is NoGroups.ALIKE
    chance = np.random.default_rng(3)
    votes = chance.choice([1.0, -1.0], size=(40, 12))
    assert find(votes).groups.why_not is NoGroups.ALIKE


def test_no_groups_of_too_few_people_or_statements() -> None:
    assert find(two_camps(4)).groups.why_not is NoGroups.FEW_PEOPLE
    assert find(np.ones((30, 1))).groups.why_not is NoGroups.FEW_STATEMENTS
    assert find(np.empty((0, 0))).groups.why_not is NoGroups.FEW_STATEMENTS


def test_a_camp_of_four_is_no_group() -> None:
    votes = np.vstack([two_camps(8)[:12]])
    found = find(votes)
    assert all(len(group.members) >= 5 for group in found.groups.groups)


@pytest.mark.parametrize("seed", range(4))
def test_what_holds_of_any_votes(seed: int) -> None:
    chance = np.random.default_rng(seed)
    votes = chance.choice([1.0, -1.0, 0.0, NAN], size=(30, 10), p=[0.4, 0.3, 0.1, 0.2])
    found = find(votes)
    members = [person for group in found.groups.groups for person in group.members]
    assert len(set(members)) == len(members)
    assert all(len(group.members) >= 5 for group in found.groups.groups)
    assert ((found.informed >= 0) & (found.informed <= 1)).all()
    for along in found.lines["side"]:
        assert all(each.base >= 5 for each in along.groups)


def test_the_same_votes_give_the_same_finding() -> None:
    chance = np.random.default_rng(7)
    votes = np.where(chance.random((30, 10)) < 0.3, NAN, chance.choice([1.0, -1.0], (30, 10)))
    one, other = find_groups(votes, 5), find_groups(votes, 5)
    assert one.groups == () == other.groups or [g.members for g in one.groups] == [
        g.members for g in other.groups
    ]
    assert (one.silhouettes, one.chance) == (other.silhouettes, other.chance)
    assert np.array_equal(one.projection, other.projection, equal_nan=True)


def test_order_of_people_does_not_matter() -> None:
    votes = two_camps()
    order = np.random.default_rng(1).permutation(len(votes))
    found, shuffled = find(votes), find(votes[order])
    assert found.informed.tolist() == pytest.approx(shuffled.informed.tolist())
    assert [len(group.members) for group in shuffled.groups.groups] == [8, 8]
