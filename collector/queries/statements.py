"""Statements with what was found in them and decided about them."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any, NamedTuple

from collector.database import Rows
from collector.personal_data import REPLACEMENTS, Kind
from collector.redaction import redact, text_hash

BY_PERSON = "person"
"""The source of a span that a facilitator marked."""


@dataclass(frozen=True)
class Statement:
    """One statement as a facilitator, a report or a release sees it. `id` stays in the house."""

    id: int
    text: str
    public_text: str
    state: str
    reason: str
    merged_into: int | None
    aspect: str | None
    topic: str | None
    meeting_id: int | None
    activity_id: int | None
    question: str
    region: str | None
    part: str | None
    consent: bool  # of the author, as long as the programme publishes words at all
    source: str
    spans: tuple[dict[str, Any], ...]
    kept: tuple[tuple[int, int], ...]
    analysed: bool  # the worker has looked for personal data
    reviewed: bool  # a person approved exactly this public text
    rehearsal: bool  # made up, to try a meeting
    outside: bool  # answered outside the meeting: the desk alone sees that

    @property
    def publishable(self) -> bool:
        """May leave the house word for word: consented, and approved in exactly these words.

        What was made up for a rehearsal never does.

        What was imported was public before: there nobody looks at a text in which nothing was
        found.
        """
        seen = self.reviewed or (self.source == "import" and not self.spans)
        approved = self.state == "approved" and not self.rehearsal
        return approved and self.consent and self.analysed and seen


class Said(NamedTuple):
    """The words of a statement, and its id."""

    id: int
    text: str


_STATEMENT = (
    "SELECT s.*, t.title AS topic, r.activity_id, g.name AS region, g.part,"
    " ifnull(p.self_study, 0) AS outside,"
    " ifnull((SELECT verbatim FROM terms WHERE programme_id = s.programme_id"
    "   ORDER BY version DESC LIMIT 1), '') <> 'never' AS verbatim"
    " FROM statements AS s LEFT JOIN topics AS t ON t.id = s.topic_id"
    " LEFT JOIN responses AS r ON r.id = s.response_id"
    " LEFT JOIN participants AS p ON p.id = r.participant_id"
    " LEFT JOIN meetings AS m ON m.id = s.meeting_id"
    " LEFT JOIN regions AS g ON g.id = ifnull(p.region_id, m.region_id)"
)


def statements(
    connection: sqlite3.Connection,
    programme: int,
    *,
    meeting: int | None = None,
    activity: int | None = None,
    question: str | None = None,
    states: tuple[str, ...] = ("waiting", "approved", "hidden", "merged"),
    rehearsal: bool | None = False,
    theme: int | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[Statement]:
    """Statements of a programme, narrowed as asked, in the order in which they came.

    :param rehearsal: made-up ones instead of real ones; None: both
    :param theme: those that stand in it, decided or proposed
    :param after: only those with a higher number
    :param limit: so many at most; None: all
    """
    conditions, values = ["s.programme_id = ?", "s.id > ?"], [programme, after]
    for column, value in (
        ("s.meeting_id", meeting),
        ("r.activity_id", activity),
        ("s.question", question),
        ("s.rehearsal", rehearsal),
    ):
        if value is not None:
            conditions.append(f"{column} = ?")
            values.append(value)  # type: ignore[arg-type]
    if theme is not None:
        conditions.append("s.id IN (SELECT statement_id FROM placements WHERE theme_id = ?)")
        values.append(theme)
    marks = ", ".join("?" * len(states))
    # The plus: read along `statements_in_order`, and sort nothing.
    rows = connection.execute(
        f"{_STATEMENT} WHERE {' AND '.join(conditions)} AND +s.state IN ({marks})"
        " ORDER BY s.id LIMIT ?",
        (*values, *states, -1 if limit is None else limit),
    ).fetchall()
    names = None if limit is None else [text_hash(row["text"]) for row in rows]
    found = _spans(connection, programme, names)
    return [_statement(row, found.get(text_hash(row["text"]))) for row in rows]


def statement(connection: sqlite3.Connection, programme: int, identifier: int) -> Statement | None:
    row = connection.execute(
        f"{_STATEMENT} WHERE s.programme_id = ? AND s.id = ?", (programme, identifier)
    ).fetchone()
    if not row:
        return None
    name = text_hash(row["text"])
    return _statement(row, _spans(connection, programme, [name]).get(name))


def _spans(
    connection: sqlite3.Connection, programme: int, names: list[str] | None = None
) -> dict[str, list[dict[str, Any]]]:
    """Hash of a text → what was found in it; of all texts, or of those with these hashes."""
    some = "" if names is None else " AND hash IN (SELECT value FROM json_each(?2))"
    rows = connection.execute(
        f"SELECT hash, spans FROM deidentifications WHERE programme_id = ?1{some}",
        (programme,) if names is None else (programme, json.dumps(names)),
    )
    return {row["hash"]: json.loads(row["spans"]) for row in rows}


def _statement(row: sqlite3.Row, spans: list[dict[str, Any]] | None) -> Statement:
    kept = tuple((start, end) for start, end in json.loads(row["kept_spans"]))
    marked = [
        {
            "start": start,
            "end": end,
            "kind": kind,
            "source": BY_PERSON,
            "certain": True,
            "replacement": REPLACEMENTS[Kind(kind)],
        }
        for start, end, kind in json.loads(row["marked_spans"])
    ]
    every = [*(spans or ()), *marked]
    public_text = redact(row["text"], every, kept)
    return Statement(
        id=row["id"],
        text=row["text"],
        public_text=public_text,
        state=row["state"],
        reason=row["reason"],
        merged_into=row["merged_into"],
        aspect=row["aspect"],
        topic=row["topic"],
        meeting_id=row["meeting_id"],
        activity_id=row["activity_id"],
        question=row["question"],
        region=row["region"],
        part=row["part"],
        consent=bool(row["consent"] and row["verbatim"]),
        source=row["source"],
        spans=tuple(every),
        kept=kept,
        analysed=spans is not None,
        reviewed=row["reviewed_hash"] == text_hash(public_text),
        rehearsal=bool(row["rehearsal"]),
        outside=bool(row["outside"]),
    )


def statements_of_participant(connection: sqlite3.Connection, participant: int) -> Rows:
    """Own statements with what happened to them: `state`, `reason`, `merged_text`."""
    return connection.execute(
        "SELECT s.*, r.activity_id, t.title AS topic, i.text AS merged_text FROM statements AS s"
        " JOIN responses AS r ON r.id = s.response_id"
        " LEFT JOIN topics AS t ON t.id = s.topic_id"
        " LEFT JOIN statements AS i ON i.id = s.merged_into"
        " WHERE r.participant_id = ? ORDER BY s.id",
        (participant,),
    ).fetchall()


def to_group(
    connection: sqlite3.Connection, programme: int, states: tuple[str, ...]
) -> list[Statement]:
    """What themes are made of: real statements; made-up ones as long as there are no real ones."""
    return statements(connection, programme, states=states) or statements(
        connection, programme, states=states, rehearsal=True
    )


def texts_to_group(
    connection: sqlite3.Connection, programme: int, states: tuple[str, ...]
) -> list[Said]:
    """As `to_group`, with nothing but id and words: the worker asks for them at every statement."""
    marks = ", ".join("?" * len(states))
    query = (
        f"SELECT id, text FROM statements WHERE programme_id = ? AND state IN ({marks})"
        " AND rehearsal = ? ORDER BY id"
    )
    for rehearsal in (0, 1):
        if rows := connection.execute(query, (programme, *states, rehearsal)).fetchall():
            return [Said(*row) for row in rows]
    return []


def counts_by_state(
    connection: sqlite3.Connection, programme: int, meeting: int | None = None
) -> dict[str, int]:
    """How many statements are waiting, approved, hidden, merged (and withdrawn), made-up ones
    included: this is about work that waits."""
    return dict(
        connection.execute(
            "SELECT state, count(*) FROM statements WHERE programme_id = ?1"
            " AND (?2 IS NULL OR meeting_id = ?2) GROUP BY state",
            (programme, meeting),
        ).fetchall()
    )


def texts_to_analyse(connection: sqlite3.Connection, programme: int) -> list[str]:
    """Distinct texts in which nobody has looked for personal data yet."""
    seen = {
        row["hash"]
        for row in connection.execute(
            "SELECT hash FROM deidentifications WHERE programme_id = ?", (programme,)
        )
    }
    rows = connection.execute(
        "SELECT DISTINCT text FROM statements WHERE programme_id = ? AND state <> 'withdrawn'"
        " ORDER BY id",
        (programme,),
    )
    return [row["text"] for row in rows if text_hash(row["text"]) not in seen]


def to_review(statement: Statement) -> bool:
    """Approved, but not as it reads now: personal data was found in it since, for instance."""
    if statement.source == "import" and not statement.spans:
        return False
    return statement.state == "approved" and not statement.reviewed


def counts_to_moderate(
    connection: sqlite3.Connection, programme: int, meeting: int | None = None
) -> dict[str, int]:
    """As `counts_by_state`, with `all` (without what was withdrawn) and `review`."""
    counts = counts_by_state(connection, programme, meeting)
    approved = statements(
        connection, programme, meeting=meeting, states=("approved",), rehearsal=None
    )
    return {
        **counts,
        "all": sum(n for state, n in counts.items() if state != "withdrawn"),
        "review": sum(to_review(one) for one in approved),
    }
