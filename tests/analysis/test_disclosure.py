"""Disclosure rules: every small table is tried, as a reader would who knows the rules."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest

from analysis.disclosure import (
    Rules,
    breakdown_allowed,
    protect,
    protect_each,
    shown_parts,
    told,
    too_narrow,
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


def test_choices_need_a_group_that_chose_and_a_group_that_did_not() -> None:
    assert protect_each((20, 5, 4, 16, 17, 0), 21, RULES) == (None, 5, None, 16, None, None)


def test_breakdown_is_all_or_nothing() -> None:
    assert breakdown_allowed([[5, 6], [7, 8]], RULES)
    assert not breakdown_allowed([[5, 6], [7, 4]], RULES)
    assert not breakdown_allowed([[5, 6], [11, 0]], RULES)
    assert not breakdown_allowed([[15, 16]], RULES)


def test_linear_programme_finds_a_cell_that_margins_give_away() -> None:
    cells = {"a": None, "b": 10, "c": None, "d": 12}
    margins = [(["a", "b"], 13), (["c", "d"], 21), (["a", "c"], 12), (["b", "d"], 22)]
    assert too_narrow(cells, margins, RULES) == ["a", "c"]


def test_linear_programme_accepts_what_protect_makes() -> None:
    shown = protect((20, 10, 3), RULES)
    cells = {str(place): n for place, n in enumerate(shown)}
    assert too_narrow(cells, [(list(cells), 33)], RULES) == []
    assert too_narrow({"a": 10, "b": None, "c": None}, [(["a", "b", "c"], 14)], RULES) == ["b", "c"]


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


def test_small_numbers_of_withheld_things_are_not_told() -> None:
    assert (told(4, RULES), told(5, RULES)) == (None, 5)
