"""Correcting a partnership, and making one of two spellings."""

from __future__ import annotations

import sqlite3

import pytest

from collector.access import new_receipt
from collector.errors import NotFound
from collector.intake import join
from collector.partnerships import add_partnership, change_partnership
from collector.queries import meetings, programmes
from collector.records import Sector, Side


def _named(database: sqlite3.Connection, programme: int) -> list[tuple[str, str | None]]:
    return [(one["name"], one["sector"]) for one in programmes.partnerships(database, programme)]


def test_what_a_participant_typed_can_be_corrected(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    typed = add_partnership(fresh_db, learning_network, "Opleidingsschol De Brug")
    change_partnership(
        fresh_db,
        learning_network,
        typed,
        name=" Opleidingsschool  De Brug ",
        sector=Sector.VO,
        region=None,
    )
    assert _named(fresh_db, learning_network) == [("Opleidingsschool De Brug", "vo")]


def test_two_spellings_become_one_partnership_that_is_complete(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    meeting = meetings.meetings(fresh_db, learning_network)[0]["id"]
    first = add_partnership(fresh_db, learning_network, "De Brug", sector=Sector.PO)
    second = add_partnership(fresh_db, learning_network, "Opleidingsschool De Brug")
    join(fresh_db, meeting, new_receipt(), side=Side.INSTITUTE, partnership=first)
    join(fresh_db, meeting, new_receipt(), side=Side.FIELD, partnership=second)
    change_partnership(fresh_db, learning_network, second, name="de brug", sector=None, region=None)
    assert _named(fresh_db, learning_network) == [("de brug", "po")]
    (one,) = meetings.composition(fresh_db, meeting)
    assert (one["institute"], one["field"]) == (1, 1)


def test_a_partnership_of_another_programme_is_not_changed(
    fresh_db: sqlite3.Connection, learning_network: int, round_table: int
) -> None:
    other = add_partnership(fresh_db, round_table, "De Brug")
    with pytest.raises(NotFound):
        change_partnership(fresh_db, learning_network, other, name="x", sector=None, region=None)
    assert _named(fresh_db, round_table) == [("De Brug", None)]
