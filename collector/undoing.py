"""Undoing an act of a facilitator, and doing it again.

Undoing puts the rows of an act back as they were, doing it again makes them as they became; unless
somebody changed them since: then it refuses, and says who.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from collector.acts import TABLES, event_of, revision, update_row
from collector.database import insert, transaction
from collector.errors import Conflict, NotFound
from collector.events import record
from collector.exports import IDENTIFIED
from collector.forgetting import forget_words
from collector.queries.acts import decided_later
from collector.wrap_ups import recall

Change = dict[str, Any]
"""One row: `table`, `id`, `row` (None: it is not there), and of a statement its `revision`."""


def undo(connection: sqlite3.Connection, programme: int, facilitator: int, act: int) -> None:
    """Put back what an act changed.

    :raise NotFound: no such act in this programme, or it has been undone already.
    :raise Conflict: what it changed was changed again since.
    """
    with transaction(connection):
        row = _act(connection, programme, act)
        if row is None or row["undone_by"] is not None:
            raise NotFound("Deze handeling is al ongedaan gemaakt.")
        before, after = json.loads(row["before"]), json.loads(row["after"])
        _turn(connection, programme, act, tuple(reversed(before)), tuple(reversed(after)))
        connection.execute(
            "UPDATE acts SET undone_by = ?1, undone_after ="
            " (SELECT max(id) FROM acts WHERE programme_id = ?2) WHERE id = ?3",
            (facilitator, programme, act),
        )
        record(connection, event_of(after), programme=programme, undone=act)


def redo(connection: sqlite3.Connection, programme: int, facilitator: int, act: int) -> None:
    """Do an act again that was undone.

    :raise NotFound: no such act in this programme, or it stands already.
    :raise Conflict: what it changes is not any more what it was.
    """
    with transaction(connection):
        row = _act(connection, programme, act)
        if row is None or row["undone_by"] is None:
            raise NotFound("Deze handeling is niet ongedaan gemaakt: er valt niets te herhalen.")
        before, after = json.loads(row["before"]), json.loads(row["after"])
        for change in after:
            _make_room(connection, change)
        _turn(connection, programme, act, after, before)
        _forget_hidden(connection, programme, after)
        connection.execute(
            "UPDATE acts SET undone_by = NULL, undone_after = NULL WHERE id = ?", (act,)
        )
        record(connection, event_of(after), programme=programme, redone=act, by=facilitator)


def can_be_turned(connection: sqlite3.Connection, programme: int, act: int) -> bool:
    """Whether an act can be undone as it stands now, or done again when it is undone."""
    row = _act(connection, programme, act)
    if row is None:
        return False
    before, after = json.loads(row["before"]), json.loads(row["after"])
    current = after if row["undone_by"] is None else list(reversed(before))
    # Of a row that an act changed more than once, the last change is how it left it.
    ends = {(one["table"], one["id"]): one for one in current}
    return all(_is_so(connection, one) for one in ends.values())


def _act(connection: sqlite3.Connection, programme: int, act: int) -> sqlite3.Row | None:
    """None as well for what was only looked at or taken along: that cannot be turned back."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT before, after, undone_by FROM acts WHERE id = ? AND programme_id = ?"
        " AND kind <> ? AND NOT EXISTS (SELECT 1 FROM json_each(after) WHERE"
        "   json_extract(value, '$.row') IS json('{}'))",
        (act, programme, IDENTIFIED),
    ).fetchone()
    return row


def _turn(
    connection: sqlite3.Connection,
    programme: int,
    act: int,
    wanted: tuple[Change, ...] | list[Change],
    current: tuple[Change, ...] | list[Change],
) -> None:
    """Make every row as wanted, one after the other; each has to be as it is said to be now."""
    try:
        for one, there in zip(wanted, current, strict=True):
            if not _is_so(connection, there):
                raise _changed_since(connection, programme, act)
            _make_so(connection, one, there)
        if not _sound(connection, programme, wanted):
            raise _changed_since(connection, programme, act)
    except sqlite3.IntegrityError as error:
        raise _changed_since(connection, programme, act) from error


