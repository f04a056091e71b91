"""One partnership: who it is, who of it is where (numbers only)."""

from __future__ import annotations

import sqlite3

from collector.database import Rows
from collector.errors import NotFound

_PARTNERSHIP = (
    "SELECT p.*, r.name AS region, g.slug AS programme_slug, g.title AS programme_title,"
    " g.kind AS programme_kind,"
    " ifnull((SELECT group_concat(sector, ', ') FROM"
    "   (SELECT sector FROM partnership_sectors WHERE partnership_id = p.id"
    "    ORDER BY CASE sector WHEN 'po' THEN 1 WHEN 'vo' THEN 2 ELSE 3 END)), '') AS sectors"
    " FROM partnerships AS p JOIN programmes AS g ON g.id = p.programme_id"
    " LEFT JOIN regions AS r ON r.id = p.region_id"
)


def partnership(connection: sqlite3.Connection, identifier: int) -> sqlite3.Row:
    """With `region`, `sectors` ("po, vo") and the `programme_slug`, `_title` and `_kind`.

    :raise NotFound: no such partnership.
    """
    return _one(connection, "p.id", identifier)


def partnership_by_code(connection: sqlite3.Connection, code: str) -> sqlite3.Row:
    """:raise NotFound: no partnership has this code, as `read_spoken_code` gives it."""
    return _one(connection, "p.code", code)


def _one(connection: sqlite3.Connection, column: str, value: object) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(
        f"{_PARTNERSHIP} WHERE {column} = ?", (value,)
    ).fetchone()
    if not row and column == "p.code":
        raise NotFound("Deze drie woorden zijn niet (meer) bekend. Vraag ze na bij een collega.")
    if not row:
        raise no_such_partnership()
    return row


def no_such_partnership() -> NotFound:
    return NotFound("Dit partnerschap hoort niet (meer) bij dit traject.")


def organisations(connection: sqlite3.Connection, partnership: int) -> Rows:
    """`id`, `name`, `side`: first the institutes."""
    return connection.execute(
        "SELECT id, name, side FROM organisations WHERE partnership_id = ?"
        " ORDER BY side DESC, name COLLATE NOCASE",
        (partnership,),
    ).fetchall()


_THERE = (
    "m.id, m.title, m.date, m.code,"
    " (SELECT count(*) FROM activities WHERE meeting_id = m.id AND state = 'open') AS open,"
    " count(p.id) FILTER (WHERE NOT p.self_study AND p.side = 'institute') AS institute,"
    " count(p.id) FILTER (WHERE NOT p.self_study AND p.side = 'field') AS field,"
    " count(p.id) FILTER (WHERE NOT p.self_study AND p.side IS NULL) AS unknown,"
    " count(p.id) FILTER (WHERE p.self_study) AS self_study"
    " FROM partnerships AS s JOIN meetings AS m ON m.programme_id = s.programme_id"
    " LEFT JOIN participants AS p ON p.meeting_id = m.id AND p.partnership_id = s.id"
    "   AND NOT p.rehearsal"
)


def attendance(connection: sqlite3.Connection, partnership: int) -> Rows:
    """Per meeting of the programme, in order: `id`, `title`, `date`, `code`, `open` (activities),
    and of this partnership the counts `institute`, `field`, `unknown` and `self_study`."""
    return connection.execute(
        f"SELECT {_THERE} WHERE s.id = ? GROUP BY m.id ORDER BY m.position", (partnership,)
    ).fetchall()


def partnerships_there(connection: sqlite3.Connection, programme: int) -> dict[int, Rows]:
    """Per partnership of a programme what `attendance` gives of one, in the order of meetings."""
    rows = connection.execute(
        f"SELECT s.id AS partnership_id, {_THERE} WHERE s.programme_id = ?"
        " GROUP BY s.id, m.id ORDER BY m.position",
        (programme,),
    ).fetchall()
    found: dict[int, Rows] = {}
    for row in rows:
        found.setdefault(row["partnership_id"], []).append(row)
    return found


def said_of_naming(connection: sqlite3.Connection, partnership: int, most: int = 5) -> Rows:
    """When (`at`, UTC, to the hour) it was said that it may be named (`named` 1) or not (0), newest
    first; by whom is not known."""
    return connection.execute(
        "SELECT at, json_extract(data, '$.named') AS named FROM events"
        " WHERE kind = 'partnership' AND json_extract(data, '$.partnership') = ?1"
        " AND programme_id = (SELECT programme_id FROM partnerships WHERE id = ?1)"
        " AND json_extract(data, '$.named') IS NOT NULL ORDER BY id DESC LIMIT ?2",
        (partnership, most),
    ).fetchall()
