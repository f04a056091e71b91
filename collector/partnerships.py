"""The partnerships that a programme follows: who they are, and of which organisations."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

from collector.database import insert, transaction
from collector.errors import NotFound, Refused
from collector.events import EventKind, record
from collector.records import Sector


def add_partnership(
    connection: sqlite3.Connection,
    programme: int,
    name: str,
    *,
    sectors: Collection[Sector] = (),
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
            region_id=region,
        )
        _set_sectors(connection, identifier, sectors)
        record(connection, EventKind.PREPARED, programme=programme)
    return identifier


def change_partnership(
    connection: sqlite3.Connection,
    programme: int,
    partnership: int,
    *,
    name: str,
    sectors: Collection[Sector],
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
            "SELECT id, region_id FROM partnerships WHERE programme_id = ? AND id <> ?"
            " AND name = ? COLLATE NOCASE",
            (programme, partnership, name),
        ).fetchone()
        if same:
            region = region or same["region_id"]
            sectors = {*sectors, *_sectors(connection, same["id"])}
            absorb(connection, partnership, same["id"])
        connection.execute(
            "UPDATE partnerships SET name = ?, region_id = ? WHERE id = ?",
            (name, region, partnership),
        )
        _set_sectors(connection, partnership, sectors)
        record(connection, EventKind.PREPARED, programme=programme)


def merge_partnerships(
    connection: sqlite3.Connection, programme: int, partnership: int, other: int
) -> None:
    """All that belongs to the other one is of this one, which keeps its name and its code.

    :raise NotFound: one of them is not there.
    :raise Refused: they are one and the same.
    """
    if partnership == other:
        raise Refused("Kies twee verschillende partnerschappen om samen te voegen.")
    with transaction(connection):
        _partnership_of(connection, programme, partnership)
        _partnership_of(connection, programme, other)
        sectors = {*_sectors(connection, partnership), *_sectors(connection, other)}
        absorb(connection, partnership, other)
        _set_sectors(connection, partnership, sectors)
        record(connection, EventKind.PREPARED, programme=programme)


def set_named(connection: sqlite3.Connection, partnership: int, named: bool) -> None:
    """Whether others may see its name beside what it did. Who said so is not kept.

    :raise NotFound: no such partnership.
    """
    with transaction(connection):
        row = connection.execute(
            "UPDATE partnerships SET named = ?1 WHERE id = ?2 RETURNING programme_id",
            (int(named), partnership),
        ).fetchone()
        if not row:
            raise NotFound("Dit partnerschap hoort niet (meer) bij dit traject.")
        record(
            connection,
            EventKind.PARTNERSHIP,
            programme=row["programme_id"],
            partnership=partnership,
            named=named,
        )


def set_sectors(
    connection: sqlite3.Connection, partnership: int, sectors: Collection[Sector]
) -> None:
    """:raise NotFound: no such partnership."""
    with transaction(connection):
        row = connection.execute(
            "SELECT programme_id FROM partnerships WHERE id = ?", (partnership,)
        ).fetchone()
        if not row:
            raise NotFound("Dit partnerschap hoort niet (meer) bij dit traject.")
        _set_sectors(connection, partnership, sectors)
        record(connection, EventKind.PREPARED, programme=row["programme_id"])


def _sectors(connection: sqlite3.Connection, partnership: int) -> list[Sector]:
    rows = connection.execute(
        "SELECT sector FROM partnership_sectors WHERE partnership_id = ?", (partnership,)
    )
    return [Sector(row["sector"]) for row in rows]


def _set_sectors(
    connection: sqlite3.Connection, partnership: int, sectors: Collection[Sector]
) -> None:
    connection.execute("DELETE FROM partnership_sectors WHERE partnership_id = ?", (partnership,))
    connection.executemany(
        "INSERT INTO partnership_sectors VALUES (?, ?)",
        [(partnership, sector.value) for sector in sorted(set(sectors))],
    )


def absorb(connection: sqlite3.Connection, partnership: int, other: int) -> None:
    """Inside the caller's transaction: all that belongs to the other one is of this one, and the
    other one is gone. Who belonged to one of them belongs to it; it may only be named to others if
    both agreed."""
    gone = connection.execute(
        "SELECT code, named, region_id FROM partnerships WHERE id = ?", (other,)
    ).fetchone()
    for table in ("participants", "steps"):
        connection.execute(
            f"UPDATE {table} SET partnership_id = ? WHERE partnership_id = ?", (partnership, other)
        )
    connection.execute(
        "INSERT OR IGNORE INTO organisations (partnership_id, name, side)"
        " SELECT ?, name, side FROM organisations WHERE partnership_id = ?",
        (partnership, other),
    )
    _absorb_sketches(connection, partnership, other)
    for table in ("organisations", "partnership_sectors", "pens", "settlements"):
        connection.execute(f"DELETE FROM {table} WHERE partnership_id = ?", (other,))
    connection.execute("DELETE FROM partnerships WHERE id = ?", (other,))
    connection.execute(
        "UPDATE partnerships SET code = ifnull(code, ?), named = min(named, ?),"
        " region_id = ifnull(region_id, ?) WHERE id = ?",
        (*gone, partnership),
    )


def _absorb_sketches(connection: sqlite3.Connection, partnership: int, other: int) -> None:
    """What this one settled stays the newest; what the other one settled comes before it."""
    theirs = connection.execute(
        "SELECT activity_id, question, max(revision) AS n FROM sketches WHERE partnership_id = ?"
        " GROUP BY activity_id, question",
        (other,),
    ).fetchall()
    for row in theirs:
        # By way of numbers that are free, as each row has to have one of its own at any moment.
        for shift in (_FREE, row["n"] - _FREE):
            connection.execute(
                "UPDATE sketches SET revision = revision + ?"
                " WHERE partnership_id = ? AND activity_id = ? AND question = ?",
                (shift, partnership, row["activity_id"], row["question"]),
            )
    connection.execute(
        "UPDATE sketches SET partnership_id = ? WHERE partnership_id = ?", (partnership, other)
    )


_FREE = 1_000_000_000


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
        used = (
            f"SELECT 1 FROM {table} WHERE partnership_id = ?1"
            for table in ("participants", "sketches", "steps")
        )
        if connection.execute(" UNION ".join(used), (partnership,)).fetchone():
            raise Refused(
                "Voor dit partnerschap hebben al mensen meegedaan; het kan niet meer weg."
            )
        for table in ("organisations", "partnership_sectors"):
            connection.execute(f"DELETE FROM {table} WHERE partnership_id = ?", (partnership,))
        connection.execute("DELETE FROM partnerships WHERE id = ?", (partnership,))
        record(connection, EventKind.PREPARED, programme=programme)
