"""What the analysis proposes beside themes: parts of one, near duplicates, aspects."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from collector.database import transaction
from collector.events import EventKind, record


@dataclass(frozen=True)
class PartFound:
    """A part of a theme that could stand on its own."""

    label: str
    statements: tuple[int, ...]


def store_parts(
    connection: sqlite3.Connection, theme: int, job: int, parts: Sequence[PartFound]
) -> None:
    """Replace what was proposed for splitting this theme; words taken back meanwhile have no part.

    :param parts: none at all when the theme does not fall apart
    """
    with transaction(connection):
        connection.execute("DELETE FROM split_parts WHERE theme_id = ?", (theme,))
        for number, part in enumerate(parts, start=1):
            connection.executemany(
                "INSERT INTO split_parts (theme_id, part, label, statement_id, job)"
                " SELECT ?, ?, ?, id, ? FROM statements"
                " WHERE id = ? AND state IN ('waiting', 'approved')",
                [(theme, number, part.label, job, one) for one in part.statements],
            )
        row = connection.execute(
            "SELECT programme_id FROM themes WHERE id = ?", (theme,)
        ).fetchone()
        if row:
            record(connection, EventKind.THEMES, programme=row["programme_id"], theme=theme)


def store_near_duplicates(
    connection: sqlite3.Connection,
    programme: int,
    pairs: Mapping[tuple[int, int], float],
    *,
    of: Collection[int],
) -> None:
    """Replace the pairs proposed for merging with these statements in them.

    What a person kept apart is never proposed again.

    :param pairs: two statements → how likely they say the same, 0 to 1
    :param of: the statements that were looked at
    """
    with transaction(connection):
        connection.executemany(
            "DELETE FROM near_duplicates WHERE state = 'proposed'"
            " AND ? IN (statement_id, other_id)",
            [(one,) for one in of],
        )
        added = connection.executemany(
            "INSERT INTO near_duplicates (statement_id, other_id, likelihood)"
            " SELECT ?1, ?2, ?3 WHERE (SELECT count(*) FROM statements"
            "   WHERE id IN (?1, ?2) AND state IN ('waiting', 'approved')) = 2"
            " ON CONFLICT DO NOTHING",
            [(min(pair), max(pair), likelihood) for pair, likelihood in pairs.items()],
        ).rowcount
        if added > 0:
            record(connection, EventKind.ANALYSED, programme=programme)


def store_aspects(
    connection: sqlite3.Connection, programme: int, aspects: Mapping[int, tuple[str, float]]
) -> None:
    """Replace what is proposed for statements of which nobody chose the aspect.

    :param aspects: statement -> `content` or `process`, and how likely (0 to 1)
    """
    with transaction(connection):
        connection.execute(
            "DELETE FROM proposed_aspects WHERE statement_id IN"
            " (SELECT id FROM statements WHERE programme_id = ?)",
            (programme,),
        )
        connection.executemany(
            "INSERT INTO proposed_aspects (statement_id, aspect, confidence)"
            " SELECT ?1, ?2, ?3 FROM statements WHERE id = ?1 AND aspect IS NULL"
            " AND state IN ('waiting', 'approved')",
            [(one, aspect, sure) for one, (aspect, sure) in aspects.items()],
        )
