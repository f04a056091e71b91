"""What a facilitator decides about statements and themes. Every act is logged and can be undone.

An act keeps the rows it touched, before and after. Undoing puts the rows back, unless somebody
changed them since: then it refuses, and says so.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from typing import Any

from collector.database import insert, transaction
from collector.errors import Conflict, NotFound
from collector.events import EventKind, now, record

_TABLES = frozenset({"statements", "themes", "placements", "near_duplicates"})
_OF_A_PROGRAMME = frozenset({"statements", "themes"})


class Act:
    """Collects the changes of one act while they are made."""

    def __init__(self, connection: sqlite3.Connection, programme: int) -> None:
        self.connection = connection
        self.programme = programme
        self.before: list[dict[str, Any]] = []
        self.after: list[dict[str, Any]] = []

    def row(self, table: str, identifier: int) -> sqlite3.Row:
        """:raise NotFound: no such row, or one of another programme."""
        assert table in _TABLES
        row: sqlite3.Row | None = self.connection.execute(
            f"SELECT * FROM {table} WHERE id = ?", (identifier,)
        ).fetchone()
        if not row or (table in _OF_A_PROGRAMME and row["programme_id"] != self.programme):
            word = "Deze uitspraak" if table == "statements" else "Dit thema"
            raise NotFound(f"{word} bestaat niet (meer) in dit traject. Laad de pagina opnieuw.")
        return row

    def update(self, table: str, identifier: int, **values: Any) -> None:
        row = self.row(table, identifier)
        self._note(table, identifier, {name: row[name] for name in values}, values)
        _update(self.connection, table, identifier, values)

    def insert(self, table: str, **values: Any) -> int:
        assert table in _TABLES
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
            place["revision"] = _revision(self.connection, identifier)
        self.before.append({**place, "row": before})
        self.after.append({**place, "row": after})


def _revision(connection: sqlite3.Connection, statement: int) -> int:
    """How often the participant changed the words of a statement."""
    row = connection.execute(
        "SELECT count(*) FROM statement_revisions WHERE statement_id = ?", (statement,)
    ).fetchone()
    return int(row[0])


def _update(
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
        identifier = insert(
            connection,
            "acts",
            at=now(),
            programme_id=programme,
            facilitator_id=facilitator,
            kind=kind,
            before=json.dumps(act.before, ensure_ascii=False),
            after=json.dumps(act.after, ensure_ascii=False),
        )
        record(connection, _event_of(act.after), programme=programme, act=identifier)
    return identifier


def _event_of(changes: list[dict[str, Any]]) -> EventKind:
    tables = {change["table"] for change in changes}
    moderated = tables <= {"statements", "near_duplicates"}
    return EventKind.MODERATED if moderated else EventKind.THEMES


def undo(connection: sqlite3.Connection, programme: int, facilitator: int, act: int) -> None:
    """Put back what an act changed.

    :raise NotFound: no such act in this programme, or it has been undone already.
    :raise Conflict: what it changed was changed again since.
    """
    with transaction(connection):
        row = connection.execute(
            "SELECT before, after FROM acts WHERE id = ? AND programme_id = ?"
            " AND undone_by IS NULL",
            (act, programme),
        ).fetchone()
        if not row:
            raise NotFound("Deze handeling is al ongedaan gemaakt.")
        before, after = json.loads(row["before"]), json.loads(row["after"])
        try:
            for was, became in zip(reversed(before), reversed(after), strict=True):
                _put_back(connection, was, became)
        except sqlite3.IntegrityError as error:
            raise Conflict(_CHANGED_SINCE) from error
        connection.execute("UPDATE acts SET undone_by = ? WHERE id = ?", (facilitator, act))
        record(connection, _event_of(after), programme=programme, undone=act)


_CHANGED_SINCE = (
    "Dit kan niet meer ongedaan worden gemaakt: het is daarna opnieuw gewijzigd. "
    "Maak eerst de latere handeling ongedaan."
)


def _put_back(connection: sqlite3.Connection, was: dict[str, Any], became: dict[str, Any]) -> None:
    table, identifier = was["table"], was["id"]
    assert table in _TABLES
    current = connection.execute(f"SELECT * FROM {table} WHERE id = ?", (identifier,)).fetchone()
    if became["row"] is not None and (
        current is None or any(current[name] != value for name, value in became["row"].items())
    ):
        raise Conflict(_CHANGED_SINCE)
    # Else a decision about the old words would hold for words that nobody has seen.
    if "revision" in was and was["revision"] != _revision(connection, identifier):
        raise Conflict(_CHANGED_SINCE)
    if was["row"] is None:
        if table == "themes":  # what the analysis proposed for it since is no decision
            for found in ("placements WHERE NOT decided AND", "split_parts WHERE"):
                connection.execute(f"DELETE FROM {found} theme_id = ?", (identifier,))
        connection.execute(f"DELETE FROM {table} WHERE id = ?", (identifier,))
    elif table == "placements" and became["row"] is None and _overtaken(connection, was["row"]):
        return
    elif became["row"] is None:
        names = ", ".join(was["row"])
        marks = ", ".join("?" * len(was["row"]))
        connection.execute(
            f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({marks})",
            tuple(was["row"].values()),
        )
    else:
        _update(connection, table, identifier, was["row"])


def _overtaken(connection: sqlite3.Connection, placement: dict[str, Any]) -> bool:
    """Whether this was a proposal that has no place any more: its theme or its statement went, a
    person decided meanwhile, or it is there again."""
    if placement["decided"]:
        return False
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM statements WHERE id = ?1 AND state = 'withdrawn')"
        " OR EXISTS (SELECT 1 FROM placements WHERE statement_id = ?1"
        "   AND (decided OR theme_id IS ?2))"
        " OR (?2 IS NOT NULL AND NOT EXISTS"
        "   (SELECT 1 FROM themes WHERE id = ?2 AND state IN ('proposed', 'accepted')))",
        (placement["statement_id"], placement["theme_id"]),
    ).fetchone()
    return bool(row[0])
