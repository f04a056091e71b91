"""Which tables of one question are published: as many as the audit allows, the least loss first.

The whole country comes first, in as many classes as it can be told in. Then the tables per role
group, per part of the country, per both and per region, in the order of what they lose
(`count_tables.loss`): each grouping once, in the finest classes in which it stands beside all that
is published already, here and in earlier releases.

Classes are merged before a number is withheld: a question with a hole has no percentages. Of a
table of groups whole groups are withheld, the smallest that will do: how many people there are is
known anyway, so that the choice of a second one tells nothing of what they answered.

What is not covered: who knows these rules and every base, and runs them over all thinkable answers,
learns something from what is withheld. For exact numbers it stays below what the rules allow (tried
over all small tables in `tests/analysis/test_table_choice.py`); of a region that is withheld he may
learn that one of its classes is below the smallest one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis.count_tables import (
    Cell,
    Given,
    Group,
    Grouping,
    Scheme,
    Table,
    counted,
    group_of,
    grouped,
    loss,
)
from analysis.disclosure import Rules, large_enough, protect, rounded_pair
from analysis.interval_audit import Contradiction
from analysis.reader_knowledge import Layer, Reader, Vintage

_MORE_WITHHELD = 2  # groups that the audit may ask for, before a table is given up
_BREAKDOWNS = tuple(each for each in Grouping if each is not Grouping.COUNTRY)


@dataclass(frozen=True)
class Lacking:
    """A group that is not told: how many answers more it would take at least; 0: not a matter of
    how many, but of how they are divided."""

    grouping: Grouping
    group: Group
    answers: int


@dataclass(frozen=True)
class Choice:
    tables: tuple[Table, ...]
    lacking: tuple[Lacking, ...]

    def table(self, grouping: Grouping) -> Table | None:
        return next((each for each in self.tables if each.grouping is grouping), None)


def choose(
    given: Sequence[Given],
    schemes: Sequence[Scheme],
    people: Mapping[Layer, int],
    vintages: Sequence[Vintage],
    rules: Rules,
) -> Choice:
    """The tables of one question that may be published together.

    :param given: the answers of now
    :param schemes: how they may be merged, from fine to coarse
    :param people: who a reader can tell apart (`reader_knowledge.population`)
    :param vintages: what earlier releases told
    """
    counts = counted(given, len(schemes[0].of))
    reader = Reader(people, vintages, schemes, rules)
    country = _country(counts, schemes, reader, rules, alone=not vintages)
    if country is None:
        return Choice((), lacking(given, (), schemes, rules))
    chosen = [country]
    if None not in country.numbers[()]:
        zeros = frozenset().union(
            *(country.scheme.members(j) for j, n in enumerate(country.numbers[()]) if n == 0)
        )
        chosen += _breakdowns(counts, schemes, zeros, country, reader, rules)
    return Choice(tuple(chosen), lacking(given, chosen, schemes, rules))


def _safe(reader: Reader, tables: Sequence[Table]) -> bool:
    try:
        return next(reader.leaks(tables), None) is None
    except Contradiction:
        return False


def _country(
    counts: Mapping[Cell, Sequence[int]],
    schemes: Sequence[Scheme],
    reader: Reader,
    rules: Rules,
    *,
    alone: bool,
) -> Table | None:
    """The whole country in the finest classes that may be told, or else with numbers withheld.

    A complete table of one group is safe by itself: of b people in it, a class of n out of N can be
    anything over a width of min(b, n, N - n, N - b), and n and N - n are large.
    """
    for scheme in schemes:
        ((group, numbers),) = grouped(counts, Grouping.COUNTRY, scheme).items()
        table = Table(Grouping.COUNTRY, scheme, {group: numbers})
        if large_enough(numbers, rules) and (alone or _safe(reader, [table])):
            return table
    for scheme in schemes:
        ((group, numbers),) = grouped(counts, Grouping.COUNTRY, scheme).items()
        shown = protect(numbers, rules)
        table = Table(Grouping.COUNTRY, scheme, {group: shown})
        if any(n is not None for n in shown) and _safe(reader, [table]):
            return table
    return None


def _breakdowns(
    counts: Mapping[Cell, Sequence[int]],
    schemes: Sequence[Scheme],
    zeros: frozenset[int],
    country: Table,
    reader: Reader,
    rules: Rules,
) -> list[Table]:
    bases = {cell: sum(numbers) for cell, numbers in counts.items()}
    tables = [
        table
        for grouping in _BREAKDOWNS
        for scheme in schemes
        for table in _candidate(counts, grouping, scheme, zeros, rules)
    ]
    tables.sort(key=lambda each: loss(bases, each.grouping, each.scheme, frozenset(each.numbers)))
    best: dict[Grouping, Table] = {}
    for table in tables:
        best.setdefault(table.grouping, table)
    whole = _whole_parts(counts)
    together = [_beside(each, best.values(), whole) for each in best.values()]
    if not together or _safe(reader, [country, *together]):
        return together
    chosen: list[Table] = []
    for table in tables:
        if table.grouping not in {each.grouping for each in chosen}:
            for smaller in _with_more_withheld(_beside(table, chosen, whole), counts, rules):
                if _safe(reader, [country, *chosen, smaller]):
                    chosen.append(smaller)
                    break
    return chosen


def _candidate(
    counts: Mapping[Cell, Sequence[int]],
    grouping: Grouping,
    scheme: Scheme,
    zeros: frozenset[int],
    rules: Rules,
) -> Iterator[Table]:
    """The table with every group in it that may be told by itself, if that makes a table."""
    region = grouping is Grouping.REGION
    if (region and scheme.size != 2) or not _divides(counts, grouping):
        return
    groups = grouped(counts, grouping, scheme)
    empty = {number for number in range(scheme.size) if scheme.members(number) <= zeros}
    shown: dict[Group, tuple[int, ...]]
    if region:
        whole = _whole_parts(counts)
        # All of them are told as parts of the country, or may not be.
        if len(whole) == len(groups):
            return
        shown = {
            group: rounded_pair(*numbers)
            for group, numbers in groups.items()
            if sum(numbers) >= rules.region_size
            and min(numbers) >= (rules.group_size if group in whole else rules.region_class)
        }
    else:
        shown = {
            group: numbers
            for group, numbers in groups.items()
            if large_enough(numbers, rules, empty)
        }
    table = _partnered(Table(grouping, scheme, shown), groups, rules)
    if table is not None:
        yield table


def _divides(counts: Iterable[Cell], grouping: Grouping) -> bool:
    """Whether there is more than one of all that a group is named by."""
    return all(
        len(set(names)) > 1
        for names in zip(*(group_of(grouping, cell) for cell in counts), strict=True)
    )


def _beside(table: Table, others: Iterable[Table], whole: Mapping[Group, Group]) -> Table:
    """A region that is a part of the country by itself is told where that part is."""
    parts = next((each for each in others if each.grouping is Grouping.PART), None)
    if table.grouping is not Grouping.REGION or parts is None:
        return table
    told = {
        group: numbers
        for group, numbers in table.numbers.items()
        if group not in whole or whole[group] in parts.numbers
    }
    return Table(table.grouping, table.scheme, told)


def _whole_parts(counts: Iterable[Cell]) -> dict[Group, Group]:
    """Regions that are a part of the country by themselves, and that part. With the lower bar of a
    region, it would follow that one just fails that of a part."""
    regions: dict[str, set[str]] = {}
    for cell in counts:
        regions.setdefault(cell.part, set()).add(cell.region)
    return {tuple(own): (part,) for part, own in regions.items() if len(own) == 1}


def _partnered(table: Table, groups: Mapping[Group, Sequence[int]], rules: Rules) -> Table | None:
    """A group that is withheld alone follows from the whole: the smallest others go with it.

    In a table of parts and roles also within each part and each role. Not where numbers are
    rounded: what is left of the whole is then as unsure as all of them.
    """
    if table.grouping is Grouping.REGION:
        return table if table.numbers else None
    shown = dict(table.numbers)
    base = {group: sum(numbers) for group, numbers in groups.items()}
    size: Counter[tuple[int, str]] = Counter()
    for group, people in base.items():
        size.update(dict.fromkeys(enumerate(group), people))
    lines = [list(groups)]
    if table.grouping is Grouping.PART_AND_ROLE:
        lines += [[own for own in groups if own[axis] == name] for axis, name in sorted(size)]
    # Small parts before small pairs: so that the same few parts are withheld of every role.
    order = sorted(groups, key=lambda group: (*(size[named] for named in enumerate(group)), group))
    while partner := next(
        (each for line in lines for each in _partner(line, order, shown, base, rules)), None
    ):
        del shown[partner]
    most = 2 * sum(base[group] for group in shown) >= sum(base.values())
    return Table(table.grouping, table.scheme, shown) if shown and most else None


def _partner(
    line: Sequence[Group],
    order: Sequence[Group],
    shown: Collection[Group],
    base: Mapping[Group, int],
    rules: Rules,
) -> Iterator[Group]:
    """Which group is to be withheld next of groups that add up to something, if any."""
    hidden = [group for group in line if group not in shown]
    enough = len(hidden) >= 2 and sum(base[group] for group in hidden) >= rules.part_size
    if hidden and not enough:
        yield from (group for group in order if group in line and group in shown)


def _with_more_withheld(
    table: Table, counts: Mapping[Cell, Sequence[int]], rules: Rules
) -> Iterator[Table]:
    """The table, and the same with more groups withheld. Not of regions: whether a region passes
    then tells of the others.
    """
    if table.grouping is Grouping.REGION:
        yield table
        return
    groups = grouped(counts, table.grouping, table.scheme)
    current: Table | None = table
    for _ in range(_MORE_WITHHELD + 1):
        if current is None:
            return
        yield current
        shown = dict(current.numbers)
        del shown[min(shown, key=lambda group: (sum(groups[group]), group))]
        current = _partnered(Table(table.grouping, table.scheme, shown), groups, rules)


def lacking(
    given: Sequence[Given], tables: Sequence[Table], schemes: Sequence[Scheme], rules: Rules
) -> tuple[Lacking, ...]:
    """Which groups these tables do not tell of. Of regions only what falls into two classes."""
    counts = counted(given, len(schemes[0].of))
    told = {each.grouping: each.numbers for each in tables}
    return tuple(
        Lacking(grouping, group, max(0, rules.part_size - sum(numbers)))
        for grouping in Grouping
        if _divides(counts, grouping) and (grouping is not Grouping.REGION or schemes[-1].size == 2)
        for group, numbers in grouped(counts, grouping, schemes[-1]).items()
        if group not in told.get(grouping, ())
    )
