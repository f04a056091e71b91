"""What participants hand in: one transaction = rows + one event.

What they change afterwards is in `collector.corrections`. Nothing is acknowledged before it is
committed, and nothing counts twice: joining is keyed on the receipt, handing in on a key that the
client made.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from collector.access import hash_receipt
from collector.database import insert, transaction
from collector.errors import NotFound, Refused
from collector.events import EventKind, record
from collector.queries.meetings import programme_of
from collector.records import Side, StatementDraft, Submission
from collector.together import write


@dataclass(frozen=True)
class Accepted:
    """What became of a submission. `repeated`: this key had been handed in before."""

    response: int
    revision: int
    repeated: bool


def join(
    connection: sqlite3.Connection,
    meeting: int,
    receipt: str,
    *,
    role: int | None = None,
    side: Side | None = None,
    partnership: int | None = None,
    region: int | None = None,
    entered_by: int | None = None,
    rehearsal: bool = False,
) -> int:
    """The participant that this receipt belongs to; joining again changes the profile.

    :param rehearsal: made up, to try the meeting; so is everything that this one hands in
    :raise Refused: the receipt belongs to another meeting.
    """
    profile = {"role_id": role, "side": side, "partnership_id": partnership, "region_id": region}
    with transaction(connection):
        row = connection.execute(
            "SELECT id, meeting_id FROM participants WHERE secret_hash = ?",
            (hash_receipt(receipt),),
        ).fetchone()
        if row and row["meeting_id"] != meeting:
            raise Refused("Dit bewijs hoort bij een andere bijeenkomst.")
        if row:
            connection.execute(
                "UPDATE participants SET role_id = ?, side = ?, partnership_id = ?, region_id = ?"
                " WHERE id = ?",
                (*profile.values(), row["id"]),
            )
            participant = int(row["id"])
        else:
            participant = insert(
                connection,
                "participants",
                meeting_id=meeting,
                secret_hash=hash_receipt(receipt),
                entered_by=entered_by,
                rehearsal=int(rehearsal),
                **profile,
            )
        record(
            connection,
            EventKind.JOINED,
            programme=programme_of(connection, meeting),
            meeting=meeting,
        )
    return participant


def submit(
    connection: sqlite3.Connection,
    participant: int,
    activity: int,
    submission: Submission,
    *,
    entered_by: int | None = None,
) -> Accepted:
    """Store one form that was handed in: a new revision of the answers, and new statements.

    Contacts are not stored here: see `collector.contacts`. A facilitator who enters the form for
    somebody else may also do so after closing.

    :raise NotFound: the activity is not one of the participant's meeting.
    :raise Refused: the activity is closed.
    """
    return write(
        connection, lambda shared: _store(shared, participant, activity, submission, entered_by)
    )


def _store(
    connection: sqlite3.Connection,
    participant: int,
    activity: int,
    submission: Submission,
    entered_by: int | None,
) -> Accepted:
    """Inside the caller's transaction."""
    if repeated := _handed_in_before(connection, participant, activity, submission.key):
        if submission.consent is False:
            # Unticked, ticked and unticked on one page: the last word is not a repetition.
            _set_consent(connection, repeated.response, given=False)
        return repeated
    place = _activity_for(connection, participant, activity)
    if place["state"] != "open" and entered_by is None and not place["rehearsal"]:
        raise Refused("Dit onderdeel is gesloten. Vraag de gespreksleider om het te openen.")
    response, revision = _next_revision(connection, participant, activity)
    insert(
        connection,
        "submissions",
        key=submission.key,
        response_id=response,
        revision=revision,
        instrument_id=place["instrument_id"],
    )
    connection.executemany(
        "INSERT INTO answers (submission_key, question, value) VALUES (?, ?, ?)",
        [
            (submission.key, question, json.dumps(value, ensure_ascii=False))
            for question, value in submission.answers.items()
        ],
    )
    _add_statements(connection, place, response, submission, entered_by)
    record(
        connection,
        EventKind.ANSWERED,
        programme=place["programme_id"],
        meeting=place["meeting_id"],
        activity=activity,
    )
    return Accepted(response, revision, repeated=False)


