"""What follows from the tables of one question in a release file: least and greatest numbers.

People are told apart by the names in the file: their part of the country and role group, or that
they are in none that is named. Regions are left out: in which part a region lies is not in the
file, and their numbers are rounded. How many people answered is not in it either: so what is found
here is the least that a reader knows.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

Group = tuple[str | None, str | None]
"""Part of the country, role group; None: all of them."""

_Cells = Sequence[tuple[str, int | None]]
"""Class and number, in the order of the classes."""

_NAMELESS = ""
MOST_UNKNOWNS = 20_000  # more are not in any release, but may be in a file of a stranger
_ENDLESS = 3  # status of scipy: unbounded
_TOLERANCE = 1e-6


def merged_classes(fine: Sequence[str], coarse: Sequence[str]) -> list[set[int]]:
    """Per coarse class the places of the fine ones that it is made of, in order; empty from where
    they do not fit."""
    found: list[set[int]] = []
    start = 0
    for name in coarse:
        end, text = start, ""
        while end < len(fine) and text != name and len(text) <= len(name):
            text = f"{text} / {fine[end]}" if end > start else fine[end]
            end += 1
        fits = text == name and end > start
        found.append(set(range(start, end)) if fits else set())
        start = end if fits else len(fine)
    return found


class NumbersTold:
    """The unknowns of one question and what is told of their sums; see `of`."""

    def __init__(
        self,
        people: Sequence[tuple[str, ...]],
        classes: int,
        told: Mapping[Group, Sequence[tuple[set[int], int | None]]],
    ) -> None:
        self._people = people
        self._classes = classes
        self._told = told

    @classmethod
    def of(cls, groups: Mapping[Group, _Cells], *, several: bool) -> NumbersTold | None:
        """None: the classes of one group are not those of another one, merged; or there are too
        many groups to look at.

        :param several: one option of many: a class beside it, of those who did not choose it, is
            not told
        """
        names = [
            sorted({_NAMELESS, *(group[axis] or _NAMELESS for group in groups)})
            for axis in range(2)
        ]
        finest = [name for name, _ in max(groups.values(), key=len)]
        if math.prod(map(len, names)) * len(finest) > MOST_UNKNOWNS:
            return None
        told = {}
        for group, cells in groups.items():
            own = merged_classes(finest, [name for name, _ in cells])
            if not several and sorted(place for one in own for place in one) != list(
                range(len(finest))
            ):
                return None
            told[group] = [(places, n) for places, (_, n) in zip(own, cells, strict=True)]
        return cls(list(product(*names)), len(finest) + several, told)

    def _members(self, group: Group) -> frozenset[int]:
        return frozenset(
            place
            for place, person in enumerate(self._people)
            if all(name is None or name == own for name, own in zip(group, person, strict=True))
        )

    @cached_property
    def _programme(self) -> dict[str, Any]:
        from scipy.sparse import csr_array

        exact = [
            (self._row(self._members(group), places), n)
            for group, cells in self._told.items()
            for places, n in cells
            if n is not None
        ]
        if not exact:
            return {}
        return {
            "A_eq": csr_array(np.array([row for row, _ in exact])),
            "b_eq": [n for _, n in exact],
        }

    def _row(self, people: frozenset[int], places: set[int]) -> np.ndarray[Any, Any]:
        row = np.zeros((len(self._people), self._classes))
        row[np.ix_(sorted(people), sorted(places))] = 1.0
        return row.ravel()

    def _least(self, objective: np.ndarray[Any, Any]) -> float:
        """The least value; minus infinity if there is no end to it, NaN if nothing fits."""
        from scipy.optimize import linprog

        found = linprog(objective, bounds=(0, None), method="highs", **self._programme)
        return (
            float(found.fun) if found.status == 0 else -math.inf if found.status == 3 else math.nan
        )

    @cached_property
    def possible(self) -> bool:
        """Whether any people could have given these numbers."""
        return not math.isnan(self._least(np.zeros(len(self._people) * self._classes)))

    def rests(self) -> Iterator[frozenset[int]]:
        """Who is in no group of a table: of everybody, and of each other group that is told."""
        wholes = [self._members(group) for group in self._told]
        tables = {tuple(name is None for name in group) for group in self._told}
        for table in tables:
            shown = frozenset[int]().union(
                *(
                    self._members(group)
                    for group in self._told
                    if tuple(name is None for name in group) == table
                )
            )
            for whole in wholes:
                if whole & shown and whole - shown:
                    yield whole - shown

    def narrow(self, people: frozenset[int], size: int) -> bool:
        """Whether it follows how few of these people gave some answer.

        As wide as the smallest group, the people themselves, or those beside them in a group that
        is told: those are all that they can be exchanged with.
        """
        everything = set(range(self._classes))
        beside = [
            members - people for members in map(self._members, self._told) if people < members
        ]
        width = min([size, *(self._at_least(each, everything) for each in (people, *beside))])
        if width < 1:
            return False
        empty = {
            place for places, n in self._told.get((None, None), ()) if n == 0 for place in places
        }
        for place in everything - empty:
            most = -self._least(-self._row(people, {place}))
            if most < size:
                low, high = self._at_least(people, {place}), math.floor(most + _TOLERANCE)
                if high - low < width:
                    return True
        return False

    def _at_least(self, people: frozenset[int], places: set[int]) -> int:
        return math.ceil(self._least(self._row(people, places)) - _TOLERANCE)
