"""Reading the chain of who did what when."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from collector.database import Rows

_OF_TENANT = """
    (a.programme IN (SELECT slug FROM programmes WHERE tenant_id = :tenant)
    OR (a.programme = '' AND a.facilitator_id IN (SELECT g.facilitator_id FROM grants AS g
        LEFT JOIN meetings AS m ON m.id = g.meeting_id
        JOIN programmes AS p ON p.id = g.programme_id OR p.id = m.programme_id
            OR p.tenant_id = g.tenant_id
        WHERE p.tenant_id = :tenant
        UNION SELECT facilitator_id FROM grants WHERE tenant_id = :tenant)))
"""
"""Rows about programmes of an organisation, and what its people did outside any programme."""


def every_row(connection: sqlite3.Connection) -> Iterator[sqlite3.Row]:
    """The whole chain, the first row first."""
    yield from connection.execute("SELECT * FROM audit ORDER BY id")


def rows_of_tenant(
    connection: sqlite3.Connection,
    tenant: int,
    *,
    before: int | None = None,
    programme: str = "",
    facilitator: int | None = None,
    limit: int = 100,
) -> Rows:
    """The newest first.

    :param before: only rows with a lower number
    """
    return connection.execute(
        f"SELECT a.* FROM audit AS a WHERE {_OF_TENANT} AND (:before IS NULL OR a.id < :before)"
        " AND (:programme = '' OR a.programme = :programme)"
        " AND (:facilitator IS NULL OR a.facilitator_id = :facilitator)"
        " ORDER BY a.id DESC LIMIT :limit",
        {
            "tenant": tenant,
            "before": before,
            "programme": programme,
            "facilitator": facilitator,
            "limit": limit,
        },
    ).fetchall()


def numbers_of_tenant(connection: sqlite3.Connection, tenant: int) -> set[int]:
    rows = connection.execute(f"SELECT a.id FROM audit AS a WHERE {_OF_TENANT}", {"tenant": tenant})
    return {int(row["id"]) for row in rows}


def people_in_audit(connection: sqlite3.Connection, tenant: int) -> Rows:
    """`id` and `who`, as last written, of everybody with a row of this organisation."""
    return connection.execute(
        "SELECT a.facilitator_id AS id, max(a.id), a.who FROM audit AS a"
        f" WHERE a.facilitator_id IS NOT NULL AND {_OF_TENANT} GROUP BY a.facilitator_id"
        " ORDER BY a.who COLLATE NOCASE",
        {"tenant": tenant},
    ).fetchall()
