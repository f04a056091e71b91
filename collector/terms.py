"""The terms of a programme: chosen by a facilitator, settled as soon as somebody takes part.

A version never changes once it is there. What somebody agreed to under an earlier one is never
widened: see `Terms.narrowed_by`.
"""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date

from collector.database import insert, transaction
from collector.errors import Refused
from collector.events import EventKind, now, record
from collector.queries.terms import Terms, Verbatim, default_end, terms, today

LONGEST_YEARS = 5


def change_terms(
    connection: sqlite3.Connection,
    programme: int,
    facilitator: int,
    *,
    verbatim: Verbatim,
    counts: bool,
    ends_on: date | None,
) -> bool:
    """New terms, for whoever joins from now on; whether they are other than before.

    An earlier end date holds for everybody, a later one only for who joins from now on.

    :param ends_on: None leaves the day open until somebody takes part
    :raise Refused: the programme has ended, or the day is none that can be promised.
    """
    with transaction(connection):
        before = terms(connection, programme)
        _check(before, ends_on)
        wanted = Terms(before.version, verbatim, counts, ends_on)
        if wanted == before:
            return False
        _add(connection, programme, facilitator, wanted)
        record(connection, EventKind.PREPARED, programme=programme)
    return True


def _check(before: Terms, ends_on: date | None) -> None:
    day = today()
    if before.over(day):
        raise Refused("De einddatum van dit traject is voorbij. Er kan niets meer aan veranderen.")
    if ends_on is None:
        if before.ends_on:
            raise Refused("De einddatum is aan deelnemers verteld. Kies een dag.")
    elif ends_on <= day:
        raise Refused(
            "Kies een dag na vandaag. Wilt u nu alles wissen? Dat kan onder aan deze pagina."
        )
    elif ends_on.year > day.year + LONGEST_YEARS:
        raise Refused("Kies een dag binnen %(n)s jaar.", n=LONGEST_YEARS)


def _add(
    connection: sqlite3.Connection, programme: int, facilitator: int | None, wanted: Terms
) -> int:
    return insert(
        connection,
        "terms",
        programme_id=programme,
        version=wanted.version + 1,
        at=now(),
        facilitator_id=facilitator,
        verbatim=wanted.verbatim,
        counts=int(wanted.counts),
        ends_on=wanted.ends_on.isoformat() if wanted.ends_on else None,
    )


def settle(connection: sqlite3.Connection, programme: int) -> int:
    """Inside the caller's transaction, when something comes in: the terms it comes in under.

    From then on the end date is a day that was told to somebody.

    :return: the id of these terms
    :raise Refused: the programme has ended.
    """
    row = connection.execute(
        "SELECT id, ends_on FROM terms WHERE programme_id = ? ORDER BY version DESC LIMIT 1",
        (programme,),
    ).fetchone()
    if row and row["ends_on"]:
        if date.fromisoformat(row["ends_on"]) <= today():
            raise Refused("Dit traject is afgelopen. Er kan niets meer bij.")
        return int(row["id"])
    end = default_end(connection, programme)
    before = terms(connection, programme)
    return _add(
        connection,
        programme,
        None,
        Terms(before.version, before.verbatim, before.counts, end),
    )


def end_now(connection: sqlite3.Connection, programme: int, facilitator: int | None) -> None:
    """Inside the caller's transaction: nothing more comes in from today on."""
    before = terms(connection, programme)
    if not before.over(today()):
        _add(connection, programme, facilitator, replace(before, ends_on=today()))


def copy_terms(connection: sqlite3.Connection, programme: int, into: int) -> None:
    """Inside the caller's transaction: what may be published; the end date is open again."""
    before = terms(connection, programme)
    if before.version:
        _add(connection, into, None, replace(before, version=0, ends_on=None))
