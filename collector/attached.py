"""What stands with a programme or a meeting, in order: follow-ups, resources, speakers, cases.

Adding a resource or a speaker is in `collector.meetings`, where a meeting begins with them.
"""

from __future__ import annotations

import sqlite3

from collector.activities import add_activity, change_instrument
from collector.database import next_position, transaction
from collector.errors import NotFound, Refused
from collector.events import EventKind, record
from collector.queries import meetings
from collector.queries.follow_ups import asked_at
from collector.records import FollowUp, Instrument, Question, QuestionKind, Resource, Speaker
from collector.slugs import slugify

_LIST = {
    "follow_ups": ("programme_id",),
    "resources": ("programme_id", "meeting_id"),
    "speakers": ("meeting_id",),
}
"""Table → what its rows have in common that stand in one list."""


def _own(connection: sqlite3.Connection, programme: int, table: str, number: int) -> sqlite3.Row:
    """:raise NotFound: it is not there, or stands with another programme."""
    row: sqlite3.Row | None = connection.execute(
        f"SELECT * FROM {table} WHERE id = ?", (number,)
    ).fetchone()
    if row:
        by_meeting = table == "speakers"
        of = meetings.programme_of(connection, row["meeting_id"]) if by_meeting else None
        if programme == (of if by_meeting else row["programme_id"]):
            return row
    raise NotFound("Dit staat niet (meer) bij dit traject.")


def _change(
    connection: sqlite3.Connection, programme: int, table: str, number: int, **values: object
) -> None:
    with transaction(connection):
        row = _own(connection, programme, table, number)
        assigned = ", ".join(f"{name} = ?" for name in values)
        connection.execute(
            f"UPDATE {table} SET {assigned} WHERE id = ?", (*values.values(), number)
        )
        _changed(connection, programme, row)


def _changed(connection: sqlite3.Connection, programme: int, row: sqlite3.Row) -> None:
    meeting = row["meeting_id"] if "meeting_id" in row.keys() else None  # noqa: SIM118
    record(connection, EventKind.PREPARED, programme=programme, meeting=meeting)


def move(
    connection: sqlite3.Connection, programme: int, table: str, number: int, *, up: bool
) -> None:
    """One place up or down in its list; at an end it stays.

    :raise NotFound: it does not stand with this programme.
    """
    with transaction(connection):
        row = _own(connection, programme, table, number)
        same = " AND ".join(f"{name} IS ?" for name in _LIST[table])
        found = connection.execute(
            f"SELECT id FROM {table} WHERE {same} ORDER BY position, id",
            [row[name] for name in _LIST[table]],
        )
        order = [one["id"] for one in found]
        place = order.index(number)
        order.insert(max(0, place - 1) if up else place + 1, order.pop(place))
        connection.executemany(
            f"UPDATE {table} SET position = ? WHERE id = ?",
            [(position, one) for position, one in enumerate(order, start=1)],
        )
        _changed(connection, programme, row)


def remove(connection: sqlite3.Connection, programme: int, table: str, number: int) -> None:
    """Take a resource, a speaker or a case away.

    :raise NotFound: it does not stand with this programme.
    """
    with transaction(connection):
        row = _own(connection, programme, table, number)
        connection.execute(f"DELETE FROM {table} WHERE id = ?", (number,))
        _changed(connection, programme, row)


def resource(connection: sqlite3.Connection, programme: int, number: int) -> sqlite3.Row:
    """:raise NotFound: it does not stand with this programme."""
    return _own(connection, programme, "resources", number)


def change_resource(
    connection: sqlite3.Connection, programme: int, number: int, resource: Resource
) -> None:
    """:raise NotFound: it does not stand with this programme."""
    _change(
        connection,
        programme,
        "resources",
        number,
        title=resource.title,
        publisher=resource.publisher,
        kind=resource.kind,
        link=resource.link,
    )


def speaker(connection: sqlite3.Connection, programme: int, number: int) -> sqlite3.Row:
    """:raise NotFound: no such speaker in a meeting of this programme."""
    return _own(connection, programme, "speakers", number)


