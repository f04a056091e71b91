"""What facilitators decided, as a log that people can read."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from collector.errors import NotFound

ON_THE_BOARD = (
    "accept_theme",
    "add_theme",
    "central_statement",
    "merge_themes",
    "split_theme",
    "remove_theme",
    "order_themes",
    "confirm",
    "place",
    "unplace",
    "import_coding",
)
"""The kinds of acts that change the theme board."""


@dataclass(frozen=True)
class LogEntry:
    """One act. `about` is the text of the first statement it touched, or the name of a theme."""

    id: int
    at: str
    kind: str
    who: str
    undone_by: str | None
    rows: int  # statements that the act touched
    about: str
    into: tuple[str, ...] = ()  # the themes in which it put a statement


_ENTRY = (
    "SELECT a.id, a.at, a.kind, a.before, a.after, ifnull(nullif(f.name, ''), f.email) AS who,"
    " ifnull(nullif(u.name, ''), u.email) AS undone_by FROM acts AS a"
    " JOIN facilitators AS f ON f.id = a.facilitator_id"
    " LEFT JOIN facilitators AS u ON u.id = a.undone_by"
)


def log(
    connection: sqlite3.Connection,
    programme: int,
    limit: int = 200,
    before: int | None = None,
    kinds: tuple[str, ...] = (),
) -> list[LogEntry]:
    """Newest first.

    :param before: only acts with a lower id
    :param kinds: only these kinds; empty: all
    """
    rows = connection.execute(
        f"{_ENTRY} WHERE a.programme_id = ?1 AND (?2 IS NULL OR a.id < ?2)"
        " AND (?3 = '[]' OR a.kind IN (SELECT value FROM json_each(?3)))"
        " ORDER BY a.id DESC LIMIT ?4",
        (programme, before, json.dumps(kinds), limit),
    ).fetchall()
    return [_entry(connection, row) for row in rows]


def _entry(connection: sqlite3.Connection, row: sqlite3.Row) -> LogEntry:
    return LogEntry(
        id=row["id"],
        at=row["at"],
        kind=row["kind"],
        who=row["who"],
        undone_by=row["undone_by"],
        rows=len(_statements(row)),
        about=_about(connection, row),
        into=_into(connection, row),
    )


def to_undo(connection: sqlite3.Connection, programme: int, facilitator: int) -> LogEntry | None:
    """The newest act of one's own on the theme board that stands."""
    row = connection.execute(
        f"{_ENTRY} WHERE a.programme_id = ? AND a.facilitator_id = ? AND a.undone_by IS NULL"
        " AND a.kind IN (SELECT value FROM json_each(?)) ORDER BY a.id DESC LIMIT 1",
        (programme, facilitator, json.dumps(ON_THE_BOARD)),
    ).fetchone()
    return _entry(connection, row) if row else None


def to_redo(connection: sqlite3.Connection, programme: int, facilitator: int) -> LogEntry | None:
    """What one undid last on the theme board, as long as one did nothing new there since."""
    row = connection.execute(
        f"{_ENTRY} WHERE a.programme_id = ?1 AND a.undone_by = ?2"
        " AND a.kind IN (SELECT value FROM json_each(?3)) AND NOT EXISTS"
        "  (SELECT 1 FROM acts AS n WHERE n.programme_id = ?1 AND n.facilitator_id = ?2"
        "   AND n.id > a.undone_after AND n.kind IN (SELECT value FROM json_each(?3)))"
        " ORDER BY a.id LIMIT 1",
        (programme, facilitator, json.dumps(ON_THE_BOARD)),
    ).fetchone()
    return _entry(connection, row) if row else None


def decided_later(connection: sqlite3.Connection, programme: int, act: int) -> str:
    """Who was the last to change, after an act, something that the act changed; "": nobody did."""
    row = connection.execute(f"{_ENTRY} WHERE a.id = ?", (act,)).fetchone()
    touched = _touched(row)
    for later in connection.execute(
        f"{_ENTRY} WHERE a.programme_id = ? AND a.id > ? AND a.undone_by IS NULL"
        " ORDER BY a.id DESC",
        (programme, act),
    ):
        if touched & _touched(later):
            return str(later["who"])
    return ""


