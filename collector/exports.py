"""Data that a facilitator takes along: asked for, kept for a day, gone when a word has to go.

The file is in the database, so that it goes in the same transaction as what it was made of, and
is swept from the bytes of the file with it.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from collector.acts import Act, enter
from collector.database import insert, transaction
from collector.errors import Conflict
from collector.events import now
from collector.jobs import add_job
from collector.queries.corrections import taken_back_after
from collector.records import JobKind

KEPT = timedelta(days=1)
IDENTIFIED = "export_identified"
"""The act of taking personal data along."""


class ExportForm(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"
    SAV = "sav"
    QDPX = "qdpx"
    QDC = "qdc"
    DATAPACKAGE = "datapackage"


def subject_of(form: ExportForm, *, identified: bool) -> int:
    """Tells the jobs for different files of one programme apart."""
    return 2 * list(ExportForm).index(form) + identified


def request_export(
    connection: sqlite3.Connection,
    programme: int,
    facilitator: int,
    form: ExportForm,
    *,
    identified: bool,
) -> None:
    """Ask the worker for a file; the one that was there before is no longer handed out."""
    with transaction(connection):
        _drop(connection, programme, form, identified, facilitator)
        add_job(
            connection,
            programme,
            JobKind.EXPORT,
            facilitator,
            subject=subject_of(form, identified=identified),
            parameters={
                "form": form.value,
                "identified": identified,
                "facilitator": facilitator,
            },
        )


def store_export(
    connection: sqlite3.Connection,
    programme: int,
    facilitator: int,
    form: ExportForm,
    *,
    identified: bool,
    name: str,
    content: bytes,
    after: int,
) -> None:
    """Keep a file for whoever asked; one with personal data is entered in the log.

    :param after: the event after which it was gathered
    :raise Conflict: something was taken back or moderated since.
    """
    with transaction(connection):
        if taken_back_after(connection, programme, after):
            raise Conflict(
                "Terwijl het bestand werd gemaakt, veranderde er een uitspraak. Maak het opnieuw."
            )
        _drop(connection, programme, form, identified, facilitator)
        insert(
            connection,
            "exports",
            at=now(),
            programme_id=programme,
            facilitator_id=facilitator,
            form=form.value,
            identified=int(identified),
            name=name,
            content=content,
        )
        if identified:
            enter(Act(connection, programme), facilitator, IDENTIFIED)


def log_identified(connection: sqlite3.Connection, programme: int, facilitator: int) -> None:
    """Personal data was written to a file outside the service."""
    with transaction(connection):
        enter(Act(connection, programme), facilitator, IDENTIFIED)


def expire_exports(connection: sqlite3.Connection) -> int:
    """What has been there for a day goes; how many files went."""
    before = (datetime.now(UTC) - KEPT).strftime("%Y-%m-%dT%H:%M:%SZ")
    if not connection.execute("SELECT 1 FROM exports WHERE at <= ? LIMIT 1", (before,)).fetchone():
        return 0
    with transaction(connection):
        return connection.execute("DELETE FROM exports WHERE at <= ?", (before,)).rowcount


def _drop(
    connection: sqlite3.Connection,
    programme: int,
    form: ExportForm,
    identified: bool,
    facilitator: int,
) -> None:
    connection.execute(
        "DELETE FROM exports WHERE programme_id = ? AND form = ? AND identified = ?"
        " AND (NOT identified OR facilitator_id = ?)",
        (programme, form.value, int(identified), facilitator),
    )
