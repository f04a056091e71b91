"""A programme and those that repeat it: the years of one series."""

from __future__ import annotations

import sqlite3

from collector.database import Rows
from collector.queries.answers import NEWEST


def series(connection: sqlite3.Connection, programme: int) -> Rows:
    """The programmes of one series, earliest first, each repeated by the next one.

    By the day of the first meeting where there is one, else in the order they were made.
    """
    return connection.execute(
        "WITH RECURSIVE up (id, repeats) AS (SELECT id, repeats FROM programmes WHERE id = ?"
        "  UNION SELECT p.id, p.repeats FROM programmes AS p JOIN up ON p.id = up.repeats),"
        " every (id) AS (SELECT id FROM up WHERE repeats IS NULL"
        "  UNION SELECT p.id FROM programmes AS p JOIN every ON p.repeats = every.id)"
        " SELECT p.*, (SELECT min(date) FROM meetings WHERE programme_id = p.id) AS first_day"
        " FROM programmes AS p JOIN every ON every.id = p.id"
        " ORDER BY ifnull(first_day, substr(p.created_at, 1, 10)), p.id",
        (programme,),
    ).fetchall()


def turnout(connection: sqlite3.Connection, programme: int) -> Rows:
    """Per meeting: `title`, `date`, `room` (people in the meeting), `outside` (who caught up), and
    `partnerships` (of those in the meeting)."""
    return connection.execute(
        "SELECT m.title, m.date, ifnull(sum(NOT p.self_study), 0) AS room,"
        " ifnull(sum(p.self_study), 0) AS outside,"
        " count(DISTINCT CASE WHEN NOT p.self_study THEN p.partnership_id END) AS partnerships"
        " FROM meetings AS m LEFT JOIN participants AS p ON p.meeting_id = m.id AND NOT p.rehearsal"
        " WHERE m.programme_id = ? GROUP BY m.id ORDER BY m.position",
        (programme,),
    ).fetchall()


def partnerships_present(connection: sqlite3.Connection, programme: int) -> int:
    """How many partnerships somebody took part for, in whichever meeting."""
    row = connection.execute(
        "SELECT count(DISTINCT p.partnership_id) FROM participants AS p"
        " JOIN meetings AS m ON m.id = p.meeting_id WHERE m.programme_id = ? AND NOT p.rehearsal",
        (programme,),
    ).fetchone()
    return int(row[0])


def asked(connection: sqlite3.Connection, programme: int) -> Rows:
    """The activities of a programme in order, with `slug`, `instrument_id` and `definition` of what
    each asks now."""
    return connection.execute(
        "SELECT a.id, a.title, i.slug, i.id AS instrument_id, i.definition FROM activities AS a"
        " JOIN instruments AS i ON i.id = a.instrument_id JOIN meetings AS m ON m.id = a.meeting_id"
        " WHERE m.programme_id = ? ORDER BY m.position, a.position",
        (programme,),
    ).fetchall()


def values(connection: sqlite3.Connection, activity: int) -> Rows:
    """What was answered in an activity: `question`, `value` (JSON), `definition` of the version."""
    return connection.execute(
        f"SELECT w.question, w.value, i.definition FROM responses AS r {NEWEST}"
        " JOIN answers AS w ON w.submission_key = u.key"
        " JOIN instruments AS i ON i.id = u.instrument_id"
        " WHERE r.activity_id = ? AND NOT r.withdrawn AND NOT r.rehearsal"
        " ORDER BY w.question, w.value",
        (activity,),
    ).fetchall()


def themed(connection: sqlite3.Connection, programme: int, question: str) -> Rows:
    """How many approved statements made at a question stand in each accepted theme (`theme`, `n`),
    by decision or by a proposal that is more likely than not; `theme` NULL: those in none."""
    return connection.execute(
        "WITH said AS (SELECT id FROM statements WHERE programme_id = ?1 AND question = ?2"
        "   AND state = 'approved' AND NOT rehearsal),"
        " placed AS (SELECT p.statement_id, ifnull(t.name, t.label) AS theme"
        "   FROM placements AS p JOIN said ON said.id = p.statement_id"
        "   JOIN themes AS t ON t.id = p.theme_id AND t.state = 'accepted'"
        "   WHERE p.decided OR p.confidence >= 0.5)"
        " SELECT theme, count(DISTINCT statement_id) AS n FROM placed GROUP BY theme COLLATE NOCASE"
        " UNION ALL SELECT NULL, count(*) FROM said"
        "  WHERE id NOT IN (SELECT statement_id FROM placed) HAVING count(*) > 0",
        (programme, question),
    ).fetchall()
