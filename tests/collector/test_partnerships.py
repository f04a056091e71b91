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


def _named(database: sqlite3.Connection, programme: int) -> list[tuple[str, str]]:
    return [(one["name"], one["sectors"]) for one in programmes.partnerships(database, programme)]


def test_what_a_participant_typed_can_be_corrected(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    typed = add_partnership(fresh_db, learning_network, "Opleidingsschol De Brug")
    change_partnership(
        fresh_db,
        learning_network,
        typed,
        name=" Opleidingsschool  De Brug ",
        sectors=[Sector.VO],
        region=None,
    )
    assert _named(fresh_db, learning_network) == [("Opleidingsschool De Brug", "vo")]


def test_two_spellings_become_one_partnership_that_is_complete(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    meeting = meetings.meetings(fresh_db, learning_network)[0]["id"]
    first = add_partnership(fresh_db, learning_network, "De Brug", sectors=[Sector.PO])
    second = add_partnership(fresh_db, learning_network, "Opleidingsschool De Brug")
    join(fresh_db, meeting, new_receipt(), side=Side.INSTITUTE, partnership=first)
    join(fresh_db, meeting, new_receipt(), side=Side.FIELD, partnership=second)
    change_partnership(
        fresh_db, learning_network, second, name="de brug", sectors=[Sector.MBO], region=None
    )
    assert _named(fresh_db, learning_network) == [("de brug", "po, mbo")]
    (one,) = meetings.composition(fresh_db, meeting)
    assert (one["institute"], one["field"]) == (1, 1)


def test_what_two_spellings_settled_is_kept_in_order(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    meeting = meetings.meetings(fresh_db, learning_network)[0]["id"]
    activity = meetings.activities(fresh_db, meeting)[0]
    kept = add_partnership(fresh_db, learning_network, "De Brug")
    other = add_partnership(fresh_db, learning_network, "Opleidingsschool De Brug")
    for partnership, texts in ((kept, ["a", "b"]), (other, ["x", "y"])):
        for revision, text in enumerate(texts, start=1):
            fresh_db.execute(
                "INSERT INTO sketches (partnership_id, activity_id, instrument_id, question,"
                " revision, value, key) VALUES (?, ?, ?, 'vision', ?, json_quote(?), ?)",
                (
                    partnership,
                    activity["id"],
                    activity["instrument_id"],
                    revision,
                    text,
                    f"key-of-{partnership}-{text}",
                ),
            )
    change_partnership(
        fresh_db, learning_network, kept, name="opleidingsschool de brug", sectors=[], region=None
    )
    rows = fresh_db.execute("SELECT revision, value FROM sketches ORDER BY revision").fetchall()
    assert [tuple(row) for row in rows] == [(1, '"x"'), (2, '"y"'), (3, '"a"'), (4, '"b"')]


def test_a_partnership_of_another_programme_is_not_changed(
    fresh_db: sqlite3.Connection, learning_network: int, round_table: int
) -> None:
    other = add_partnership(fresh_db, round_table, "De Brug")
    with pytest.raises(NotFound):
        change_partnership(fresh_db, learning_network, other, name="x", sectors=[], region=None)
    assert _named(fresh_db, round_table) == [("De Brug", "")]
