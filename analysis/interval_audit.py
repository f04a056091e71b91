"""What a reader can work out from published numbers, by linear programming.

A reader knows who was there: how many people of each cell (a region, a role) answered. He knows
every published number, exactly or to within its rounding, of this release and of earlier ones. He
does not know how many people of a cell are in each class of answers. Whatever he wants to know is
a sum of those unknowns, and lies between the least and the greatest value that everything published
allows: two linear programmes. A number is protected if that interval is wide enough, and also if it
is certain to be large.

Source: the audit of cell suppression in Hundepool et al., Statistical Disclosure Control (2012),
section 4.3; over all tables at once, as Fischetti and Salazar (2001) put it. The solver is HiGHS,
kept warm: the next programme has the same constraints and starts where the last one ended.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from highspy import Highs
    from numpy.typing import NDArray

_TOLERANCE = 1e-6
_ROUNDS = 60  # of wide swings, before what is left is looked at one by one


class Contradiction(Exception):
    """No population fits the published numbers."""


@dataclass(frozen=True)
class Sum:
    """Unknowns that together are known to be between `low` and `high`, both included."""

    places: frozenset[int]
    low: int
    high: int


@dataclass(frozen=True)
class Watched:
    """A sum of unknowns that must stay unsure.

    Safe when at least `width` lies between its least and its greatest value, or when it is certain
    to be at least `large`.
    """

    name: str
    places: frozenset[int]
    width: int
    large: int


@dataclass(frozen=True)
class Leak:
    """Something watched that can be worked out: it is between `low` and `high`."""

    watched: Watched
    low: int
    high: int


class Audit:
    """Everything a reader knows about one question.

    The unknown of cell `i` and class `c` has place `i * classes + c`.

    :param bases: per cell how many people answered
    :param classes: into how many classes an answer may fall; each answer falls into one
    :param told: what is published
    """

    def __init__(self, bases: Sequence[int], classes: int, told: Sequence[Sum]) -> None:
        cells = [
            Sum(frozenset(range(cell * classes, (cell + 1) * classes)), base, base)
            for cell, base in enumerate(bases)
        ]
        self._told = told
        self._size = len(bases) * classes
        self._columns = np.arange(self._size, dtype=np.int32)
        self._solver = _solver(self._size, [*cells, *told])

    def _extreme(self, objective: NDArray[np.float64]) -> NDArray[np.float64]:
        """The population in which `objective` is least; looked for from where the last one was.

        :raise Contradiction: there is none.
        """
        from highspy import HighsModelStatus

        self._solver.changeColsCost(self._size, self._columns, objective)
        self._solver.run()
        status = self._solver.getModelStatus()
        if status != HighsModelStatus.kOptimal:
            raise Contradiction(str(status))
        return np.array(self._solver.getSolution().col_value)

    def _matrix(self, sums: Sequence[frozenset[int]]) -> NDArray[np.float64]:
        matrix = np.zeros((len(sums), self._size))
        for row, places in enumerate(sums):
            matrix[row, list(places)] = 1.0
        return matrix

    def interval(self, places: frozenset[int]) -> tuple[int, int]:
        """The least and the greatest whole number that a sum of unknowns can be.

        :raise Contradiction: no population fits what is told.
        """
        row = self._matrix([places])[0]
        low, high = row @ self._extreme(row), row @ self._extreme(-row)
        return math.ceil(low - _TOLERANCE), math.floor(high + _TOLERANCE)

    def leaks(self, watched: Sequence[Watched]) -> Iterator[Leak]:
        """What of the watched can be worked out, one by one.

        One population that fits moves many sums at once. So most are seen to be safe after a few
        populations that lie far apart, and a pair of programmes is solved for the others only.

        :raise Contradiction: no population fits what is told.
        """
        open_ = [each for each in watched if not self._certainly_large(each)]
        matrix = self._matrix([each.places for each in open_])
        widths = np.array([each.width for each in open_], dtype=float)
        least = np.full(len(open_), np.inf)
        most = np.full(len(open_), -np.inf)

        def meet(objective: NDArray[np.float64]) -> None:
            values = matrix @ self._extreme(objective)
            np.minimum(least, np.ceil(values - _TOLERANCE), out=least)
            np.maximum(most, np.floor(values + _TOLERANCE), out=most)

        if not open_:
            return
        meet(np.zeros(self._size))
        chance = np.random.default_rng(0)  # where to look first: nothing secret
        for _ in range(_ROUNDS):
            narrow = np.flatnonzero(most - least < widths)
            if len(narrow) < 3:
                break
            signs = chance.choice((-1.0, 1.0), len(narrow))
            before = len(narrow)
            for sign in (1.0, -1.0):
                meet(sign * (signs @ matrix[narrow]))
            if np.sum(most - least < widths) > 0.95 * before:
                break
        # What seems narrowest first: whoever only asks whether there is a leak knows soonest.
        for number in np.argsort((most - least) / widths, kind="stable"):
            each = open_[number]
            for sign in (1.0, -1.0):
                if most[number] - least[number] < each.width:
                    meet(sign * matrix[number])
            if most[number] - least[number] < each.width and least[number] < each.large:
                yield Leak(each, int(least[number]), int(most[number]))

    def _certainly_large(self, watched: Watched) -> bool:
        return any(
            known.low >= watched.large and known.places <= watched.places for known in self._told
        )


def _solver(size: int, sums: Sequence[Sum]) -> Highs:
    """`size` unknowns from 0 up, and what is known of their sums."""
    # Only a release with something to hide pays for loading the solver.
    import highspy

    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = size, len(sums)
    programme.col_cost_ = programme.col_lower_ = np.zeros(size)
    programme.col_upper_ = np.full(size, highspy.kHighsInf)
    programme.row_lower_ = np.array([each.low for each in sums], dtype=float)
    programme.row_upper_ = np.array([each.high for each in sums], dtype=float)
    rows = [sorted(each.places) for each in sums]
    matrix = programme.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = np.cumsum([0, *map(len, rows)])
    matrix.index_ = np.array([place for row in rows for place in row])
    matrix.value_ = np.ones(sum(map(len, rows)))
    solver = highspy.Highs()
    for option, value in (("output_flag", False), ("presolve", "off"), ("threads", 1)):
        solver.setOptionValue(option, value)
    solver.passModel(programme)
    return solver
