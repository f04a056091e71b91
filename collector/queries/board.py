"""The theme board: every theme with its statements, and those that have none."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field

from collector.queries.aspects import ProposedAspect, proposed_aspects
from collector.queries.statements import Statement, statements
from collector.queries.themes import Theme, placements, themes

ON_THE_BOARD = ("waiting", "approved")


@dataclass(frozen=True)
class Placed:
    """A statement in a column; `confidence` (0 to 1) of a proposal, None of a decision."""

    statement: Statement
    decided: bool
    confidence: float | None
    nearest: tuple[Statement, ...] = ()  # why it is proposed: at most three that are like it


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
    probably_nowhere: tuple[Placed, ...] = ()  # proposed: no theme seems to fit, most likely first
    aspects: Mapping[int, ProposedAspect] = field(default_factory=dict)  # statement → proposal

    @property
    def total(self) -> int:
        """Statements on the board, each counted once."""
        placed = {card.statement.id for column in self.columns for card in column.cards}
        nowhere = len(self.nowhere) + len(self.probably_nowhere)
        return len(placed) + len(self.undecided) + nowhere


def board(connection: sqlite3.Connection, programme: int) -> Board:
    """Statements that wait or are approved; decisions first, then proposals by confidence."""
    found = statements(connection, programme, states=ON_THE_BOARD, rehearsal=None)
    here = {one.id: one for one in found}
    cards: dict[int | None, list[Placed]] = {}
    placed: set[int] = set()
    for row in placements(connection, programme):
        if statement := here.get(row["statement_id"]):
            placed.add(statement.id)
            cards.setdefault(row["theme_id"], []).append(
                Placed(
                    statement,
                    bool(row["decided"]),
                    row["confidence"],
                    tuple(here[one] for one in json.loads(row["nearest"]) if one in here),
                )
            )
    columns = tuple(
        Column(theme, tuple(sorted(cards.get(theme.id, []), key=_order)))
        for theme in themes(connection, programme)
    )
    return Board(
        columns=columns,
        undecided=tuple(one for one in here.values() if one.id not in placed),
        nowhere=tuple(card.statement for card in cards.get(None, []) if card.decided),
        probably_nowhere=tuple(
            sorted((card for card in cards.get(None, []) if not card.decided), key=_order)
        ),
        aspects=proposed_aspects(connection, programme),
    )


def _order(card: Placed) -> tuple[bool, float, int]:
    return (not card.decided, -(card.confidence or 0), card.statement.id)


def themes_of(connection: sqlite3.Connection, programme: int, statement: int) -> set[int | None]:
    """The themes in which a statement stands, decided or proposed; None: it fits nowhere."""
    rows = connection.execute(
        "SELECT p.theme_id FROM placements AS p JOIN statements AS s ON s.id = p.statement_id"
        " WHERE s.programme_id = ? AND s.id = ?",
        (programme, statement),
    )
    return {row["theme_id"] for row in rows}


def placed_after(connection: sqlite3.Connection, programme: int, event: int) -> list[int] | None:
    """The statements that the worker placed as they came in, after the event with this number.

    None: more than that changed (a run, or a decision), so the whole board has to be drawn.
    """
    rows = connection.execute(
        "SELECT json_extract(data, '$.placed') AS placed FROM events"
        " WHERE programme_id = ? AND id > ? AND kind = 'themes' ORDER BY id",
        (programme, event),
    ).fetchall()
    placed = [row["placed"] for row in rows]
    return None if None in placed else placed
