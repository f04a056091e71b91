"""The theme board: every theme with its statements, and those that have none."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from collector.queries.statements import Statement, statements
from collector.queries.themes import Theme, placements, themes

ON_THE_BOARD = ("waiting", "approved")


@dataclass(frozen=True)
class Placed:
    """A statement in a column; `confidence` (0 to 1) of a proposal, None of a decision."""

    statement: Statement
    decided: bool
    confidence: float | None


@dataclass(frozen=True)
class Column:
    theme: Theme
    cards: tuple[Placed, ...]

    @property
    def proposals(self) -> int:
        return sum(not card.decided for card in self.cards)


@dataclass(frozen=True)
class Board:
    columns: tuple[Column, ...]
    undecided: tuple[Statement, ...]  # nobody and nothing placed them yet
    nowhere: tuple[Statement, ...]  # a person decided that no theme fits

    @property
    def total(self) -> int:
        """Statements on the board, each counted once."""
        placed = {card.statement.id for column in self.columns for card in column.cards}
        return len(placed) + len(self.undecided) + len(self.nowhere)


def board(connection: sqlite3.Connection, programme: int) -> Board:
    """Statements that wait or are approved; decisions first, then proposals by confidence."""
    here = {one.id: one for one in statements(connection, programme, states=ON_THE_BOARD)}
    cards: dict[int | None, list[Placed]] = {}
    placed: set[int] = set()
    for row in placements(connection, programme):
        if statement := here.get(row["statement_id"]):
            placed.add(statement.id)
            cards.setdefault(row["theme_id"], []).append(
                Placed(statement, bool(row["decided"]), row["confidence"])
            )
    columns = tuple(
        Column(theme, tuple(sorted(cards.get(theme.id, []), key=_order)))
        for theme in themes(connection, programme)
    )
    return Board(
        columns=columns,
        undecided=tuple(one for one in here.values() if one.id not in placed),
        nowhere=tuple(card.statement for card in cards.get(None, [])),
    )


def _order(card: Placed) -> tuple[bool, float, int]:
    return (not card.decided, -(card.confidence or 0), card.statement.id)


def themes_of(connection: sqlite3.Connection, programme: int, statement: int) -> set[int | None]:
    """The themes in which a statement stands, decided or proposed; None: it fits nowhere."""
    return {
        row["theme_id"]
        for row in placements(connection, programme)
        if row["statement_id"] == statement
    }
