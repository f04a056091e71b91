"""What partnerships wrote down together, as it stands now."""

from __future__ import annotations

import sqlite3

from collector.database import Rows


def settled_answers(connection: sqlite3.Connection, programme: int) -> Rows:
    """The newest revision of each, in the order of the meetings, without what was emptied:
    `partnership_id`, `meeting_id`, `activity_id`, `instrument_id`, `question`, `value` (JSON), and
    whether they agreed to leave it as it stands (`agreed`)."""
    return connection.execute(
        "SELECT s.partnership_id, a.meeting_id, s.activity_id, s.instrument_id, s.question,"
        " s.value, EXISTS (SELECT 1 FROM settlements WHERE partnership_id = s.partnership_id"
        "   AND activity_id = s.activity_id) AS agreed"
        " FROM sketches AS s JOIN activities AS a ON a.id = s.activity_id"
        " JOIN meetings AS m ON m.id = a.meeting_id"
        " WHERE m.programme_id = ? AND s.value <> 'null' AND s.revision = (SELECT max(revision)"
        "   FROM sketches WHERE partnership_id = s.partnership_id"
        "   AND activity_id = s.activity_id AND question = s.question)"
        " ORDER BY m.position, a.position, s.id",
        (programme,),
    ).fetchall()
