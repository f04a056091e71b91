"""Themes, which statements are in them, and the runs that proposed them."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from collector.database import Rows

BOARD_ORDER = "t.position = 0, t.position, t.state = 'proposed', t.id"
"""As a person put them; then those that nobody placed, with what is accepted first."""


@dataclass(frozen=True)
class Theme:
    id: int
    state: str
    name: str  # what a person called it, or the proposed label
    named: bool  # by a person
    label: str
    key_phrases: tuple[str, ...]
    central_statement: str
    central_statement_id: int | None
    found: bool = False  # a run proposed it first, and not a person


def themes(connection: sqlite3.Connection, programme: int) -> list[Theme]:
    """The themes that are there, proposed and accepted, in the order of the board."""
    rows = connection.execute(
        "SELECT t.*, s.text AS collected FROM themes AS t"
        " LEFT JOIN statements AS s ON s.id = t.central_statement_id"
        "   AND s.state NOT IN ('hidden', 'withdrawn') AND NOT s.rehearsal"
        " WHERE t.programme_id = ? AND t.state IN ('proposed', 'accepted')"
        f" ORDER BY {BOARD_ORDER}",
        (programme,),
    )
    return [
        Theme(
            id=row["id"],
            state=row["state"],
            name=row["name"] or row["label"],
            named=row["name"] is not None,
            label=row["label"],
            key_phrases=tuple(json.loads(row["key_phrases"])),
            central_statement=row["collected"] or row["central_statement"],
            central_statement_id=row["central_statement_id"] if row["collected"] else None,
            found=row["run_id"] is not None,
        )
        for row in rows
    ]


def placements(connection: sqlite3.Connection, programme: int) -> Rows:
    """`statement_id`, `theme_id` (None: none fits), `decided`, `confidence`."""
    return connection.execute(
        "SELECT p.* FROM placements AS p JOIN statements AS s ON s.id = p.statement_id"
        " WHERE s.programme_id = ? ORDER BY p.statement_id, p.decided DESC, p.confidence DESC",
        (programme,),
    ).fetchall()


def latest_run(connection: sqlite3.Connection, programme: int) -> sqlite3.Row | None:
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM runs WHERE programme_id = ? ORDER BY number DESC LIMIT 1", (programme,)
    ).fetchone()
    return row
