"""Wrap-ups and exports that were made hold words: when a word has to go, so do they.

A wrap-up is then made anew; an export is asked for again by who needs it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from enum import StrEnum

from collector.database import insert, transaction
from collector.errors import Conflict
from collector.events import EventKind, now, record
from collector.findings import refuse_if_erased
from collector.jobs import add_job
from collector.queries.years import series
from collector.records import JobKind, JobState
from collector.wording import Wording


class Format(StrEnum):
    """What a wrap-up can be, in the order in which they are made; the ending of the file."""

    DOCX = "docx"
    HTML = "html"
    MD = "md"
    PPTX = "pptx"
    PDF = "pdf"

    @property
    def mime(self) -> str:
        return _MIMES[self]


_MIMES = {
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.HTML: "text/html; charset=utf-8",
    Format.MD: "text/markdown; charset=utf-8",
    Format.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    Format.PDF: "application/pdf",
}
PAPERS = tuple(each for each in Format if each is not Format.PPTX)
"""What somebody reads alone; slides are for a room."""


_ASKED_ANEW = (
    "SELECT 1 FROM jobs AS this JOIN jobs AS another USING (programme_id, kind)"
    " WHERE programme_id = ? AND kind = 'report'"
    " AND this.state = 'running' AND another.state = 'waiting'"
)


def recall(connection: sqlite3.Connection, programme: int) -> None:
    """Inside the caller's transaction: no stored wrap-up or export of this programme goes out any
    more.

    The worker is asked for a new one, also when it is just making one, of what was there before.
    So are the wrap-ups of programmes of the same series, which may tell numbers of this one.
    """
    connection.execute("DELETE FROM exports WHERE programme_id = ?", (programme,))
    connection.execute(
        "DELETE FROM partnership_reports WHERE partnership_id IN"
        " (SELECT id FROM partnerships WHERE programme_id = ?)",
        (programme,),
    )
    for year in series(connection, programme):
        _make_anew(connection, year["id"])


def _make_anew(connection: sqlite3.Connection, programme: int) -> None:
    gone = connection.execute("DELETE FROM reports WHERE programme_id = ?", (programme,)).rowcount
    making = connection.execute(
        "SELECT 1 FROM jobs WHERE programme_id = ? AND kind = ? AND state = ?",
        (programme, JobKind.REPORT, JobState.RUNNING),
    ).fetchone()
    if not (gone or making):
        return
    add_job(connection, programme, JobKind.REPORT)


def store_report(connection: sqlite3.Connection, programme: int, html: str) -> int:
    """A wrap-up as it is read on a page; files of it follow. Its id.

    The newest one only: in an older one may stand what was withdrawn since.

    :raise Conflict: everything of this programme was erased meanwhile, or a word had to go.
    """
    with transaction(connection):
        refuse_if_erased(connection, programme)
        if connection.execute(_ASKED_ANEW, (programme,)).fetchone():
            raise _overtaken()
        connection.execute("DELETE FROM reports WHERE programme_id = ?", (programme,))
        report = insert(connection, "reports", programme_id=programme, at=now(), html=html)
        record(connection, EventKind.JOB, programme=programme, job="report", state="running")
    return report


def store_file(
    connection: sqlite3.Connection,
    report: int,
    form: Format,
    content: bytes,
    *,
    region: int | None = None,
    short: bool = False,
) -> None:
    """:raise Conflict: this report is not there any more: a word in it had to go."""
    with transaction(connection):
        programme = _programme_of(connection, report)
        connection.execute(
            "INSERT INTO report_files (report_id, region_id, short, format, content)"
            " VALUES (?, ?, ?, ?, ?)",
            (report, region, short, form, content),
        )
        record(connection, EventKind.JOB, programme=programme, job="report", state="running")


def remark(connection: sqlite3.Connection, report: int, remarks: Iterable[Wording]) -> None:
    """What is not there, and why.

    :raise Conflict: as above.
    """
    stored = json.dumps([each.stored() for each in remarks], ensure_ascii=False)
    with transaction(connection):
        _programme_of(connection, report)
        connection.execute("UPDATE reports SET remarks = ? WHERE id = ?", (stored, report))


def _overtaken() -> Conflict:
    return Conflict(
        "Er is intussen iets ingetrokken, verborgen of gewist. De wrap-up wordt opnieuw gemaakt."
    )


def _programme_of(connection: sqlite3.Connection, report: int) -> int:
    row = connection.execute("SELECT programme_id FROM reports WHERE id = ?", (report,)).fetchone()
    if row is None:
        raise _overtaken()
    return int(row["programme_id"])
