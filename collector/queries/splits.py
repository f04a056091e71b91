"""The parts into which a theme could be split, as the worker proposes them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from collector.queries.statements import Statement, to_group


@dataclass(frozen=True)
class Part:
    number: int  # from 1, the largest first
    label: str
    statements: tuple[Statement, ...]


def proposed_parts(connection: sqlite3.Connection, programme: int, theme: int) -> list[Part]:
    """Empty when nothing is proposed. What left the theme meanwhile is left out."""
    members = members_of(connection, programme, theme)
    here = {one.id: one for one in members}
    parts: dict[tuple[int, str], list[Statement]] = {}
    for row in connection.execute(
        "SELECT part, label, statement_id FROM split_parts WHERE theme_id = ?"
        " ORDER BY part, statement_id",
        (theme,),
    ):
        held = parts.setdefault((row["part"], row["label"]), [])
        if row["statement_id"] in here:
            held.append(here[row["statement_id"]])
    return [Part(number, label, tuple(held)) for (number, label), held in parts.items() if held]


def members_of(connection: sqlite3.Connection, programme: int, theme: int) -> list[Statement]:
    """The statements on the board that stand in a theme, decided or proposed."""
    inside = {
        row["statement_id"]
        for row in connection.execute(
            "SELECT statement_id FROM placements WHERE theme_id = ?", (theme,)
        )
    }
    here = to_group(connection, programme, ("waiting", "approved"))
    return [one for one in here if one.id in inside]


def themes_with_parts(connection: sqlite3.Connection, programme: int) -> set[int]:
    """The themes for which parts are proposed."""
    rows = connection.execute(
        "SELECT DISTINCT p.theme_id FROM split_parts AS p JOIN themes AS t ON t.id = p.theme_id"
        " WHERE t.programme_id = ? AND t.state IN ('proposed', 'accepted')",
        (programme,),
    )
    return {row["theme_id"] for row in rows}
