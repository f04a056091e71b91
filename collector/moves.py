"""Moving on the theme board: a card from one column to another, a column to another place."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from enum import StrEnum

from collector.acts import Act, perform
from collector.codebook import put, refuse_changed, take_out
from collector.errors import Refused
from collector.queries.themes import BOARD_ORDER


class To(StrEnum):
    """Where a card can go, other than to a theme."""

    NOWHERE = "nowhere"  # no theme fits
    OPEN = "open"  # not decided
    OUT = "out"  # out of this one theme; it stays in the others


@dataclass(frozen=True)
class Move:
    """A card from a column (`origin`: a theme, or None for a tray) to a theme or elsewhere.

    `also`: it stays where it stands, too. `seen`: see `codebook.place`.
    """

    statement: int
    origin: int | None
    to: int | To
    also: bool = False
    seen: str | None = None


def move(connection: sqlite3.Connection, programme: int, facilitator: int, wish: Move) -> int:
    """The id of the act.

    :raise Conflict: somebody decided otherwise since the card was looked at.
    :raise Refused: the theme is not there any more, or the card stands only in the theme that it
        would have to leave.
    """

    def change(act: Act) -> None:
        act.row("statements", wish.statement)
        refuse_changed(act, wish.statement, wish.seen)
        if wish.to is To.OPEN:
            take_out(act, wish.statement)
        elif wish.to is To.NOWHERE:
            put(act, wish.statement, ())
        else:
            put(act, wish.statement, _themes(act, wish))

    if wish.to is To.OPEN:
        return perform(connection, programme, facilitator, "unplace", change)
    return perform(connection, programme, facilitator, "place", change)


def _themes(act: Act, wish: Move) -> set[int]:
    """In which themes the card stands after the move."""
    decided = {
        row["theme_id"]
        for row in act.connection.execute(
            "SELECT theme_id FROM placements WHERE statement_id = ? AND decided"
            " AND theme_id IS NOT NULL",
            (wish.statement,),
        )
    }
    origin = set() if wish.origin is None else {wish.origin}
    if wish.to is To.OUT:
        left = decided - origin
        if not left:
            raise Refused("De kaart staat alleen in dit thema. Kies waar hij anders hoort.")
        return left
    stays = decided | origin if wish.also else decided - origin
    return stays | {int(wish.to)}


def order_theme(
    connection: sqlite3.Connection,
    programme: int,
    facilitator: int,
    theme: int,
    before: int | None,
) -> int:
    """Put a theme in front of another one on the board; `before` None: at the end.

    :raise Refused: one of the two is not on the board any more.
    """

    def change(act: Act) -> None:
        act.row("themes", theme)
        there = [
            (row["id"], row["position"])
            for row in act.connection.execute(
                "SELECT id, position FROM themes AS t WHERE programme_id = ?"
                f" AND state IN ('proposed', 'accepted') ORDER BY {BOARD_ORDER}",
                (programme,),
            )
        ]
        was = dict(there)
        order = [one for one in was if one != theme]
        if theme not in was or (before is not None and before not in order):
            raise Refused("Dit thema is er niet meer. Laad de pagina opnieuw.")
        order.insert(len(order) if before is None else order.index(before), theme)
        for position, one in enumerate(order, start=1):
            if was[one] != position:
                act.update("themes", one, position=position)

    return perform(connection, programme, facilitator, "order_themes", change)
