"""Programmes and what belongs to them as a whole."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection

from collector.database import Rows
from collector.errors import NotFound


def all_programmes(connection: sqlite3.Connection) -> Rows:
    """Newest first, with counts: `meetings`, `participants`, `statements`, `waiting`, `open`."""
    return connection.execute(
        "SELECT p.*,"
        " (SELECT count(*) FROM meetings WHERE programme_id = p.id) AS meetings,"
        " (SELECT count(*) FROM participants AS t JOIN meetings AS m ON m.id = t.meeting_id"
        "   WHERE m.programme_id = p.id AND NOT t.rehearsal) AS participants,"
        " (SELECT count(*) FROM statements WHERE programme_id = p.id AND state <> 'withdrawn'"
        "   AND NOT rehearsal) AS statements,"
        " (SELECT count(*) FROM statements WHERE programme_id = p.id AND state = 'waiting')"
        "   AS waiting,"
        " (SELECT count(*) FROM activities AS a JOIN meetings AS m ON m.id = a.meeting_id"
        "   WHERE m.programme_id = p.id AND a.state = 'open') AS open"
        " FROM programmes AS p ORDER BY p.id DESC"
    ).fetchall()


def programmes_among(connection: sqlite3.Connection, ids: Collection[int]) -> Rows:
    """As `all_programmes`, those with one of these ids."""
    return [row for row in all_programmes(connection) if row["id"] in ids]


def programme(connection: sqlite3.Connection, slug: str) -> sqlite3.Row:
    """:raise NotFound: no programme has this slug."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM programmes WHERE slug = ?", (slug,)
    ).fetchone()
    if not row:
        raise NotFound(
            "Er is geen traject %(slug)s. Zie: gesprekstafel programmes", slug=repr(slug)
        )
    return row


def programme_by_id(connection: sqlite3.Connection, identifier: int) -> sqlite3.Row:
    """:raise NotFound: no such programme."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM programmes WHERE id = ?", (identifier,)
    ).fetchone()
    if not row:
        raise NotFound("Dit traject bestaat niet (meer).")
    return row


def organisers(programme_row: sqlite3.Row) -> list[str]:
    names: list[str] = json.loads(programme_row["organisers"])
    return names


def roles(connection: sqlite3.Connection, programme: int) -> Rows:
    return connection.execute(
        "SELECT * FROM roles WHERE programme_id = ? ORDER BY position", (programme,)
    ).fetchall()


def regions(connection: sqlite3.Connection, programme: int) -> Rows:
    return connection.execute(
        "SELECT * FROM regions WHERE programme_id = ? ORDER BY position", (programme,)
    ).fetchall()


def topics(connection: sqlite3.Connection, programme: int) -> Rows:
    """With `questions` as JSON text: the guiding questions."""
    return connection.execute(
        "SELECT * FROM topics WHERE programme_id = ? ORDER BY position", (programme,)
    ).fetchall()


def partnerships(connection: sqlite3.Connection, programme: int) -> Rows:
    """With the name of the region, if any, as `region`, and `sectors`: "po, vo"."""
    return connection.execute(
        "SELECT p.*, r.name AS region, ifnull((SELECT group_concat(sector, ', ') FROM"
        "   (SELECT sector FROM partnership_sectors WHERE partnership_id = p.id"
        "    ORDER BY CASE sector WHEN 'po' THEN 1 WHEN 'vo' THEN 2 ELSE 3 END)), '') AS sectors"
        " FROM partnerships AS p"
        " LEFT JOIN regions AS r ON r.id = p.region_id"
        " WHERE p.programme_id = ? ORDER BY p.name COLLATE NOCASE",
        (programme,),
    ).fetchall()


def follow_ups(connection: sqlite3.Connection, programme: int) -> Rows:
    return connection.execute(
        "SELECT * FROM follow_ups WHERE programme_id = ? ORDER BY position", (programme,)
    ).fetchall()


def resources(connection: sqlite3.Connection, programme: int, meeting: int | None = None) -> Rows:
    """Of one meeting, or (without a meeting) those of the programme as a whole."""
    return connection.execute(
        "SELECT * FROM resources WHERE programme_id = ? AND meeting_id IS ? ORDER BY position, id",
        (programme, meeting),
    ).fetchall()


def imports(connection: sqlite3.Connection, programme: int) -> Rows:
    """Documents that were read into this programme, in that order: `file`, `summary` (JSON), and
    whether their statements may be published (`verbatim`)."""
    return connection.execute(
        "SELECT id, file, summary, verbatim FROM imports WHERE programme_id = ? ORDER BY id",
        (programme,),
    ).fetchall()


def participants_by_role(connection: sqlite3.Connection, programme: int) -> dict[str, int]:
    """How many took part in all meetings, per role; without a role under ''."""
    return dict(
        connection.execute(
            "SELECT ifnull(r.name, ''), count(*) FROM participants AS p"
            " JOIN meetings AS m ON m.id = p.meeting_id"
            " LEFT JOIN roles AS r ON r.id = p.role_id"
            " WHERE m.programme_id = ? AND NOT p.rehearsal GROUP BY r.id ORDER BY r.position",
            (programme,),
        ).fetchall()
    )
