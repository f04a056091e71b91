"""How much waits, for the worker and for people: numbers, never whose."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from collector.queries.news import FOR_THE_WORKER


@dataclass(frozen=True)
class Waiting:
    """`waits_since`: when the job that waits longest was asked for (UTC, ISO); None: none waits."""

    jobs: int
    waits_since: str | None


def waiting_jobs(connection: sqlite3.Connection) -> Waiting:
    row = connection.execute(
        "SELECT count(*) AS jobs, min(requested_at) AS since FROM jobs WHERE state = 'waiting'"
    ).fetchone()
    return Waiting(row["jobs"], row["since"])


def jobs_by_kind(connection: sqlite3.Connection) -> dict[tuple[str, str], int]:
    """(kind, state) → how many wait or run now, and how many failed in the last day."""
    rows = connection.execute(
        "SELECT kind, state, count(*) AS n FROM jobs WHERE state IN ('waiting', 'running')"
        " OR (state = 'failed' AND finished_at > strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-1 day'))"
        " GROUP BY kind, state"
    )
    return {(row["kind"], row["state"]): row["n"] for row in rows}


def behind(connection: sqlite3.Connection, seen: int) -> int:
    """How many events the worker has still to deal with."""
    marks = ", ".join("?" * len(FOR_THE_WORKER))
    row = connection.execute(
        f"SELECT count(*) FROM events WHERE id > ? AND kind IN ({marks})",
        (seen, *sorted(FOR_THE_WORKER)),
    ).fetchone()
    return int(row[0])


def to_moderate(connection: sqlite3.Connection) -> int:
    """Statements that wait for a facilitator, of all programmes."""
    row = connection.execute("SELECT count(*) FROM statements WHERE state = 'waiting'").fetchone()
    return int(row[0])


def newest_moment(connection: sqlite3.Connection) -> str | None:
    """The latest moment that stands in the log of events (UTC, ISO)."""
    row = connection.execute(
        "SELECT max(at) FROM (SELECT at FROM events ORDER BY id DESC LIMIT 50)"
    ).fetchone()
    return None if row[0] is None else str(row[0])


def something_is_published(connection: sqlite3.Connection) -> bool:
    """Whether researchers can see a release."""
    return bool(
        connection.execute(
            "SELECT EXISTS (SELECT 1 FROM releases WHERE off_at IS NULL)"
        ).fetchone()[0]
    )
