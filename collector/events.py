"""The one log that every open screen and the analysis worker follow."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from enum import StrEnum

from collector.database import insert


class EventKind(StrEnum):
    PREPARED = "prepared"  # a programme or meeting was made or changed
    JOINED = "joined"
    ANSWERED = "answered"  # a form came in, or a statement changed
    VOTED = "voted"
    SKETCHED = "sketched"  # a partnership wrote, settled or followed something together
    WITHDRAWN = "withdrawn"
    PARTNERSHIP = "partnership"  # other sides of one are there, or it said if it may be named
    ACTIVITY = "activity"  # opened or closed
    SCREEN = "screen"  # what the projector shows
    TIMER = "timer"
    REHEARSAL = "rehearsal"  # made-up answers came in or were taken away
    MODERATED = "moderated"
    THEMES = "themes"  # a person or a run changed themes or placements
    MAP = "map"  # statements lie elsewhere on the map
    ANALYSED = "analysed"  # the worker has new findings about statements
    JOB = "job"  # a job was asked for, started, ended
    RELEASED = "released"
    IMPORTED = "imported"  # a document was read in


OF_PARTICIPANTS = frozenset(
    {
        EventKind.JOINED,
        EventKind.ANSWERED,
        EventKind.VOTED,
        EventKind.SKETCHED,
        EventKind.WITHDRAWN,
        EventKind.PARTNERSHIP,
    }
)


def now() -> str:
    """This second, UTC, ISO 8601."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def record(
    connection: sqlite3.Connection,
    kind: EventKind,
    *,
    programme: int | None = None,
    meeting: int | None = None,
    **data: int | str | bool | None,
) -> int:
    """Append one event inside the caller's transaction, and give its number; `data` holds ids,
    never words.

    What a participant does is stamped with the hour only, so that the log cannot be laid beside
    the memory of who was typing when.
    """
    at = now()
    if kind in OF_PARTICIPANTS:
        at = at[:13] + ":00:00Z"
    return insert(
        connection,
        "events",
        at=at,
        programme_id=programme,
        meeting_id=meeting,
        kind=kind,
        data=json.dumps(data),
    )
