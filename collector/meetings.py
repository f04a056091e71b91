"""What a facilitator prepares and opens in one meeting: activities, speakers, resources."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date

from collector.access import new_code, new_screen_key
from collector.activities import store_instrument
from collector.database import insert, next_position, transaction
from collector.errors import NotFound, Refused
from collector.events import EventKind, record
from collector.queries.meetings import programme_of
from collector.records import Instrument, MeetingTemplate, Resource, Speaker


def _add_speaker(connection: sqlite3.Connection, meeting: int, speaker: Speaker) -> int:
    return insert(
        connection,
        "speakers",
        meeting_id=meeting,
        name=speaker.name,
        role=speaker.role,
        organisation=speaker.organisation,
        subject=speaker.subject,
        kind=speaker.kind,
        position=next_position(connection, "speakers", "meeting_id", meeting),
    )


def add_resources(
    connection: sqlite3.Connection,
    programme: int,
    meeting: int | None,
    resources: Iterable[Resource],
) -> None:
    """Inside the caller's transaction."""
    for resource in resources:
        insert(
            connection,
            "resources",
            programme_id=programme,
            meeting_id=meeting,
            title=resource.title,
            publisher=resource.publisher,
            kind=resource.kind,
            link=resource.link,
            position=next_position(connection, "resources", "programme_id", programme),
        )


def insert_meeting(
    connection: sqlite3.Connection,
    programme: int,
    template: MeetingTemplate,
    instruments: Mapping[str, Instrument],
    *,
    title: str = "",
    region: int | None = None,
    day: str | None = None,
) -> int:
    """One meeting after a pattern, inside the caller's transaction; its id."""
    meeting = insert(
        connection,
        "meetings",
        programme_id=programme,
        position=next_position(connection, "meetings", "programme_id", programme),
        title=title.strip() or template.title,
        region_id=region,
        date=day,
        intro=template.intro,
        self_study=template.self_study,
        code=new_code(connection),
        screen_key=new_screen_key(),
    )
    for speaker in template.speakers:
        _add_speaker(connection, meeting, speaker)
    add_resources(connection, programme, meeting, template.resources)
    for position, activity in enumerate(template.activities, start=1):
        instrument = instruments[activity.instrument]
        insert(
            connection,
            "activities",
            meeting_id=meeting,
            instrument_id=store_instrument(connection, instrument),
            position=position,
            title=activity.title or instrument.title,
        )
    return meeting


def _meeting_changed(connection: sqlite3.Connection, meeting: int) -> None:
    record(
        connection,
        EventKind.PREPARED,
        programme=programme_of(connection, meeting),
        meeting=meeting,
    )


def add_meeting(
    connection: sqlite3.Connection,
    programme: int,
    template: MeetingTemplate,
    instruments: Mapping[str, Instrument],
    *,
    title: str = "",
    region: int | None = None,
    day: date | None = None,
) -> int:
    """One more meeting after the template's pattern; its id."""
    with transaction(connection):
        meeting = insert_meeting(
            connection,
            programme,
            template,
            instruments,
            title=title,
            region=region,
            day=day.isoformat() if day else None,
        )
        record(connection, EventKind.PREPARED, programme=programme, meeting=meeting)
    return meeting


def change_meeting(
    connection: sqlite3.Connection,
    meeting: int,
    *,
    title: str,
    region: int | None,
    day: date | None,
    intro: str,
    self_study: str,
) -> None:
    with transaction(connection):
        connection.execute(
            "UPDATE meetings SET title = ?, region_id = ?, date = ?, intro = ?, self_study = ?"
            " WHERE id = ?",
            (title, region, day.isoformat() if day else None, intro, self_study, meeting),
        )
        _meeting_changed(connection, meeting)


def set_dates(
    connection: sqlite3.Connection, programme: int, days: Mapping[int, date | None]
) -> None:
    """The dates of meetings of one programme, by id; a meeting of another one is left alone."""
    with transaction(connection):
        connection.executemany(
            "UPDATE meetings SET date = ? WHERE id = ? AND programme_id = ?",
            [
                (day.isoformat() if day else None, meeting, programme)
                for meeting, day in days.items()
            ],
        )
        record(connection, EventKind.PREPARED, programme=programme)


def add_speaker(connection: sqlite3.Connection, meeting: int, speaker: Speaker) -> int:
    with transaction(connection):
        identifier = _add_speaker(connection, meeting, speaker)
        _meeting_changed(connection, meeting)
    return identifier


def add_resource(
    connection: sqlite3.Connection, programme: int, meeting: int | None, resource: Resource
) -> None:
    with transaction(connection):
        add_resources(connection, programme, meeting, [resource])
        record(connection, EventKind.PREPARED, programme=programme, meeting=meeting)


def set_activity_state(
    connection: sqlite3.Connection, activity: int, *, is_open: bool, by: int | None = None
) -> None:
    """Open or close an activity for the room; what is so already, is left so.

    :param by: the facilitator who does it
    :raise NotFound: there is no such activity.
    :raise Refused: the organiser still has to fill something in.
    """
    with transaction(connection):
        row = connection.execute(
            "SELECT a.meeting_id, a.state, i.definition FROM activities AS a"
            " JOIN instruments AS i ON i.id = a.instrument_id WHERE a.id = ?",
            (activity,),
        ).fetchone()
        if not row:
            raise NotFound("Dit onderdeel bestaat niet (meer).")
        state = "open" if is_open else "closed"
        if row["state"] == state:
            return
        instrument = Instrument.from_json(row["definition"])
        if is_open and instrument.left_open:
            raise Refused("Vul eerst in: %(what)s", what=instrument.left_open[0].fill_in)
        # How a room voted is not shown by itself when voting closes: the facilitator shows it.
        hides = is_open and instrument.to_vote_on is not None
        connection.execute(
            "UPDATE activities SET state = ?, results_hidden = iif(?, 1, results_hidden)"
            " WHERE id = ?",
            (state, hides, activity),
        )
        record(
            connection,
            EventKind.ACTIVITY,
            programme=programme_of(connection, row["meeting_id"]),
            meeting=row["meeting_id"],
            activity=activity,
            open=is_open,
            by=by,
        )
