"""Rows that no operation of this service leaves: what the constraints of the schema cannot say.

Each query gives the numbers of the rows at fault.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

MOST = 20
"""Of one kind; whoever sees so many needs no more."""


@dataclass(frozen=True)
class Rule:
    """`what` is said of each row that the query gives."""

    check: str
    table: str
    what: str
    query: str


RULES = (
    Rule(
        "orphans", "statements", "was handed in with a form that never came in",
        "SELECT id FROM statements WHERE response_id IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM submissions WHERE response_id = statements.response_id)",
    ),
    Rule(
        "orphans", "statements", "is of another programme or meeting than its form",
        "SELECT s.id FROM statements AS s JOIN responses AS r ON r.id = s.response_id"
        " JOIN activities AS a ON a.id = r.activity_id JOIN meetings AS m ON m.id = a.meeting_id"
        " WHERE s.programme_id <> m.programme_id OR s.meeting_id <> m.id",
    ),
    Rule(
        "orphans", "statements", "was merged into a statement of another programme",
        "SELECT s.id FROM statements AS s JOIN statements AS o ON o.id = s.merged_into"
        " WHERE o.programme_id <> s.programme_id",
    ),
    Rule(
        "orphans", "participants", "has a role, region or partnership of another programme",
        "SELECT p.id FROM participants AS p JOIN meetings AS m ON m.id = p.meeting_id"
        " LEFT JOIN roles AS r ON r.id = p.role_id LEFT JOIN regions AS g ON g.id = p.region_id"
        " LEFT JOIN partnerships AS s ON s.id = p.partnership_id"
        " WHERE r.programme_id <> m.programme_id OR g.programme_id <> m.programme_id"
        " OR s.programme_id <> m.programme_id",
    ),
    Rule(
        "orphans", "participants", "was told the terms of another programme",
        "SELECT p.id FROM participants AS p JOIN meetings AS m ON m.id = p.meeting_id"
        " JOIN terms AS t ON t.id = p.terms_id WHERE t.programme_id <> m.programme_id",
    ),
    Rule(
        "orphans", "responses", "holds votes of somebody else",
        "SELECT DISTINCT r.id FROM votes AS v JOIN responses AS r ON r.id = v.response_id"
        " WHERE r.participant_id <> v.participant_id",
    ),
    Rule(
        "orphans", "placements", "puts a statement in a theme of another programme",
        "SELECT p.id FROM placements AS p JOIN statements AS s ON s.id = p.statement_id"
        " JOIN themes AS t ON t.id = p.theme_id WHERE t.programme_id <> s.programme_id",
    ),
    Rule(
        "revisions", "responses", "has submissions that are not numbered 1, 2, 3",
        "SELECT response_id FROM submissions GROUP BY response_id"
        " HAVING min(revision) <> 1 OR max(revision) <> count(*)",
    ),
    Rule(
        "revisions", "statements", "has earlier words that are not numbered 1, 2, 3",
        "SELECT statement_id FROM statement_revisions GROUP BY statement_id"
        " HAVING min(revision) <> 1 OR max(revision) <> count(*)",
    ),
    Rule(
        "revisions", "partnerships", "wrote together what is not numbered 1, 2, 3",
        "SELECT DISTINCT partnership_id FROM sketches"
        " GROUP BY partnership_id, activity_id, question"
        " HAVING min(revision) <> 1 OR max(revision) <> count(*)",
    ),
    Rule(
        "revisions", "programmes", "has terms that are not numbered 1, 2, 3",
        "SELECT programme_id FROM terms GROUP BY programme_id"
        " HAVING min(version) <> 1 OR max(version) <> count(*)",
    ),
    Rule(
        "events", "events", "is of another programme than its meeting",
        "SELECT e.id FROM events AS e JOIN meetings AS m ON m.id = e.meeting_id"
        " WHERE e.programme_id <> m.programme_id",
    ),
    Rule(
        "acts", "acts", "changed statements that are not there",
        "SELECT DISTINCT x.id FROM acts AS x, json_each(x.after) AS c"
        " WHERE json_extract(c.value, '$.table') = 'statements'"
        " AND json_extract(c.value, '$.id') NOT IN (SELECT id FROM statements)",
    ),
    Rule(
        "acts", "acts", "tells otherwise what was before and after",
        "SELECT id FROM acts WHERE json_type(before) <> 'array' OR json_type(after) <> 'array'"
        " OR json_array_length(before) <> json_array_length(after)",
    ),
    Rule(
        "jobs", "jobs", "waits or runs for more than a day: the analysis does not get at it",
        "SELECT id FROM jobs WHERE state IN ('waiting', 'running')"
        " AND requested_at < strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-1 day')",
    ),
    Rule(
        "erasing", "erasures", "was not completed: erased words may be left in the file",
        "SELECT id FROM erasures WHERE NOT swept AND day < date('now', '-1 day')",
    ),
)  # fmt: skip

REMEDIES = {
    "jobs": "Start the service, or start it again; then ask for it anew on its page.",
    "erasing": "gesprekstafel expire",
}


def at_fault(connection: sqlite3.Connection, rule: Rule) -> list[int]:
    """The first `MOST` rows."""
    rows = connection.execute(f"SELECT * FROM ({rule.query}) LIMIT {MOST}")
    return [row[0] for row in rows]


def gaps(connection: sqlite3.Connection) -> list[tuple[int, int]]:
    """(first, last) number of events that are not there and should be.

    A number is given once and never taken back, also when a transaction fails. Events go only with
    the whole of their programme; what comes after that is complete again. A restore leaves out
    numbers on purpose and says so in the event that follows.
    """
    complete_after = connection.execute(
        "SELECT ifnull(max(id), 0) FROM events WHERE kind = 'withdrawn' AND meeting_id IS NULL"
        " AND programme_id IN (SELECT programme_id FROM erasures WHERE whole)"
    ).fetchone()[0]
    rows = connection.execute(
        "SELECT before + 1 AS first, id - 1 AS last FROM (SELECT id, data,"
        " lag(id, 1, 0) OVER (ORDER BY id) AS before FROM events)"
        " WHERE id > before + 1 AND id > ? AND json_extract(data, '$.restored') IS NULL LIMIT ?",
        (complete_after, MOST),
    ).fetchall()
    found = [(int(row["first"]), int(row["last"])) for row in rows]
    tail = connection.execute(
        "SELECT ifnull(max(id), 0) AS last, (SELECT seq FROM sqlite_sequence"
        " WHERE name = 'events') AS given FROM events"
    ).fetchone()
    if tail["given"] is not None and tail["given"] != tail["last"]:
        found.append((tail["last"] + 1, max(tail["given"], tail["last"] + 1)))
    return found
