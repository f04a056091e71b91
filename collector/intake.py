"""What participants hand in: one transaction = rows + one event.

What they change afterwards is in `collector.corrections`. Nothing is acknowledged before it is
committed, and nothing counts twice: joining is keyed on the receipt, handing in on a key that the
client made.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from collector.access import hash_receipt
from collector.catching_up import can_catch_up
from collector.database import insert, transaction
from collector.errors import NotFound, Refused
from collector.events import EventKind, record
from collector.partnership_codes import give_first_code
from collector.queries.meetings import composition, missing, programme_of
from collector.records import Side, Submission
from collector.terms import settle
from collector.together import write

_as_json = json.JSONEncoder(ensure_ascii=False).encode


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
    knows_code: bool = False,
    self_study: bool = False,
    entered_by: int | None = None,
    rehearsal: bool = False,
) -> int:
    """The participant that this receipt belongs to; joining again changes the profile.

    Whoever comes first for a partnership gets its code, and so knows it.

    :param knows_code: showed to belong to the partnership; holds until another one is chosen
    :param self_study: works through the questions outside the meeting, and is not in the room
    :param rehearsal: made up, to try the meeting; so is everything that this one hands in
    :raise Refused: the receipt belongs to another meeting, or the programme has ended.
    """
    profile = {"role_id": role, "side": side, "partnership_id": partnership, "region_id": region}
    with transaction(connection):
        programme = programme_of(connection, meeting)
        row = connection.execute(
            "SELECT id, meeting_id, partnership_id, rehearsal FROM participants"
            " WHERE secret_hash = ?",
            (hash_receipt(receipt),),
        ).fetchone()
        if row and row["meeting_id"] != meeting:
            raise Refused("Dit bewijs hoort bij een andere bijeenkomst.")
        rehearsal = bool(row["rehearsal"]) if row else rehearsal
        if partnership and not rehearsal:
            knows_code = give_first_code(connection, partnership) or knows_code
        touched = (partnership, row["partnership_id"] if row else None)
        before = _sides_present(connection, meeting, touched)
        if row:
            connection.execute(
                "UPDATE participants SET role_id = ?1, side = ?2, partnership_id = ?3,"
                " region_id = ?4, knows_code = ?5 OR (knows_code AND partnership_id IS ?3)"
                " WHERE id = ?6",
                (*profile.values(), knows_code, row["id"]),
            )
            participant = int(row["id"])
        else:
            participant = insert(
                connection,
                "participants",
                meeting_id=meeting,
                secret_hash=hash_receipt(receipt),
                knows_code=int(knows_code),
                self_study=int(self_study),
                entered_by=entered_by,
                rehearsal=int(rehearsal),
                terms_id=None if rehearsal else settle(connection, programme),
                **profile,
            )
        record(connection, EventKind.JOINED, programme=programme, meeting=meeting)
        if before != _sides_present(connection, meeting, touched):  # its own phones show it
            record(connection, EventKind.PARTNERSHIP, programme=programme, meeting=meeting)
    return participant


def _sides_present(
    connection: sqlite3.Connection, meeting: int, partnerships: tuple[int | None, ...]
) -> dict[int, list[Side]]:
    return {
        one["id"]: missing(one)
        for one in composition(connection, meeting)
        if one["id"] in partnerships
    }


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
    :raise Refused: the activity is closed, and is not one to catch up.
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
    """Inside the caller's transaction. As few statements as can be: a full hall waits for them."""
    place = _place(connection, participant, activity, submission.key)
    if repeated := _handed_in_before(place, participant, activity):
        if submission.consent is False:
            # Unticked, ticked and unticked on one page: the last word is not a repetition.
            _set_consent(connection, repeated.response, given=False)
        return repeated
    if entered_by is None and not _is_open(connection, place):
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
    _add_answers(connection, submission)
    _add_statements(connection, place, response, submission, entered_by)
    where = {"programme": place["programme_id"], "meeting": place["meeting_id"]}
    record(connection, EventKind.ANSWERED, **where, activity=activity)
    if place["together"] and place["partnership_id"]:  # colleagues see it beside their own
        partnership = place["partnership_id"]
        record(connection, EventKind.SKETCHED, **where, partnership=partnership, activity=activity)
    return Accepted(response, revision, repeated=False)


