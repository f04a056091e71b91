"""Votes of participants on each other's statements: one transaction = rows + one event.

As with everything that participants do, nothing is acknowledged before it is on disk. A vote needs
no key: somebody has one vote on a statement, so the same vote again changes nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from collector.database import transaction
from collector.errors import NotFound, Refused
from collector.events import EventKind, record
from collector.queries.votes import on_ballot
from collector.records import Instrument, Vote


def cast(
    connection: sqlite3.Connection,
    participant: int,
    activity: int,
    votes: Mapping[int, Vote],
    *,
    entered_by: int | None = None,
) -> bool:
    """Store votes by statement; a vote on the same statement before is replaced.

    :param entered_by: a facilitator enters it for somebody else, and may do so after closing
    :return: whether anything changed
    :raise NotFound: the activity is not one of the participant's meeting.
    :raise Refused: the activity is closed, or a statement is not put to this participant's vote.
    """
    with transaction(connection):
        place = _place(connection, participant, activity, entered_by)
        ballot = on_ballot(connection, place, participant)
        if not votes.keys() <= ballot:
            raise Refused("Over deze uitspraak wordt nu niet (meer) gestemd.")
        response = _response(connection, participant, activity)
        changed = 0
        for statement, vote in votes.items():
            changed += connection.execute(
                "INSERT INTO votes (statement_id, participant_id, response_id, vote)"
                " VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET vote = excluded.vote,"
                " response_id = excluded.response_id"
                " WHERE (vote, response_id) <> (excluded.vote, excluded.response_id)",
                (statement, participant, response, vote),
            ).rowcount
        if changed:
            _voted(connection, place)
    return changed > 0


def take_back(
    connection: sqlite3.Connection, participant: int, activity: int, statement: int
) -> bool:
    """As if this participant had not voted on this statement; whether there was a vote.

    :raise NotFound: the activity is not one of the participant's meeting.
    :raise Refused: the activity is closed.
    """
    with transaction(connection):
        place = _place(connection, participant, activity, None)
        gone = connection.execute(
            "DELETE FROM votes WHERE statement_id = ? AND participant_id = ?",
            (statement, participant),
        ).rowcount
        if gone:
            _voted(connection, place)
    return gone > 0


def _place(
    connection: sqlite3.Connection, participant: int, activity: int, entered_by: int | None
) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(
        "SELECT a.id, a.state, a.meeting_id, m.programme_id, i.definition, p.rehearsal"
        " FROM activities AS a"
        " JOIN instruments AS i ON i.id = a.instrument_id"
        " JOIN meetings AS m ON m.id = a.meeting_id"
        " JOIN participants AS p ON p.meeting_id = m.id WHERE a.id = ? AND p.id = ?",
        (activity, participant),
    ).fetchone()
    if not row or Instrument.from_json(row["definition"]).to_vote_on is None:
        raise NotFound("Dit onderdeel hoort niet bij uw bijeenkomst.")
    if row["state"] != "open" and entered_by is None and not row["rehearsal"]:
        raise Refused("Het stemmen is gesloten. Vraag de gespreksleider om het te openen.")
    return row


def _response(connection: sqlite3.Connection, participant: int, activity: int) -> int:
    """That somebody took part; voting again after withdrawing is taking part again."""
    connection.execute(
        "INSERT INTO responses (activity_id, participant_id, rehearsal) VALUES"
        " (?1, ?2, (SELECT rehearsal FROM participants WHERE id = ?2))"
        " ON CONFLICT DO UPDATE SET withdrawn = 0",
        (activity, participant),
    )
    row = connection.execute(
        "SELECT id FROM responses WHERE activity_id = ? AND participant_id = ?",
        (activity, participant),
    ).fetchone()
    return int(row["id"])


def _voted(connection: sqlite3.Connection, place: sqlite3.Row) -> None:
    # Not on which statement: the log would then say in what order somebody voted.
    record(
        connection,
        EventKind.VOTED,
        programme=place["programme_id"],
        meeting=place["meeting_id"],
        activity=place["id"],
    )


def forget_votes_on(connection: sqlite3.Connection, statement: int) -> None:
    """Inside the caller's transaction: the statement is gone, or has other words now."""
    connection.execute("DELETE FROM votes WHERE statement_id = ?", (statement,))


def forget_votes_of(connection: sqlite3.Connection, response: int) -> None:
    """Inside the caller's transaction: what was voted with a form, and on what it said."""
    connection.execute(
        "DELETE FROM votes WHERE response_id = ?1"
        " OR statement_id IN (SELECT id FROM statements WHERE response_id = ?1)",
        (response,),
    )
