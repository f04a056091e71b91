"""What the analysis made on request: jobs, reports, releases."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from collector.database import Rows
from collector.errors import NotFound
from collector.queries.statements import statements, to_review
from collector.wording import Wording


def waiting_job(connection: sqlite3.Connection) -> sqlite3.Row | None:
    """The job that has waited longest."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM jobs WHERE state = 'waiting' ORDER BY id LIMIT 1"
    ).fetchone()
    return row


def latest_job(
    connection: sqlite3.Connection, programme: int, kind: str, subject: int | None = None
) -> sqlite3.Row | None:
    """:param subject: the theme, of a job that splits one"""
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM jobs WHERE programme_id = ? AND kind = ? AND subject IS ?"
        " ORDER BY id DESC LIMIT 1",
        (programme, kind, subject),
    ).fetchone()
    return row


def latest_report(connection: sqlite3.Connection, programme: int) -> sqlite3.Row | None:
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM reports WHERE programme_id = ? ORDER BY id DESC LIMIT 1", (programme,)
    ).fetchone()
    return row


def report_files(connection: sqlite3.Connection, report: int) -> Rows:
    """The files of a wrap-up without their content: `id`, `short`, `format`, `bytes`, and
    `region`, which is None for the whole."""
    return connection.execute(
        "SELECT f.id, f.short, f.format, length(f.content) AS bytes, g.name AS region"
        " FROM report_files AS f LEFT JOIN regions AS g ON g.id = f.region_id"
        " WHERE f.report_id = ? ORDER BY g.position IS NOT NULL, g.position, f.short, f.id",
        (report,),
    ).fetchall()


def report_file(connection: sqlite3.Connection, programme: int, identifier: int) -> sqlite3.Row:
    """One file: `content`, `short`, `format`, `region`, and `at`, when it was made.

    :raise NotFound: it is not of this programme, or not there any more.
    """
    row: sqlite3.Row | None = connection.execute(
        "SELECT f.content, f.short, f.format, g.name AS region, r.at FROM report_files AS f"
        " JOIN reports AS r ON r.id = f.report_id LEFT JOIN regions AS g ON g.id = f.region_id"
        " WHERE r.programme_id = ? AND f.id = ?",
        (programme, identifier),
    ).fetchone()
    if row is None:
        raise NotFound("Deze wrap-up is er niet meer. Maak hem opnieuw op de pagina Opbrengst.")
    return row


def remarks(report: sqlite3.Row) -> list[Wording]:
    """What is not in a wrap-up, and why."""
    return [Wording.read(*each) for each in json.loads(report["remarks"])]


def releases(connection: sqlite3.Connection, programme: int) -> Rows:
    """Newest first."""
    return connection.execute(
        "SELECT * FROM releases WHERE programme_id = ? ORDER BY number DESC", (programme,)
    ).fetchall()


def shown_release(connection: sqlite3.Connection, programme: int) -> sqlite3.Row | None:
    """The newest release that researchers can see; None if there is none."""
    found = releases(connection, programme)
    return next((row for row in found if row["off_at"] is None), None)


def next_release_number(connection: sqlite3.Connection) -> int:
    """Releases of all programmes are numbered together, from 1."""
    row = connection.execute("SELECT ifnull(max(number), 0) + 1 FROM releases").fetchone()
    return int(row[0])


def every_release(connection: sqlite3.Connection) -> Rows:
    """Of all programmes, also those that were taken off."""
    return connection.execute("SELECT * FROM releases ORDER BY number").fetchall()


def release_is_entered(connection: sqlite3.Connection, number: int) -> bool:
    return bool(connection.execute("SELECT 1 FROM releases WHERE number = ?", (number,)).fetchone())


@dataclass(frozen=True)
class InTheWay:
    """How many statements a release would leave out now, by what has to happen first."""

    approved: int
    ready: int  # of those, can go out as they are
    waiting: int  # for moderation
    unanalysed: int  # approved, but nobody has looked for personal data yet
    to_review: int  # approved, but personal data found in them was not looked at
    without_consent: int  # approved, but the participant did not allow it


def in_the_way(connection: sqlite3.Connection, programme: int) -> InTheWay:
    here = statements(connection, programme, states=("waiting", "approved"))
    approved = [one for one in here if one.state == "approved"]
    return InTheWay(
        approved=len(approved),
        ready=sum(one.publishable for one in approved),
        waiting=len(here) - len(approved),
        unanalysed=sum(not one.analysed for one in approved),
        to_review=sum(to_review(one) for one in approved),
        without_consent=sum(not one.consent for one in approved),
    )


def withheld(release: sqlite3.Row) -> list[tuple[str, str, int | None, str]]:
    """What a release left out: what, why, how many (None: too few to tell), and what would help.

    What would help is for the facilitator only: it tells how many answered.
    """
    told = json.loads(release["withheld"])
    return [
        (one["what"], one["why"], one["how_many"], one.get("remedy", ""))
        for one in told.get("withheld", [])
    ]
