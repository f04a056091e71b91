"""A reader who does his best: all numbers of all releases, all bases, and linear programming.

Built on the published numbers alone, apart from what the publisher does to be safe from him.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from analysis.count_tables import Cell, Given
from analysis.interval_audit import Audit, Sum
from tests.attacks.number_crowd import RULES, Number

Layer = tuple[Cell, tuple[bool, ...]]


@dataclass(frozen=True)
class Fact:
    """Of `base` people between `low` and `high` gave one of these answers; told: as published."""

    people: frozenset[int]
    places: frozenset[int]
    base: int
    low: int
    high: int


class AttackingReader:
    """:param releases: per release who was counted, and what it told; the newest last"""

    def __init__(
        self, classes: int, releases: Sequence[tuple[Sequence[Given], Sequence[Number]]]
    ) -> None:
        self._classes = classes
        everybody = {(one.cell, one.mark, one.place) for given, _ in releases for one in given}
        counted = [{(one.cell, one.mark, one.place) for one in given} for given, _ in releases]
        layers = Counter((who[0], tuple(who in each for each in counted)) for who in everybody)
        self.layers: list[Layer] = sorted(layers)
        self.bases = [layers[layer] for layer in self.layers]
        self.told: list[tuple[frozenset[int], Number]] = []
        self._wholes: set[frozenset[int]] = set()
        for release, (_, numbers) in enumerate(releases):
            there = [n for n, (_, then) in enumerate(self.layers) if then[release]]
            told = [
                (frozenset(n for n in there if one.about(self.layers[n][0])), one)
                for one in numbers
            ]
            self.told += told
            self._wholes |= {people for people, _ in told} | set(self._rests(there, told))
        sums = [Sum(self._places(who, one.places), one.low, one.high) for who, one in self.told]
        self._audit = Audit(self.bases, classes, sums)

    def _places(self, people: frozenset[int], places: frozenset[int]) -> frozenset[int]:
        return frozenset(
            person * self._classes + place for person, place in product(people, places)
        )

    def base(self, people: frozenset[int]) -> int:
        return sum(self.bases[person] for person in people)

    def groups(self) -> set[frozenset[int]]:
        """Everybody who can be named: by region, part, role and the releases they count in."""
        found: dict[object, set[int]] = {}
        for number, (cell, then) in enumerate(self.layers):
            where = (("region", cell.region), ("part", cell.part), None)
            for place, role in product(where, (cell.role_group, None)):
                found.setdefault((place, role, then[-1]), set()).add(number)
                found.setdefault((place, role, then), set()).add(number)
        return {frozenset(people) for people in found.values()}

    @cached_property
    def facts(self) -> list[Fact]:
        """Of every group that can be named, for each answer how many gave it."""
        found = []
        for people, place in product(self.groups(), range(self._classes)):
            places = frozenset([place])
            low, high = self._audit.interval(self._places(people, places))
            found.append(Fact(people, places, self.base(people), low, high))
        return found

    def disclosed(self) -> list[Fact]:
        """What can be told of groups to within less than the protection width.

        The width is the group size, or the group itself, or those beside it among people who are
        published together; that nobody in the country gave an answer is no secret of anybody.
        """
        empty = [
            (people, one.places)
            for people, one in self.told
            if one.high == 0 and (one.part, one.role, one.region) == (None, None, None)
        ]
        everything = frozenset(range(self._classes))
        blurred = {
            (people, places)
            for people, one in self.told
            if one.low < one.high
            for places in (one.places, everything - one.places)
        }
        found = []
        for fact in self.facts:
            if any(fact.people <= people and fact.places <= places for people, places in empty):
                continue
            beside = [
                self.base(whole - fact.people) for whole in self._wholes if fact.people < whole
            ]
            width = min(RULES.group_size, fact.base, *beside)
            if (fact.people, fact.places) in blurred:
                width = min(width, 2)
            if fact.high - fact.low < width and fact.low < RULES.group_size:
                found.append(fact)
        return found

    def _rests(
        self, there: Sequence[int], told: Sequence[tuple[frozenset[int], Number]]
    ) -> Iterator[frozenset[int]]:
        """Who is left of all, a part or a role, when the published groups of a table are gone."""
        kinds: dict[tuple[bool, ...], set[int]] = {}
        for people, one in told:
            kind = (one.part is None, one.role is None, one.region is None)
            kinds.setdefault(kind, set()).update(people)
        names = {name for cell, _ in self.layers for name in cell[1:]}
        for shown, name in product(kinds.values(), (None, *names)):
            rest = frozenset(there) - shown
            rest = frozenset(n for n in rest if name in (None, *self.layers[n][0][1:]))
            if rest:
                yield rest
