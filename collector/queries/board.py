"""The theme board: every theme with its statements, and those that have none."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
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
    seen: str = ""  # as `decided_places`
    columns: int = 1  # in how many it stands


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
    nowhere: tuple[Placed, ...]  # a person decided that no theme fits
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
    rows = placements(connection, programme)
    decided, standing = _decided(rows), Counter(row["statement_id"] for row in rows)
    for row in rows:
        if statement := here.get(row["statement_id"]):
            placed.add(statement.id)
            cards.setdefault(row["theme_id"], []).append(
                Placed(
                    statement,
                    bool(row["decided"]),
                    row["confidence"],
                    tuple(here[one] for one in json.loads(row["nearest"]) if one in here),
                    decided.get(statement.id, ""),
                    standing[statement.id],
                )
            )
    columns = tuple(
        Column(theme, tuple(sorted(cards.get(theme.id, []), key=_order)))
        for theme in themes(connection, programme)
    )
    return Board(
        columns=columns,
        undecided=tuple(one for one in here.values() if one.id not in placed),
        nowhere=tuple(card for card in cards.get(None, []) if card.decided),
        probably_nowhere=tuple(
            sorted((card for card in cards.get(None, []) if not card.decided), key=_order)
        ),
        aspects=proposed_aspects(connection, programme),
    )


def _decided(rows: Iterable[sqlite3.Row]) -> dict[int, str]:
    """Statement → its decided places, as `decided_places` gives them."""
    places: dict[int, list[int]] = {}
    for row in rows:
        if row["decided"]:
            places.setdefault(row["statement_id"], []).append(row["theme_id"] or 0)
    return {statement: _told(found) for statement, found in places.items()}


def _told(places: Iterable[int]) -> str:
    return "-".join(str(one) for one in sorted(places))


def decided_places(connection: sqlite3.Connection, statement: int) -> str:
    """What a person decided: the ids of themes, such as "3-5"; "0": fits nowhere; "": nothing.

    A page keeps it, so that an act says which decision it meant to change.
    """
    rows = connection.execute(
        "SELECT ifnull(theme_id, 0) FROM placements WHERE statement_id = ? AND decided",
        (statement,),
    )
    return _told(row[0] for row in rows)


def decided_names(connection: sqlite3.Connection, statement: int) -> list[str]:
    """The themes in which a person put a statement, and "past nergens"."""
    rows = connection.execute(
        "SELECT coalesce(t.name, t.label, 'past nergens') FROM placements AS p"
        " LEFT JOIN themes AS t ON t.id = p.theme_id WHERE p.statement_id = ? AND p.decided"
        " ORDER BY t.position, t.id",
        (statement,),
    )
    return [row[0] for row in rows]


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
