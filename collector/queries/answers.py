"""What was handed in, by participant or by activity. Only the newest revision counts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from collector.access import hash_receipt
from collector.database import Rows
from collector.errors import NotFound
from collector.queries.terms import COUNTABLE, terms

NEWEST = (
    " JOIN submissions AS u ON u.response_id = r.id AND u.revision ="
    " (SELECT max(revision) FROM submissions WHERE response_id = r.id)"
)


def participant_by_receipt(connection: sqlite3.Connection, receipt: str) -> sqlite3.Row:
    """:raise NotFound: nobody has this receipt."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT p.*, r.name AS role, s.name AS partnership, g.name AS region"
        " FROM participants AS p LEFT JOIN roles AS r ON r.id = p.role_id"
        " LEFT JOIN partnerships AS s ON s.id = p.partnership_id"
        " LEFT JOIN regions AS g ON g.id = p.region_id WHERE p.secret_hash = ?",
        (hash_receipt(receipt),),
    ).fetchone()
    if not row:
        raise NotFound("Dit bewijs is niet bekend. Controleer of u alles goed hebt overgenomen.")
    return row


def responses_of(connection: sqlite3.Connection, participant: int) -> Rows:
    """Forms handed in by one participant: `id`, `activity_id`, `title`, `withdrawn`,
    `instrument_id` (the version that was answered), in the order of the meeting. Votes come
    without a form: then `key` is None."""
    return connection.execute(
        "SELECT r.id, r.activity_id, r.withdrawn, a.title, a.state, u.key,"
        " ifnull(u.instrument_id, a.instrument_id) AS instrument_id"
        f" FROM responses AS r JOIN activities AS a ON a.id = r.activity_id LEFT{NEWEST}"
        " WHERE r.participant_id = ? ORDER BY a.position",
        (participant,),
    ).fetchall()


@dataclass(frozen=True)
class Standing:
    """What somebody handed in with one activity and did not withdraw."""

    response: int | None  # None: nothing
    said: frozenset[str]  # keys of the questions at which a statement of this person stands


NOTHING = Standing(None, frozenset())


def standing(connection: sqlite3.Connection, participant: int, activity: int) -> Standing:
    row = connection.execute(
        "SELECT r.id, (SELECT json_group_array(DISTINCT question) FROM statements"
        "   WHERE response_id = r.id AND state <> 'withdrawn') AS said"
        " FROM responses AS r"
        " WHERE r.participant_id = ? AND r.activity_id = ? AND NOT r.withdrawn",
        (participant, activity),
    ).fetchone()
    return Standing(row["id"], frozenset(json.loads(row["said"]))) if row else NOTHING


def said_before(
    connection: sqlite3.Connection, participant: int, activity: int, texts: Collection[str]
) -> set[tuple[str, str]]:
    """Question and words of those texts that somebody said in one activity and did not withdraw."""
    marks = ", ".join("?" * len(texts))
    rows = connection.execute(
        "SELECT s.question, s.text FROM statements AS s JOIN responses AS r ON r.id = s.response_id"
        " WHERE r.participant_id = ? AND r.activity_id = ? AND s.state <> 'withdrawn'"
        f" AND s.text IN ({marks})",
        (participant, activity, *texts),
    )
    return {(row["question"], row["text"]) for row in rows}


def answers_of(connection: sqlite3.Connection, response: int) -> dict[str, Any]:
    """Question key → value, of the newest revision; {} if nothing was handed in."""
    rows = connection.execute(
        f"SELECT w.question, w.value FROM responses AS r {NEWEST}"
        " JOIN answers AS w ON w.submission_key = u.key WHERE r.id = ?",
        (response,),
    )
    return {row["question"]: json.loads(row["value"]) for row in rows}


def own_answers(connection: sqlite3.Connection, participant: int, activity: int) -> dict[str, Any]:
    """What this participant last answered in this activity; {} if nothing, or if withdrawn."""
    row = connection.execute(
        "SELECT id FROM responses WHERE participant_id = ? AND activity_id = ? AND NOT withdrawn",
        (participant, activity),
    ).fetchone()
    return answers_of(connection, row["id"]) if row else {}


def values_in(
    connection: sqlite3.Connection,
    activity: int,
    *,
    rehearsal: bool = False,
    in_the_room: bool = False,
) -> dict[str, list[Any]]:
    """Question key → the values of everybody who answered, in no telling order.

    :param rehearsal: of made-up answers, which are never counted together with real ones
    :param in_the_room: without those of who answered outside the meeting
    """
    rows = connection.execute(
        f"SELECT w.question, w.value FROM responses AS r {NEWEST}"
        " JOIN answers AS w ON w.submission_key = u.key"
        " WHERE r.activity_id = ? AND NOT r.withdrawn AND r.rehearsal = ? AND NOT (? AND EXISTS"
        "  (SELECT 1 FROM participants WHERE id = r.participant_id AND self_study))"
        " ORDER BY w.question, w.value",
        (activity, rehearsal, in_the_room),
    )
    values: dict[str, list[Any]] = {}
    for row in rows:
        values.setdefault(row["question"], []).append(json.loads(row["value"]))
    return values


def answers_in_programme(
    connection: sqlite3.Connection, programme: int, *, to_publish: bool = False
) -> Rows:
    """Each current answer: `question`, `value` (JSON), `submission` (key of the revision),
    `instrument` (slug), `instrument_id`, `meeting_id`, `activity_id`, `response_id`, `region`,
    `part`, `role_group`, `partnership_id`, `side`. For tables of counts; never to be shown row by
    row.

    :param to_publish: only what may be counted in a release, by what was told to who answered
    """
    if to_publish and not terms(connection, programme).counts:
        return []
    countable = f" AND {COUNTABLE}" if to_publish else ""
    return connection.execute(
        "SELECT w.question, w.value, u.key AS submission, i.slug AS instrument,"
        " i.id AS instrument_id, a.meeting_id,"
        " a.id AS activity_id, r.id AS response_id, g.name AS region, g.part, o.role_group,"
        " p.partnership_id, p.side"
        f" FROM responses AS r {NEWEST}"
        " JOIN answers AS w ON w.submission_key = u.key"
        " JOIN instruments AS i ON i.id = u.instrument_id"
        " JOIN activities AS a ON a.id = r.activity_id"
        " JOIN participants AS p ON p.id = r.participant_id"
        " JOIN meetings AS m ON m.id = a.meeting_id"
        " LEFT JOIN regions AS g ON g.id = ifnull(p.region_id, m.region_id)"
        " LEFT JOIN roles AS o ON o.id = p.role_id"
        f" WHERE m.programme_id = ? AND NOT r.withdrawn AND NOT r.rehearsal{countable}"
        " ORDER BY a.meeting_id, a.position",
        (programme,),
    ).fetchall()


def questions_ever(connection: sqlite3.Connection, activity: int) -> set[str]:
    """Keys of questions that somebody answered in this activity, in whatever version."""
    rows = connection.execute(
        "SELECT w.question FROM responses AS r JOIN submissions AS u ON u.response_id = r.id"
        " JOIN answers AS w ON w.submission_key = u.key WHERE r.activity_id = ?1"
        " UNION SELECT s.question FROM responses AS r JOIN statements AS s ON s.response_id = r.id"
        " WHERE r.activity_id = ?1",
        (activity,),
    )
    return {row["question"] for row in rows}
