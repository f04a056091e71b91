"""Disclosure rules: every small table is tried, as a reader would who knows the rules."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest

from analysis.disclosure import (
    BLUR,
    Rules,
    behind_pair,
    large_enough,
    protect,
    rounded_pair,
    shown_aspects,
    shown_parts,
    told,
)

RULES = Rules()


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((10, 12, 8), (10, 12, 8)),
        ((10, 0, 8), (10, 0, 8)),  # nothing to withhold: a zero may be told
        ((30, 0, 0), (None, None, None)),  # unanimous
        ((20, 10, 3), (None, 10, None)),  # one large class goes along, by place
        ((20, 3, 10), (20, None, None)),
        ((7, 3), (None, None)),
        ((4, 4, 4), (None, None, None)),
        ((5, 1, 20), (5, None, None)),
        ((6, 3, 20, 0), (None, None, 20, None)),
        ((5, 3, 20, 0), (None, None, None, None)),
        ((12,), (None,)),
        ((), ()),
    ],
)
def test_protect(counts: tuple[int, ...], shown: tuple[int | None, ...]) -> None:
    assert protect(counts, RULES) == shown


@pytest.mark.parametrize(
    ("group_size", "classes", "total"), [(3, 2, 24), (3, 3, 21), (3, 4, 15), (5, 2, 40), (5, 3, 30)]
)
def test_no_withheld_number_can_be_worked_out(group_size: int, classes: int, total: int) -> None:
    """Of every withheld number as many values stay possible as there are small numbers."""
    rules = Rules(group_size)
    tables = defaultdict(list)
    for counts in product(range(total + 1), repeat=classes):
        if sum(counts) <= total:
            tables[sum(counts), protect(counts, rules)].append(counts)
    fewest = (
        min(
            len({table[place] for table in alike})
            for (_, shown), alike in tables.items()
            for place, n in enumerate(shown)
            if n is None and any(other is not None for other in shown)
        )
        if classes > 2
        else group_size - 1
    )
    assert fewest == group_size - 1


@pytest.mark.parametrize(("classes", "total"), [(3, 24), (4, 16)])
def test_shown_numbers_are_large_or_stand_in_a_full_table(classes: int, total: int) -> None:
    wrong = [
        counts
        for counts in product(range(total + 1), repeat=classes)
        for shown in [protect(counts, RULES)]
        if any(n is not None and n < 5 for n in shown)
        and (None in shown or sum(1 for n in shown if n) < 2)
    ]
    assert wrong == []


def test_group_has_no_small_number_and_no_zero_but_that_of_the_country() -> None:
    assert large_enough([5, 6], RULES, set())
    assert not large_enough([5, 4], RULES, set())
    assert not large_enough([11, 0], RULES, {1})  # all alike
    assert not large_enough([6, 6, 0], RULES, set())
    assert large_enough([6, 6, 0], RULES, {2})
    assert large_enough([3, 3], Rules(3), set())
    assert not large_enough([3, 3], Rules(4), set())
    assert large_enough([9, 0, 5], RULES)  # the whole country
    assert not large_enough([9, 0, 0], RULES)


def test_region_is_rounded_so_that_its_base_does_not_undo_it() -> None:
    """Each class rounded by itself tells 3 of 11, and every other number of which one is left."""
    known = set()
    for base in range(10, 120):
        for first in range(3, base - 2):
            pair = rounded_pair(first, base - first)
            assert [n % 5 for n in pair] == [0, 0]
            assert abs(pair[0] - first) <= 4 and abs(pair[1] - (base - first)) <= 4
            assert (pair[0] < pair[1]) <= (first <= base - first)
            least, most = behind_pair(base, pair, RULES) or (0, 0)
            assert least <= first <= most
            known.add(most - least)
    assert min(known) == BLUR
    alone = [n for n in range(3, 9) if (_nearest(n), _nearest(11 - n)) == (5, 10)]
    assert alone == [3]


def _nearest(number: int) -> int:
    return 5 * round(number / 5)


def test_no_class_is_behind_numbers_that_do_not_fit_the_base() -> None:
    assert behind_pair(12, (20, 5), RULES) is None


def test_part_of_the_country_is_blank_where_few_share_it() -> None:
    rows = [(frozenset({"A"}), "Oost")] * 12 + [(frozenset({"A"}), "Zuid")] * 3
    assert shown_parts(rows, RULES) == [None] * 15


def test_a_blank_that_only_one_part_can_fill_takes_the_smallest_with_it() -> None:
    rows = (
        [(frozenset({"A"}), "Oost")] * 30
        + [(frozenset({"A"}), "West")] * 20
        + [(frozenset({"A"}), "Zuid")] * 9
    )
    assert shown_parts(rows, RULES) == ["Oost"] * 30 + [None] * 29


def test_unknown_origins_among_the_blanks_are_enough() -> None:
    rows = [(frozenset({"A"}), "Oost")] * 12 + [(frozenset({"A"}), "Zuid")] * 4
    rows += [(frozenset({"A"}), None)] * 8
    assert shown_parts(rows, RULES) == ["Oost"] * 12 + [None] * 12


def test_a_statement_in_two_themes_shows_what_both_allow() -> None:
    both = frozenset({"A", "B"})
    rows = [(frozenset({"A"}), "Oost")] * 10 + [(both, "Oost")] * 2
    assert shown_parts(rows, RULES) == [None] * 12


def test_aspect_is_blank_where_few_of_a_theme_and_a_part_share_it() -> None:
    themes = frozenset({"A"})
    rows = [(themes, "Oost", "inhoud")] * 9 + [(themes, "Oost", "proces")] * 6
    rows += [(themes, "Zuid", "inhoud")] * 9 + [(themes, "Zuid", "proces")] * 1
    assert shown_aspects(rows, RULES) == ["inhoud"] * 9 + ["proces"] * 6 + [None] * 10


def test_an_unknown_aspect_hides_one_that_few_share() -> None:
    rows: list[tuple[frozenset[str], None, str | None]] = [(frozenset(), None, "inhoud")] * 9
    rows += [(frozenset(), None, "proces")] * 2 + [(frozenset(), None, None)] * 3
    assert shown_aspects(rows, RULES) == ["inhoud"] * 9 + [None] * 5


def test_small_numbers_of_withheld_things_are_not_told() -> None:
    assert (told(4, RULES), told(5, RULES)) == (None, 5)
