"""Meetings, their activities, and how many are in the room (numbers only)."""

from __future__ import annotations

import sqlite3

from collector.database import Rows
from collector.errors import NotFound
from collector.records import Instrument, Side

_MEETING = (
    "SELECT m.*, r.name AS region, r.part, p.slug AS programme_slug, p.title AS programme_title,"
    " p.kind AS programme_kind,"
    " (SELECT count(*) FROM participants WHERE meeting_id = m.id AND rehearsal = 0"
    "   AND NOT self_study) AS participants,"
    " (SELECT count(*) FROM participants WHERE meeting_id = m.id AND rehearsal = 0 AND self_study)"
    "   AS outside,"
    " (SELECT count(*) FROM participants WHERE meeting_id = m.id AND rehearsal = 1) AS rehearsing,"
    " (SELECT count(*) FROM activities WHERE meeting_id = m.id AND state = 'open') AS open,"
    " (SELECT count(*) FROM activities WHERE meeting_id = m.id) AS activities"
    " FROM meetings AS m JOIN programmes AS p ON p.id = m.programme_id"
    " LEFT JOIN regions AS r ON r.id = m.region_id"
)


def meetings(connection: sqlite3.Connection, programme: int) -> Rows:
    return connection.execute(
        f"{_MEETING} WHERE m.programme_id = ? ORDER BY m.position", (programme,)
    ).fetchall()


def meeting(connection: sqlite3.Connection, identifier: int) -> sqlite3.Row:
    """:raise NotFound: no such meeting."""
    return _one(connection, "m.id", identifier)


def meeting_by_code(connection: sqlite3.Connection, code: str) -> sqlite3.Row:
    """:raise NotFound: no meeting has this code (as normalised by `access.normalise_code`)."""
    return _one(connection, "m.code", code)


def meeting_by_screen_key(connection: sqlite3.Connection, key: str) -> sqlite3.Row:
    """:raise NotFound: no projector page has this key."""
    return _one(connection, "m.screen_key", key)


def _one(connection: sqlite3.Connection, column: str, value: object) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(
        f"{_MEETING} WHERE {column} = ?", (value,)
    ).fetchone()
    if not row:
        raise NotFound("Deze bijeenkomst is niet gevonden. Controleer de code.")
    return row


def programme_of(connection: sqlite3.Connection, meeting: int) -> int:
    """The id of the programme that a meeting is in.

    :raise NotFound: no such meeting.
    """
    row = connection.execute(
        "SELECT programme_id FROM meetings WHERE id = ?", (meeting,)
    ).fetchone()
    if not row:
        raise NotFound("Deze bijeenkomst bestaat niet (meer).")
    return int(row["programme_id"])


_HANDED_IN = "(SELECT count(*) FROM responses WHERE activity_id = a.id AND withdrawn = 0"
_COUNTS = (
    f"{_HANDED_IN} AND rehearsal = 0) AS responses, {_HANDED_IN} AND rehearsal = 1) AS rehearsed,"
    f" {_HANDED_IN} AND rehearsal = 0 AND participant_id IN (SELECT id FROM participants"
    "   WHERE meeting_id = a.meeting_id AND self_study)) AS outside"
)


def activities(connection: sqlite3.Connection, meeting: int) -> Rows:
    """In order, with the counts `responses`, `rehearsed` (made-up responses), `outside` (of the
    responses: by who was not in the room) and `statements`, and the instrument's `slug`."""
    return connection.execute(
        f"SELECT a.*, i.slug, i.definition, {_COUNTS},"
        " (SELECT count(*) FROM statements AS s JOIN responses AS r ON r.id = s.response_id"
        "   WHERE r.activity_id = a.id AND s.state <> 'withdrawn') AS statements"
        " FROM activities AS a JOIN instruments AS i ON i.id = a.instrument_id"
        " WHERE a.meeting_id = ? ORDER BY a.position",
        (meeting,),
    ).fetchall()


