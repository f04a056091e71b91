"""What somebody with an account may do where, and who may do what at a place."""

from __future__ import annotations

import sqlite3

from collector.database import Rows
from collector.grants import AccountRole

_STRONGEST = "CASE g.role WHEN 'organiser' THEN 1 WHEN 'facilitator' THEN 2 ELSE 3 END"
_IN_PROGRAMME = (
    "g.role <> 'helper' AND (g.programme_id = p.id OR (g.tenant_id = p.tenant_id"
    " AND g.role IN ('organiser', 'reader')))"
)
"""A grant that opens the programme `p`. Making programmes does not open those of others."""


def role_in(connection: sqlite3.Connection, facilitator: int, programme: int) -> AccountRole | None:
    """The strongest role in this programme; None: no grant opens it as a whole."""
    row = connection.execute(
        "SELECT g.role FROM grants AS g, programmes AS p WHERE p.id = ? AND g.facilitator_id = ?"
        f" AND {_IN_PROGRAMME} ORDER BY {_STRONGEST} LIMIT 1",
        (programme, facilitator),
    ).fetchone()
    return AccountRole(row["role"]) if row else None


def helps_at(connection: sqlite3.Connection, facilitator: int, meeting: int) -> bool:
    return bool(
        connection.execute(
            "SELECT 1 FROM grants WHERE facilitator_id = ? AND role = 'helper' AND meeting_id = ?",
            (facilitator, meeting),
        ).fetchone()
    )


def takes_part_in(connection: sqlite3.Connection, facilitator: int, programme: int) -> bool:
    """Whether there is any role in this programme or at one of its meetings."""
    helps = connection.execute(
        "SELECT 1 FROM grants AS g JOIN meetings AS m ON m.id = g.meeting_id"
        " WHERE g.facilitator_id = ? AND m.programme_id = ?",
        (facilitator, programme),
    ).fetchone()
    return bool(helps) or role_in(connection, facilitator, programme) is not None


def open_programmes(
    connection: sqlite3.Connection, facilitator: int, *, to_lead: bool = False
) -> set[int]:
    """Programmes, by id, that this person may read.

    :param to_lead: only those that this person may change as well
    """
    rows = connection.execute(
        "SELECT DISTINCT p.id FROM grants AS g, programmes AS p WHERE g.facilitator_id = ?"
        f" AND {_IN_PROGRAMME} AND (NOT ? OR g.role <> 'reader')",
        (facilitator, to_lead),
    )
    return {int(row["id"]) for row in rows}


def meetings_to_help(connection: sqlite3.Connection, facilitator: int) -> Rows:
    """Meetings of which somebody is only the helper: `id`, `title`, `date`, `slug` and
    `programme`, the next one first."""
    return connection.execute(
        "SELECT m.id, m.title, m.date, p.slug, p.title AS programme FROM grants AS g"
        " JOIN meetings AS m ON m.id = g.meeting_id JOIN programmes AS p ON p.id = m.programme_id"
        " WHERE g.facilitator_id = ? AND g.role = 'helper' AND NOT EXISTS (SELECT 1 FROM grants"
        "   WHERE facilitator_id = g.facilitator_id AND role <> 'helper' AND (programme_id = p.id"
        "   OR (tenant_id = p.tenant_id AND role = 'organiser')))"
        " ORDER BY m.date IS NULL, m.date DESC, m.id",
        (facilitator,),
    ).fetchall()


def tenants_to_make_in(connection: sqlite3.Connection, facilitator: int) -> Rows:
    """Organisations, `id` and `name`, in which this person may make programmes."""
    return connection.execute(
        "SELECT DISTINCT t.id, t.name FROM grants AS g JOIN tenants AS t ON t.id = g.tenant_id"
        " WHERE g.facilitator_id = ? AND g.role IN ('organiser', 'facilitator') ORDER BY t.id",
        (facilitator,),
    ).fetchall()


def tenants_to_organise(connection: sqlite3.Connection, facilitator: int) -> Rows:
    """Organisations, `id` and `name`, of which this person is an organiser."""
    return connection.execute(
        "SELECT t.id, t.name FROM grants AS g JOIN tenants AS t ON t.id = g.tenant_id"
        " WHERE g.facilitator_id = ? AND g.role = 'organiser' ORDER BY t.id",
        (facilitator,),
    ).fetchall()


def tenant(connection: sqlite3.Connection, identifier: int) -> sqlite3.Row | None:
    """`id`, `name`, `created_on`."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM tenants WHERE id = ?", (identifier,)
    ).fetchone()
    return row