def change_speaker(
    connection: sqlite3.Connection, programme: int, number: int, speaker: Speaker
) -> None:
    """:raise NotFound: no such speaker in a meeting of this programme."""
    _change(
        connection,
        programme,
        "speakers",
        number,
        name=speaker.name,
        role=speaker.role,
        organisation=speaker.organisation,
        subject=speaker.subject,
        kind=speaker.kind,
    )


def follow_up(connection: sqlite3.Connection, programme: int, number: int) -> sqlite3.Row:
    """:raise NotFound: no such follow-up here."""
    return _own(connection, programme, "follow_ups", number)


def add_follow_up(connection: sqlite3.Connection, programme: int, title: str, text: str) -> int:
    """One more, after the others; its id. Its slug names it in questions and sign-ups."""
    with transaction(connection):
        slug, wanted, number = slugify(title), slugify(title), 1
        taken = "SELECT 1 FROM follow_ups WHERE programme_id = ? AND slug = ?"
        while connection.execute(taken, (programme, slug)).fetchone():
            number += 1
            slug = f"{wanted}-{number}"
        position = next_position(connection, "follow_ups", "programme_id", programme)
        cursor = connection.execute(
            "INSERT INTO follow_ups (programme_id, position, slug, title, text)"
            " VALUES (?, ?, ?, ?, ?)",
            (programme, position, slug, title, text),
        )
        record(connection, EventKind.PREPARED, programme=programme)
    return int(cursor.lastrowid or 0)


def change_follow_up(
    connection: sqlite3.Connection, programme: int, number: int, changed: FollowUp
) -> None:
    """Another title or text; the slug stays, as sign-ups refer to it.

    :raise NotFound: no such follow-up here.
    """
    _change(connection, programme, "follow_ups", number, title=changed.title, text=changed.text)


def remove_follow_up(
    connection: sqlite3.Connection, programme: int, number: int, *, signed_up: int
) -> None:
    """:param signed_up: how many signed up for it, by the contacts file
    :raise NotFound: no such follow-up here.
    :raise Refused: people signed up, or can still do so.
    """
    row = _own(connection, programme, "follow_ups", number)
    if signed_up:
        raise Refused(
            "Er hebben zich al mensen aangemeld. Verwijder eerst hun aanmeldingen, of laat dit"
            " vervolg staan."
        )
    for place in asked_at(connection, programme).get(row["slug"], ()):
        raise Refused(
            "In “%(title)s” kan men zich hier nog voor aanmelden. Haal daar eerst de vraag weg.",
            title=place["title"],
        )
    remove(connection, programme, "follow_ups", number)


def ask_to_sign_up(
    connection: sqlite3.Connection, programme: int, number: int, *, by: int | None = None
) -> int:
    """Put the question in the activity that asks for sign-ups, or in a new one at the end of the
    last meeting; the id of the activity.

    :raise NotFound: no such follow-up here.
    :raise Refused: it is asked already, or there is no meeting.
    """
    row = _own(connection, programme, "follow_ups", number)
    asked = asked_at(connection, programme)
    if row["slug"] in asked:
        raise Refused("Voor dit vervolg kan men zich al aanmelden.")
    question = Question(
        f"aanmelden_{row['id']}", QuestionKind.CONTACT, row["title"], follow_up=row["slug"]
    )
    places = [place for found in asked.values() for place in found if place["only"]]
    if places:
        place = meetings.activity(connection, places[-1]["activity"])
        before = meetings.instrument_of(place)
        after = Instrument(
            before.slug, before.title, before.intro, (*before.questions, question), before.together
        )
        change_instrument(connection, place["id"], after, instead_of=place["instrument_id"], by=by)
        return int(place["id"])
    held = meetings.meetings(connection, programme)
    if not held:
        raise Refused("Maak eerst een bijeenkomst waarin men zich kan aanmelden.")
    made = Instrument("eigen-aanmelden", "Aanmelden voor het vervolg", questions=(question,))
    return add_activity(connection, held[-1]["id"], made, by=by)
