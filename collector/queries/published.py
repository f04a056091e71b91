"""Which statements stand in which release, and whether the newest release still says what holds."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from collector.queries.outcomes import releases
from collector.queries.statements import statements
from collector.records import StatementState
from collector.redaction import text_hash


@dataclass(frozen=True)
class InRelease:
    """A release, as far as it may be told: the quarter in which it was made, and no more."""

    number: int
    year: int
    quarter: int  # 1 to 4


def published_of(connection: sqlite3.Connection, participant: int) -> dict[int, list[InRelease]]:
    """Statement → the releases in which it stood, of one participant; the newest first."""
    rows = connection.execute(
        "SELECT b.statement_id, l.number, l.at FROM published AS b"
        " JOIN releases AS l ON l.number = b.release_number"
        " JOIN statements AS s ON s.id = b.statement_id"
        " JOIN responses AS r ON r.id = s.response_id"
        " WHERE r.participant_id = ? ORDER BY l.number DESC",
        (participant,),
    )
    found: dict[int, list[InRelease]] = {}
    for row in rows:
        found.setdefault(row["statement_id"], []).append(_in_release(row))
    return found


def newest(connection: sqlite3.Connection, programme: int) -> InRelease | None:
    """The newest release of a programme, if there is one."""
    return next((_in_release(row) for row in releases(connection, programme)[:1]), None)


def _in_release(row: sqlite3.Row) -> InRelease:
    at = datetime.fromisoformat(row["at"])
    return InRelease(row["number"], at.year, (at.month + 2) // 3)


def taken_back_since(connection: sqlite3.Connection, programme: int) -> int | None:
    """The newest release, if something stands in it that may not be published as it stands there:
    withdrawn, erased, changed, hidden, or without consent since. Else None.

    How much it is, or whose, is not told.
    """
    number = next((row["number"] for row in releases(connection, programme)[:1]), None)
    told = connection.execute(
        "SELECT statement_id, text_hash FROM published WHERE release_number = ?", (number,)
    ).fetchall()
    now = {
        each.id: text_hash(each.public_text)
        for each in statements(connection, programme, states=(StatementState.APPROVED,))
        if each.publishable
    }
    behind = any(now.get(row["statement_id"]) != row["text_hash"] for row in told)
    return number if behind else None
