"""The theme board as it is drawn: columns and trays of cards, each with a mark of what it shows.

A board that is open somewhere asks with its marks what changed, and gets no more than that.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zlib import crc32

from collector.queries import board as boards
from collector.queries.aspects import ProposedAspect
from collector.queries.board import Placed
from collector.queries.themes import Theme

UNDECIDED, NOWHERE = "u", "n"


@dataclass(frozen=True)
class Card:
    """A statement in a column; its `key` is part of its address on the page."""

    key: str
    placed: Placed
    central: bool
    aspect: ProposedAspect | None
    mark: str

    @property
    def proposal(self) -> bool:
        return not self.placed.decided and self.placed.columns > 0


@dataclass(frozen=True)
class Column:
    """A theme, or one of the two trays (`theme` None): `key` is its id, or "u" or "n"."""

    key: str
    theme: Theme | None
    cards: tuple[Card, ...]

    @property
    def proposals(self) -> int:
        return sum(card.proposal for card in self.cards)

    @property
    def head_mark(self) -> str:
        return _mark((self.theme, len(self.cards), self.proposals))

    @property
    def mark(self) -> str:
        return _mark(
            (self.head_mark, [(card.placed.statement.id, card.mark) for card in self.cards])
        )


@dataclass(frozen=True)
class Drawn:
    """Both trays first, then the themes in their order; `total`: statements, each counted once."""

    trays: tuple[Column, ...]
    themes: tuple[Column, ...]
    total: int

    @property
    def columns(self) -> tuple[Column, ...]:
        return (*self.trays, *self.themes)

    def changed(self, marks: Mapping[str, str]) -> list[Column]:
        """Those that look different from what has these marks."""
        return [one for one in self.columns if marks.get(one.key) != one.mark]


def drawn(connection: sqlite3.Connection, programme: int) -> Drawn:
    board = boards.board(connection, programme)
    undecided = (Placed(one, decided=False, confidence=None, columns=0) for one in board.undecided)
    nowhere = (*board.nowhere, *board.probably_nowhere)
    return Drawn(
        trays=(
            _column(UNDECIDED, None, undecided, board.aspects),
            _column(NOWHERE, None, nowhere, board.aspects),
        ),
        themes=tuple(
            _column(str(one.theme.id), one.theme, one.cards, board.aspects) for one in board.columns
        ),
        total=board.total,
    )


def _column(
    key: str,
    theme: Theme | None,
    cards: Iterable[Placed],
    aspects: Mapping[int, ProposedAspect],
) -> Column:
    central = theme.central_statement_id if theme else None
    return Column(
        key, theme, tuple(_card(key, one, central, aspects.get(one.statement.id)) for one in cards)
    )


def _card(key: str, placed: Placed, central: int | None, aspect: ProposedAspect | None) -> Card:
    one = placed.statement
    shown = (one.text, one.aspect, one.topic, one.region, one.rehearsal, placed.seen)
    reason = [other.text for other in placed.nearest]
    where = (placed.decided, placed.confidence, placed.columns, reason, one.id == central, aspect)
    return Card(key, placed, one.id == central, aspect, _mark((shown, where)))


def _mark(shown: object) -> str:
    return f"{crc32(repr(shown).encode()):x}"
