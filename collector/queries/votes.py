"""Votes on statements: what is on the ballot, own votes, how many voted, and counts.

A row that says who voted what goes to the participant and to the analysis, to nobody else.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from collector.database import Rows
from collector.queries.meetings import instrument_of
from collector.queries.statements import statements
from collector.queries.terms import COUNTABLE, terms
from collector.records import Ballot, Vote
from collector.tallies import VoteCount


@dataclass(frozen=True)
class ToVoteOn:
    """One statement on somebody's ballot: its public text, and the own vote if there is one."""

    id: int
    text: str
    topic: str | None
    vote: Vote | None


@dataclass(frozen=True)
class Progress:
    """How far a room is: people who voted at least once, their votes, statements to vote on."""

    voters: int
    votes: int
    statements: int


_ON_BALLOT = (
    " FROM statements AS s LEFT JOIN responses AS r ON r.id = s.response_id"
    " LEFT JOIN topics AS t ON t.id = s.topic_id"
    " WHERE s.programme_id = ?1 AND s.state = 'approved'"
    " AND (?2 IS NULL OR s.meeting_id = ?2) AND (?3 IS NULL OR t.slug = ?3)"
)


def _scope(activity: sqlite3.Row) -> tuple[int, int | None, str | None]:
    """Programme, meeting (None: all), topic (None: all) of what is put to the vote.

    :param activity: a row with `programme_id`, `meeting_id` and the instrument's `definition`
    """
    question = instrument_of(activity).to_vote_on
    assert question is not None
    of_meeting = question.ballot is Ballot.MEETING
    return activity["programme_id"], activity["meeting_id"] if of_meeting else None, question.topic


def on_ballot(
    connection: sqlite3.Connection,
    activity: sqlite3.Row,
    participant: int | None = None,
    *,
    rehearsal: bool = False,
) -> set[int]:
    """The statements that are put to the vote: approved, and not the participant's own.

    Nobody votes on made-up statements but made-up participants.

    :param rehearsal: without a participant: what the made-up ones vote on
    """
    rows = connection.execute(
        f"SELECT s.id {_ON_BALLOT} AND (?4 IS NULL OR r.participant_id IS NOT ?4)"
        " AND s.rehearsal = ifnull((SELECT rehearsal FROM participants WHERE id = ?4), ?5)",
        (*_scope(activity), participant, rehearsal),
    )
    return {row["id"] for row in rows}


def ballot(
    connection: sqlite3.Connection, activity: sqlite3.Row, participant: int | None
) -> list[ToVoteOn]:
    """What somebody can vote on: first what few people voted on; among equals, drawn by lot.

    The lot of a participant stays the same, so that a page loaded again goes on where it was.

    :param participant: None when nobody joined yet: a facilitator enters it for somebody new
    """
    on_it = on_ballot(connection, activity, participant)
    mine = own_votes(connection, participant) if participant else {}
    times = _times_voted(connection, activity["programme_id"])
    found = [
        ToVoteOn(each.id, each.public_text, each.topic, mine.get(each.id))
        for each in statements(
            connection, activity["programme_id"], states=("approved",), rehearsal=None
        )
        if each.id in on_it
    ]

    def drawn(one: ToVoteOn) -> tuple[int, str]:
        lot = hashlib.sha256(f"{participant} {one.id}".encode()).hexdigest()
        return times.get(one.id, 0), lot

    return sorted(found, key=drawn)


def _times_voted(connection: sqlite3.Connection, programme: int) -> dict[int, int]:
    return dict(
        connection.execute(
            "SELECT v.statement_id, count(*) FROM votes AS v"
            " JOIN statements AS s ON s.id = v.statement_id"
            " WHERE s.programme_id = ? GROUP BY v.statement_id",
            (programme,),
        ).fetchall()
    )


def own_votes(connection: sqlite3.Connection, participant: int) -> dict[int, Vote]:
    """Statement → vote of one participant."""
    rows = connection.execute(
        "SELECT statement_id, vote FROM votes WHERE participant_id = ?", (participant,)
    )
    return {row["statement_id"]: Vote(row["vote"]) for row in rows}


def votes_with(connection: sqlite3.Connection, response: int) -> VoteCount:
    """How often somebody agreed, disagreed and passed in one activity."""
    row = connection.execute(
        f"SELECT {_SUMS} FROM votes AS v WHERE v.response_id = ?", (response,)
    ).fetchone()
    return VoteCount(row["agree"] or 0, row["disagree"] or 0, row["passed"] or 0)


_SUMS = (
    "sum(v.vote = 'agree') AS agree, sum(v.vote = 'disagree') AS disagree,"
    " sum(v.vote = 'pass') AS passed"
)


