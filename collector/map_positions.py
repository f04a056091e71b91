"""Where statements lie on the map that a run drew: written here alone, read by the projector."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from collector.database import transaction
from collector.events import EventKind, record

Positions = Mapping[int, tuple[float, float]]
"""Statement → x and y, 0 to 1 both ways."""

_INSERT = (
    "INSERT INTO map_positions (statement_id, x, y) SELECT ?1, ?2, ?3 FROM statements"
    " WHERE id = ?1 AND state IN ('waiting', 'approved') ON CONFLICT DO NOTHING"
)


def store_map(connection: sqlite3.Connection, programme: int, positions: Positions) -> None:
    """Replace the map of a programme; what was hidden or taken back meanwhile is not on it."""
    with transaction(connection):
        connection.execute(
            "DELETE FROM map_positions WHERE statement_id IN"
            " (SELECT id FROM statements WHERE programme_id = ?)",
            (programme,),
        )
        _store(connection, programme, positions)


def add_to_map(connection: sqlite3.Connection, programme: int, positions: Positions) -> None:
    """Where statements that just came in lie; the others stay where they are."""
    with transaction(connection):
        _store(connection, programme, positions)


def _store(connection: sqlite3.Connection, programme: int, positions: Positions) -> None:
    connection.executemany(_INSERT, [(one, *at) for one, at in positions.items()])
    record(connection, EventKind.MAP, programme=programme)
