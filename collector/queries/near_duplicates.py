"""Statements that seem to say the same in other words, for a person to judge."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from collector.queries.statements import Statement, to_group


@dataclass(frozen=True)
class Pair:
    """`statement` came before `other`. `id` is what `moderation.keep_apart` asks for."""

    id: int
    statement: Statement
    other: Statement
    likelihood: float  # 0 to 1, that they say the same


def near_duplicates(connection: sqlite3.Connection, programme: int) -> list[Pair]:
    """What is proposed for merging, the likeliest first; what a person kept apart is not in it."""
    here = {one.id: one for one in to_group(connection, programme, ("waiting", "approved"))}
    rows = connection.execute(
        "SELECT d.* FROM near_duplicates AS d JOIN statements AS s ON s.id = d.statement_id"
        " WHERE s.programme_id = ? AND d.state = 'proposed' ORDER BY d.likelihood DESC, d.id",
        (programme,),
    )
    return [
        Pair(row["id"], here[row["statement_id"]], here[row["other_id"]], row["likelihood"])
        for row in rows
        if row["statement_id"] in here and row["other_id"] in here
    ]


def kept_apart(connection: sqlite3.Connection, programme: int) -> set[tuple[int, int]]:
    """The pairs that a person said are not the same, the one that came first in front."""
    rows = connection.execute(
        "SELECT d.statement_id, d.other_id FROM near_duplicates AS d"
        " JOIN statements AS s ON s.id = d.statement_id"
        " WHERE s.programme_id = ? AND d.state = 'apart'",
        (programme,),
    )
    return {(row["statement_id"], row["other_id"]) for row in rows}
