"""The audit: what a reader can work out, against counting every population that fits."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from analysis.interval_audit import Audit, Contradiction, Leak, Sum, Watched


def places(*cells: tuple[int, int], classes: int = 2) -> frozenset[int]:
    return frozenset(cell * classes + each for cell, each in cells)


def test_cell_that_margins_give_away() -> None:
    """Two groups of 13 and 21, of which 12 and 22 in either class: a is 3 as soon as b is 10."""
    told = [
        Sum(places((0, 0), (1, 0)), 12, 12),
        Sum(places((0, 1)), 10, 10),
    ]
    audit = Audit([13, 21], 2, told)
    assert audit.interval(places((0, 0))) == (3, 3)
    watched = Watched("a", places((0, 0)), width=5, large=5)
    assert list(audit.leaks([watched])) == [Leak(watched, 3, 3)]


def test_large_numbers_and_wide_intervals_are_no_leak() -> None:
    audit = Audit([13, 21], 2, [Sum(places((0, 0), (1, 0)), 12, 12)])
    wide = Watched("wide", places((0, 0)), width=5, large=5)
    large = Watched("large", places((0, 0), (1, 0)), width=5, large=5)
    narrow = Watched("narrow", places((0, 0)), width=13, large=13)
    assert list(audit.leaks([wide, large, narrow])) == [Leak(narrow, 0, 12)]


def test_rounding_leaves_an_interval() -> None:
    audit = Audit([30], 2, [Sum(places((0, 0)), 8, 12)])
    assert audit.interval(places((0, 1))) == (18, 22)


def test_numbers_that_no_people_could_have_given() -> None:
    audit = Audit([5], 2, [Sum(places((0, 0)), 6, 6)])
    with pytest.raises(Contradiction):
        audit.interval(places((0, 1)))


@pytest.mark.parametrize("seed", range(8))
def test_intervals_are_those_of_every_whole_population(seed: int) -> None:
    """Three cells, three classes, margins over two of the cells: linear is as tight as whole."""
    chance = np.random.default_rng(seed)
    bases = [int(n) for n in chance.integers(1, 5, 3)]
    truth = [chance.multinomial(base, [0.3, 0.4, 0.3]) for base in bases]
    pairs = [(0, 1), (1, 2)]
    told = []
    for pair in pairs:
        for each in range(2):
            n = int(sum(truth[cell][each] for cell in pair))
            told.append(Sum(places(*((cell, each) for cell in pair), classes=3), n, n))
    rows = [
        [row for row in product(range(base + 1), repeat=3) if sum(row) == base] for base in bases
    ]
    fit = [
        np.array(tables).ravel()
        for tables in product(*rows)
        if all(sum(np.array(tables).ravel()[list(one.places)]) == one.low for one in told)
    ]
    audit = Audit(bases, 3, told)
    found = [audit.interval(frozenset([place])) for place in range(9)]
    assert found == [(min(row), max(row)) for row in np.array(fit).T]
