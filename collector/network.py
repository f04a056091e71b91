"""What the hall gets to see of how the partnerships move, and when."""

from __future__ import annotations

import sqlite3
from enum import StrEnum

from collector.database import insert, transaction
from collector.errors import Refused
from collector.events import EventKind, now, record
from collector.jobs import add_job
from collector.queries.meetings import programme_of
from collector.queries.pictures import Picture, newest_picture
from collector.queries.terms import erased_on
from collector.records import JobKind


class Shown(StrEnum):
    """Where the movement of the network can be seen, besides at the desk."""

    HIDDEN = "hidden"
    PHONES = "phones"
    SCREEN = "screen"  # on the projector, and on phones


def store_picture(connection: sqlite3.Connection, programme: int, picture: Picture) -> None:
    """What others are told from now on. The same as before is not stored again.

    :raise Refused: everything of this programme was erased meanwhile.
    """
    with transaction(connection):
        if erased_on(connection, programme):
            raise Refused("Dit traject is afgelopen; alles ervan is gewist.")
        add_picture(connection, programme, picture)
        record(connection, EventKind.SCREEN, programme=programme)


def add_picture(connection: sqlite3.Connection, programme: int, picture: Picture) -> None:
    """As `store_picture`, inside the caller's transaction."""
    before = newest_picture(connection, programme)
    if before != picture:
        counted, things = picture.to_json()
        insert(
            connection,
            "pictures",
            programme_id=programme,
            at=now(),
            group_size=picture.group_size,
            counted=counted,
            things=things,
        )


def show_network(
    connection: sqlite3.Connection, meeting: int, *, shown: bool, by: int | None = None
) -> None:
    """Let the hall of a meeting see the movement, as it stands now, on the projector and on phones;
    or no longer. The closing of the meeting makes way for it.

    :param by: the facilitator who does it
    :raise NotFound: no such meeting.
    """
    with transaction(connection):
        programme = programme_of(connection, meeting)
        where = Shown.SCREEN if shown else Shown.HIDDEN
        connection.execute(
            "UPDATE meetings SET network = ?1, closing = iif(?2, NULL, closing) WHERE id = ?3",
            (where, shown, meeting),
        )
        if shown:
            connection.execute("UPDATE meetings SET closing = NULL WHERE id = ?", (meeting,))
            add_job(connection, programme, JobKind.DEVELOPMENT, by)
        record(
            connection,
            EventKind.SCREEN,
            programme=programme,
            meeting=meeting,
            network=shown,
            by=by,
        )
        record(connection, EventKind.PREPARED, programme=programme, meeting=meeting)
