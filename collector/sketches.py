"""What a partnership settles together: one shared answer per question, every revision kept.

Whoever saves says which revision was on the screen. When another one stands there by now, nothing
is stored: the page shows both, and nobody's words are lost. Nothing here says who wrote what.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from collector import pens
from collector.database import insert, transaction
from collector.errors import Conflict, NotFound, Refused
from collector.events import EventKind, record
from collector.queries import sketches as queries
from collector.queries.meetings import activity as activity_row
from collector.queries.meetings import instrument_of
from collector.queries.terms import terms, today
from collector.steps import keep_settled


@dataclass(frozen=True)
class Draft:
    """One shared answer as somebody sends it. `value` as `records.Question` describes it; for
    statements a list of texts; None: emptied. `key`: the same key is the same draft."""

    question: str
    value: Any
    based_on: int  # the revision that was on the screen; 0: nothing yet
    key: str


def save(
    connection: sqlite3.Connection,
    place: pens.Place,
    draft: Draft,
    *,
    participant: int | None = None,
    by: int | None = None,
) -> int:
    """The revision that stands now. Whoever saves holds the pen from then on.

    :param participant: who writes; None: a facilitator, `by`, for people without a phone
    :raise Conflict: another revision stands there by now, or somebody else holds the pen.
    :raise Refused: it was settled, or the key came with something else.
    :raise NotFound: not an activity that is settled together, or no such question.
    """
    with transaction(connection):
        activity = _activity(connection, place)
        if repeated := _saved_before(connection, place, draft):
            return repeated
        if draft.question not in {one.key for one in instrument_of(activity).questions}:
            raise NotFound("Deze vraag staat niet (meer) in dit onderdeel.")
        _check_open(connection, place, activity["programme_id"])
        newest = queries.sketch(connection, *place).get(draft.question, queries.EMPTY)
        if draft.value in (newest.value, _seen(connection, place, draft)):
            return newest.revision  # nothing was changed by whoever sent this
        if participant is not None:
            pens.hold(connection, place, participant)
        if newest.revision != draft.based_on:
            raise Conflict("Er staat intussen iets anders: iemand heeft dit net gewijzigd.")
        insert(
            connection,
            "sketches",
            partnership_id=place.partnership,
            activity_id=place.activity,
            instrument_id=activity["instrument_id"],
            question=draft.question,
            revision=newest.revision + 1,
            value=json.dumps(draft.value, ensure_ascii=False),
            key=draft.key,
        )
        told(connection, activity, place, by)
        return newest.revision + 1


def restore(
    connection: sqlite3.Connection,
    place: pens.Place,
    question: str,
    revision: int,
    *,
    based_on: int,
    key: str,
    participant: int | None = None,
    by: int | None = None,
) -> int:
    """Back to an earlier revision, which becomes the newest; the others stay.

    :raise NotFound: there is no such revision.
    :raise Conflict: as `save`
    """
    rows = queries.history(connection, *place, question)
    found = next((row for row in rows if row["revision"] == revision), None)
    if found is None:
        raise NotFound("Deze eerdere versie is er niet (meer).")
    draft = Draft(question, json.loads(found["value"]), based_on, key)
    return save(connection, place, draft, participant=participant, by=by)


def settle(
    connection: sqlite3.Connection, place: pens.Place, *, seen: int, by: int | None = None
) -> None:
    """They agree: the answers stay as they stand, and the first steps are followed from now on.

    :param seen: `queries.sketches.version` of what they agree on
    :raise Conflict: something was changed in the meantime.
    :raise Refused: nothing was written yet.
    """
    with transaction(connection):
        activity = _activity(connection, place)
        shared = queries.sketch(connection, *place)
        if not any(one.value is not None for one in shared.values()):
            raise Refused("Er staat nog niets om vast te stellen. Schrijf eerst iets op.")
        if queries.version(connection, *place) != seen:
            raise Conflict("Er is net nog iets gewijzigd. Kijk het na en stel het dan vast.")
        connection.execute("INSERT OR IGNORE INTO settlements VALUES (?, ?)", place)
        pens.forget(connection, place)
        keep_settled(connection, place.partnership, activity, shared)
        told(connection, activity, place, by)


def reopen(connection: sqlite3.Connection, place: pens.Place, *, by: int | None = None) -> None:
    """They want to change something after all."""
    with transaction(connection):
        activity = _activity(connection, place)
        connection.execute(
            "DELETE FROM settlements WHERE partnership_id = ? AND activity_id = ?", place
        )
        told(connection, activity, place, by)


def told(
    connection: sqlite3.Connection, activity: sqlite3.Row, place: pens.Place, by: int | None = None
) -> None:
    """The event, for whoever looks at this sketch; ids only."""
    record(
        connection,
        EventKind.SKETCHED,
        programme=activity["programme_id"],
        meeting=activity["meeting_id"],
        partnership=place.partnership,
        activity=place.activity,
        **({"by": by} if by else {}),
    )


def _activity(connection: sqlite3.Connection, place: pens.Place) -> sqlite3.Row:
    """:raise NotFound: the activity is not settled together, or not of this partnership."""
    row = activity_row(connection, place.activity)
    mine = connection.execute(
        "SELECT 1 FROM partnerships WHERE id = ? AND programme_id = ?",
        (place.partnership, row["programme_id"]),
    ).fetchone()
    if not (mine and instrument_of(row).together):
        raise NotFound("Dit onderdeel stelt uw partnerschap niet samen vast.")
    return row


def _saved_before(connection: sqlite3.Connection, place: pens.Place, draft: Draft) -> int | None:
    """:raise Refused: this key came with something else."""
    row = connection.execute("SELECT * FROM sketches WHERE key = ?", (draft.key,)).fetchone()
    if row is None:
        return None
    there = row["partnership_id"], row["activity_id"], row["question"]
    if there != (*place, draft.question):
        raise Refused("Dit hoort bij een andere vraag. Laad de pagina opnieuw.")
    return int(row["revision"])


def _seen(connection: sqlite3.Connection, place: pens.Place, draft: Draft) -> Any:
    """What stood there in the revision that this draft began with."""
    row = connection.execute(
        "SELECT value FROM sketches WHERE partnership_id = ? AND activity_id = ?"
        " AND question = ? AND revision = ?",
        (*place, draft.question, draft.based_on),
    ).fetchone()
    return json.loads(row["value"]) if row else None


def _check_open(connection: sqlite3.Connection, place: pens.Place, programme: int) -> None:
    """Also after the activity was closed: people finish at home what they began together.

    :raise Refused: they settled it, or the programme has ended.
    """
    if terms(connection, programme).over(today()):
        raise Refused("Dit traject is afgelopen. Er kan niets meer bij.")
    if queries.is_settled(connection, *place):
        raise Refused("Dit is vastgesteld. Kies eerst “Toch nog wijzigen”.")
