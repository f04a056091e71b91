"""Statements and forms with who handed them in: for an export with personal data, never a release.

Receipts and contact details are in none of these, and neither is anything made up for a rehearsal.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from collector.database import Rows

_WHO = (
    " p.id AS participant, p.self_study, o.name AS role, o.role_group, p.side,"
    " n.name AS partnership, g.name AS region, g.part"
)
_JOINED = (
    " LEFT JOIN roles AS o ON o.id = p.role_id"
    " LEFT JOIN partnerships AS n ON n.id = p.partnership_id"
    " LEFT JOIN regions AS g ON g.id = ifnull(p.region_id, m.region_id)"
)


def who_said(connection: sqlite3.Connection, programme: int) -> dict[int, sqlite3.Row]:
    """Statement → who handed it in: `participant`, `role`, `role_group`, `side`, `partnership`,
    `region`, `part`, `self_study`, `meeting`, `month`, `activity`, `definition` (of the
    questions, JSON)."""
    rows = connection.execute(
        f"SELECT s.id, {_WHO}, m.title AS meeting, substr(m.date, 1, 7) AS month,"
        " a.title AS activity, i.definition"
        " FROM statements AS s LEFT JOIN responses AS r ON r.id = s.response_id"
        " LEFT JOIN participants AS p ON p.id = r.participant_id"
        " LEFT JOIN activities AS a ON a.id = r.activity_id"
        " LEFT JOIN instruments AS i ON i.id = a.instrument_id"
        f" LEFT JOIN meetings AS m ON m.id = s.meeting_id{_JOINED}"
        " WHERE s.programme_id = ? AND NOT s.rehearsal",
        (programme,),
    )
    return {row["id"]: row for row in rows}


def handed_in(connection: sqlite3.Connection, programme: int) -> Rows:
    """Each form as it stands now: `id` (of the response), `instrument_id` (the version that was
    answered), `meeting`, `month`, `activity`, and who."""
    return connection.execute(
        f"SELECT r.id, u.instrument_id, m.title AS meeting, substr(m.date, 1, 7) AS month,"
        f" a.title AS activity, {_WHO}"
        " FROM responses AS r JOIN submissions AS u ON u.response_id = r.id AND u.revision ="
        " (SELECT max(revision) FROM submissions WHERE response_id = r.id)"
        " JOIN activities AS a ON a.id = r.activity_id"
        " JOIN meetings AS m ON m.id = a.meeting_id"
        f" JOIN participants AS p ON p.id = r.participant_id{_JOINED}"
        " WHERE m.programme_id = ? AND NOT r.withdrawn AND NOT r.rehearsal"
        " ORDER BY m.position, a.position, r.id",
        (programme,),
    ).fetchall()


def answers_given(connection: sqlite3.Connection, programme: int) -> Iterator[sqlite3.Row]:
    """`response`, `question`, `value` (JSON) of each form in `handed_in`."""
    return iter(
        connection.execute(
            "SELECT r.id AS response, w.question, w.value"
            " FROM responses AS r JOIN submissions AS u ON u.response_id = r.id AND u.revision ="
            " (SELECT max(revision) FROM submissions WHERE response_id = r.id)"
            " JOIN answers AS w ON w.submission_key = u.key"
            " JOIN activities AS a ON a.id = r.activity_id"
            " JOIN meetings AS m ON m.id = a.meeting_id"
            " WHERE m.programme_id = ? AND NOT r.withdrawn AND NOT r.rehearsal",
            (programme,),
        )
    )
