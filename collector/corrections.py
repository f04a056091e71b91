"""What a participant changes or withdraws afterwards, with the receipt. Nothing is overwritten.

As in `collector.intake`: one transaction = rows + one event, and a key of the phone's own makes
that the same act, sent again, does nothing. What somebody saw when it was decided comes along as a
version: when something else stands there by now, nothing is done and that is said.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3

from collector.database import transaction
from collector.errors import Conflict, NotFound, Refused
from collector.events import EventKind, record
from collector.forgetting import forget_statement
from collector.records import Aspect
from collector.votes import forget_votes_of, forget_votes_on
from collector.wrap_ups import recall


def version(statement: sqlite3.Row) -> str:
    """What somebody sees of an own statement, in 16 characters. That it was approved changes
    nothing for who said it; that it was hidden or merged does."""
    seen = statement["state"] if statement["state"] in ("hidden", "merged", "withdrawn") else ""
    return _mark(statement["text"], statement["aspect"], statement["consent"], seen)


def version_of_form(connection: sqlite3.Connection, response: int) -> str:
    """The same of everything that was handed in with one form."""
    newest = connection.execute(
        "SELECT max(revision) FROM submissions WHERE response_id = ?", (response,)
    ).fetchone()[0]
    rows = connection.execute(
        "SELECT id, text, aspect, consent, state FROM statements WHERE response_id = ?"
        " AND state <> 'withdrawn' ORDER BY id",
        (response,),
    )
    return _mark(newest, *((row["id"], version(row)) for row in rows))


def _mark(*seen: object) -> str:
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:16]


def _done_before(connection: sqlite3.Connection, participant: int, key: str | None) -> bool:
    """Whether this act was done already; else it is now, with the rest of the transaction.

    :param key: None: by somebody who waits for the answer, and sees what became of it
    :raise Refused: this key came with an act of somebody else.
    """
    if key is None:
        return False
    new = connection.execute(
        "INSERT INTO corrections (key, participant_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (key, participant),
    ).rowcount
    if new:
        return False
    row = connection.execute(
        "SELECT participant_id FROM corrections WHERE key = ?", (key,)
    ).fetchone()
    if row["participant_id"] != participant:
        raise Refused("Dit hoort bij een ander bewijs. Laad de pagina opnieuw.")
    return True


def _check_same(seen: str | None, now: str) -> None:
    if seen is not None and seen != now:
        raise Conflict("Dit is intussen op een andere plek gewijzigd. Er is nog niets gedaan.")


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


def _told(connection: sqlite3.Connection, kind: EventKind, row: sqlite3.Row, **ids: int) -> None:
    """The event, in the programme and meeting that stand in the row."""
    record(connection, kind, programme=row["programme_id"], meeting=row["meeting_id"], **ids)


def change_statement(
    connection: sqlite3.Connection,
    participant: int,
    statement: int,
    *,
    text: str,
    aspect: Aspect | None,
    consent: bool,
    key: str | None = None,
    seen: str | None = None,
) -> None:
    """A participant changes an own statement. The old words are kept as a revision.

    New words are moderated anew, also after they had been hidden or merged, and have no votes yet:
    those were on the old words. Changing only the
    consent or the aspect leaves the moderation as it is.

    :raise NotFound: not a statement of this participant.
    :param key: 32 letters, made by the phone; the same again does nothing
    :param seen: `version` of what the participant changed
    :raise Refused: it was withdrawn before.
    :raise Conflict: something else stands there by now.
    """
    with transaction(connection):
        row = _own_statement(connection, participant, statement)
        if _done_before(connection, participant, key):
            return
        if row["state"] == "withdrawn":
            raise Refused("Deze uitspraak is ingetrokken en kan niet meer worden gewijzigd.")
        _check_same(seen, version(row))
        if (row["text"], row["aspect"]) != (text, aspect):
            connection.execute(
                "INSERT INTO statement_revisions (statement_id, revision, text, aspect, topic_id)"
                " SELECT ?, (SELECT count(*) + 1 FROM statement_revisions WHERE statement_id = ?),"
                " ?, ?, ?",
                (statement, statement, row["text"], row["aspect"], row["topic_id"]),
            )
        # Taken back for this one, it stays so when the form as a whole is consented to again.
        had_it = row["consent"] or row["kept_home"]
        connection.execute(
            "UPDATE statements SET text = ?, aspect = ?, consent = ?, kept_home = ? WHERE id = ?",
            (text, aspect, int(consent), int(not consent and had_it), statement),
        )
        if row["text"] != text:
            connection.execute(
                "UPDATE statements SET state = 'waiting', reason = '', merged_into = NULL,"
                " kept_spans = '[]', marked_spans = '[]', reviewed_hash = NULL WHERE id = ?",
                (statement,),
            )
            _let_go(connection, statement)
            forget_statement(connection, statement, row["text"])
            forget_votes_on(connection, statement)
            recall(connection, row["programme_id"])
        _told(connection, EventKind.ANSWERED, row, statement=statement)


def withdraw_statement(
    connection: sqlite3.Connection,
    participant: int,
    statement: int,
    *,
    key: str | None = None,
    seen: str | None = None,
) -> None:
    """Take one statement back. It leaves every screen, report and next release.

    :param key: as in `change_statement`
    :param seen: as in `change_statement`; withdrawn is withdrawn, whatever was seen
    :raise NotFound: not a statement of this participant.
    :raise Conflict: something else stands there by now.
    """
    with transaction(connection):
        row = _own_statement(connection, participant, statement)
        if _done_before(connection, participant, key) or row["state"] == "withdrawn":
            return
        _check_same(seen, version(row))
        connection.execute(
            "UPDATE statements SET state = 'withdrawn', merged_into = NULL WHERE id = ?",
            (statement,),
        )
        _let_go(connection, statement)
        forget_statement(connection, statement, row["text"])
        forget_votes_on(connection, statement)
        recall(connection, row["programme_id"])
        _told(connection, EventKind.WITHDRAWN, row, statement=statement)


def withdraw_response(
    connection: sqlite3.Connection,
    participant: int,
    response: int,
    *,
    key: str | None = None,
    seen: str | None = None,
) -> None:
    """Take back everything handed in with one form, its statements included.

    :param key: as in `change_statement`
    :param seen: `version_of_form` of what the participant takes back
    :raise NotFound: not a form of this participant.
    :raise Conflict: something else stands there by now.
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
        if _done_before(connection, participant, key):
            return
        _check_same(seen, version_of_form(connection, response))
        connection.execute("UPDATE responses SET withdrawn = 1 WHERE id = ?", (response,))
        connection.execute(
            "UPDATE statements SET state = 'withdrawn', merged_into = NULL WHERE response_id = ?",
            (response,),
        )
        for own in connection.execute(
            "SELECT id, text FROM statements WHERE response_id = ?", (response,)
        ).fetchall():
            _let_go(connection, own["id"])
            forget_statement(connection, own["id"], own["text"])
        forget_votes_of(connection, response)
        recall(connection, row["programme_id"])
        _told(connection, EventKind.WITHDRAWN, row, response=response)