def _is_open(connection: sqlite3.Connection, place: sqlite3.Row) -> bool:
    """In the room, or for who catches up outside it; a rehearsal is always possible."""
    if place["state"] == "open" or place["rehearsal"]:
        return True
    return place["self_study"] == 1 and can_catch_up(connection, place)


def _place(
    connection: sqlite3.Connection, participant: int, activity: int, key: str
) -> sqlite3.Row:
    """Where it is handed in; `response_id`, `revision`, `by` and `at` of what came with this key
    before, or None.

    :raise NotFound: the activity is not one of the participant's meeting.
    """
    row: sqlite3.Row | None = connection.execute(
        "SELECT a.state, a.instrument_id, a.meeting_id, m.programme_id, m.catch_up,"
        " p.rehearsal, p.self_study, p.partnership_id,"
        " json_extract(i.definition, '$.together') AS together,"
        " s.response_id, s.revision, r.participant_id AS by, r.activity_id AS at"
        " FROM activities AS a JOIN instruments AS i ON i.id = a.instrument_id"
        " JOIN meetings AS m ON m.id = a.meeting_id"
        " JOIN participants AS p ON p.meeting_id = m.id"
        " LEFT JOIN submissions AS s ON s.key = ?"
        " LEFT JOIN responses AS r ON r.id = s.response_id WHERE a.id = ? AND p.id = ?",
        (key, activity, participant),
    ).fetchone()
    if not row:
        raise NotFound("Dit onderdeel hoort niet bij uw bijeenkomst.")
    return row


def _handed_in_before(place: sqlite3.Row, participant: int, activity: int) -> Accepted | None:
    """:raise Refused: this key came with the form of somebody else, or with another form."""
    if place["response_id"] is None:
        return None
    if (place["by"], place["at"]) != (participant, activity):
        raise Refused("Deze inzending is al van een ander formulier. Laad de pagina opnieuw.")
    return Accepted(place["response_id"], place["revision"], repeated=True)


def _next_revision(
    connection: sqlite3.Connection, participant: int, activity: int
) -> tuple[int, int]:
    # Handing in again after withdrawing brings the answers back, in their new form.
    row = connection.execute(
        "INSERT INTO responses (activity_id, participant_id, rehearsal) VALUES"
        " (?1, ?2, (SELECT rehearsal FROM participants WHERE id = ?2))"
        " ON CONFLICT DO UPDATE SET withdrawn = 0 RETURNING id,"
        " (SELECT ifnull(max(revision), 0) + 1 FROM submissions WHERE response_id = responses.id)",
        (activity, participant),
    ).fetchone()
    return row[0], row[1]


def _add_answers(connection: sqlite3.Connection, submission: Submission) -> None:
    rows = [
        (submission.key, question, _as_json(value))
        for question, value in submission.answers.items()
    ]
    _insert_rows(connection, "answers (submission_key, question, value)", "(?, ?, ?)", rows)


def _insert_rows(
    connection: sqlite3.Connection, into: str, marks: str, rows: Sequence[tuple[object, ...]]
) -> None:
    """All rows with one statement."""
    if rows:
        values = ", ".join([marks] * len(rows))
        connection.execute(f"INSERT INTO {into} VALUES {values}", [*chain.from_iterable(rows)])


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
    source = "participant" if entered_by is None else "facilitator"
    rows = [
        (
            place["programme_id"],
            place["meeting_id"],
            response,
            question,
            place["programme_id"],
            draft.topic,
            draft.aspect,
            draft.text,
            int(draft.consent and not draft.kept_home),
            int(draft.kept_home),
            source,
            place["rehearsal"],
        )
        for question, drafts in submission.statements.items()
        for draft in drafts
    ]
    _insert_rows(
        connection,
        "statements (programme_id, meeting_id, response_id, question, topic_id, aspect, text,"
        " consent, kept_home, source, rehearsal)",
        "(?, ?, ?, ?, (SELECT id FROM topics WHERE programme_id = ? AND slug = ?),"
        " ?, ?, ?, ?, ?, ?)",
        rows,
    )


def _set_consent(connection: sqlite3.Connection, response: int, *, given: bool) -> None:
    connection.execute(
        "UPDATE statements SET consent = ? AND NOT kept_home"
        " WHERE response_id = ? AND state <> 'withdrawn'",
        (int(given), response),
    )
