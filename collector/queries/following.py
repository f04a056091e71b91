"""What a program asks that follows a programme: what is new, where statements stand, how many."""

from __future__ import annotations

import sqlite3

from collector.database import Rows


def newest_event(connection: sqlite3.Connection, programme: int) -> int:
    """The number of the last change in this programme; 0 if there is none."""
    row = connection.execute(
        "SELECT ifnull(max(id), 0) FROM events WHERE programme_id = ?", (programme,)
    ).fetchone()
    return int(row[0])


def events_after(connection: sqlite3.Connection, programme: int, number: int, limit: int) -> Rows:
    """The next changes, oldest first: `id`, `kind`, `meeting_id`; not who, what or when."""
    return connection.execute(
        "SELECT id, kind, meeting_id FROM events WHERE programme_id = ? AND id > ?"
        " ORDER BY id LIMIT ?",
        (programme, number, limit),
    ).fetchall()


def places_of(connection: sqlite3.Connection, statements: list[int]) -> dict[int, Rows]:
    """Statement → where it stands: `theme_id` (None: nowhere), `decided`, `confidence`."""
    if not statements:
        return {}
    rows = connection.execute(
        "SELECT p.statement_id, p.theme_id, p.decided, p.confidence FROM placements AS p"
        " LEFT JOIN themes AS t ON t.id = p.theme_id"
        " WHERE p.statement_id BETWEEN ? AND ?"
        "   AND (t.id IS NULL OR t.state IN ('proposed', 'accepted'))"
        " ORDER BY p.statement_id, p.decided DESC, p.theme_id",
        (min(statements), max(statements)),
    )
    wanted = set(statements)
    found: dict[int, Rows] = {}
    for row in rows:
        if row["statement_id"] in wanted:
            found.setdefault(row["statement_id"], []).append(row)
    return found


def members(connection: sqlite3.Connection, programme: int) -> dict[int | None, Rows]:
    """Theme → the statements that wait or are approved in it: `statement_id`, `decided`; under
    None those that fit in no theme. Nothing that was made up."""
    rows = connection.execute(
        "SELECT p.theme_id, p.statement_id, p.decided FROM statements AS s"
        " JOIN placements AS p ON p.statement_id = s.id"
        " WHERE s.programme_id = ? AND NOT s.rehearsal AND s.state IN ('waiting', 'approved')"
        " ORDER BY p.statement_id",
        (programme,),
    )
    found: dict[int | None, Rows] = {}
    for row in rows:
        found.setdefault(row["theme_id"], []).append(row)
    return found


def statements_by_state(
    connection: sqlite3.Connection, programme: int, meeting: int | None = None
) -> dict[str, int]:
    """How many real statements there are in each state, but for what was withdrawn."""
    return dict(
        connection.execute(
            "SELECT state, count(*) FROM statements WHERE programme_id = ?1 AND NOT rehearsal"
            " AND (?2 IS NULL OR meeting_id = ?2) AND state <> 'withdrawn' GROUP BY state",
            (programme, meeting),
        ).fetchall()
    )
