"""What a meeting asks: its activities, in order, each with a version of an instrument.

An instrument is never changed. An activity that asks something else points to another version;
what was answered keeps pointing to the version that was asked.
"""

from __future__ import annotations

import sqlite3

from collector.database import insert, next_position, transaction
from collector.errors import Conflict, NotFound, Refused
from collector.events import EventKind, record
from collector.queries.meetings import programme_of
from collector.records import Instrument


def store_instrument(connection: sqlite3.Connection, instrument: Instrument) -> int:
    """The id of this version; a version that is already there is used again."""
    row = connection.execute(
        "SELECT id FROM instruments WHERE hash = ?", (instrument.hash,)
    ).fetchone()
    if row:
        return int(row["id"])
    return insert(
        connection,
        "instruments",
        hash=instrument.hash,
        slug=instrument.slug,
        definition=instrument.to_json(),
    )


def change_instrument(
    connection: sqlite3.Connection,
    activity: int,
    instrument: Instrument,
    *,
    title: str = "",
    instead_of: int | None = None,
    by: int | None = None,
) -> None:
    """From now on this activity asks the new version; earlier answers keep pointing to theirs.

    :param title: another title of the activity
    :param instead_of: the version that the change was made to
    :raise Conflict: the activity asks another version by now: somebody else changed it.
    """
    with transaction(connection):
        row = connection.execute(
            "SELECT meeting_id, instrument_id, title FROM activities WHERE id = ?", (activity,)
        ).fetchone()
        if not row:
            raise NotFound("Dit onderdeel bestaat niet (meer).")
        if instead_of is not None and row["instrument_id"] != instead_of:
            raise Conflict(
                "Iemand anders heeft deze vragen intussen gewijzigd. Wat u typte, staat hieronder "
                "nog. Open de vragen in een nieuw venster om te zien wat er nu staat."
            )
        connection.execute(
            "UPDATE activities SET instrument_id = ?, title = ? WHERE id = ?",
            (store_instrument(connection, instrument), title or row["title"], activity),
        )
        _changed(connection, row["meeting_id"], activity, by)


def add_activity(
    connection: sqlite3.Connection,
    meeting: int,
    instrument: Instrument,
    *,
    title: str = "",
    at: int | None = None,
    by: int | None = None,
) -> int:
    """One more, at the end or at position `at` (from 1); its id."""
    with transaction(connection):
        last = next_position(connection, "activities", "meeting_id", meeting)
        identifier = insert(
            connection,
            "activities",
            meeting_id=meeting,
            instrument_id=store_instrument(connection, instrument),
            position=last,
            title=title or instrument.title,
        )
        if at is not None:
            _put(connection, meeting, identifier, at)
        _changed(connection, meeting, identifier, by)
    return identifier


def move_activity(
    connection: sqlite3.Connection, meeting: int, activity: int, at: int, *, by: int | None = None
) -> None:
    """To position `at` (from 1); beyond an end is at that end.

    :raise NotFound: the activity is not one of this meeting.
    """
    with transaction(connection):
        _one(connection, meeting, activity)
        _put(connection, meeting, activity, at)
        _changed(connection, meeting, activity, by)


def remove_activity(
    connection: sqlite3.Connection, meeting: int, activity: int, *, by: int | None = None
) -> None:
    """Take off what nobody answered. The version of the questions stays, to put it back with.

    :raise NotFound: the activity is not one of this meeting.
    :raise Refused: there are answers.
    """
    with transaction(connection):
        _one(connection, meeting, activity)
        answered = connection.execute(
            "SELECT max(NOT rehearsal) FROM responses WHERE activity_id = ?", (activity,)
        ).fetchone()[0]
        if answered:
            raise Refused(
                "Hier zijn al antwoorden ingeleverd. Die raken nooit kwijt: sluit het onderdeel, "
                "dan vraagt het niets meer."
            )
        if answered is not None:
            raise Refused(
                "Hier staan proefantwoorden. Haal die eerst weg, dan kan dit onderdeel weg."
            )
        if connection.execute(
            "SELECT 1 FROM sketches WHERE activity_id = ?", (activity,)
        ).fetchone():
            raise Refused(
                "Hier hebben partnerschappen al samen iets opgeschreven. Dat raakt nooit kwijt: "
                "sluit het onderdeel, dan vraagt het niets meer."
            )
        connection.execute("DELETE FROM pens WHERE activity_id = ?", (activity,))
        connection.execute(
            "UPDATE meetings SET shown = 'welcome', shown_activity_id = NULL"
            " WHERE shown_activity_id = ?",
            (activity,),
        )
        connection.execute("UPDATE timers SET closes = NULL WHERE closes = ?", (activity,))
        connection.execute("DELETE FROM activities WHERE id = ?", (activity,))
        _changed(connection, meeting, None, by)


def _one(connection: sqlite3.Connection, meeting: int, activity: int) -> None:
    row = connection.execute(
        "SELECT 1 FROM activities WHERE id = ? AND meeting_id = ?", (activity, meeting)
    ).fetchone()
    if not row:
        raise NotFound("Dit onderdeel hoort niet (meer) bij deze bijeenkomst.")


def _put(connection: sqlite3.Connection, meeting: int, activity: int, at: int) -> None:
    rows = connection.execute(
        "SELECT id FROM activities WHERE meeting_id = ? AND id <> ? ORDER BY position",
        (meeting, activity),
    ).fetchall()
    order = [int(row["id"]) for row in rows]
    order.insert(min(max(at, 1), len(order) + 1) - 1, activity)
    # Twice: a position is taken once only, also halfway.
    for sign in (-1, 1):
        connection.executemany(
            "UPDATE activities SET position = ? WHERE id = ?",
            [(sign * place, one) for place, one in enumerate(order, start=1)],
        )


def _changed(
    connection: sqlite3.Connection, meeting: int, activity: int | None, by: int | None
) -> None:
    record(
        connection,
        EventKind.PREPARED,
        programme=programme_of(connection, meeting),
        meeting=meeting,
        activity=activity,
        by=by,
    )
