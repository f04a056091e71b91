"""What a programme promises its participants: which terms hold, and which somebody was told."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum

from collector.database import Rows

MONTHS_KEPT = 12
"""Unless a facilitator chooses otherwise: after the last meeting, or after the first answer."""

LICENCE = "CC BY 4.0"
"""Of everything that is published."""
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/deed.nl"


class Verbatim(StrEnum):
    """Whether statements may be published word for word, and how a form asks for it."""

    PER_STATEMENT = "per_statement"  # one tick for all, and each can be left out
    PER_FORM = "per_form"  # one tick for all
    NEVER = "never"  # themes and counts only


@dataclass(frozen=True)
class Terms:
    """What is told to participants, what the form asks, what a release may hold: all read this.

    `version` 0: nobody chose anything yet. `ends_on`: the day from which everything is erased;
    None as long as nobody took part and nothing was chosen.
    """

    version: int = 0
    verbatim: Verbatim = Verbatim.PER_STATEMENT
    counts: bool = True  # votes and answers to closed questions are published, as counts
    ends_on: date | None = None

    @property
    def publishes_words(self) -> bool:
        return self.verbatim is not Verbatim.NEVER

    @property
    def asks_per_statement(self) -> bool:
        return self.verbatim is Verbatim.PER_STATEMENT

    def over(self, day: date) -> bool:
        """Whether on this day nothing may be left."""
        return self.ends_on is not None and self.ends_on <= day

    def narrowed_by(self, now: Terms) -> Terms:
        """What holds for somebody who was told these terms, when `now` is what holds for others.

        Later terms take something away; they never add to what somebody agreed to.
        """
        ends = [day for day in (self.ends_on, now.ends_on) if day]
        return replace(
            now,
            verbatim=now.verbatim if self.publishes_words else Verbatim.NEVER,
            counts=self.counts and now.counts,
            ends_on=min(ends, default=None),
        )


DEFAULT = Terms()

COUNTABLE = "(r.terms_id IS NULL OR r.terms_id IN (SELECT id FROM terms WHERE counts))"
"""SQL, on responses `r`: those that came in when it was told that they are counted in releases."""


def today() -> date:
    """In UTC, like every moment that is stored."""
    return datetime.now(UTC).date()


def terms(connection: sqlite3.Connection, programme: int) -> Terms:
    """What holds now."""
    row = connection.execute(
        "SELECT * FROM terms WHERE programme_id = ? ORDER BY version DESC LIMIT 1", (programme,)
    ).fetchone()
    return _terms(row) if row else DEFAULT


def terms_of_participant(connection: sqlite3.Connection, participant: int) -> Terms:
    """What holds for somebody who took part: what was told at joining, narrowed by what holds now.

    Whoever joined before there were terms was told no end date; then what holds now holds.
    """
    row = connection.execute(
        "SELECT m.programme_id, t.* FROM participants AS p"
        " JOIN meetings AS m ON m.id = p.meeting_id"
        " LEFT JOIN terms AS t ON t.id = p.terms_id WHERE p.id = ?",
        (participant,),
    ).fetchone()
    now = terms(connection, row["programme_id"])
    return _terms(row).narrowed_by(now) if row["version"] else now


def _terms(row: sqlite3.Row) -> Terms:
    return Terms(
        version=row["version"],
        verbatim=Verbatim(row["verbatim"]),
        counts=bool(row["counts"]),
        ends_on=date.fromisoformat(row["ends_on"]) if row["ends_on"] else None,
    )


def default_end(connection: sqlite3.Connection, programme: int, day: date | None = None) -> date:
    """A year after the last meeting that has a date; after today when that is later."""
    day = day or today()
    row = connection.execute(
        "SELECT date(max(?1, ifnull((SELECT max(date) FROM meetings WHERE programme_id = ?2), '')),"
        f" '+{MONTHS_KEPT} months')",
        (day.isoformat(), programme),
    ).fetchone()
    return date.fromisoformat(row[0])


def terms_to_tell(connection: sqlite3.Connection, programme: int) -> Terms:
    """What is told to who joins now: what holds, with the day that joining would settle."""
    now = terms(connection, programme)
    return now if now.ends_on else replace(now, ends_on=default_end(connection, programme))


def versions(connection: sqlite3.Connection, programme: int) -> Rows:
    """Newest first: `version`, `at`, `who` (None: settled by itself), `verbatim`, `counts`,
    `ends_on`, and how many `participants` were told it when they joined."""
    return connection.execute(
        "SELECT t.*, ifnull(nullif(f.name, ''), f.email) AS who,"
        " (SELECT count(*) FROM participants WHERE terms_id = t.id) AS participants"
        " FROM terms AS t LEFT JOIN facilitators AS f ON f.id = t.facilitator_id"
        " WHERE t.programme_id = ? ORDER BY t.version DESC",
        (programme,),
    ).fetchall()


def erased_on(connection: sqlite3.Connection, programme: int) -> date | None:
    """The day on which everything of this programme was erased; None: it was not."""
    row = connection.execute(
        "SELECT max(day) FROM erasures WHERE programme_id = ? AND whole", (programme,)
    ).fetchone()
    return date.fromisoformat(row[0]) if row[0] else None


def participants_due(connection: sqlite3.Connection, programme: int, day: date) -> list[int]:
    """Who was told, at joining, that everything would be erased by now."""
    rows = connection.execute(
        "SELECT p.id FROM participants AS p JOIN terms AS t ON t.id = p.terms_id"
        " WHERE t.programme_id = ? AND t.ends_on <= ? ORDER BY p.id",
        (programme, day.isoformat()),
    )
    return [row["id"] for row in rows]


def remains(connection: sqlite3.Connection, programme: int) -> bool:
    """Whether there is anything that an end date is about."""
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM statements WHERE programme_id = ?1)"
        " OR EXISTS (SELECT 1 FROM participants AS p JOIN meetings AS m ON m.id = p.meeting_id"
        "   WHERE m.programme_id = ?1)"
        " OR EXISTS (SELECT 1 FROM reports WHERE programme_id = ?1)"
        " OR EXISTS (SELECT 1 FROM imports WHERE programme_id = ?1)",
        (programme,),
    ).fetchone()
    return bool(row[0])


def earlier_told(connection: sqlite3.Connection, programme: int) -> Rows:
    """Days before the end date that were told to who joined then: `ends_on`, `participants`."""
    return connection.execute(
        "SELECT t.ends_on, count(*) AS participants FROM participants AS p"
        " JOIN terms AS t ON t.id = p.terms_id WHERE t.programme_id = ?1 AND t.ends_on <"
        " (SELECT ends_on FROM terms WHERE programme_id = ?1 ORDER BY version DESC LIMIT 1)"
        " GROUP BY t.ends_on ORDER BY t.ends_on",
        (programme,),
    ).fetchall()
