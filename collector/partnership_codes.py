"""The code of a partnership: made for who comes in first, shown again and renewed by a facilitator.

A new code ends what the old one opened, for everybody of the partnership (the database sees to
that: `collector.migrations_codes`); undoing it gives back both.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

from collector.acts import Act, perform
from collector.errors import Refused
from collector.spoken_codes import new_spoken_code


def give_first_code(connection: sqlite3.Connection, partnership: int) -> bool:
    """Inside the caller's transaction; whether there was none yet and one was made."""
    made = connection.execute(
        "UPDATE partnerships SET code = ? WHERE id = ? AND code IS NULL",
        (_free_code(connection), partnership),
    )
    return made.rowcount == 1


def show_code(
    connection: sqlite3.Connection, programme: int, facilitator: int, partnership: int
) -> str:
    """The code, for a facilitator who gives it again to people that lost it; goes into the log.

    :raise NotFound: no such partnership here.
    :raise Refused: it has no code yet.
    """
    shown = []

    def look(act: Act) -> None:
        shown.append(act.row("partnerships", partnership)["code"])
        if shown[0] is None:
            raise Refused("Dit partnerschap heeft nog geen code. Wie er het eerst is, krijgt die.")
        act.look_at("partnerships", partnership)

    perform(connection, programme, facilitator, "show_code", look)
    return str(shown[0])


def new_code(
    connection: sqlite3.Connection, programme: int, facilitator: int, partnership: int
) -> int:
    """Another code: the old one opens nothing any more. The id of the act, which can be undone.

    :raise NotFound: no such partnership here.
    """
    return perform(
        connection,
        programme,
        facilitator,
        "new_code",
        lambda act: act.update("partnerships", partnership, code=_free_code(connection)),
    )


def show_all_codes(
    connection: sqlite3.Connection,
    programme: int,
    facilitator: int,
    partnerships: Collection[int],
) -> None:
    """For cards on the tables: who has no code yet is given one, and all of them are in the log.

    :raise NotFound: one of them is not of this programme.
    """

    def look(act: Act) -> None:
        for partnership in partnerships:
            act.look_at("partnerships", partnership)
            give_first_code(connection, partnership)

    perform(connection, programme, facilitator, "show_all_codes", look)


def _free_code(connection: sqlite3.Connection) -> str:
    while True:
        code = new_spoken_code()
        if not connection.execute("SELECT 1 FROM partnerships WHERE code = ?", (code,)).fetchone():
            return code