def _handed_in_before(
    connection: sqlite3.Connection, participant: int, activity: int, key: str
) -> Accepted | None:
    """:raise Refused: this key came with the form of somebody else, or with another form."""
    row = connection.execute(
        "SELECT s.response_id, s.revision, r.participant_id, r.activity_id"
        " FROM submissions AS s JOIN responses AS r ON r.id = s.response_id WHERE s.key = ?",
        (key,),
    ).fetchone()
    if not row:
        return None
    if (row["participant_id"], row["activity_id"]) != (participant, activity):
        raise Refused("Deze inzending is al van een ander formulier. Laad de pagina opnieuw.")
    return Accepted(row["response_id"], row["revision"], repeated=True)


def _activity_for(connection: sqlite3.Connection, participant: int, activity: int) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(
        "SELECT a.state, a.instrument_id, a.meeting_id, m.programme_id, p.rehearsal"
        " FROM activities AS a"
        " JOIN meetings AS m ON m.id = a.meeting_id"
        " JOIN participants AS p ON p.meeting_id = m.id WHERE a.id = ? AND p.id = ?",
        (activity, participant),
    ).fetchone()
    if not row:
        raise NotFound("Dit onderdeel hoort niet bij uw bijeenkomst.")
    return row


def _next_revision(
    connection: sqlite3.Connection, participant: int, activity: int
) -> tuple[int, int]:
    connection.execute(
        "INSERT INTO responses (activity_id, participant_id, rehearsal) VALUES"
        " (?1, ?2, (SELECT rehearsal FROM participants WHERE id = ?2)) ON CONFLICT DO NOTHING",
        (activity, participant),
    )
    row = connection.execute(
        "SELECT r.id,"
        " (SELECT ifnull(max(revision), 0) FROM submissions WHERE response_id = r.id) + 1"
        " FROM responses AS r WHERE activity_id = ? AND participant_id = ?",
        (activity, participant),
    ).fetchone()
    # Handing in again after withdrawing brings the answers back, in their new form.
    connection.execute("UPDATE responses SET withdrawn = 0 WHERE id = ?", (row[0],))
    return row[0], row[1]


def _add_statements(
    connection: sqlite3.Connection,
    place: sqlite3.Row,
    response: int,
    submission: Submission,
    entered_by: int | None,
) -> None:
    """The new ones; consent also holds for what this form handed in before."""
    if submission.consent is not None:
        _set_consent(connection, response, given=submission.consent)
    for question, drafts in submission.statements.items():
        for draft in drafts:
            _add_statement(connection, place, response, question, draft, entered_by)


def _set_consent(connection: sqlite3.Connection, response: int, *, given: bool) -> None:
    connection.execute(
        "UPDATE statements SET consent = ? WHERE response_id = ? AND state <> 'withdrawn'",
        (int(given), response),
    )


def _add_statement(
    connection: sqlite3.Connection,
    place: sqlite3.Row,
    response: int,
    question: str,
    draft: StatementDraft,
    entered_by: int | None,
) -> None:
    connection.execute(
        "INSERT INTO statements"
        " (programme_id, meeting_id, response_id, question, topic_id, aspect, text, consent,"
        " source, rehearsal)"
        " VALUES (?, ?, ?, ?, (SELECT id FROM topics WHERE programme_id = ? AND slug = ?),"
        " ?, ?, ?, ?, ?)",
        (
            place["programme_id"],
            place["meeting_id"],
            response,
            question,
            place["programme_id"],
            draft.topic,
            draft.aspect,
            draft.text,
            int(draft.consent),
            "participant" if entered_by is None else "facilitator",
            place["rehearsal"],
        ),
    )
