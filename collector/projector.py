"""What a facilitator lets the projector of a meeting show."""

from __future__ import annotations

import sqlite3

from collector.database import transaction
from collector.errors import NotFound
from collector.events import EventKind, record
from collector.queries.meetings import programme_of


def show(
    connection: sqlite3.Connection,
    meeting: int,
    what: str,
    activity: int | None = None,
    *,
    by: int | None = None,
) -> None:
    """Choose what the projector shows: `welcome`, `themes`, `nothing`, or `activity` with its id.
    The movement of the network makes way for it, and stays on phones.

    :param by: the facilitator who does it
    :raise NotFound: the activity is not one of this meeting.
    """
    with transaction(connection):
        if activity is not None:
            row = connection.execute(
                "SELECT 1 FROM activities WHERE id = ? AND meeting_id = ?", (activity, meeting)
            ).fetchone()
            if not row:
                raise NotFound("Dit onderdeel hoort niet bij deze bijeenkomst.")
        connection.execute(
            "UPDATE meetings SET shown = ?, shown_activity_id = ?, closing = NULL,"
            " network = iif(network = 'screen', 'phones', network) WHERE id = ?",
            (what, activity, meeting),
        )
        record(
            connection,
            EventKind.SCREEN,
            programme=programme_of(connection, meeting),
            meeting=meeting,
            shown=what,
            activity=activity,
            by=by,
        )


def close_with(
    connection: sqlite3.Connection, meeting: int, slide: int | None, *, by: int | None = None
) -> None:
    """Show the results of the meeting, from this slide (from 0) on; None: what was shown before.

    Turning a page is no news for other facilitators; beginning and ending is.

    :param by: the facilitator who does it
    """
    with transaction(connection):
        (before,) = connection.execute(
            "SELECT closing FROM meetings WHERE id = ?", (meeting,)
        ).fetchone()
        connection.execute("UPDATE meetings SET closing = ? WHERE id = ?", (slide, meeting))
        record(
            connection,
            EventKind.SCREEN,
            programme=programme_of(connection, meeting),
            meeting=meeting,
            closing=slide,
            by=by if (before is None) != (slide is None) else None,
        )


def hide_results(
    connection: sqlite3.Connection, activity: int, *, hidden: bool, by: int | None = None
) -> None:
    """Let the projector show the question alone while the room thinks, or the answers with it.

    :raise NotFound: there is no such activity.
    """
    with transaction(connection):
        row = connection.execute(
            "SELECT meeting_id, results_hidden FROM activities WHERE id = ?", (activity,)
        ).fetchone()
        if not row:
            raise NotFound("Dit onderdeel bestaat niet (meer).")
        if row["results_hidden"] == hidden:
            return
        connection.execute(
            "UPDATE activities SET results_hidden = ? WHERE id = ?", (hidden, activity)
        )
        record(
            connection,
            EventKind.SCREEN,
            programme=programme_of(connection, row["meeting_id"]),
            meeting=row["meeting_id"],
            activity=activity,
            hidden=hidden,
            by=by,
        )


def set_light(
    connection: sqlite3.Connection, meeting: int, *, light: bool, by: int | None = None
) -> None:
    """Whether the projector of this meeting is light or dark."""
    with transaction(connection):
        connection.execute("UPDATE meetings SET light = ? WHERE id = ?", (light, meeting))
        record(
            connection,
            EventKind.SCREEN,
            programme=programme_of(connection, meeting),
            meeting=meeting,
            light=light,
            by=by,
        )
