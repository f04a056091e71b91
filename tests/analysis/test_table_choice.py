"""Which tables are chosen; every small population is tried, as by who knows the rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product

import pytest

from analysis.count_tables import Cell, Given, Grouping, Scheme, Table, schemes_of
from analysis.disclosure import Rules
from analysis.reader_knowledge import population
from analysis.table_choice import Choice, Lacking, choose

EAST, SOUTH, NORTH = (
    Cell("Twente", "Oost", "a"),
    Cell("Limburg", "Zuid", "a"),
    Cell("Wad", "Noord", "a"),
)
COUNTRY = ()

Counts = dict[Cell, tuple[int, ...]]


def chosen(counts: Counts, *, ordered: bool = True, group_size: int = 5) -> Choice:
    classes = len(next(iter(counts.values())))
    given = [
        Given(cell, place, "")
        for cell, numbers in counts.items()
        for place, n in enumerate(numbers)
        for _ in range(n)
    ]
    people = population(given, (), {})
    return choose(given, schemes_of(classes, ordered), people, (), Rules(group_size))


def test_whole_country_as_it_was_asked() -> None:
    (table,) = chosen({EAST: (5, 6, 7, 8, 9)}).tables
    assert table == Table(Grouping.COUNTRY, Scheme((0, 1, 2, 3, 4)), {COUNTRY: (5, 6, 7, 8, 9)})


def test_neighbours_are_merged_before_a_number_is_withheld() -> None:
    (table,) = chosen({EAST: (2, 6, 7, 8, 9)}).tables
    assert table.numbers == {COUNTRY: (8, 7, 17)}
    (table,) = chosen({EAST: (2, 1, 7, 8, 9)}).tables
    assert table.numbers == {COUNTRY: (10, 17)}


def test_what_has_no_order_has_a_number_withheld_and_another_with_it() -> None:
    (table,) = chosen({EAST: (10, 12, 3)}, ordered=False).tables
    assert table.numbers == {COUNTRY: (None, 12, None)}


def test_nothing_of_a_unanimous_country() -> None:
    choice = chosen({EAST: (30, 0)})
    assert choice.tables == ()
    assert choice.lacking == (Lacking(Grouping.COUNTRY, (), 0),)


def test_parts_of_the_country_in_as_many_classes_as_they_can_be_told_in() -> None:
    choice = chosen({EAST: (5, 6, 7, 8, 9), SOUTH: (2, 6, 7, 8, 9)})
    parts = choice.table(Grouping.PART)
    assert parts is not None
    assert parts.numbers == {("Oost",): (11, 7, 17), ("Zuid",): (8, 7, 17)}


def test_smallest_part_is_withheld_with_the_one_that_has_to_be() -> None:
    choice = chosen({EAST: (20, 25), SOUTH: (13, 9), NORTH: (3, 10)})
    parts = choice.table(Grouping.PART)
    assert parts is not None
    assert parts.numbers == {("Oost",): (20, 25)}
    assert [each for each in choice.lacking if each.grouping is Grouping.PART] == [
        Lacking(Grouping.PART, ("Noord",), 0),
        Lacking(Grouping.PART, ("Zuid",), 0),
    ]


def test_zero_of_a_part_is_told_only_where_the_whole_country_has_it() -> None:
    both = chosen({EAST: (9, 8, 0), SOUTH: (7, 7, 0)}, ordered=False).table(Grouping.PART)
    assert both is not None and both.numbers == {("Oost",): (9, 8, 0), ("Zuid",): (7, 7, 0)}
    one = chosen({EAST: (9, 8, 0), SOUTH: (7, 7, 6)}, ordered=False).table(Grouping.PART)
    assert one is None


def test_regions_in_two_classes_rounded() -> None:
    regions = [Cell(name, "Oost", "a") for name in ("Twente", "Nijmegen")]
    choice = chosen({regions[0]: (3, 4, 5), regions[1]: (5, 4, 4)})
    table = choice.table(Grouping.REGION)
    assert table is not None
    assert table.scheme.of == (0, 0, 1)
    assert table.numbers == {("Nijmegen",): (10, 5), ("Twente",): (10, 5)}


def divisions(total: int, classes: int) -> Iterator[tuple[int, ...]]:
    if classes == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in divisions(total - first, classes - 1):
            yield (first, *rest)


@pytest.mark.parametrize(
    ("bases", "classes", "ordered"),
    [((7, 7), 2, True), ((6, 7), 3, True), ((6, 7), 3, False), ((6, 6, 6), 2, False),
     ((8, 3, 4), 2, False), ((3, 9, 4), 2, False)],
)  # fmt: skip
def test_who_knows_bases_and_rules_cannot_work_out_a_small_number(
    bases: Sequence[int], classes: int, ordered: bool
) -> None:
    """Of every number below the group size as many values stay possible as there are such numbers,
    for who runs the rules over all thinkable answers and keeps what gives the same release."""
    cells = [Cell(f"r{number}", f"p{number}", "a") for number in range(len(bases))]
    alike = defaultdict(list)
    for tables in product(*(list(divisions(base, classes)) for base in bases)):
        choice = chosen(dict(zip(cells, tables, strict=True)), ordered=ordered, group_size=3)
        alike[repr(choice.tables)].append(tables)
    assert len(alike) > 10
    fewest = []
    for release, populations in alike.items():
        for number, place in product(range(len(bases)), range(classes)):
            country = {sum(one[place] for one in tables) for tables in populations}
            values = {tables[number][place] for tables in populations}
            if release != "()" and country != {0} and min(values) < 3:
                fewest.append(min(len(values), 2))
    assert min(fewest) == 2
