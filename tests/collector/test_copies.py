"""A programme once more: what goes along, and what does not."""

from __future__ import annotations

import sqlite3

import pytest

from collector.access import new_receipt
from collector.copies import a_year_later, copy_programme
from collector.database import transaction
from collector.intake import join
from collector.partnerships import add_partnership
from collector.queries import meetings, programmes
from collector.records import Sector, Side
from collector.wrap_ups import recall, store_report


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("Leernetwerk 2022", "Leernetwerk 2023"),
        ("2022/2023", "2023/2024"),
        ("voorjaar 2029", "voorjaar 2030"),
        ("Katern 31, zaal 20224", "Katern 31, zaal 20224"),
        ("", ""),
    ],
)
def test_a_year_later(text: str, later: str) -> None:
    assert a_year_later(text) == later


def test_who_takes_part_again_is_somebody_else(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    sectors = [Sector.PO, Sector.MBO]
    coast = add_partnership(fresh_db, learning_network, "Partnerschap Kust", sectors=sectors)
    add_partnership(fresh_db, learning_network, "Partnerschap Land")
    fresh_db.execute(
        "UPDATE partnerships SET code = 'appel-boot-zee', named = 1 WHERE id = ?", (coast,)
    )
    fresh_db.execute(
        "INSERT INTO organisations (partnership_id, name, side)"
        " VALUES (?, 'Hogeschool', 'institute')",
        (coast,),
    )
    first = meetings.meetings(fresh_db, learning_network)[0]["id"]
    join(fresh_db, first, new_receipt(), side=Side.FIELD, partnership=coast)
    made = copy_programme(
        fresh_db, learning_network, title="Leernetwerk 2023", period="2023", partnerships=[coast]
    )
    (one,) = programmes.partnerships(fresh_db, made)
    assert (one["name"], one["sectors"]) == ("Partnerschap Kust", "po, mbo")
    assert (one["code"], one["named"]) == (None, 0)
    organisations = fresh_db.execute(
        "SELECT name, side FROM organisations WHERE partnership_id = ?", (one["id"],)
    ).fetchall()
    assert [tuple(row) for row in organisations] == [("Hogeschool", "institute")]
    assert {row["participants"] for row in meetings.meetings(fresh_db, made)} == {0}


def test_a_partnership_of_another_programme_is_left_alone(
    fresh_db: sqlite3.Connection, learning_network: int, round_table: int
) -> None:
    other = add_partnership(fresh_db, round_table, "Elders")
    made = copy_programme(
        fresh_db, learning_network, title="Nog eens", period="", partnerships=[other, 999]
    )
    assert programmes.partnerships(fresh_db, made) == []


def test_the_same_versions_of_the_questions(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    made = copy_programme(fresh_db, learning_network, title="Leernetwerk 2023", period="")
    asked = [
        [
            [one["instrument_id"] for one in meetings.activities(fresh_db, row["id"])]
            for row in meetings.meetings(fresh_db, programme)
        ]
        for programme in (learning_network, made)
    ]
    assert asked[0] == asked[1]


def test_what_is_taken_back_in_one_year_renews_the_wrap_ups_of_the_others(
    fresh_db: sqlite3.Connection, learning_network: int, round_table: int
) -> None:
    second = copy_programme(fresh_db, learning_network, title="Leernetwerk 2023", period="")
    third = copy_programme(fresh_db, second, title="Leernetwerk 2024", period="")
    for programme in (learning_network, second, round_table):
        store_report(fresh_db, programme, "<p>Aantallen van toen</p>")
    with transaction(fresh_db):
        recall(fresh_db, learning_network)
    left = [row[0] for row in fresh_db.execute("SELECT programme_id FROM reports")]
    assert left == [round_table]
    asked = [row[0] for row in fresh_db.execute("SELECT programme_id FROM jobs ORDER BY 1")]
    assert asked == [learning_network, second]
    assert third not in asked
