"""The organisations of a partnership, each on its side."""

from __future__ import annotations

import sqlite3

import pytest

from collector import organisations
from collector.errors import NotFound, Refused
from collector.organisations import add_organisation, change_organisation, remove_organisation
from collector.partnerships import add_partnership, merge_partnerships
from collector.queries import partnerships
from collector.records import Side


@pytest.fixture
def bridge(fresh_db: sqlite3.Connection, learning_network: int) -> int:
    return add_partnership(fresh_db, learning_network, "De Brug")


def there(database: sqlite3.Connection, partnership: int) -> list[tuple[str, str]]:
    rows = partnerships.organisations(database, partnership)
    return [(row["name"], row["side"]) for row in rows]


def test_institutes_stand_first_and_none_twice(fresh_db: sqlite3.Connection, bridge: int) -> None:
    add_organisation(fresh_db, bridge, " Het  Kompas ", Side.FIELD)
    add_organisation(fresh_db, bridge, "Pabo Noord", Side.INSTITUTE)
    add_organisation(fresh_db, bridge, "HET KOMPAS", Side.INSTITUTE)
    assert there(fresh_db, bridge) == [("Pabo Noord", "institute"), ("Het Kompas", "field")]


def test_they_change_and_go(
    fresh_db: sqlite3.Connection, learning_network: int, bridge: int
) -> None:
    add_organisation(fresh_db, bridge, "Het Kompas", Side.FIELD)
    add_organisation(fresh_db, bridge, "Pabo Noord", Side.FIELD)
    first, second = (row["id"] for row in partnerships.organisations(fresh_db, bridge))
    change_organisation(fresh_db, bridge, second, "Pabo Zuid", Side.INSTITUTE)
    with pytest.raises(Refused):
        change_organisation(fresh_db, bridge, second, "Het Kompas", Side.FIELD)
    other = add_partnership(fresh_db, learning_network, "Het Veer")
    for attempt in (
        lambda: change_organisation(fresh_db, other, first, "x", Side.FIELD),
        lambda: remove_organisation(fresh_db, other, first),
        lambda: add_organisation(fresh_db, 999, "x", Side.FIELD),
    ):
        with pytest.raises(NotFound):
            attempt()
    remove_organisation(fresh_db, bridge, first)
    assert there(fresh_db, bridge) == [("Pabo Zuid", "institute")]


def test_two_partnerships_that_become_one_have_all_of_them(
    fresh_db: sqlite3.Connection, learning_network: int, bridge: int
) -> None:
    other = add_partnership(fresh_db, learning_network, "Brug")
    add_organisation(fresh_db, bridge, "Het Kompas", Side.FIELD)
    for name in ("Het Kompas", "Pabo Noord"):
        add_organisation(fresh_db, other, name, Side.INSTITUTE)
    merge_partnerships(fresh_db, learning_network, bridge, other)
    assert there(fresh_db, bridge) == [("Pabo Noord", "institute"), ("Het Kompas", "field")]


def test_there_is_an_end_to_it(
    fresh_db: sqlite3.Connection, bridge: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(organisations, "MOST", 1)
    add_organisation(fresh_db, bridge, "Het Kompas", Side.FIELD)
    with pytest.raises(Refused):
        add_organisation(fresh_db, bridge, "Pabo Noord", Side.FIELD)
