"""Attacks on the numbers of one release: each works against the rule that one thinks of first.

That rule leaves out the numbers from 1 to 4, in every table there is. Ours is put to the same
reader, for a hundred people in eight regions and for ten thousand.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing

import pytest

from analysis.count_tables import Given, Grouping
from analysis.public_counts import Asked, PublicCounts
from analysis.release_tables import Row, table
from analysis.verify_counts import count_findings
from analysis.verify_finding import Finding
from tests.attacks.number_crowd import (
    AGAIN,
    RULES,
    SMALL,
    Found,
    Number,
    crowd,
    naive,
    options,
    ours,
    read,
    tables,
)
from tests.attacks.number_reader import AttackingReader

Readers = dict[Asked, AttackingReader]


@pytest.fixture(scope="module", params=[100, 10_000])
def found(request: pytest.FixtureRequest) -> Found:
    return crowd(request.param)


@pytest.fixture(scope="module")
def made(found: Found) -> PublicCounts:
    return ours(found)


@pytest.fixture(scope="module")
def reader(found: Found, made: PublicCounts) -> Readers:
    """Who reads what we publish."""
    return {
        asked: AttackingReader(len(options(asked)), [(given, read(made, asked, given))])
        for asked, given in found.items()
    }


@pytest.fixture(scope="module")
def fooled(found: Found) -> AttackingReader:
    """Who reads one question as the first rule would publish it; it is unanimous in one region."""
    given = found[AGAIN]
    assert {one.place for one in given if one.cell.region == SMALL} == {0}
    assert {one.place for one in given} == {0, 1}
    return AttackingReader(2, [(given, naive(AGAIN, given))])


def test_something_is_told(found: Found, made: PublicCounts) -> None:
    """Silence is safe as well; here is what stands in the two releases."""
    told = Counter(table.grouping for kept in made.vintages.values() for table in kept[-1].tables)
    size = max(len(given) for given in found.values())
    assert told == TOLD[size]


TOLD = {
    100: {Grouping.COUNTRY: 7, Grouping.ROLE: 5, Grouping.REGION: 4, Grouping.PART: 1},
    10_000: {
        Grouping.COUNTRY: 7,
        Grouping.ROLE: 7,
        Grouping.PART: 7,
        Grouping.PART_AND_ROLE: 7,
        Grouping.REGION: 6,
    },
}
"""Of seven questions; one has no order and three answers, so no two classes for a region."""


def test_interval_of_every_hidden_cell_over_all_tables(
    reader: Readers, fooled: AttackingReader
) -> None:
    """All regions, parts, roles and what is left of them: at least the protection width."""
    assert fooled.disclosed() != []
    assert [fact for one in reader.values() for fact in one.disclosed()] == []


def complements(asked: Asked, given: Sequence[Given], numbers: Sequence[Number]) -> list[int]:
    """Numbers that were left out, by taking all others of the same table off the whole."""
    told = {(one.part, one.role, one.region, one.places): one.low for one in numbers}
    whole = {places: n for (*group, places), n in told.items() if group == [None] * 3}
    regions, parts, roles = (
        sorted({getattr(one.cell, key) for one in given})
        for key in ("region", "part", "role_group")
    )
    divisions = (
        [(None, None, name) for name in regions],
        [(name, None, None) for name in parts],
        [(None, name, None) for name in roles],
    )
    found = []
    for places, n in whole.items():
        for groups in divisions:
            missing = [group for group in groups if (*group, places) not in told]
            if len(missing) == 1:
                found.append(n - sum(told.get((*group, places), 0) for group in groups))
    return [n for n in found if n < RULES.group_size]


def test_complementary_cell_via_the_margins(found: Found, made: PublicCounts) -> None:
    assert [n for one, given in found.items() for n in complements(one, given, naive(one, given))]
    assert [
        n for one, given in found.items() for n in complements(one, given, read(made, one, given))
    ] == []


def test_unanimous_group(reader: Readers, fooled: AttackingReader) -> None:
    """Everybody of a group gave the same answer, and it can be seen."""
    assert [fact for fact in fooled.facts if fact.low == fact.base] != []
    known = [fact for one in reader.values() for fact in one.facts if fact.low == fact.base]
    assert known == []


def test_zero_cell(reader: Readers, fooled: AttackingReader) -> None:
    """Nobody of a group gave an answer that others in the country did give."""
    assert [fact for fact in fooled.facts if fact.high == 0] != []
    assert [fact for one in reader.values() for fact in one.facts if fact.high == 0] == []


def test_percentage_times_base(found: Found, made: PublicCounts) -> None:
    """A percentage of a region with two decimals is a number, for who knows how many were there."""
    counts = [
        (c, base)
        for asked, given in found.items()
        for _, group, own in tables(asked, given)
        if group and group[0] in {one.cell.region for one in given}
        for c, base in [(own[0], sum(own))]
    ]
    exact = [
        [n for n in range(base + 1) if round(100 * n / base, 2) == round(100 * c / base, 2)]
        for c, base in counts
    ]
    assert {len(each) for each in exact} == {1}
    told = [one for asked, given in found.items() for one in read(made, asked, given) if one.region]
    assert told != []
    assert min(one.high - one.low for one in told) >= 2


def test_counting_rows_tells_of_no_number_that_is_left_out(
    made: PublicCounts, found: Found
) -> None:
    """Facets count rows: a group stands there with all its classes, or not at all."""
    single = [row for row in made.rows if row[3] == "nee"]
    classes = {(*row[:3], *row[6:8]): set[object]() for row in single}
    for row in single:
        classes[(*row[:3], *row[6:8])].add(row[5])
    whole = {frozenset(" / ".join(map(str, names)).split(" / ")) for names in classes.values()}
    assert whole == {frozenset(asked.options) for asked in found if asked.option is None}
    regions = Counter((*row[:3], row[6]) for row in made.regions if row[3] == "nee")
    assert set(regions.values()) == {2}
    small = [row for row in made.rows if row[-1] is not None and 0 < int(row[-1]) < 5]
    assert (
        small == [] and [row for row in made.regions if int(row[-1] or 0) % 5 or row[-1] == 0] == []
    )
    left_out = [
        len(own) - sum(n == 0 or n >= 5 for n in own)
        for asked, given in found.items()
        for _, _, own in tables(asked, given)
    ]
    assert max(left_out) > 0  # the first rule leaves out single rows


def findings(rows: Sequence[Row], regions: Sequence[Row]) -> list[Finding]:
    """What verification says of numbers in a release file."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for name, content in (("counts_national", rows), ("counts_region", regions)):
            connection.execute(table(name).sql)
            marks = ", ".join("?" * len(table(name).columns))
            connection.executemany(f"INSERT INTO {name} VALUES ({marks})", content)
        return list(count_findings(connection, 5, 10, 3))


def test_verification_from_the_file_alone(found: Found, made: PublicCounts) -> None:
    assert findings(made.rows, made.regions) == []
    numbers = naive(AGAIN, found[AGAIN])
    question = (AGAIN.instrument, AGAIN.key, AGAIN.label, "nee")
    rows = [
        (*question, place + 1, AGAIN.options[place], one.role, one.part, one.low)
        for one in numbers
        for place in one.places
        if one.region is None
    ]
    assert {finding.rule for finding in findings(rows, [])} == {"aantallen"}
