"""Who writes the shared answers at this moment: one of a partnership at a time, per activity.

A pen frees itself after some minutes of silence, so that a phone that is put away stops nobody.
"""

from __future__ import annotations

import sqlite3
import time
from typing import NamedTuple

from collector.database import transaction
from collector.errors import Conflict, Refused
from collector.events import EventKind, record
from collector.queries.meetings import activity as activity_row

SECONDS = 180
"""Of silence, before a pen is free."""


class Place(NamedTuple):
    """One sketch: what a partnership settles together in one activity."""

    partnership: int
    activity: int


def holder(connection: sqlite3.Connection, place: Place) -> sqlite3.Row | None:
    """Who writes now: `participant_id`, `side`, `until_ms` (since 1970); None: nobody."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT n.participant_id, n.until_ms, p.side FROM pens AS n"
        " JOIN participants AS p ON p.id = n.participant_id"
        " WHERE n.partnership_id = ? AND n.activity_id = ?"
        # Longer than a pen is ever held: the clock was put back, and nobody waits for that.
        " AND n.until_ms > ? AND n.until_ms <= ?",
        (*place, (now := _now()), now + SECONDS * 1000),
    ).fetchone()
    return row


def seconds_left(pen: sqlite3.Row | None) -> int:
    """Until a pen frees itself, if nothing more is written; 0: nobody holds it."""
    return max(0, (pen["until_ms"] - _now()) // 1000 + 1) if pen is not None else 0


def take(
    connection: sqlite3.Connection,
    place: Place,
    participant: int,
    *,
    over: bool = False,
    seconds: float = SECONDS,
) -> None:
    """From now on this one writes.

    :param over: also when somebody else was writing
    :raise Conflict: somebody else is.
    :raise Refused: this is not somebody of the partnership who knows its code.
    """
    with transaction(connection):
        if over:
            forget(connection, place)
        hold(connection, place, participant, seconds=seconds)
        _told(connection, place)


def give_back(connection: sqlite3.Connection, place: Place, participant: int) -> None:
    """This one no longer writes; a second time does nothing."""
    with transaction(connection):
        gone = connection.execute(
            "DELETE FROM pens WHERE partnership_id = ? AND activity_id = ? AND participant_id = ?",
            (*place, participant),
        ).rowcount
        if gone:
            _told(connection, place)


def hold(
    connection: sqlite3.Connection, place: Place, participant: int, *, seconds: float = SECONDS
) -> None:
    """As `take`, inside the caller's transaction; whoever writes on keeps it."""
    _check_belongs(connection, place, participant)
    now = _now()
    held = connection.execute(
        "INSERT INTO pens VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE"
        " SET participant_id = ?3, until_ms = ?4"
        " WHERE participant_id = ?3 OR until_ms <= ?5 OR until_ms > ?6",
        (*place, participant, now + int(seconds * 1000), now, now + SECONDS * 1000),
    ).rowcount
    if not held:
        raise Conflict("Iemand anders van uw partnerschap schrijft nu.")


def forget(connection: sqlite3.Connection, place: Place) -> None:
    """Nobody writes; inside the caller's transaction."""
    connection.execute("DELETE FROM pens WHERE partnership_id = ? AND activity_id = ?", place)


def _now() -> int:
    return int(time.time() * 1000)


def _check_belongs(connection: sqlite3.Connection, place: Place, participant: int) -> None:
    found = connection.execute(
        "SELECT 1 FROM participants AS p JOIN activities AS a ON a.meeting_id = p.meeting_id"
        " WHERE p.id = ? AND a.id = ? AND p.partnership_id = ? AND p.knows_code"
        " AND NOT p.rehearsal",
        (participant, place.activity, place.partnership),
    ).fetchone()
    if not found:
        raise Refused("Typ eerst de code van uw partnerschap.")


def _told(connection: sqlite3.Connection, place: Place) -> None:
    activity = activity_row(connection, place.activity)
    record(
        connection,
        EventKind.SKETCHED,
        programme=activity["programme_id"],
        meeting=activity["meeting_id"],
        partnership=place.partnership,
        activity=place.activity,
    )
