"""Content or process, as proposed where the participant did not choose."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from collector.records import Aspect


@dataclass(frozen=True)
class ProposedAspect:
    """Nobody chose it: it counts nowhere until a person accepts it (`moderation.set_aspect`)."""

    aspect: Aspect
    confidence: float  # 0 to 1


def proposed_aspects(connection: sqlite3.Connection, programme: int) -> dict[int, ProposedAspect]:
    """Statement → what is proposed, for statements that have no aspect."""
    rows = connection.execute(
        "SELECT a.* FROM proposed_aspects AS a JOIN statements AS s ON s.id = a.statement_id"
        " WHERE s.programme_id = ? AND s.aspect IS NULL AND s.state IN ('waiting', 'approved')",
        (programme,),
    )
    return {
        row["statement_id"]: ProposedAspect(Aspect(row["aspect"]), row["confidence"])
        for row in rows
    }


def chosen_aspects(connection: sqlite3.Connection, programme: int) -> dict[int, str]:
    """Statement → the aspect that a person chose for it."""
    rows = connection.execute(
        "SELECT id, aspect FROM statements WHERE programme_id = ? AND aspect IS NOT NULL"
        " AND state IN ('waiting', 'approved')",
        (programme,),
    )
    return {row["id"]: row["aspect"] for row in rows}