def progress(
    connection: sqlite3.Connection, activity: sqlite3.Row, *, rehearsal: bool = False
) -> Progress:
    """How far the room is with an activity; numbers only.

    :param rehearsal: the made-up participants, who are never counted together with real ones
    """
    row = connection.execute(
        "SELECT count(DISTINCT v.participant_id) AS voters, count(*) AS votes FROM votes AS v"
        " JOIN responses AS r ON r.id = v.response_id JOIN statements AS s ON s.id = v.statement_id"
        " WHERE r.activity_id = ? AND r.rehearsal = ? AND s.state = 'approved'",
        (activity["id"], rehearsal),
    ).fetchone()
    ballot_size = len(on_ballot(connection, activity, rehearsal=rehearsal))
    return Progress(row["voters"], row["votes"], ballot_size)


def counts(
    connection: sqlite3.Connection,
    programme: int,
    *,
    meeting: int | None = None,
    rehearsal: bool = False,
    to_publish: bool = False,
) -> dict[int, VoteCount]:
    """Approved statement → its votes, of the whole programme or of who was at one meeting.

    :param rehearsal: of made-up participants instead of real ones
    :param to_publish: only what may be counted in a release, by what was told to who voted
    """
    if to_publish and not terms(connection, programme).counts:
        return {}
    countable = f" AND {COUNTABLE}" if to_publish else ""
    rows = connection.execute(
        f"SELECT v.statement_id, {_SUMS} FROM votes AS v"
        " JOIN statements AS s ON s.id = v.statement_id"
        " JOIN responses AS r ON r.id = v.response_id"
        " JOIN activities AS a ON a.id = r.activity_id"
        " WHERE s.programme_id = ?1 AND s.state = 'approved' AND r.rehearsal = ?3"
        f" AND (?2 IS NULL OR a.meeting_id = ?2){countable} GROUP BY v.statement_id",
        (programme, meeting, rehearsal),
    )
    return {
        row["statement_id"]: VoteCount(row["agree"], row["disagree"], row["passed"]) for row in rows
    }


def of_all_meetings(activity: sqlite3.Row) -> bool:
    """Whether what was said at other meetings is put to the vote too."""
    question = instrument_of(activity).to_vote_on
    return question is not None and question.ballot is Ballot.PROGRAMME


def counted(
    connection: sqlite3.Connection,
    activity: sqlite3.Row,
    group_size: int,
    *,
    rehearsal: bool = False,
) -> list[tuple[str, VoteCount]]:
    """Public text and votes of what stands on the ballot, where at least `group_size` people voted:
    those of this room, or of all meetings where all their statements are on it.

    :param rehearsal: of made-up participants instead of real ones
    """
    programme = activity["programme_id"]
    on_it = on_ballot(connection, activity, rehearsal=rehearsal)
    room = None if of_all_meetings(activity) else activity["meeting_id"]
    numbers = counts(connection, programme, meeting=room, rehearsal=rehearsal)
    return [
        (each.public_text, numbers[each.id])
        for each in statements(connection, programme, states=("approved",), rehearsal=rehearsal)
        if each.id in on_it and each.id in numbers and numbers[each.id].base >= group_size
    ]


def votes_in_programme(connection: sqlite3.Connection, programme: int) -> Rows:
    """Each vote on an approved statement: `participant_id`, `statement_id`, `vote`, with the
    `region`, `role`, `side` and `partnership` of who voted. For the analysis, never to be shown."""
    return connection.execute(
        "SELECT v.participant_id, v.statement_id, v.vote, g.name AS region, o.name AS role,"
        " p.side, t.name AS partnership FROM votes AS v"
        " JOIN statements AS s ON s.id = v.statement_id"
        " JOIN participants AS p ON p.id = v.participant_id"
        " JOIN meetings AS m ON m.id = p.meeting_id"
        " LEFT JOIN regions AS g ON g.id = ifnull(p.region_id, m.region_id)"
        " LEFT JOIN roles AS o ON o.id = p.role_id"
        " LEFT JOIN partnerships AS t ON t.id = p.partnership_id"
        " WHERE s.programme_id = ? AND s.state = 'approved' AND NOT p.rehearsal"
        " ORDER BY v.participant_id, v.statement_id",
        (programme,),
    ).fetchall()


def voting_is_open(connection: sqlite3.Connection, programme: int) -> bool:
    """Whether statements are being voted on anywhere in this programme now."""
    rows = connection.execute(
        "SELECT i.definition FROM activities AS a JOIN meetings AS m ON m.id = a.meeting_id"
        " JOIN instruments AS i ON i.id = a.instrument_id"
        " WHERE m.programme_id = ? AND a.state = 'open'",
        (programme,),
    )
    return any(instrument_of(row).to_vote_on for row in rows)


@dataclass(frozen=True)
class StoredConsensus:
    """What the analysis last found in the votes of a programme: counts that may be shown."""

    at: str
    fingerprint: str
    votes: int
    found: dict[str, Any]


def consensus(connection: sqlite3.Connection, programme: int) -> StoredConsensus | None:
    """None before anything was found."""
    row = connection.execute(
        "SELECT * FROM consensus WHERE programme_id = ?", (programme,)
    ).fetchone()
    if not row:
        return None
    found: dict[str, Any] = json.loads(row["found"])
    return StoredConsensus(row["at"], row["fingerprint"], row["votes"], found)
