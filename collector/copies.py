"""The same set-up once more, of a meeting or a programme: never an answer, never a person."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection
from datetime import date

from collector.access import new_code, new_screen_key
from collector.database import insert, next_position, transaction
from collector.errors import NotFound, Refused
from collector.events import EventKind, now, record
from collector.grants import AccountRole, Place, grant
from collector.programmes import free_slug
from collector.slugs import slugify
from collector.terms import copy_terms

_OF_PROGRAMME = ("kind", "aim", "contact", "organisers", "template", "tenant_id")
_WITH_PROGRAMME = {
    "roles": "position, name, role_group",
    "regions": "position, name, part",
    "topics": "position, slug, title, questions",
    "follow_ups": "position, slug, title, text",
}
"""What belongs to a whole programme, and what of it is copied."""

_WITH_PARTNERSHIP = {"partnership_sectors": ("sector",), "organisations": ("name", "side")}


def copy_meeting(
    connection: sqlite3.Connection,
    meeting: int,
    *,
    into: int,
    title: str,
    region: int | None = None,
    day: date | None = None,
    speakers: bool = True,
) -> int:
    """The same activities, texts and resources; its id. Every activity is closed.

    What the activities need of their programme (topics, follow-ups) goes along.

    :param into: the programme that the copy is in
    :param region: one of that programme
    :raise NotFound: no such meeting or programme.
    :raise Refused: the programmes are not of one kind.
    """
    with transaction(connection):
        row = _row(connection, "meetings", meeting)
        here, there = (_row(connection, "programmes", one) for one in (row["programme_id"], into))
        if here["kind"] != there["kind"]:
            raise Refused("Een bijeenkomst past alleen in een traject van dezelfde soort.")
        for table in ("topics", "follow_ups"):
            _copy_rows(connection, table, here["id"], into)
        made = _copy_meeting(connection, row, into, title, region, day, speakers=speakers)
        record(connection, EventKind.PREPARED, programme=into, meeting=made)
    return made


_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def a_year_later(text: str) -> str:
    """ "Leernetwerk 2022" → "Leernetwerk 2023"; a text without a year stays as it is."""
    return _YEAR.sub(lambda found: str(int(found.group()) + 1), text)


def copy_programme(
    connection: sqlite3.Connection,
    programme: int,
    *,
    title: str,
    period: str,
    partnerships: Collection[int] = (),
    by: int | None = None,
) -> int:
    """The programme that repeats this one: the same texts, roles, regions, topics, meetings and
    questions, so that the years can be compared; its id.

    :param partnerships: those that are expected again, by id. Other people may come for them, so
        each gets another code, and whether its name may be told is asked anew.
    :param by: the facilitator who makes it, and who will lead it
    :raise NotFound: no such programme.
    """
    with transaction(connection):
        row = _row(connection, "programmes", programme)
        made = insert(
            connection,
            "programmes",
            slug=free_slug(connection, slugify(title)),
            title=title,
            period=period,
            repeats=programme,
            created_at=now(),
            **{name: row[name] for name in _OF_PROGRAMME},
        )
        if by is not None:
            grant(connection, by, AccountRole.FACILITATOR, Place(programme=made), by=by)
        for table in _WITH_PROGRAMME:
            _copy_rows(connection, table, programme, made)
        copy_terms(connection, programme, made)
        for partnership in sorted(set(partnerships)):
            _copy_partnership(connection, partnership, programme, made)
        connection.execute(
            "INSERT INTO resources (programme_id, title, publisher, kind, link, position)"
            " SELECT ?, title, publisher, kind, link, position FROM resources"
            " WHERE programme_id = ? AND meeting_id IS NULL ORDER BY id",
            (made, programme),
        )
        for meeting in connection.execute(
            "SELECT * FROM meetings WHERE programme_id = ? ORDER BY position", (programme,)
        ).fetchall():
            region = _region_named_as(connection, meeting["region_id"], made)
            _copy_meeting(connection, meeting, made, meeting["title"], region, None, speakers=False)
        record(connection, EventKind.PREPARED, programme=made)
    return made


def _row(connection: sqlite3.Connection, table: str, identifier: int) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(
        f"SELECT * FROM {table} WHERE id = ?", (identifier,)
    ).fetchone()
    if not row:
        raise NotFound("Wat u wilt kopiëren, bestaat niet (meer).")
    return row


def _copy_rows(connection: sqlite3.Connection, table: str, from_: int, into: int) -> None:
    """What is there already (by its name or slug) stays as it is."""
    columns = _WITH_PROGRAMME[table]
    connection.execute(
        f"INSERT INTO {table} (programme_id, {columns}) SELECT ?, {columns} FROM {table}"
        " WHERE programme_id = ? ORDER BY position ON CONFLICT DO NOTHING",
        (into, from_),
    )


def _copy_partnership(
    connection: sqlite3.Connection, partnership: int, programme: int, into: int
) -> None:
    """Name, sectors, region and organisations. One of another programme is left alone."""
    row = connection.execute(
        "SELECT name, region_id FROM partnerships WHERE id = ? AND programme_id = ?",
        (partnership, programme),
    ).fetchone()
    if not row:
        return
    region = _region_named_as(connection, row["region_id"], into)
    made = insert(connection, "partnerships", programme_id=into, name=row["name"], region_id=region)
    for table, columns in _WITH_PARTNERSHIP.items():
        names = ", ".join(columns)
        connection.execute(
            f"INSERT INTO {table} (partnership_id, {names}) SELECT ?, {names} FROM {table}"
            " WHERE partnership_id = ?",
            (made, partnership),
        )


def _region_named_as(connection: sqlite3.Connection, region: int | None, into: int) -> int | None:
    row = connection.execute(
        "SELECT n.id FROM regions AS n JOIN regions AS o ON o.name = n.name"
        " WHERE n.programme_id = ? AND o.id = ?",
        (into, region),
    ).fetchone()
    return int(row["id"]) if row else None


def _copy_meeting(
    connection: sqlite3.Connection,
    meeting: sqlite3.Row,
    into: int,
    title: str,
    region: int | None,
    day: date | None,
    *,
    speakers: bool,
) -> int:
    made = insert(
        connection,
        "meetings",
        programme_id=into,
        position=next_position(connection, "meetings", "programme_id", into),
        title=title,
        region_id=region,
        date=day.isoformat() if day else None,
        intro=meeting["intro"],
        self_study=meeting["self_study"],
        light=meeting["light"],
        code=new_code(connection),
        screen_key=new_screen_key(),
    )
    connection.execute(
        "INSERT INTO activities (meeting_id, instrument_id, position, title)"
        " SELECT ?, instrument_id, position, title FROM activities WHERE meeting_id = ?",
        (made, meeting["id"]),
    )
    connection.execute(
        "INSERT INTO resources (programme_id, meeting_id, title, publisher, kind, link, position)"
        " SELECT ?, ?, title, publisher, kind, link, position FROM resources WHERE meeting_id = ?"
        " ORDER BY id",
        (into, made, meeting["id"]),
    )
    if speakers:
        connection.execute(
            "INSERT INTO speakers (meeting_id, name, role, organisation, subject, kind, position)"
            " SELECT ?, name, role, organisation, subject, kind, position FROM speakers"
            " WHERE meeting_id = ? ORDER BY id",
            (made, meeting["id"]),
        )
    return made
