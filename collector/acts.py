"""What a facilitator decides about statements, themes and codes. Every act is logged.

An act keeps the rows it touched, before and after, to be undone: see `collector.undoing`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from typing import Any

from collector.database import insert, transaction
from collector.errors import NotFound
from collector.events import EventKind, now, record

TABLES = frozenset({"statements", "themes", "placements", "near_duplicates", "partnerships"})
_OF_A_PROGRAMME = frozenset({"statements", "themes", "partnerships"})
_GONE = {
    "statements": "Deze uitspraak bestaat niet (meer) in dit traject. Laad de pagina opnieuw.",
    "partnerships": "Dit partnerschap hoort niet (meer) bij dit traject.",
}


class Act:
    """Collects the changes of one act while they are made."""

    def __init__(self, connection: sqlite3.Connection, programme: int) -> None:
        self.connection = connection
        self.programme = programme
        self.before: list[dict[str, Any]] = []
        self.after: list[dict[str, Any]] = []

    def row(self, table: str, identifier: int) -> sqlite3.Row:
        """:raise NotFound: no such row, or one of another programme."""
        assert table in TABLES
        row: sqlite3.Row | None = self.connection.execute(
            f"SELECT * FROM {table} WHERE id = ?", (identifier,)
        ).fetchone()
        if not row or (table in _OF_A_PROGRAMME and row["programme_id"] != self.programme):
            if table in _GONE:
                raise NotFound(_GONE[table])
            raise NotFound("Dit thema bestaat niet (meer) in dit traject. Laad de pagina opnieuw.")
        return row

    def look_at(self, table: str, identifier: int) -> None:
        """It was seen, which is worth a line in the log, and nothing changes."""
        self.row(table, identifier)
        self._note(table, identifier, {}, {})

    def update(self, table: str, identifier: int, **values: Any) -> None:
        row = self.row(table, identifier)
        self._note(table, identifier, {name: row[name] for name in values}, values)
        update_row(self.connection, table, identifier, values)

    def insert(self, table: str, **values: Any) -> int:
        assert table in TABLES
        identifier = insert(self.connection, table, **values)
        self._note(table, identifier, None, values)
        return identifier

    def delete(self, table: str, identifier: int) -> None:
        row = self.row(table, identifier)
        self._note(table, identifier, dict(row), None)
        self.connection.execute(f"DELETE FROM {table} WHERE id = ?", (identifier,))

    def _note(
        self,
        table: str,
        identifier: int,
        before: dict[str, Any] | None,
        after: dict[str, Any] | None,
    ) -> None:
        # Words are never kept here, so how often they changed says which ones were meant.
        place: dict[str, Any] = {"table": table, "id": identifier}
        if table == "statements":
            place["revision"] = revision(self.connection, identifier)
        self.before.append({**place, "row": before})
        self.after.append({**place, "row": after})


def revision(connection: sqlite3.Connection, statement: int) -> int:
    """How often the participant changed the words of a statement."""
    row = connection.execute(
        "SELECT count(*) FROM statement_revisions WHERE statement_id = ?", (statement,)
    ).fetchone()
    return int(row[0])


def update_row(
    connection: sqlite3.Connection, table: str, identifier: int, values: dict[str, Any]
) -> None:
    assignments = ", ".join(f"{name} = ?" for name in values)
    connection.execute(
        f"UPDATE {table} SET {assignments} WHERE id = ?", (*values.values(), identifier)
    )


def perform(
    connection: sqlite3.Connection,
    programme: int,
    facilitator: int,
    kind: str,
    change: Callable[[Act], None],
) -> int:
    """Do an act in one transaction, with its log and its event; the id of the act."""
    with transaction(connection):
        act = Act(connection, programme)
        change(act)
        return enter(act, facilitator, kind)


def enter(act: Act, facilitator: int, kind: str) -> int:
    """Write an act in the log, with its event, inside the caller's transaction; its id."""
    identifier = insert(
        act.connection,
        "acts",
        at=now(),
        programme_id=act.programme,
        facilitator_id=facilitator,
        kind=kind,
        before=json.dumps(act.before, ensure_ascii=False),
        after=json.dumps(act.after, ensure_ascii=False),
    )
    record(act.connection, event_of(act.after), programme=act.programme, act=identifier)
    return identifier


def event_of(changes: list[dict[str, Any]]) -> EventKind:
    tables = {change["table"] for change in changes}
    if "partnerships" in tables:
        return EventKind.PREPARED
    moderated = tables <= {"statements", "near_duplicates"}
    return EventKind.MODERATED if moderated else EventKind.THEMES
