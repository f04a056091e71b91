"""What is asked of the worker: themes, a wrap-up, a release; and how far it is."""

from __future__ import annotations

import sqlite3

from collector.database import transaction
from collector.events import EventKind, now, record
from collector.records import JobState


def request_job(
    connection: sqlite3.Connection, programme: int, kind: str, facilitator: int | None
) -> None:
    """Ask the worker for themes, a report or a release. Asking twice is asking once."""
    with transaction(connection):
        add_job(connection, programme, kind, facilitator)


def add_job(
    connection: sqlite3.Connection, programme: int, kind: str, facilitator: int | None = None
) -> None:
    """As `request_job`, inside the caller's transaction."""
    connection.execute(
        "INSERT INTO jobs (programme_id, kind, requested_by, requested_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (programme, kind, facilitator, now()),
    )
    record(connection, EventKind.JOB, programme=programme, job=kind, state=JobState.WAITING.value)


def set_job_state(
    connection: sqlite3.Connection, job: sqlite3.Row, state: JobState, message: str = ""
) -> None:
    """`message` is for the facilitator: in Dutch, what is being done or why it could not."""
    ended = now() if state in (JobState.DONE, JobState.FAILED) else None
    with transaction(connection):
        connection.execute(
            "UPDATE jobs SET state = ?, message = ?, finished_at = ? WHERE id = ?",
            (state, message, ended, job["id"]),
        )
        record(
            connection,
            EventKind.JOB,
            programme=job["programme_id"],
            job=job["kind"],
            state=state.value,
        )


def resume_jobs(connection: sqlite3.Connection) -> None:
    """What a worker was doing when it ended waits again; asked for anew since: that one does it."""
    if not connection.execute("SELECT 1 FROM jobs WHERE state = 'running'").fetchone():
        return
    with transaction(connection):
        connection.execute(
            "UPDATE OR IGNORE jobs SET state = 'waiting', message = '' WHERE state = 'running'"
        )
        connection.execute(
            "UPDATE jobs SET state = 'failed', message = ?, finished_at = ?"
            " WHERE state = 'running'",
            ("Afgebroken. Het wordt opnieuw gedaan.", now()),
        )
