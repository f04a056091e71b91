"""Attacks on the numbers of two releases: what came, went or changed between them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from analysis.count_tables import Cell, Given
from analysis.public_counts import Asked, PublicCounts
from tests.attacks.number_crowd import (
    AGAIN,
    MIX,
    PARTS,
    VALUE,
    Found,
    Number,
    crowd,
    naive,
    next_time,
    options,
    ours,
    read,
    with_more,
    without,
)
from tests.attacks.number_reader import AttackingReader, Fact

NAIVE = {100: crowd(100), 10_000: crowd(10_000)}


@pytest.fixture(scope="module", params=[100, 10_000])
def first(request: pytest.FixtureRequest) -> Found:
    return NAIVE[request.param]


@pytest.fixture(scope="module")
def told(first: Found) -> PublicCounts:
    return ours(first)


def late(places: Sequence[int], region: str = "Twente", asked: Asked = VALUE) -> dict:
    cell = Cell(region, PARTS[region], "school")
    return {asked: [Given(cell, place, f"late {number}") for number, place in enumerate(places)]}


def differences(before: Sequence[Number], after: Sequence[Number]) -> list[int]:
    """Small differences between what two releases tell of the same."""
    earlier = {(one.part, one.role, one.region, one.places): one.low for one in before}
    found = [
        one.low - earlier[key]
        for one in after
        if (key := (one.part, one.role, one.region, one.places)) in earlier
    ]
    return [n for n in found if 0 < abs(n) < 5]


def disclosed(asked: Asked, releases: Sequence[tuple[Found, Sequence[Number]]]) -> list[Fact]:
    """What a reader of both knows of those who came, went or stayed."""
    both = [(found[asked], numbers) for found, numbers in releases]
    return AttackingReader(len(options(asked)), both).disclosed()


def test_subtracting_two_releases_tells_of_one_late_answer(
    first: Found, told: PublicCounts
) -> None:
    second = with_more(first, late([3]))
    before, after = (naive(VALUE, found[VALUE]) for found in (first, second))
    assert differences(before, after) != []
    again = ours(second, 2, next_time(told))
    assert (again.rows, again.regions) == (told.rows, told.regions)


@pytest.mark.parametrize("places", [[3] * 12, [4] * 10 + [0] * 2, [0, 1, 2, 3, 4] * 4])
def test_subtracting_two_releases_tells_of_a_late_table(
    first: Found, told: PublicCounts, places: list[int]
) -> None:
    """A whole round table came: all alike, nearly so, and with four of each answer."""
    second = with_more(first, late(places))
    releases = [(found, naive(VALUE, found[VALUE])) for found in (first, second)]
    assert disclosed(VALUE, releases) != []
    again = ours(second, 2, next_time(told))
    read_twice = [
        (first, read(told, VALUE, first[VALUE])),
        (second, read(again, VALUE, second[VALUE])),
    ]
    kept = again.vintages[VALUE.name][-1].release == 1
    assert kept or disclosed(VALUE, read_twice) == []


def test_enough_that_is_new_is_told(first: Found, told: PublicCounts) -> None:
    """The old numbers do not stay for ever; and the new ones beside the old ones tell of nobody."""
    people = [place for place in range(5) for _ in range(12)]
    parts = [late(people[n::4], region) for n, region in enumerate(["Twente", "Leiden", "Limburg"])]
    more = [
        Given(one.cell, one.place, f"{one.mark} {number}")
        for number, part in enumerate(parts)
        for one in part[VALUE]
    ]
    second = with_more(first, {VALUE: more})
    again = ours(second, 2, next_time(told))
    assert again.vintages[VALUE.name][-1].release == 2
    assert len(again.vintages[VALUE.name]) == 2
    releases = [
        (first, read(told, VALUE, first[VALUE])),
        (second, read(again, VALUE, second[VALUE])),
    ]
    assert disclosed(VALUE, releases) == []


def test_withdrawal_between_releases(first: Found, told: PublicCounts) -> None:
    """One goes and another comes: as many as before, and the difference is the two of them."""
    gone = next(one for one in first[AGAIN] if one.place == 1)
    place = next(one.place for one in first[MIX] if one.mark == gone.mark)
    second = with_more(
        without(first, gone.mark),
        {**late([0], asked=AGAIN), **late([3 - place], asked=MIX)},
    )
    assert all(len(second[asked]) == len(first[asked]) for asked in (AGAIN, MIX))
    before, after = (naive(AGAIN, found[AGAIN]) for found in (first, second))
    assert differences(before, after) != []
    again = ours(second, 2, next_time(told))
    assert (again.rows, again.regions) == (told.rows, told.regions)


def test_changed_answer_between_releases(first: Found, told: PublicCounts) -> None:
    """Somebody changes his mind while a table of others comes in, enough to be told anew."""
    mind = next(one for one in first[VALUE] if one.place == 4)
    changed = [Given(mind.cell, 0, "changed"), *late([2] * 6 + [3] * 6)[VALUE]]
    second = with_more(without(first, mind.mark), {VALUE: changed})
    releases = [(found, naive(VALUE, found[VALUE])) for found in (first, second)]
    assert disclosed(VALUE, releases) != []
    again = ours(second, 2, next_time(told))
    if again.vintages[VALUE.name][-1].release == 2:
        read_twice = [
            (first, read(told, VALUE, first[VALUE])),
            (second, read(again, VALUE, second[VALUE])),
        ]
        assert disclosed(VALUE, read_twice) == []
    else:
        assert again.rows == told.rows


def test_same_answers_are_told_the_same_way(first: Found, told: PublicCounts) -> None:
    again = ours(first, 2, next_time(told))
    assert (again.rows, again.regions, again.vintages) == (told.rows, told.regions, told.vintages)


def test_many_who_go_are_not_counted_again(first: Found, told: PublicCounts) -> None:
    """Ninety in a hundred take their answers back: what is left is too few to tell."""
    left = {asked: given[:12] for asked, given in first.items()}
    again = ours(left, 2, next_time(told))
    old = {name for name, vintages in again.vintages.items() if vintages[-1].release == 1}
    names = {asked.key: asked.name for asked in first if asked.option is None}
    assert old >= {VALUE.name, MIX.name}
    assert [row for row in again.rows if names.get(str(row[1])) in old] == []