def activity(connection: sqlite3.Connection, identifier: int) -> sqlite3.Row:
    """With the counts `responses`, `rehearsed` (made-up responses) and `outside` (of the responses:
    by who was not in the room).

    :raise NotFound: no such activity.
    """
    row: sqlite3.Row | None = connection.execute(
        f"SELECT a.*, i.slug, i.definition, m.programme_id, {_COUNTS}"
        " FROM activities AS a"
        " JOIN instruments AS i ON i.id = a.instrument_id"
        " JOIN meetings AS m ON m.id = a.meeting_id WHERE a.id = ?",
        (identifier,),
    ).fetchone()
    if not row:
        raise NotFound("Dit onderdeel bestaat niet (meer).")
    return row


def instrument_of(activity_row: sqlite3.Row) -> Instrument:
    """The version that the activity asks now."""
    return Instrument.from_json(activity_row["definition"])


def instrument(connection: sqlite3.Connection, identifier: int) -> Instrument:
    """:raise NotFound: no such version."""
    row = connection.execute(
        "SELECT definition FROM instruments WHERE id = ?", (identifier,)
    ).fetchone()
    if not row:
        raise NotFound("Deze vragenlijst bestaat niet (meer).")
    return Instrument.from_json(row["definition"])


def speakers(connection: sqlite3.Connection, meeting: int) -> Rows:
    return connection.execute(
        "SELECT * FROM speakers WHERE meeting_id = ? ORDER BY position, id", (meeting,)
    ).fetchall()


_PRESENT = (
    "p.rehearsal = NOT EXISTS (SELECT 1 FROM participants WHERE meeting_id = ?1 AND NOT rehearsal"
    "   AND NOT self_study) AND NOT p.self_study"
)
"""Who is in, `p`: real people, or the made-up ones while there is nobody real. Whoever works
through the questions outside the meeting is not in the room."""

_REALLY_PRESENT = "NOT p.rehearsal AND NOT p.self_study"


def in_the_room(connection: sqlite3.Connection, meeting: int) -> dict[str, dict[str, int]]:
    """How many are in, per `role` and per `side`: {"role": {"lector": 2}, "side": {"field": 9}}.

    Made-up participants count as long as nobody real is in."""
    return {
        "role": dict(
            connection.execute(
                "SELECT ifnull(r.name, 'onbekend'), count(*) FROM participants AS p"
                " LEFT JOIN roles AS r ON r.id = p.role_id"
                f" WHERE p.meeting_id = ?1 AND {_PRESENT} GROUP BY r.id ORDER BY r.position",
                (meeting,),
            ).fetchall()
        ),
        "side": dict(
            connection.execute(
                "SELECT ifnull(side, 'onbekend'), count(*) FROM participants AS p"
                f" WHERE p.meeting_id = ?1 AND {_PRESENT} GROUP BY side ORDER BY side",
                (meeting,),
            ).fetchall()
        ),
    }


def composition(connection: sqlite3.Connection, meeting: int, *, real: bool = True) -> Rows:
    """Per partnership present: `name`, and the counts `institute`, `field` and `unknown` (side).
    Both sides should be there: see `missing`.

    :param real: False: made-up participants count as long as nobody real is in
    """
    return connection.execute(
        "SELECT s.id, s.name, sum(p.side IS 'institute') AS institute,"
        " sum(p.side IS 'field') AS field, sum(p.side IS NULL) AS unknown"
        " FROM participants AS p JOIN partnerships AS s ON s.id = p.partnership_id"
        f" WHERE p.meeting_id = ?1 AND {_REALLY_PRESENT if real else _PRESENT}"
        " GROUP BY s.id ORDER BY s.name COLLATE NOCASE",
        (meeting,),
    ).fetchall()


def composition_of(
    connection: sqlite3.Connection, meeting: int, partnership: int
) -> sqlite3.Row | None:
    """The same of one partnership; None: nobody of it is there."""
    found = composition(connection, meeting)
    return next((one for one in found if one["id"] == partnership), None)


def missing(present: sqlite3.Row) -> list[Side]:
    """Of which side nobody is there, in a row of `composition`."""
    return [side for side in Side if not present[side.value]]
