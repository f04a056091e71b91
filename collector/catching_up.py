"""Answering outside the meeting: before it or after it, alone or with colleagues.

Whoever does so is marked (`participants.self_study`) and is not in the room. What the room sees
and how many were there does not count them; reports count their answers, and say so.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from collector.database import transaction
from collector.errors import NotFound
from collector.events import EventKind, record
from collector.queries.meetings import instrument_of, programme_of
from collector.queries.terms import terms, today


def set_catch_up(connection: sqlite3.Connection, meeting: int, *, on: bool) -> None:
    """Whether what this meeting asks can be answered outside it, until the programme ends.

    Switching it off takes away nothing that was answered.
    """
    with transaction(connection):
        connection.execute("UPDATE meetings SET catch_up = ? WHERE id = ?", (on, meeting))
        programme = programme_of(connection, meeting)
        record(connection, EventKind.PREPARED, programme=programme, meeting=meeting)


def enter_room(connection: sqlite3.Connection, participant: int) -> None:
    """Whoever prepared at home is in the meeting now: counted there, and once.

    :raise NotFound: there is no such participant (any more).
    """
    with transaction(connection):
        row = connection.execute(
            "UPDATE participants SET self_study = 0 WHERE id = ? RETURNING meeting_id",
            (participant,),
        ).fetchone()
        if not row:
            raise NotFound(
                "Dit bewijs is niet bekend. Controleer of u alles goed hebt overgenomen."
            )
        programme = programme_of(connection, row["meeting_id"])
        record(connection, EventKind.JOINED, programme=programme, meeting=row["meeting_id"])


def can_catch_up(connection: sqlite3.Connection, meeting: Mapping[str, Any] | sqlite3.Row) -> bool:
    """Whether answering outside this meeting is possible now."""
    if not meeting["catch_up"]:
        return False
    return not terms(connection, meeting["programme_id"]).over(today())


def accepts(
    connection: sqlite3.Connection,
    meeting: sqlite3.Row,
    activity: sqlite3.Row,
    participant: sqlite3.Row,
) -> bool:
    """Whether this participant can hand in this activity now: it is open in the room, or it can be
    caught up. One votes only while the room does: afterwards the outcome has been told."""
    if activity["state"] == "open":
        return True
    if not participant["self_study"] or not can_catch_up(connection, meeting):
        return False
    instrument = instrument_of(activity)
    return not instrument.left_open and instrument.to_vote_on is None
