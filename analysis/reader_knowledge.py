"""What a reader of all releases knows about one question, and what must stay unsure to him.

He knows who was there: of each cell how many answered, who came since an earlier release, and who
took an answer back or changed it. He knows every table of this release and of the earlier ones. So
people are told apart by the releases in which they count, and each table is a constraint on those
who were counted in it.

Watched are all groups that can be named: a region, a part of the country or the whole country, all
roles or one role group, of now, of who came since a release, who went and who stayed; and what
remains of a table when its published groups are taken off. Of each group every class, as asked and
merged.

How unsure: the interval is as wide as the group size; or as the group itself, if that is smaller;
or as those beside it in a published group, for they are all that it can be exchanged with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, NamedTuple

from analysis.count_tables import Cell, Given, Grouping, Scheme, Table, group_of
from analysis.disclosure import BLUR, Rules, behind_pair
from analysis.interval_audit import Audit, Contradiction, Leak, Sum, Watched


@dataclass(frozen=True)
class Vintage:
    """What a release told of a question when it was last renewed; kept in the private database."""

    release: int
    group_size: int
    bases: Mapping[Cell, int]
    tables: tuple[Table, ...]

    @property
    def base(self) -> int:
        return sum(self.bases.values())

    def to_json(self) -> dict[str, Any]:
        return {
            "release": self.release,
            "group_size": self.group_size,
            "bases": [[*cell, base] for cell, base in self.bases.items()],
            "tables": [table.to_json() for table in self.tables],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Vintage:
        return cls(
            int(data["release"]),
            int(data["group_size"]),
            {Cell(*cell): base for *cell, base in data["bases"]},
            tuple(Table.from_json(each) for each in data["tables"]),
        )


class Layer(NamedTuple):
    """People of one cell that count in the same releases; `then`: in which of the earlier ones."""

    cell: Cell
    now: bool
    then: tuple[bool, ...]


def population(
    given: Sequence[Given], vintages: Sequence[Vintage], marks: Mapping[int, Set[str]]
) -> dict[Layer, int]:
    """How many people are in each layer.

    Who went is known by number only. Those who went from two earlier releases are taken for others:
    what these releases told of each other was audited when the later one was made.

    :param marks: release → the marks of the answers that were counted in it
    :raise Contradiction: more answers of a cell are still there than were counted.
    """
    found = Counter(
        Layer(each.cell, True, tuple(each.mark in marks[one.release] for one in vintages))
        for each in given
    )
    for number, vintage in enumerate(vintages):
        stayed: Counter[Cell] = Counter()
        for layer, people in found.items():
            if layer.now and layer.then[number]:
                stayed[layer.cell] += people
        if any(people > vintage.bases.get(cell, 0) for cell, people in stayed.items()):
            raise Contradiction
        then = tuple(place == number for place in range(len(vintages)))
        for cell, base in vintage.bases.items():
            if base > stayed[cell]:
                found[Layer(cell, False, then)] = base - stayed[cell]
    return dict(found)


class _Told(NamedTuple):
    """A published group: its people as bits, and what is told of its classes."""

    people: int
    classes: tuple[frozenset[int], ...]
    numbers: tuple[int | None, ...]
    rounded: bool


class Reader:
    """Somebody who has read everything, about one question.

    :param people: how many people are in each layer
    :param vintages: what earlier releases told
    :param schemes: how the answers as asked may be merged; the first is the finest
    """

    def __init__(
        self,
        people: Mapping[Layer, int],
        vintages: Sequence[Vintage],
        schemes: Sequence[Scheme],
        rules: Rules,
    ) -> None:
        self._layers = list(people)
        self._bases = [people[layer] for layer in self._layers]
        self._options = len(schemes[0].of)
        self._rules = rules
        self._now = self._those(lambda layer: layer.now)
        self._then = [
            self._those(lambda layer, number=number: layer.then[number])
            for number in range(len(vintages))
        ]
        self._earlier = [
            told
            for own, vintage in zip(self._then, vintages, strict=True)
            for table in vintage.tables
            for told in self._groups(table, own)
        ]
        self._earlier_rests = [
            rest
            for own, vintage in zip(self._then, vintages, strict=True)
            for table in vintage.tables
            for rest in self._rests(table, own)
        ]
        everything = frozenset(range(self._options))
        self._classes = list(
            dict.fromkeys(
                members
                for scheme in (Scheme(tuple(range(self._options))), *schemes)
                for members in map(scheme.members, range(scheme.size))
                if members != everything
            )
        )

    def leaks(self, tables: Sequence[Table]) -> Iterator[Leak]:
        """What can be worked out when these tables are published, one by one.

        :raise Contradiction: they do not fit what was told earlier.
        """
        told = [*self._earlier, *(each for one in tables for each in self._groups(one, self._now))]
        rests = [rest for table in tables for rest in self._rests(table, self._now)]
        rests += self._earlier_rests
        sums = [one for each in told for one in self._sums(each)]
        audit = Audit(self._bases, self._options, sums)
        yield from audit.leaks(list(self._watched(told, rests)))

    def _those(self, wanted: Any) -> int:
        return sum(1 << place for place, layer in enumerate(self._layers) if wanted(layer))

    def _base(self, people: int) -> int:
        return sum(base for place, base in enumerate(self._bases) if people >> place & 1)

    def _places(self, people: int, classes: frozenset[int]) -> frozenset[int]:
        return frozenset(
            place * self._options + each
            for place in range(len(self._layers))
            if people >> place & 1
            for each in classes
        )

    def _groups(self, table: Table, among: int) -> Iterator[_Told]:
        people: Counter[tuple[str, ...]] = Counter()
        for place, layer in enumerate(self._layers):
            if among >> place & 1:
                people[group_of(table.grouping, layer.cell)] += 1 << place
        classes = tuple(map(table.scheme.members, range(table.scheme.size)))
        for group, numbers in table.numbers.items():
            yield _Told(people[group], classes, numbers, table.grouping is Grouping.REGION)

    def _rests(self, table: Table, among: int) -> Iterator[int]:
        """Who is in no published group of a table: of the country, of each part, of each role."""
        shown = 0
        for told in self._groups(table, among):
            shown |= told.people
        hidden = among & ~shown
        for field in ((), ("part",), ("role_group",)):
            names = {tuple(getattr(each.cell, name) for name in field) for each in self._layers}
            for name in names:
                rest = hidden & self._those(
                    lambda layer, field=field, name=name: (
                        tuple(getattr(layer.cell, one) for one in field) == name
                    )
                )
                if rest and rest != among:
                    yield rest

    def _sums(self, told: _Told) -> Iterator[Sum]:
        if told.rounded:
            first, second = told.numbers
            base = self._base(told.people)
            ends = behind_pair(base, (first or 0, second or 0), self._rules)
            if ends is None:
                raise Contradiction
            yield Sum(self._places(told.people, told.classes[0]), *ends)
            yield Sum(self._places(told.people, told.classes[1]), base - ends[1], base - ends[0])
            return
        for classes, number in zip(told.classes, told.numbers, strict=True):
            if number is not None:
                yield Sum(self._places(told.people, classes), number, number)

    def _watched(self, told: Sequence[_Told], rests: Sequence[int]) -> Iterator[Watched]:
        size = self._rules.group_size
        wholes = [*(each.people for each in told), *rests]
        zeros = [
            (each.people, members)
            for each in told
            for members, number in zip(each.classes, each.numbers, strict=True)
            if number == 0 and not each.rounded
        ]
        rounded = {
            (each.people, members) for each in told if each.rounded for members in each.classes
        }
        for people in dict.fromkeys((*self._named(), *rests)):
            base = self._base(people)
            beside = [
                self._base(whole & ~people)
                for whole in wholes
                if people & ~whole == 0 and whole != people
            ]
            for classes in self._classes:
                if any(people & ~who == 0 and classes <= members for who, members in zeros):
                    continue
                width = BLUR if (people, classes) in rounded else min(size, base, *beside)
                yield Watched("", self._places(people, classes), width, size)

    def _named(self) -> Iterator[int]:
        """Every group of people that can be named."""
        moments = [self._now]
        for then in self._then:
            moments += [self._now & ~then, then & ~self._now, then & self._now]
        places: list[dict[str, int]] = [{}, {}, {"": (1 << len(self._layers)) - 1}]
        roles: dict[str, int] = {}
        for place, (cell, *_) in enumerate(self._layers):
            for found, name in zip((*places[:2], roles), cell, strict=True):
                found[name] = found.get(name, 0) | 1 << place
        for moment in moments:
            for where in (each for found in places for each in found.values()):
                for role in (-1, *roles.values()):
                    if people := moment & where & role:
                        yield people
