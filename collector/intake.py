"""Every write that a participant causes: one transaction = rows + one event.

Nothing is acknowledged before it is committed, and nothing counts twice: joining is keyed on the
receipt, handing in on a key that the client made.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from collector.access import hash_receipt
from collector.database import transaction
from collector.errors import NotFound, Refused
from collector.events import EventKind, record
from collector.records import Aspect, Side, StatementDraft, Submission


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
) -> int:
    """The participant that this receipt belongs to; joining again changes the profile.

    :raise Refused: the receipt belongs to another meeting.
    """
    profile = (role, side, partnership, region)
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
                (*profile, row["id"]),
            )
            participant = int(row["id"])
        else:
            cursor = connection.execute(
                "INSERT INTO participants"
                " (role_id, side, partnership_id, region_id, meeting_id, secret_hash, entered_by)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (*profile, meeting, hash_receipt(receipt), entered_by),
            )
            assert cursor.lastrowid is not None
            participant = cursor.lastrowid
        record(
            connection,
            EventKind.JOINED,
            programme=_meeting_programme(connection, meeting),
            meeting=meeting,
        )
    return participant


def _meeting_programme(connection: sqlite3.Connection, meeting: int) -> int:
    row = connection.execute(
        "SELECT programme_id FROM meetings WHERE id = ?", (meeting,)
    ).fetchone()
    if not row:
        raise NotFound("Deze bijeenkomst bestaat niet (meer).")
    return int(row["programme_id"])


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
    with transaction(connection):
        repeated = connection.execute(
            "SELECT s.response_id, s.revision, r.participant_id, r.activity_id"
            " FROM submissions AS s JOIN responses AS r ON r.id = s.response_id WHERE s.key = ?",
            (submission.key,),
        ).fetchone()
        if repeated:
            if (repeated["participant_id"], repeated["activity_id"]) != (participant, activity):
                raise Refused(
                    "Deze inzending is al van een ander formulier. Laad de pagina opnieuw."
                )
            return Accepted(repeated["response_id"], repeated["revision"], repeated=True)
        place = _activity_for(connection, participant, activity)
        if place["state"] != "open" and entered_by is None:
            raise Refused("Dit onderdeel is gesloten. Vraag de gespreksleider om het te openen.")
        response, revision = _next_revision(connection, participant, activity)
        connection.execute(
            "INSERT INTO submissions (key, response_id, revision, instrument_id)"
            " VALUES (?, ?, ?, ?)",
            (submission.key, response, revision, place["instrument_id"]),
        )
        connection.executemany(
            "INSERT INTO answers (submission_key, question, value) VALUES (?, ?, ?)",
            [
                (submission.key, question, json.dumps(value, ensure_ascii=False))
                for question, value in submission.answers.items()
            ],
        )
        if submission.consent is not None:
            connection.execute(
                "UPDATE statements SET consent = ? WHERE response_id = ? AND state <> 'withdrawn'",
                (int(submission.consent), response),
            )
        for question, drafts in submission.statements.items():
            for draft in drafts:
                _add_statement(connection, place, response, question, draft, entered_by)
        record(
            connection,
            EventKind.ANSWERED,
            programme=place["programme_id"],
            meeting=place["meeting_id"],
            activity=activity,
        )
    return Accepted(response, revision, repeated=False)


def _activity_for(connection: sqlite3.Connection, participant: int, activity: int) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(
        "SELECT a.state, a.instrument_id, a.meeting_id, m.programme_id FROM activities AS a"
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
        "INSERT INTO responses (activity_id, participant_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
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
        " source)"
        " VALUES (?, ?, ?, ?, (SELECT id FROM topics WHERE programme_id = ? AND slug = ?),"
        " ?, ?, ?, ?)",
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
        ),
    )


def _own_statement(connection: sqlite3.Connection, participant: int, statement: int) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(
        "SELECT s.* FROM statements AS s JOIN responses AS r ON r.id = s.response_id"
        " WHERE s.id = ? AND r.participant_id = ?",
        (statement, participant),
    ).fetchone()
    if not row:
        raise NotFound("Deze uitspraak hoort niet bij dit bewijs.")
    return row


def _let_go(connection: sqlite3.Connection, statement: int) -> None:
    """What others said, and was merged into this statement, stands on its own again."""
    connection.execute(
        "UPDATE statements SET state = 'waiting', merged_into = NULL"
        " WHERE merged_into = ? AND state = 'merged'",
        (statement,),
    )


def change_statement(
    connection: sqlite3.Connection,
    participant: int,
    statement: int,
    *,
    text: str,
    aspect: Aspect | None,
    consent: bool,
) -> None:
    """A participant changes an own statement. The old words are kept as a revision.

    New words are moderated anew, also after they had been hidden or merged. Changing only the
    consent or the aspect leaves the moderation as it is.

    :raise NotFound: not a statement of this participant.
    :raise Refused: it was withdrawn before.
    """
    with transaction(connection):
        row = _own_statement(connection, participant, statement)
        if row["state"] == "withdrawn":
            raise Refused("Deze uitspraak is ingetrokken en kan niet meer worden gewijzigd.")
        if (row["text"], row["aspect"]) != (text, aspect):
            connection.execute(
                "INSERT INTO statement_revisions (statement_id, revision, text, aspect, topic_id)"
                " SELECT ?, (SELECT count(*) + 1 FROM statement_revisions WHERE statement_id = ?),"
                " ?, ?, ?",
                (statement, statement, row["text"], row["aspect"], row["topic_id"]),
            )
        connection.execute(
            "UPDATE statements SET text = ?, aspect = ?, consent = ? WHERE id = ?",
            (text, aspect, int(consent), statement),
        )
        if row["text"] != text:
            connection.execute(
                "UPDATE statements SET state = 'waiting', reason = '', merged_into = NULL,"
                " kept_spans = '[]', reviewed_hash = NULL WHERE id = ?",
                (statement,),
            )
            _let_go(connection, statement)
        record(
            connection,
            EventKind.ANSWERED,
            programme=row["programme_id"],
            meeting=row["meeting_id"],
            statement=statement,
        )


def withdraw_statement(connection: sqlite3.Connection, participant: int, statement: int) -> None:
    """Take one statement back. It leaves every screen, report and next release.

    :raise NotFound: not a statement of this participant.
    """
    with transaction(connection):
        row = _own_statement(connection, participant, statement)
        connection.execute(
            "UPDATE statements SET state = 'withdrawn', merged_into = NULL WHERE id = ?",
            (statement,),
        )
        _let_go(connection, statement)
        record(
            connection,
            EventKind.WITHDRAWN,
            programme=row["programme_id"],
            meeting=row["meeting_id"],
            statement=statement,
        )


def withdraw_response(connection: sqlite3.Connection, participant: int, response: int) -> None:
    """Take back everything handed in with one form, its statements included.

    :raise NotFound: not a form of this participant.
    """
    with transaction(connection):
        row = connection.execute(
            "SELECT a.meeting_id, m.programme_id FROM responses AS r"
            " JOIN activities AS a ON a.id = r.activity_id"
            " JOIN meetings AS m ON m.id = a.meeting_id WHERE r.id = ? AND r.participant_id = ?",
            (response, participant),
        ).fetchone()
        if not row:
            raise NotFound("Dit formulier hoort niet bij dit bewijs.")
        connection.execute("UPDATE responses SET withdrawn = 1 WHERE id = ?", (response,))
        connection.execute(
            "UPDATE statements SET state = 'withdrawn', merged_into = NULL WHERE response_id = ?",
            (response,),
        )
        for own in connection.execute(
            "SELECT id FROM statements WHERE response_id = ?", (response,)
        ).fetchall():
            _let_go(connection, own["id"])
        record(
            connection,
            EventKind.WITHDRAWN,
            programme=row["programme_id"],
            meeting=row["meeting_id"],
            response=response,
        )
