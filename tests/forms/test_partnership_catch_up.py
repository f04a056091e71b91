"""What a partnership missed, can prepare and can read, on its own page."""

from __future__ import annotations

import sqlite3

from flask.testing import FlaskClient

from collector.access import new_receipt
from collector.catching_up import set_catch_up
from collector.intake import join
from collector.meetings import add_resource
from collector.partnerships import add_partnership
from collector.queries import meetings
from collector.records import Resource, Side
from forms.partnership_catch_up import Elsewhere, part

SPOKEN = "tulp-egel-wekker"


def partnership(connection: sqlite3.Connection, programme: int) -> sqlite3.Row:
    number = add_partnership(connection, programme, "De Kust")
    row: sqlite3.Row = connection.execute(
        "SELECT * FROM partnerships WHERE id = ?", (number,)
    ).fetchone()
    return row


def test_missed_still_to_come_and_done(fresh_db: sqlite3.Connection, learning_network: int) -> None:
    coast = partnership(fresh_db, learning_network)
    first, second, third = meetings.meetings(fresh_db, learning_network)
    join(fresh_db, first["id"], new_receipt(), side=Side.FIELD, partnership=coast["id"])
    join(fresh_db, second["id"], new_receipt(), side=Side.FIELD)
    fresh_db.execute("UPDATE meetings SET date = '2020-03-01' WHERE id = ?", (second["id"],))
    fresh_db.execute("UPDATE meetings SET date = '2900-03-01' WHERE id = ?", (third["id"],))
    set_catch_up(fresh_db, second["id"], on=True)
    assert part(fresh_db, coast)["missed"] == [
        Elsewhere(second["code"], second["title"], "2020-03-01", to_come=False, can_catch_up=True),
        Elsewhere(third["code"], third["title"], "2900-03-01", to_come=True, can_catch_up=False),
    ]
    # Who catches up was there after all, in its own way; a made-up participant was not.
    join(fresh_db, third["id"], new_receipt(), partnership=coast["id"], rehearsal=True)
    join(fresh_db, second["id"], new_receipt(), partnership=coast["id"], self_study=True)
    (left,) = part(fresh_db, coast)["missed"]  # type: ignore[misc]
    assert left.code == third["code"]


def test_what_there_is_to_read(
    client: FlaskClient, fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    coast = partnership(fresh_db, learning_network)
    first = meetings.meetings(fresh_db, learning_network)[0]
    add_resource(fresh_db, learning_network, first["id"], Resource("Gids <1>", "Platform"))
    add_resource(fresh_db, learning_network, None, Resource("Overal te lezen"))
    fresh_db.execute("UPDATE partnerships SET code = ? WHERE id = ?", (SPOKEN, coast["id"]))
    page = client.get(f"/p/{SPOKEN}").text
    assert "Gids &lt;1&gt;" in page
    assert "Overal te lezen" in page
    assert f"/m/{first['code']}/self-study" in page
    assert "Bekijk de vragen" in page
    assert ">Inhalen<" not in page
