"""Reports of one partnership: asked for by itself or at the desk, kept until the next one."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from collector.database import transaction
from collector.errors import Conflict
from collector.events import now
from collector.jobs import request_job
from collector.queries.corrections import taken_back_after
from collector.records import JobKind
from collector.wrap_ups import Format


def request_partnership_report(
    connection: sqlite3.Connection, partnership: sqlite3.Row, facilitator: int | None = None
) -> None:
    """Ask the worker for it; asking twice is asking once.

    :param partnership: a row of `collector.queries.partnerships`
    """
    programme = partnership["programme_id"]
    request_job(connection, programme, JobKind.REPORT, facilitator, subject=int(partnership["id"]))


def store_partnership_report(
    connection: sqlite3.Connection,
    partnership: sqlite3.Row,
    files: Mapping[Format, bytes],
    *,
    after: int,
) -> None:
    """In the place of those that were there.

    :param after: the event after which it was gathered
    :raise Conflict: something was taken back or erased since.
    """
    with transaction(connection):
        there = connection.execute(
            "SELECT 1 FROM partnerships WHERE id = ?", (partnership["id"],)
        ).fetchone()
        if not there or taken_back_after(connection, partnership["programme_id"], after):
            raise Conflict("Er is intussen iets ingetrokken of gewist. Maak het verslag opnieuw.")
        connection.execute(
            "DELETE FROM partnership_reports WHERE partnership_id = ?", (partnership["id"],)
        )
        connection.executemany(
            "INSERT INTO partnership_reports (partnership_id, format, at, after, content)"
            " VALUES (?, ?, ?, ?, ?)",
            [(partnership["id"], each, now(), after, file) for each, file in files.items()],
        )
