"""Wrap-ups and exports that were made hold words: when a word has to go, so do they.

A wrap-up is then made anew; an export is asked for again by who needs it.
"""

from __future__ import annotations

import sqlite3
from enum import StrEnum

from collector.jobs import add_job
from collector.records import JobKind, JobState


class Format(StrEnum):
    """What a wrap-up can be, in the order in which they are made; the ending of the file."""

    DOCX = "docx"
    HTML = "html"
    MD = "md"
    PDF = "pdf"

    @property
    def mime(self) -> str:
        return _MIMES[self]


_MIMES = {
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.HTML: "text/html; charset=utf-8",
    Format.MD: "text/markdown; charset=utf-8",
    Format.PDF: "application/pdf",
}


def recall(connection: sqlite3.Connection, programme: int) -> None:
    """Inside the caller's transaction: no stored wrap-up or export of this programme goes out any
    more.

    The worker is asked for a new one, also when it is just making one, of what was there before.
    """
    connection.execute("DELETE FROM exports WHERE programme_id = ?", (programme,))
    gone = connection.execute("DELETE FROM reports WHERE programme_id = ?", (programme,)).rowcount
    making = connection.execute(
        "SELECT 1 FROM jobs WHERE programme_id = ? AND kind = ? AND state = ?",
        (programme, JobKind.REPORT, JobState.RUNNING),
    ).fetchone()
    if not (gone or making):
        return
    add_job(connection, programme, JobKind.REPORT)
