"""What the analysis made on request: jobs, reports, releases."""

from __future__ import annotations

import sqlite3

Rows = list[sqlite3.Row]


def waiting_job(connection: sqlite3.Connection) -> sqlite3.Row | None:
    """The job that has waited longest."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM jobs WHERE state = 'waiting' ORDER BY id LIMIT 1"
    ).fetchone()
    return row


def latest_job(connection: sqlite3.Connection, programme: int, kind: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM jobs WHERE programme_id = ? AND kind = ? ORDER BY id DESC LIMIT 1",
        (programme, kind),
    ).fetchone()
    return row


def latest_report(connection: sqlite3.Connection, programme: int) -> sqlite3.Row | None:
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM reports WHERE programme_id = ? ORDER BY id DESC LIMIT 1", (programme,)
    ).fetchone()
    return row


def releases(connection: sqlite3.Connection, programme: int) -> Rows:
    """Newest first."""
    return connection.execute(
        "SELECT * FROM releases WHERE programme_id = ? ORDER BY number DESC", (programme,)
    ).fetchall()
