"""Resources in a release: what the organiser refers to, once; never a speaker or an address."""

from __future__ import annotations

import sqlite3

from analysis.disclosure import Rules, Withheld
from analysis.public_resources import public_resources
from collector.meetings import add_resource, add_speaker
from collector.queries import meetings
from collector.records import Resource, Speaker


def rows(connection: sqlite3.Connection, programme: int) -> list[tuple[object, ...]]:
    return list(public_resources(connection, programme, Rules()).rows)


def test_of_the_programme_and_of_its_meetings_each_once(
    fresh_db: sqlite3.Connection, round_table: int
) -> None:
    fresh_db.execute("DELETE FROM resources")
    meeting = meetings.meetings(fresh_db, round_table)[0]["id"]
    gids = Resource("Gids", "Michelle Helms", "katern", "https://example.org/gids?deel=2")
    add_resource(fresh_db, round_table, meeting, Resource("Kijkwijzer"))
    add_resource(fresh_db, round_table, meeting, gids)
    add_resource(fresh_db, round_table, None, gids)
    add_speaker(fresh_db, meeting, Speaker("Sam de Wit"))
    assert rows(fresh_db, round_table) == [
        (1, "Gids", "Michelle Helms", "katern", "https://example.org/gids?deel=2"),
        (2, "Kijkwijzer", None, None, None),
    ]


def test_an_address_in_a_resource_keeps_it_at_home(
    fresh_db: sqlite3.Connection, round_table: int
) -> None:
    fresh_db.execute("DELETE FROM resources")
    for title, publisher, link in (
        ("Gids", "sam@example.org", ""),
        ("Bel 06 12345678", "", ""),
        ("Blog", "", "https://example.org/0612345678"),
        ("Besloten", "Platform", "https://sam:geheim@example.org/x"),
        ("Vreemd", "", "http://[half"),
    ):
        add_resource(fresh_db, round_table, None, Resource(title, publisher, "", link))
    found = public_resources(fresh_db, round_table, Rules())
    assert found.rows == ((1, "Besloten", "Platform", None, None), (2, "Vreemd", None, None, None))
    why = "Er staat een e-mailadres, telefoonnummer of rekeningnummer in."
    assert found.withheld == (Withheld("Bronnen", why, None),)
