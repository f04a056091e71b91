"""The partnerships that a programme follows."""

from __future__ import annotations

import sqlite3

from collector.database import insert, transaction
from collector.errors import NotFound, Refused
from collector.events import EventKind, record
from collector.records import Sector


def add_partnership(
    connection: sqlite3.Connection,
    programme: int,
    name: str,
    *,
    sector: Sector | None = None,
    region: int | None = None,
) -> int:
    """The id of the partnership; one with the same name is used again."""
    name = " ".join(name.split())
    with transaction(connection):
        row = connection.execute(
            "SELECT id FROM partnerships WHERE programme_id = ? AND name = ? COLLATE NOCASE",
            (programme, name),
        ).fetchone()
        if row:
            return int(row["id"])
        identifier = insert(
            connection,
            "partnerships",
            programme_id=programme,
            name=name,
            sector=sector,
            region_id=region,
        )
        record(connection, EventKind.PREPARED, programme=programme)
    return identifier


def change_partnership(
    connection: sqlite3.Connection,
    programme: int,
    partnership: int,
    *,
    name: str,
    sector: Sector | None,
    region: int | None,
) -> None:
    """Correct a partnership. With the name of another one, the two become one: people who came in
    at the same time may have spelled theirs in two ways.

    :raise NotFound: no such partnership here.
    """
    name = " ".join(name.split())
    with transaction(connection):
        _partnership_of(connection, programme, partnership)
        same = connection.execute(
            "SELECT id, sector, region_id FROM partnerships WHERE programme_id = ? AND id <> ?"
            " AND name = ? COLLATE NOCASE",
            (programme, partnership, name),
        ).fetchone()
        if same:
            sector, region = sector or same["sector"], region or same["region_id"]
            connection.execute(
                "UPDATE participants SET partnership_id = ? WHERE partnership_id = ?",
                (partnership, same["id"]),
            )
            connection.execute("DELETE FROM partnerships WHERE id = ?", (same["id"],))
        connection.execute(
            "UPDATE partnerships SET name = ?, sector = ?, region_id = ? WHERE id = ?",
            (name, sector, region, partnership),
        )
        record(connection, EventKind.PREPARED, programme=programme)


def _partnership_of(connection: sqlite3.Connection, programme: int, partnership: int) -> None:
    """:raise NotFound: no such partnership here."""
    found = connection.execute(
        "SELECT 1 FROM partnerships WHERE id = ? AND programme_id = ?", (partnership, programme)
    ).fetchone()
    if not found:
        raise NotFound("Dit partnerschap hoort niet (meer) bij dit traject.")


def remove_partnership(connection: sqlite3.Connection, programme: int, partnership: int) -> None:
    """:raise NotFound: no such partnership here.
    :raise Refused: somebody has answered for it.
    """
    with transaction(connection):
        _partnership_of(connection, programme, partnership)
        used = connection.execute(
            "SELECT count(*) FROM participants WHERE partnership_id = ?", (partnership,)
        ).fetchone()[0]
        if used:
            raise Refused(
                "Voor dit partnerschap hebben al mensen meegedaan; het kan niet meer weg."
            )
        connection.execute("DELETE FROM partnerships WHERE id = ?", (partnership,))
        record(connection, EventKind.PREPARED, programme=programme)
