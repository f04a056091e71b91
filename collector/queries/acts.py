"""What facilitators decided, as a log that people can read."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from collector.errors import NotFound


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


def log(connection: sqlite3.Connection, programme: int, limit: int = 200) -> list[LogEntry]:
    """Newest first."""
    rows = connection.execute(
        "SELECT a.id, a.at, a.kind, a.before, a.after, ifnull(nullif(f.name, ''), f.email) AS who,"
        " ifnull(nullif(u.name, ''), u.email) AS undone_by FROM acts AS a"
        " JOIN facilitators AS f ON f.id = a.facilitator_id"
        " LEFT JOIN facilitators AS u ON u.id = a.undone_by"
        " WHERE a.programme_id = ? ORDER BY a.id DESC LIMIT ?",
        (programme, limit),
    ).fetchall()
    return [
        LogEntry(
            id=row["id"],
            at=row["at"],
            kind=row["kind"],
            who=row["who"],
            undone_by=row["undone_by"],
            rows=len(_statements(row)),
            about=_about(connection, row),
        )
        for row in rows
    ]


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


def _about(connection: sqlite3.Connection, row: sqlite3.Row) -> str:
    themes = [identifier for table, identifier, _ in _changes(row) if table == "themes"]
    if themes:
        query, identifier = "SELECT ifnull(name, label) FROM themes WHERE id = ?", themes[-1]
    elif statements := _statements(row):
        shown = "iif(state = 'withdrawn', '(ingetrokken)', text)"
        query, identifier = f"SELECT {shown} FROM statements WHERE id = ?", statements[0]
    else:
        return ""
    found = connection.execute(query, (identifier,)).fetchone()
    return str(found[0]) if found else ""
