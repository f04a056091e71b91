"""Counts of votes with honesty about small numbers; every expected number is worked out by hand."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from analysis.vote_counts import (
    Along,
    GroupLeaning,
    Leaning,
    Verdict,
    along,
    count,
    leaning,
    told_groups,
    verdicts,
    wilson,
    z_among,
)

NAN = np.nan
# Statements: all agree; divided; all disagree; passed; nobody voted.
VOTES = np.array(
    [
        [1.0, 1.0, -1.0, 0.0, NAN],
        [1.0, -1.0, -1.0, 0.0, NAN],
        [1.0, 1.0, -1.0, NAN, NAN],
        [1.0, -1.0, NAN, 0.0, NAN],
    ]
)


def column(agree: int, disagree: int = 0, passed: int = 0) -> np.ndarray:
    return np.array([[1.0]] * agree + [[-1.0]] * disagree + [[0.0]] * passed)


def test_counts_of_a_small_matrix() -> None:
    counts = count(VOTES)
    assert counts.agree.tolist() == [4, 2, 0, 0, 0]
    assert counts.disagree.tolist() == [0, 2, 3, 0, 0]
    assert counts.passed.tolist() == [0, 0, 0, 3, 0]
    assert counts.base.tolist() == [4, 4, 3, 3, 0]
    assert counts.agreement.tolist() == [5 / 6, 3 / 6, 1 / 5, 1 / 5, 1 / 2]


def test_wilson_interval_of_a_known_example() -> None:
    # Newcombe (1998), table I: 81 of 263 with z = 1.96 gives 0.2553 to 0.3662.
    low, high = wilson(np.array([81, 0]), np.array([263, 0]), 1.959964)
    assert (round(float(low[0]), 4), round(float(high[0]), 4)) == (0.2553, 0.3662)
    assert (low[1], high[1]) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((4, 0, 0), Verdict.FEW),
        ((5, 0, 0), Verdict.MIXED),  # all agree, but a handful is not nearly all
        ((10, 0, 0), Verdict.AGREE),
        ((9, 1, 0), Verdict.AGREE),
        ((8, 2, 0), Verdict.MIXED),
        ((0, 10, 0), Verdict.DISAGREE),
        ((40, 5, 5), Verdict.AGREE),
        ((20, 20, 0), Verdict.DIVIDED),
        ((12, 8, 0), Verdict.DIVIDED),
        ((6, 4, 0), Verdict.MIXED),
        ((0, 0, 20), Verdict.MIXED),
        ((3, 3, 30), Verdict.DIVIDED),
    ],
)
def test_verdicts(numbers: tuple[int, int, int], expected: Verdict) -> None:
    assert verdicts(count(column(*numbers)), 5) == [expected]


def test_more_votes_never_make_a_share_less_sure() -> None:
    """The same share with ten times the votes: what was sure stays sure."""
    for agree, disagree in product(range(12), repeat=2):
        if agree + disagree >= 10:
            (few,) = verdicts(count(column(agree, disagree)), 5)
            (many,) = verdicts(count(column(10 * agree, 10 * disagree)), 5)
            assert few is Verdict.MIXED or many is few


def test_leaning_of_five_or_more_leaves_one_vote_open() -> None:
    for base in range(5, 60):
        assert leaning(base, 0, base) is leaning(base - 1, 0, base) is Leaning.NEARLY_AGREE
        assert leaning(0, base, base) is leaning(1, base - 1, base) is Leaning.NEARLY_DISAGREE
    assert leaning(3, 2, 5) is Leaning.MOSTLY_AGREE
    assert leaning(2, 3, 5) is Leaning.MOSTLY_DISAGREE
    assert leaning(5, 5, 10) is Leaning.DIVIDED


def test_two_sides_that_differ_are_set_apart() -> None:
    votes = np.vstack([column(8), column(0, 7)])
    sides = ["field"] * 8 + ["institute"] * 7
    assert along(votes, sides, 5) == [
        Along(
            (
                GroupLeaning("field", 8, Leaning.NEARLY_AGREE),
                GroupLeaning("institute", 7, Leaning.NEARLY_DISAGREE),
            ),
            ("field", "institute"),
        )
    ]


def test_a_small_group_takes_the_next_smallest_along() -> None:
    votes = column(22)
    roles = ["lector"] * 3 + ["directeur"] * 6 + ["bestuurder"] * 13
    (found,) = along(votes, roles, 5)
    # Without the six, three would be what is left of the whole.
    assert [each.group for each in found.groups] == ["bestuurder"]


def test_who_is_not_known_is_a_group_that_is_never_told_of() -> None:
    votes = column(22)
    roles = [None] * 2 + ["directeur"] * 7 + ["bestuurder"] * 13
    (found,) = along(votes, roles, 5)
    assert [each.group for each in found.groups] == ["bestuurder"]


def test_what_is_held_back_is_never_a_small_number() -> None:
    for sizes in product(range(9), repeat=4):
        bases = {"abcd"[place]: size for place, size in enumerate(sizes)}
        told = told_groups(bases, 5)
        held = sum(size for name, size in bases.items() if name not in told)
        assert all(bases[name] >= 5 for name in told)
        assert held == 0 or held >= 5 or not told


def test_of_many_groups_the_widest_difference_has_to_be_surer() -> None:
    assert [round(z_among(groups), 2) for groups in (2, 3, 8)] == [1.28, 1.83, 2.69]
