"""The organisations of a partnership, and the side that each stands on."""

from __future__ import annotations

import sqlite3

from collector.database import transaction
from collector.errors import NotFound, Refused
from collector.events import EventKind, record
from collector.records import Side

MOST = 40
"""Of one partnership."""


def add_organisation(
    connection: sqlite3.Connection, partnership: int, name: str, side: Side
) -> None:
    """One that is there already, in other capitals as well, is left as it is.

    :raise NotFound: no such partnership.
    :raise Refused: there are too many.
    """
    name = " ".join(name.split())
    with transaction(connection):
        programme = _programme_of(connection, partnership)
        names = connection.execute(
            "SELECT name FROM organisations WHERE partnership_id = ?", (partnership,)
        ).fetchall()
        if name.casefold() in {row["name"].casefold() for row in names}:
            return
        if len(names) >= MOST:
            raise Refused(
                "Bij dit partnerschap staan al heel veel organisaties. Haal er eerst een weg."
            )
        connection.execute(
            "INSERT INTO organisations (partnership_id, name, side) VALUES (?, ?, ?)",
            (partnership, name, side),
        )
        record(connection, EventKind.PREPARED, programme=programme)


def change_organisation(
    connection: sqlite3.Connection, partnership: int, organisation: int, name: str, side: Side
) -> None:
    """:raise NotFound: it is not (any more) one of this partnership.
    :raise Refused: another one has this name.
    """
    name = " ".join(name.split())
    with transaction(connection):
        programme = _programme_of(connection, partnership)
        try:
            changed = connection.execute(
                "UPDATE organisations SET name = ?, side = ? WHERE id = ? AND partnership_id = ?",
                (name, side, organisation, partnership),
            ).rowcount
        except sqlite3.IntegrityError as error:
            raise Refused("%(name)s staat er al bij.", name=name) from error
        _found(changed)
        record(connection, EventKind.PREPARED, programme=programme)


def remove_organisation(
    connection: sqlite3.Connection, partnership: int, organisation: int
) -> None:
    """:raise NotFound: it is not (any more) one of this partnership."""
    with transaction(connection):
        programme = _programme_of(connection, partnership)
        gone = connection.execute(
            "DELETE FROM organisations WHERE id = ? AND partnership_id = ?",
            (organisation, partnership),
        )
        _found(gone.rowcount)
        record(connection, EventKind.PREPARED, programme=programme)


def _found(rows: int) -> None:
    if not rows:
        raise NotFound("Deze organisatie staat er niet (meer) bij.")


def _programme_of(connection: sqlite3.Connection, partnership: int) -> int:
    row = connection.execute(
        "SELECT programme_id FROM partnerships WHERE id = ?", (partnership,)
    ).fetchone()
    if not row:
        raise NotFound("Dit partnerschap hoort niet (meer) bij dit traject.")
    return int(row["programme_id"])
