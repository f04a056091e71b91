"""The timer of a meeting: set by a facilitator, kept here, so that every screen agrees.

Two facilitators may press the same button: what is so already, is left so.
"""

from __future__ import annotations

import sqlite3

from collector.database import transaction
from collector.errors import NotFound, Refused
from collector.events import EventKind, record
from collector.meetings import set_activity_state
from collector.queries.meetings import programme_of
from collector.queries.timers import Timer, clock, timer

LONGEST_MINUTES = 240


def start(
    connection: sqlite3.Connection,
    meeting: int,
    minutes: int,
    *,
    by: int,
    closes: int | None = None,
) -> None:
    """Begin afresh; where it is shown stays as it was.

    :param closes: the activity that closes when the time is up
    :raise Refused: not from 1 to `LONGEST_MINUTES`.
    :raise NotFound: the activity is not one of this meeting.
    """
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise Refused("Kies een tijd van 1 tot en met %(n)s minuten.", n=LONGEST_MINUTES)
    total = minutes * 60_000
    with transaction(connection):
        if closes is not None:
            _check(connection, meeting, closes)
        connection.execute(
            "INSERT INTO timers (meeting_id, total_ms, ends_at, closes) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET total_ms = excluded.total_ms, left_ms = NULL,"
            " ends_at = excluded.ends_at, closes = excluded.closes",
            (meeting, total, clock() + total, closes),
        )
        _record(connection, meeting, by, "start", minutes=minutes)


def _check(connection: sqlite3.Connection, meeting: int, activity: int) -> None:
    row = connection.execute(
        "SELECT 1 FROM activities WHERE id = ? AND meeting_id = ?", (activity, meeting)
    ).fetchone()
    if not row:
        raise NotFound("Dit onderdeel hoort niet bij deze bijeenkomst.")


def pause(connection: sqlite3.Connection, meeting: int, *, by: int) -> None:
    with transaction(connection):
        now = _timer(connection, meeting)
        if now.runs:
            _set(connection, meeting, None, now.left)
            _record(connection, meeting, by, "pause")


def go_on(connection: sqlite3.Connection, meeting: int, *, by: int) -> None:
    with transaction(connection):
        now = _timer(connection, meeting)
        if now.paused:
            _set(connection, meeting, clock() + now.left, None)
            _record(connection, meeting, by, "go_on")


def one_more_minute(connection: sqlite3.Connection, meeting: int, *, by: int) -> None:
    """Also when the time is up: then a minute begins now."""
    with transaction(connection):
        now = _timer(connection, meeting)
        left = now.left + 60_000
        _set(connection, meeting, *((None, left) if now.paused else (clock() + left, None)))
        _record(connection, meeting, by, "more")


def put_away(connection: sqlite3.Connection, meeting: int, *, by: int) -> None:
    with transaction(connection):
        gone = connection.execute("DELETE FROM timers WHERE meeting_id = ?", (meeting,)).rowcount
        if gone:
            _record(connection, meeting, by, "away")


def show_timer(
    connection: sqlite3.Connection, meeting: int, *, on_screen: bool, on_phones: bool, by: int
) -> None:
    """Where the room sees it."""
    with transaction(connection):
        _timer(connection, meeting)
        connection.execute(
            "UPDATE timers SET on_screen = ?, on_phones = ? WHERE meeting_id = ?",
            (on_screen, on_phones, meeting),
        )
        _record(connection, meeting, by, "shown")


def time_is_up(connection: sqlite3.Connection, meeting: int, *, by: int) -> bool:
    """Close what was to close, once; whether anything was closed."""
    now = timer(connection, meeting)
    if now is None or now.closes is None or now.paused or now.left:
        return False
    set_activity_state(connection, now.closes, is_open=False, by=by)
    with transaction(connection):
        connection.execute("UPDATE timers SET closes = NULL WHERE meeting_id = ?", (meeting,))
    return True


def _timer(connection: sqlite3.Connection, meeting: int) -> Timer:
    found = timer(connection, meeting)
    if found is None:
        raise Refused("Er loopt geen timer (meer). Start er eerst een.")
    return found


def _set(
    connection: sqlite3.Connection, meeting: int, ends_at: int | None, left: int | None
) -> None:
    connection.execute(
        "UPDATE timers SET ends_at = ?, left_ms = ? WHERE meeting_id = ?", (ends_at, left, meeting)
    )


def _record(
    connection: sqlite3.Connection, meeting: int, by: int, what: str, minutes: int | None = None
) -> None:
    record(
        connection,
        EventKind.TIMER,
        programme=programme_of(connection, meeting),
        meeting=meeting,
        by=by,
        what=what,
        minutes=minutes,
    )
