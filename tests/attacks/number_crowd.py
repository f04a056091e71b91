"""People who answered closed questions, and what two publishers would tell of them.

As many as at eight round tables, or as in a whole country. One region is small in both, and in one
part of the country everybody says the same to one question.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis.count_tables import Cell, Given, Grouping, group_of, part_and_role
from analysis.disclosure import Rules, rounded_pair
from analysis.public_counts import Asked, PublicCounts, ToldEarlier, public_counts

RULES = Rules()
PARTS = {
    "Nijmegen": "Oost",
    "Twente": "Oost",
    "Limburg": "Zuid",
    "Den Bosch": "Zuid",
    "Noord-Holland": "West",
    "Leiden": "West",
    "Noord": "Noord",
    "Utrecht": "Midden",
}
SMALL, FEW = "Noord", 12
ROLES = {"bestuur": 2, "opleiding": 4, "partnerschap": 3, "school": 5}

VALUE = Asked("Terugblik", "value", "Waardevol?", ("niet", "weinig", "iets", "wel", "zeer"), True)
LENGTH = Asked("Terugblik", "length", "De duur?", ("kort", "goed", "lang"), False)
MIX = Asked("Terugblik", "mix", "De tafel?", ("matig", "redelijk", "goed", "heel goed"), True)
AGAIN = Asked("Terugblik", "again", "Nog eens?", ("ja", "nee"), False)
FORMS = [
    Asked("Vormen", "forms", "Welke?", ("kring", "lezing", "werk"), False, n) for n in range(3)
]
_WEIGHTS: dict[Asked, Sequence[int]] = {
    VALUE: (2, 5, 20, 40, 33),
    LENGTH: (20, 60, 20),
    MIX: (8, 22, 40, 30),
    AGAIN: (75, 25),
    FORMS[0]: (50, 50),
    FORMS[1]: (20, 80),
    FORMS[2]: (4, 96),
}

Found = dict[Asked, list[Given]]


def crowd(size: int, seed: int = 3) -> Found:
    chance = random.Random(seed)
    regions = [name for name in PARTS if name != SMALL]
    places = [SMALL] * FEW + chance.choices(regions, k=size - FEW)
    found: Found = {asked: [] for asked in _WEIGHTS}
    for number, region in enumerate(places):
        (role,) = chance.choices(list(ROLES), list(ROLES.values()))
        for asked, weights in _WEIGHTS.items():
            (place,) = chance.choices(range(len(weights)), weights)
            if asked is AGAIN and region == SMALL:
                place = 0
            found[asked].append(Given(Cell(region, PARTS[region], role), place, f"form {number}"))
    return found


@dataclass(frozen=True)
class Number:
    """What is told: of the people of a group that gave one of these answers, from low to high."""

    part: str | None
    role: str | None
    region: str | None
    places: frozenset[int]
    low: int
    high: int

    def about(self, cell: Cell) -> bool:
        return (
            self.part in (None, cell.part)
            and self.role in (None, cell.role_group)
            and self.region in (None, cell.region)
        )


def options(asked: Asked) -> tuple[str, ...]:
    return asked.options if asked.option is None else (asked.options[asked.option], "")


def ours(found: Found, release: int = 1, earlier: ToldEarlier | None = None) -> PublicCounts:
    return public_counts(found, RULES, release, earlier or ToldEarlier())


def next_time(made: PublicCounts, release: int = 1) -> ToldEarlier:
    return ToldEarlier(made.vintages, {release: made.marks})


def read(made: PublicCounts, asked: Asked, given: Sequence[Given]) -> list[Number]:
    """What the rows of a release tell of one question to who knows the bases and the rules."""
    own = options(asked)
    numbers = []
    question = (asked.instrument, asked.key)
    for *names, several, _, label, role, part, n in made.rows:
        if tuple(names[:2]) == question and (several == "nee" or label == own[0]) and n is not None:
            places = frozenset(own.index(name) for name in str(label).split(" / "))
            numbers.append(Number(part, role, None, places, n, n))  # type: ignore[arg-type]
    pairs: dict[str, dict[frozenset[int], int]] = {}
    for *names, several, _, label, region, n in made.regions:
        if tuple(names[:2]) == question and (several == "nee" or label == own[0]):
            places = frozenset(own.index(name) for name in str(label).split(" / "))
            pairs.setdefault(str(region), {})[places] = int(n or 0)
    for region, pair in pairs.items():
        base = sum(each.cell.region == region for each in given)
        for places, n in pair.items():
            fit = [
                first
                for first in range(3, base - 2)
                if rounded_pair(first, base - first)[0] == n
                or rounded_pair(base - first, first)[1] == n
            ]
            numbers.append(Number(None, None, region, places, fit[0], fit[-1]))
    return numbers


def naive(asked: Asked, given: Sequence[Given]) -> list[Number]:
    """Every table there is, without the numbers from 1 to 4: the rule that one thinks of first."""
    numbers = []
    for grouping, group, counts in tables(asked, given):
        part, role = part_and_role(grouping, group)
        region = group[0] if grouping is Grouping.REGION else None
        numbers += [
            Number(part, role, region, frozenset([place]), n, n)
            for place, n in enumerate(counts)
            if n == 0 or n >= RULES.group_size
        ]
    return numbers


def tables(
    asked: Asked, given: Sequence[Given]
) -> Iterator[tuple[Grouping, tuple[str, ...], list[int]]]:
    for grouping in Grouping:
        found: dict[tuple[str, ...], list[int]] = {}
        for each in given:
            own = found.setdefault(group_of(grouping, each.cell), [0] * len(options(asked)))
            own[each.place] += 1
        for group, counts in found.items():
            yield grouping, group, counts


def without(found: Found, mark: str) -> Found:
    return {asked: [one for one in given if one.mark != mark] for asked, given in found.items()}


def with_more(found: Found, more: Mapping[Asked, Sequence[Given]]) -> Found:
    return {asked: [*given, *more.get(asked, ())] for asked, given in found.items()}
