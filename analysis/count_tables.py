"""Tables of counts: who is counted, in which groups, and in how many classes.

One answer is a person of a cell (region, part of the country, role group) in a class. A table puts
the cells together in groups and the classes in fewer classes; what it loses is measured without
looking at the answers, so that the order in which tables are tried tells nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any, NamedTuple

MOST_CLASSES = 5  # as asked: an ordered scale of more is merged


class Cell(NamedTuple):
    """Where somebody who answered comes from."""

    region: str
    part: str
    role_group: str


class Given(NamedTuple):
    """One answer: `mark` is of the form it stands in, and changes when the answer is changed."""

    cell: Cell
    place: int  # of the class as asked, from 0
    mark: str


class Grouping(StrEnum):
    COUNTRY = "country"
    PART = "part"
    ROLE = "role"
    PART_AND_ROLE = "part_and_role"
    REGION = "region"


Group = tuple[str, ...]

_KEYS: dict[Grouping, tuple[str, ...]] = {
    Grouping.COUNTRY: (),
    Grouping.PART: ("part",),
    Grouping.ROLE: ("role_group",),
    Grouping.PART_AND_ROLE: ("part", "role_group"),
    Grouping.REGION: ("region",),
}


def group_of(grouping: Grouping, cell: Cell) -> Group:
    return tuple(getattr(cell, key) for key in _KEYS[grouping])


def part_and_role(grouping: Grouping, group: Group) -> tuple[str | None, str | None]:
    """The part of the country and the role group of a group; None: all of them."""
    named = dict(zip(_KEYS[grouping], group, strict=True))
    return named.get("part"), named.get("role_group")


@dataclass(frozen=True)
class Scheme:
    """Which class each answer as asked falls into: place as asked → class, both from 0."""

    of: tuple[int, ...]

    @property
    def size(self) -> int:
        return max(self.of) + 1

    def members(self, number: int) -> frozenset[int]:
        return frozenset(place for place, own in enumerate(self.of) if own == number)

    def names(self, options: Sequence[str]) -> tuple[str, ...]:
        return tuple(
            " / ".join(options[place] for place in sorted(self.members(number)))
            for number in range(self.size)
        )

    def merge(self, counts: Sequence[int]) -> tuple[int, ...]:
        merged = [0] * self.size
        for place, n in enumerate(counts):
            merged[self.of[place]] += n
        return tuple(merged)

    @property
    def loss(self) -> float:
        """Share of the detail of an answer that is lost, 0 to 1: the options in its class beside
        itself, of all beside itself (the loss metric LM of Iyengar, KDD 2002), all options alike.
        """
        options = len(self.of)
        if options < 2:
            return 0.0
        return sum(len(self.members(own)) - 1 for own in self.of) / (options * (options - 1))


def schemes_of(options: int, ordered: bool) -> tuple[Scheme, ...]:
    """From fine to coarse: as asked, three classes, two. What has no order is never merged."""
    asked = Scheme(tuple(range(options)))
    if not ordered or options < 3:
        return (asked,)
    side = round(options / 3)
    three = (0, side, options - side, options)
    two = (0, (options + 1) // 2, options)
    merged = [
        Scheme(tuple(n for n, (start, end) in enumerate(pairwise(cut)) for _ in range(start, end)))
        for cut in (three, two)
    ]
    return tuple(dict.fromkeys((asked, *merged) if options <= MOST_CLASSES else merged))


@dataclass(frozen=True)
class Table:
    """A table as it is published; a group that is not there is withheld, None is a number that is.

    Numbers of a region are rounded, all others are exact.
    """

    grouping: Grouping
    scheme: Scheme
    numbers: Mapping[Group, tuple[int | None, ...]]

    def to_json(self) -> dict[str, Any]:
        return {
            "grouping": self.grouping,
            "classes": self.scheme.of,
            "numbers": [[group, numbers] for group, numbers in self.numbers.items()],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Table:
        return cls(
            Grouping(data["grouping"]),
            Scheme(tuple(data["classes"])),
            {tuple(group): tuple(numbers) for group, numbers in data["numbers"]},
        )


def counted(given: Sequence[Given], options: int) -> dict[Cell, list[int]]:
    """Cell → how many people in each class as asked."""
    found: dict[Cell, list[int]] = {}
    for each in given:
        found.setdefault(each.cell, [0] * options)[each.place] += 1
    return found


def grouped(
    counts: Mapping[Cell, Sequence[int]], grouping: Grouping, scheme: Scheme
) -> dict[Group, tuple[int, ...]]:
    """Group → how many people in each class, the groups by name."""
    found: dict[Group, tuple[int, ...]] = {}
    for cell, numbers in counts.items():
        group, merged = group_of(grouping, cell), scheme.merge(numbers)
        earlier = found.get(group, (0,) * scheme.size)
        found[group] = tuple(a + b for a, b in zip(earlier, merged, strict=True))
    return dict(sorted(found.items()))


def loss(
    bases: Mapping[Cell, int], grouping: Grouping, scheme: Scheme, shown: frozenset[Group]
) -> float:
    """What a table loses of class, place and role together, 0 to 1, the mean over all answers.

    Place: the regions that are not told apart; role: whether it is told. Who is in a group that is
    withheld loses place and role.
    """
    regions = Counter(part for _, part in {(cell.region, cell.part) for cell in bases})
    all_regions = max(regions.total() - 1, 1)
    lost = 0.0
    for cell, base in bases.items():
        place = role = 1.0
        if group_of(grouping, cell) in shown:
            if grouping is Grouping.REGION:
                place = 0.0
            elif grouping in (Grouping.PART, Grouping.PART_AND_ROLE):
                place = (regions[cell.part] - 1) / all_regions
            if grouping in (Grouping.ROLE, Grouping.PART_AND_ROLE):
                role = 0.0
        lost += base * (place + role)
    return (scheme.loss + lost / max(sum(bases.values()), 1)) / 3