def last_to_place(connection: sqlite3.Connection, programme: int, statement: int) -> str:
    """Who decided last where a statement belongs; "": nobody did."""
    row = connection.execute(
        "SELECT ifnull(nullif(f.name, ''), f.email) AS who FROM acts AS a"
        " JOIN facilitators AS f ON f.id = ifnull(a.undone_by, a.facilitator_id)"
        " WHERE a.programme_id = ?1 AND EXISTS (SELECT 1 FROM json_each(a.after) AS c"
        "   JOIN placements AS p ON p.id = json_extract(c.value, '$.id')"
        "   WHERE json_extract(c.value, '$.table') = 'placements' AND p.statement_id = ?2"
        "  UNION ALL SELECT 1 FROM json_each(a.before) AS c"
        "   WHERE json_extract(c.value, '$.row.statement_id') = ?2)"
        " ORDER BY a.id DESC LIMIT 1",
        (programme, statement),
    ).fetchone()
    return str(row["who"]) if row else ""


def acts(connection: sqlite3.Connection, programme: int) -> list[sqlite3.Row]:
    """Everything that was decided, oldest first: `kind`, and `undone_by` (None: it stands)."""
    return connection.execute(
        "SELECT kind, undone_by FROM acts WHERE programme_id = ? ORDER BY id", (programme,)
    ).fetchall()


def theme_made_by(connection: sqlite3.Connection, act: int) -> int:
    """The theme that an act `add_theme` made.

    :raise NotFound: no such act, or it made no theme.
    """
    row = connection.execute(
        "SELECT before, after FROM acts WHERE id = ? AND kind = 'add_theme'", (act,)
    ).fetchone()
    if not row:
        raise NotFound("Deze handeling heeft geen thema gemaakt.")
    return _changes(row)[0][1]


def _changes(row: sqlite3.Row) -> list[tuple[str, int, dict[str, object]]]:
    """(table, id, the row as it became, or as it was when it is gone) of each change."""
    before, after = json.loads(row["before"]), json.loads(row["after"])
    return [
        (became["table"], became["id"], became["row"] or was["row"] or {})
        for was, became in zip(before, after, strict=True)
    ]


def _statements(row: sqlite3.Row) -> list[int]:
    found = [
        identifier if table == "statements" else values.get("statement_id")
        for table, identifier, values in _changes(row)
        if table != "themes"
    ]
    return [int(str(one)) for one in dict.fromkeys(found) if one is not None]


def _touched(row: sqlite3.Row) -> set[tuple[str, int]]:
    """The rows of an act, and the statements whose place it changed."""
    rows = {(table, identifier) for table, identifier, _ in _changes(row)}
    return rows | {("places of", one) for one in _placed(row)}


def _placed(row: sqlite3.Row) -> set[int]:
    return {
        int(str(values["statement_id"]))
        for table, _, values in _changes(row)
        if table == "placements" and "statement_id" in values
    }


def _into(connection: sqlite3.Connection, row: sqlite3.Row) -> tuple[str, ...]:
    if row["kind"] not in ("place", "merge_themes"):
        return ()
    found = {
        change["row"].get("theme_id") or change["row"].get("merged_into")
        for change in json.loads(row["after"])
        if change["row"]
    } - {None}
    names = connection.execute(
        "SELECT ifnull(name, label) FROM themes WHERE id IN (SELECT value FROM json_each(?))"
        " ORDER BY position, id",
        (json.dumps(sorted(found)),),
    )
    return tuple(str(one[0]) for one in names)


def _partnerships(connection: sqlite3.Connection, row: sqlite3.Row) -> list[str]:
    """The names of those that it was about and that are still there."""
    touched = [one for table, one, _ in _changes(row) if table == "partnerships"]
    found = connection.execute(
        "SELECT name FROM partnerships WHERE id IN (SELECT value FROM json_each(?))"
        " ORDER BY name COLLATE NOCASE",
        (json.dumps(touched),),
    )
    return [str(one["name"]) for one in found]


def _about(connection: sqlite3.Connection, row: sqlite3.Row) -> str:
    themes = [identifier for table, identifier, _ in _changes(row) if table == "themes"]
    if partnerships := _partnerships(connection, row):
        return ", ".join(partnerships)
    if themes:
        query, identifier = "SELECT ifnull(name, label) FROM themes WHERE id = ?", themes[-1]
    elif statements := _statements(row):
        shown = "iif(state = 'withdrawn', '(ingetrokken)', text)"
        query, identifier = f"SELECT {shown} FROM statements WHERE id = ?", statements[0]
    else:
        return ""
    found = connection.execute(query, (identifier,)).fetchone()
    return str(found[0]) if found else ""