def _changed_since(connection: sqlite3.Connection, programme: int, act: int) -> Conflict:
    who = decided_later(connection, programme, act)
    if who:
        return Conflict(
            "Dit kan nu niet worden teruggezet: %(who)s heeft het daarna opnieuw gewijzigd. "
            "Maak eerst de latere handeling ongedaan.",
            who=who,
        )
    return Conflict(
        "Dit kan nu niet worden teruggezet: het is daarna opnieuw gewijzigd. "
        "Maak eerst de latere handeling ongedaan."
    )


def _is_so(connection: sqlite3.Connection, change: Change) -> bool:
    """Whether a row is (still) as an act says; what is no longer proposed does not count."""
    table, identifier, row = change["table"], change["id"], change["row"]
    assert table in TABLES
    # Else a decision about the old words would hold for words that nobody has seen.
    if "revision" in change and change["revision"] != revision(connection, identifier):
        return False
    if row is None:
        return True
    now = connection.execute(f"SELECT * FROM {table} WHERE id = ?", (identifier,)).fetchone()
    if now is None:
        return table == "placements" and row.get("decided") == 0 and "statement_id" in row
    return all(now[name] == value for name, value in row.items())


def _make_so(connection: sqlite3.Connection, wanted: Change, there: Change) -> None:
    table, identifier, row = wanted["table"], wanted["id"], wanted["row"]
    if row is None:
        if table == "themes":  # what the analysis proposed for it since is no decision
            for found in ("placements WHERE NOT decided AND", "split_parts WHERE"):
                connection.execute(f"DELETE FROM {found} theme_id = ?", (identifier,))
        connection.execute(f"DELETE FROM {table} WHERE id = ?", (identifier,))
    elif there["row"] is not None:
        update_row(connection, table, identifier, row)
    elif table != "placements" or not _overtaken(connection, row):
        connection.execute(f"DELETE FROM {table} WHERE id = ?", (identifier,))
        insert(connection, table, **{**row, "id": identifier})


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


def _make_room(connection: sqlite3.Connection, change: Change) -> None:
    """What was proposed meanwhile gives way to a decision that is taken again."""
    row = change["row"]
    if change["table"] == "placements" and row and row.get("statement_id") and row.get("decided"):
        connection.execute(
            "DELETE FROM placements WHERE statement_id = ? AND NOT decided", (row["statement_id"],)
        )


_SOUND = {
    "placements": "SELECT NOT decided OR ((SELECT state <> 'withdrawn' FROM statements"
    " WHERE id = p.statement_id) AND (p.theme_id IS NULL OR (SELECT state IN"
    " ('proposed', 'accepted') FROM themes WHERE id = p.theme_id)))"
    " FROM placements AS p WHERE p.id = :id",
    "themes": "SELECT t.state NOT IN ('proposed', 'accepted') OR NOT EXISTS"
    " (SELECT 1 FROM themes AS o WHERE o.programme_id = :programme AND o.id <> t.id"
    "   AND o.name = t.name COLLATE NOCASE AND o.state IN ('proposed', 'accepted'))"
    " FROM themes AS t WHERE t.id = :id",
}


def _sound(
    connection: sqlite3.Connection, programme: int, changes: tuple[Change, ...] | list[Change]
) -> bool:
    """No card in a column that is not there, no two themes with one name."""
    for change in changes:
        if question := _SOUND.get(change["table"]):
            values = {"id": change["id"], "programme": programme}
            found = connection.execute(question, values).fetchone()
            if found and not found[0]:
                return False
    return True


def _forget_hidden(connection: sqlite3.Connection, programme: int, after: list[Change]) -> None:
    """Hiding again takes out again what was found in the words."""
    for change in after:
        if change["table"] == "statements" and (change["row"] or {}).get("state") == "hidden":
            text = connection.execute(
                "SELECT text FROM statements WHERE id = ?", (change["id"],)
            ).fetchone()[0]
            forget_words(connection, change["id"], text)
            recall(connection, programme)
