"""What is asked of the worker: themes, parts of one, a wrap-up, a release; and how far it is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from collector.database import transaction
from collector.events import EventKind, now, record
from collector.records import JobState
from collector.wording import Wording

MOST_ATTEMPTS = 3


def request_job(
    connection: sqlite3.Connection,
    programme: int,
    kind: str,
    facilitator: int | None,
    *,
    subject: int | None = None,
    parameters: Mapping[str, Any] | None = None,
) -> None:
    """Ask the worker for themes, parts of a theme, a report or a release.

    Asking twice is asking once; with other `parameters`, the last asked counts.

    :param subject: the theme, when one is to be split
    """
    with transaction(connection):
        add_job(connection, programme, kind, facilitator, subject=subject, parameters=parameters)


def add_job(
    connection: sqlite3.Connection,
    programme: int,
    kind: str,
    facilitator: int | None = None,
    *,
    subject: int | None = None,
    parameters: Mapping[str, Any] | None = None,
) -> None:
    """As `request_job`, inside the caller's transaction."""
    connection.execute(
        "INSERT INTO jobs (programme_id, kind, subject, parameters, requested_by, requested_at)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET parameters = excluded.parameters",
        (programme, kind, subject, json.dumps(dict(parameters or {})), facilitator, now()),
    )
    record(connection, EventKind.JOB, programme=programme, job=kind, state=JobState.WAITING.value)


def set_job_state(
    connection: sqlite3.Connection, job: sqlite3.Row, state: JobState, said: Wording | str = ""
) -> None:
    """`said` is for the facilitator: what is being done or why it could not."""
    text, values = (said if isinstance(said, Wording) else Wording(said)).stored()
    ended = now() if state in (JobState.DONE, JobState.FAILED) else None
    with transaction(connection):
        connection.execute(
            "UPDATE jobs SET state = ?, message = ?, message_values = ?, finished_at = ?"
            " WHERE id = ?",
            (state, text, values, ended, job["id"]),
        )
        record(
            connection,
            EventKind.JOB,
            programme=job["programme_id"],
            job=job["kind"],
            state=state.value,
        )


def resume_jobs(connection: sqlite3.Connection, *, died: bool = False) -> None:
    """What a worker was doing when it ended waits again; asked for anew since: that one does it.

    :param died: the worker itself ended on it, which is tried three times in all
    """
    if not connection.execute("SELECT 1 FROM jobs WHERE state = 'running'").fetchone():
        return
    with transaction(connection):
        if died:
            connection.execute("UPDATE jobs SET attempts = attempts + 1 WHERE state = 'running'")
        _give_up(connection, _ENDED_EACH_TIME, "attempts >= ?", MOST_ATTEMPTS)
        connection.execute(
            "UPDATE OR IGNORE jobs SET state = 'waiting', message = '', message_values = '{}'"
            " WHERE state = 'running'"
        )
        _give_up(connection, _BROKEN_OFF, "?", 1)


def _give_up(connection: sqlite3.Connection, why: Wording, condition: str, value: int) -> None:
    """Say of the running jobs to which `condition` applies that they failed."""
    rows = connection.execute(
        f"UPDATE jobs SET state = 'failed', message = ?, message_values = '{{}}', finished_at = ?"
        f" WHERE state = 'running' AND {condition} RETURNING programme_id, kind",
        (why.text, now(), value),
    ).fetchall()
    for row in rows:
        record(
            connection,
            EventKind.JOB,
            programme=row["programme_id"],
            job=row["kind"],
            state=JobState.FAILED.value,
        )


_BROKEN_OFF = Wording("Afgebroken. Het wordt opnieuw gedaan.")
_ENDED_EACH_TIME = Wording(
    "Dit is drie keer geprobeerd en drie keer viel de dienst uit. Uw gegevens zijn niet veranderd."
    " Vraag de beheerder om hulp."
)
