"""What partnerships settle together, and what their people answered alone."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from collector.database import Rows


@dataclass(frozen=True)
class Shared:
    """The newest shared answer to one question; `value` None: emptied, or nothing yet."""

    value: Any
    revision: int
    instrument_id: int | None = None


EMPTY = Shared(None, 0)


@dataclass(frozen=True)
class Said:
    """What one of the partnership answered alone: no name, only the side."""

    question: str
    value: Any  # as stored; for statements a list of texts
    side: str | None
    own: bool


@dataclass(frozen=True)
class Progress:
    """How far one partnership is with one activity."""

    activity: int
    partnership: int
    name: str
    people: int  # of the partnership who came to the meeting
    handed_in: int  # of those, who filled it in alone
    begun: int  # questions with a shared answer
    settled: bool


def sketch(connection: sqlite3.Connection, partnership: int, activity: int) -> dict[str, Shared]:
    """Question key → the newest revision."""
    rows = connection.execute(
        "SELECT question, value, max(revision) AS revision, instrument_id FROM sketches"
        " WHERE partnership_id = ? AND activity_id = ? GROUP BY question",
        (partnership, activity),
    )
    return {
        row["question"]: Shared(json.loads(row["value"]), row["revision"], row["instrument_id"])
        for row in rows
    }


def history(connection: sqlite3.Connection, partnership: int, activity: int, question: str) -> Rows:
    """Every revision, the newest first: `revision`, `value` (JSON), `instrument_id`."""
    return connection.execute(
        "SELECT revision, value, instrument_id FROM sketches"
        " WHERE partnership_id = ? AND activity_id = ? AND question = ? ORDER BY revision DESC",
        (partnership, activity, question),
    ).fetchall()


def version(connection: sqlite3.Connection, partnership: int, activity: int) -> int:
    """Changes with every revision of any of the questions; 0: nothing yet."""
    row = connection.execute(
        "SELECT ifnull(max(id), 0) FROM sketches WHERE partnership_id = ? AND activity_id = ?",
        (partnership, activity),
    ).fetchone()
    return int(row[0])


def is_settled(connection: sqlite3.Connection, partnership: int, activity: int) -> bool:
    row = connection.execute(
        "SELECT 1 FROM settlements WHERE partnership_id = ? AND activity_id = ?",
        (partnership, activity),
    ).fetchone()
    return row is not None


def side_by_side(
    connection: sqlite3.Connection, partnership: int, activity: int, participant: int | None = None
) -> list[Said]:
    """What the people of a partnership answered alone, newest revision; nothing made up, nothing
    withdrawn, and no statement that a facilitator hid.

    The own answers come first, the others in an order that differs from question to question, so
    that nobody's answers can be laid in one row.

    :param participant: whose answers are `own`
    """
    answers = connection.execute(
        f"WITH r AS ({_ALONE}) SELECT r.*, w.question, w.value FROM r"
        " JOIN submissions AS u ON u.response_id = r.id AND u.revision ="
        "   (SELECT max(revision) FROM submissions WHERE response_id = r.id)"
        " JOIN answers AS w ON w.submission_key = u.key",
        (partnership, activity),
    ).fetchall()
    statements = connection.execute(
        f"WITH r AS ({_ALONE}) SELECT r.*, s.question, s.text FROM r"
        " JOIN statements AS s ON s.response_id = r.id"
        " AND s.state IN ('waiting', 'approved', 'merged') ORDER BY s.id",
        (partnership, activity),
    )
    texts: dict[tuple[str, int], list[str]] = {}
    who = {row["id"]: row for row in answers}
    for row in statements:
        who[row["id"]] = row
        texts.setdefault((row["question"], row["id"]), []).append(row["text"])
    values = {(row["question"], row["id"]): json.loads(row["value"]) for row in answers}
    said = [
        Said(question, value, who[one]["side"], own=who[one]["participant_id"] == participant)
        for (question, one), value in sorted(
            {**values, **texts}.items(), key=lambda pair: _shuffled(*pair[0])
        )
    ]
    return sorted(said, key=lambda one: (not one.own, _SIDES.get(one.side, 2)))


_ALONE = (
    "SELECT r.id, p.side, p.id AS participant_id FROM responses AS r"
    " JOIN participants AS p ON p.id = r.participant_id"
    " WHERE p.partnership_id = ? AND r.activity_id = ? AND NOT r.withdrawn AND NOT p.rehearsal"
)
_SIDES: dict[str | None, int] = {"institute": 0, "field": 1}


def _shuffled(question: str, response: int) -> bytes:
    return hashlib.sha256(f"{question} {response}".encode()).digest()


def handed_in(connection: sqlite3.Connection, partnership: int, activity: int) -> tuple[int, int]:
    """How many of a partnership filled this in, of how many who came to the meeting."""
    row = connection.execute(
        f"SELECT (SELECT count(*) FROM ({_ALONE})),"
        " (SELECT count(*) FROM participants AS p JOIN activities AS a"
        "   ON a.meeting_id = p.meeting_id"
        "   WHERE p.partnership_id = ? AND a.id = ? AND NOT p.rehearsal)",
        (partnership, activity, partnership, activity),
    ).fetchone()
    return int(row[0]), int(row[1])


def progress(
    connection: sqlite3.Connection, meeting: int, partnership: int | None = None
) -> list[Progress]:
    """Of every partnership that came or wrote something, or of one of them, with every activity
    that is settled together, in the order of the meeting and by name."""
    rows = connection.execute(
        "SELECT a.id AS activity, s.id AS partnership, s.name,"
        " (SELECT count(*) FROM participants WHERE meeting_id = a.meeting_id"
        "   AND partnership_id = s.id AND NOT rehearsal) AS people,"
        " (SELECT count(*) FROM responses AS r JOIN participants AS p ON p.id = r.participant_id"
        "   WHERE r.activity_id = a.id AND p.partnership_id = s.id AND NOT r.withdrawn"
        "   AND NOT p.rehearsal) AS handed_in,"
        " (SELECT count(*) FROM sketches AS k WHERE partnership_id = s.id AND activity_id = a.id"
        "   AND value <> 'null' AND revision = (SELECT max(revision) FROM sketches WHERE"
        "   partnership_id = s.id AND activity_id = a.id AND question = k.question)) AS begun,"
        " EXISTS (SELECT 1 FROM settlements WHERE partnership_id = s.id"
        "   AND activity_id = a.id) AS settled"
        " FROM activities AS a JOIN instruments AS i ON i.id = a.instrument_id"
        " JOIN meetings AS m ON m.id = a.meeting_id"
        " JOIN partnerships AS s ON s.programme_id = m.programme_id"
        " WHERE m.id = ?1 AND (?2 IS NULL OR s.id = ?2)"
        " AND json_extract(i.definition, '$.together') ORDER BY a.position, s.name COLLATE NOCASE",
        (meeting, partnership),
    )
    found = [Progress(**{**dict(row), "settled": bool(row["settled"])}) for row in rows]
    return [one for one in found if one.people or one.begun]


def sketches_of(connection: sqlite3.Connection, partnership: int) -> Rows:
    """The activities in which a partnership wrote something together, in the order of the meetings:
    `activity_id`, `title`, `meeting_id`, `meeting` (title), `code`, `settled`."""
    return connection.execute(
        "SELECT a.id AS activity_id, a.title, m.id AS meeting_id, m.title AS meeting, m.code,"
        " EXISTS (SELECT 1 FROM settlements WHERE partnership_id = ?1 AND activity_id = a.id)"
        "   AS settled"
        " FROM activities AS a JOIN meetings AS m ON m.id = a.meeting_id"
        " WHERE a.id IN (SELECT activity_id FROM sketches WHERE partnership_id = ?1)"
        " ORDER BY m.position, a.position",
        (partnership,),
    ).fetchall()
