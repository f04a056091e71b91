"""The first steps of a partnership: taken over from what it settled, then followed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from enum import StrEnum

from collector.database import insert, next_position, transaction
from collector.errors import Conflict, NotFound, Refused
from collector.events import EventKind, record
from collector.queries import sketches as queries
from collector.queries.meetings import instrument_of
from collector.records import QuestionKind

DIMENSION = "first_steps"
LONGEST = 1000  # characters
MOST = 40  # of one partnership


class StepState(StrEnum):
    TODO = "todo"
    UNDERWAY = "underway"
    DONE = "done"


def add_step(
    connection: sqlite3.Connection,
    partnership: int,
    text: str,
    *,
    meeting: int | None = None,
    state: StepState = StepState.TODO,
    at: int | None = None,
) -> int:
    """One more, at the end or at position `at` (from 1); its id. The same words are one step.

    :raise Refused: there are many already.
    """
    with transaction(connection):
        found = connection.execute(
            "SELECT id FROM steps WHERE partnership_id = ? AND text = ?", (partnership, text)
        ).fetchone()
        step = found["id"] if found else _add(connection, partnership, text, meeting, state)
        if at is not None:
            _put(connection, partnership, step, at)
        _told(connection, partnership)
    return int(step)


def change_step(
    connection: sqlite3.Connection, partnership: int, step: int, text: str, *, seen: str
) -> None:
    """Other words for the same step.

    :param seen: the words that were on the screen
    :raise Conflict: somebody else changed them in the meantime.
    """
    with transaction(connection):
        row = _step(connection, partnership, step)
        if row["text"] == text:
            return
        if row["text"] != seen:
            raise Conflict("Deze stap is intussen door een collega gewijzigd. Kijk het na.")
        connection.execute("UPDATE steps SET text = ? WHERE id = ?", (text, step))
        _told(connection, partnership)


def set_state(
    connection: sqlite3.Connection,
    partnership: int,
    step: int,
    state: StepState,
    *,
    meeting: int | None = None,
) -> None:
    """How far it is; `meeting`: in which it was said, if in one."""
    with transaction(connection):
        if _step(connection, partnership, step)["state"] != state:
            connection.execute(
                "UPDATE steps SET state = ?, state_meeting_id = ? WHERE id = ?",
                (state, meeting, step),
            )
            _told(connection, partnership)


def move_step(connection: sqlite3.Connection, partnership: int, step: int, at: int) -> None:
    """To position `at` (from 1); beyond an end is at that end."""
    with transaction(connection):
        _step(connection, partnership, step)
        _put(connection, partnership, step, at)
        _told(connection, partnership)


def remove_step(connection: sqlite3.Connection, partnership: int, step: int) -> sqlite3.Row:
    """What was taken off, so that `add_step` can put it back."""
    with transaction(connection):
        row = _step(connection, partnership, step)
        connection.execute("DELETE FROM steps WHERE id = ?", (step,))
        _told(connection, partnership)
    return row


def keep_settled(
    connection: sqlite3.Connection,
    partnership: int,
    activity: sqlite3.Row,
    shared: Mapping[str, queries.Shared],
) -> None:
    """The first steps of a sketch that was settled; inside the caller's transaction.

    What nobody began with, and stood in an earlier revision only, was written differently since.
    """
    for question in instrument_of(activity).questions:
        if question.dimension == DIMENSION and question.kind is QuestionKind.STATEMENTS:
            texts = shared.get(question.key, queries.EMPTY).value or []
            rows = queries.history(connection, partnership, activity["id"], question.key)
            before = {text for row in rows for text in json.loads(row["value"]) or []}
            for text in before - set(texts):
                connection.execute(
                    "DELETE FROM steps WHERE partnership_id = ? AND meeting_id = ? AND text = ?"
                    " AND state = 'todo'",
                    (partnership, activity["meeting_id"], text),
                )
            _add_new(connection, partnership, texts, activity["meeting_id"])


def _add_new(
    connection: sqlite3.Connection, partnership: int, texts: list[str], meeting: int
) -> None:
    rows = connection.execute("SELECT text FROM steps WHERE partnership_id = ?", (partnership,))
    there = {row["text"] for row in rows}
    for text in dict.fromkeys(texts):
        if text not in there and len(there) < MOST:
            there.add(text)
            _add(connection, partnership, text, meeting, StepState.TODO)


def _add(
    connection: sqlite3.Connection,
    partnership: int,
    text: str,
    meeting: int | None,
    state: StepState,
) -> int:
    row = connection.execute("SELECT count(*) FROM steps WHERE partnership_id = ?", (partnership,))
    if row.fetchone()[0] >= MOST:
        raise Refused("Er passen niet meer stappen bij. Haal er eerst een weg.")
    return insert(
        connection,
        "steps",
        partnership_id=partnership,
        position=next_position(connection, "steps", "partnership_id", partnership),
        text=text,
        meeting_id=meeting,
        state=state,
    )


def _put(connection: sqlite3.Connection, partnership: int, step: int, at: int) -> None:
    rows = connection.execute(
        "SELECT id FROM steps WHERE partnership_id = ? AND id <> ? ORDER BY position, id",
        (partnership, step),
    )
    order = [int(row["id"]) for row in rows]
    order.insert(min(max(at, 1), len(order) + 1) - 1, step)
    connection.executemany(
        "UPDATE steps SET position = ? WHERE id = ?",
        [(place, one) for place, one in enumerate(order, start=1)],
    )


def _step(connection: sqlite3.Connection, partnership: int, step: int) -> sqlite3.Row:
    """:raise NotFound: not a step of this partnership."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM steps WHERE id = ? AND partnership_id = ?", (step, partnership)
    ).fetchone()
    if not row:
        raise NotFound("Deze stap is er niet (meer).")
    return row


def _told(connection: sqlite3.Connection, partnership: int) -> None:
    row = connection.execute(
        "SELECT programme_id FROM partnerships WHERE id = ?", (partnership,)
    ).fetchone()
    record(connection, EventKind.SKETCHED, programme=row["programme_id"], partnership=partnership)
