"""What is past its end date is erased for good, and the files are swept of its traces.

The rows go in one transaction: all of them, or none. Then contact details, which are in a file of
their own, and then the files: free pages and logs hold no word any more. Whatever is interrupted
is completed by the next run. Copies that others made (backups, downloads) are not reached.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date

from collector import audit
from collector.access import hash_receipt, normalise_code
from collector.config import Config
from collector.contacts import open_contacts, remove_expired, remove_sign_up, sign_ups
from collector.database import insert, transaction
from collector.erased import ErasedKind, forget_marks, name_of_programme, remember
from collector.erasing import erase_participants, erase_programme, forget_vectors
from collector.errors import NotFound, StorageError
from collector.events import EventKind, record
from collector.exports import expire_exports
from collector.queries.programmes import all_programmes, programme_by_id
from collector.queries.terms import participants_due, remains, terms, today
from collector.terms import end_now
from collector.uploads import expire_uploads


@dataclass(frozen=True)
class Erased:
    """What went of one programme. `whole`: everything; else only whom an earlier day was told."""

    slug: str
    title: str
    whole: bool
    participants: int
    contacts: int


def expire(
    config: Config,
    connection: sqlite3.Connection,
    *,
    day: date | None = None,
    dry_run: bool = False,
) -> list[Erased]:
    """Erase what is past its end date, and complete what was interrupted.

    :param day: what is past its date on this day; None: today
    :param dry_run: say what would go, and leave it
    :raise StorageError: the files could not be swept now; the next run does it.
    """
    day = day or today()
    gone = []
    for row in all_programmes(connection):
        whole = terms(connection, row["id"]).over(day) and remains(connection, row["id"])
        due = participants_due(connection, row["id"], day)
        if not dry_run and whole:
            erase_rows(connection, row["id"], "expired", day)
        elif not dry_run and due:
            erase_rows(connection, row["id"], "expired", day, participants=due)
        contacts = _expire_contacts(config, connection, row, day, dry_run)
        if whole or due or contacts:
            gone.append(Erased(row["slug"], row["title"], whole, len(due), contacts))
    if not dry_run:
        sweep(config, connection)
        forget_marks(config, day)
    return gone


def erase_now(
    config: Config, connection: sqlite3.Connection, programme: int, facilitator: int
) -> None:
    """Everything of a programme, before its end date: a facilitator wants it so.

    :raise NotFound: no such programme.
    :raise StorageError: erased, but the files could not be swept now; the next run does it.
    """
    row = programme_by_id(connection, programme)
    day = today()
    end = terms(connection, programme).ends_on
    remember(config, ErasedKind.PROGRAMME, [name_of_programme(row)], end)
    erase_rows(connection, programme, "by_hand", day, by=facilitator)
    _expire_contacts(config, connection, row, day, dry_run=False)
    sweep(config, connection)


def erase_sign_up(
    config: Config, contacts: sqlite3.Connection, programme: sqlite3.Row, end: date | None, key: str
) -> bool:
    """One sign-up, for good; True if it was there.

    :param end: the end date of the programme
    """
    if not any(row["id"] == key for row in sign_ups(contacts, programme["slug"])):
        return False
    remember(config, ErasedKind.SIGN_UP, [key], end)
    return remove_sign_up(contacts, programme["slug"], key)


def erase_receipt(
    config: Config, connection: sqlite3.Connection, receipt: str, *, sweep_now: bool = True
) -> str:
    """Everything of one participant; the title of the programme.

    Contact details are not reached: nothing says whose they are.

    :param sweep_now: False: the bytes of the files go with the next `expire`, within a day; so that
        nobody in a hall waits for it
    :raise NotFound: nobody has this receipt.
    """
    row = connection.execute(
        "SELECT p.id, m.programme_id, g.title FROM participants AS p"
        " JOIN meetings AS m ON m.id = p.meeting_id JOIN programmes AS g ON g.id = m.programme_id"
        " WHERE p.secret_hash = ?",
        (hash_receipt(normalise_code(receipt)),),
    ).fetchone()
    if not row:
        raise NotFound("Dit bewijs is niet bekend. Controleer of u alles goed hebt overgenomen.")
    secret = hash_receipt(normalise_code(receipt))
    end = terms(connection, row["programme_id"]).ends_on
    remember(config, ErasedKind.PARTICIPANT, [secret], end)
    erase_rows(connection, row["programme_id"], "receipt", today(), participants=[row["id"]])
    if sweep_now:
        sweep(config, connection)
    return str(row["title"])


def erase_rows(
    connection: sqlite3.Connection,
    programme: int,
    reason: str,
    day: date,
    *,
    by: int | None = None,
    participants: list[int] | None = None,
) -> None:
    """In one transaction; the files are not swept yet.

    :param participants: only these; None: the whole programme
    """
    with transaction(connection):
        if participants is None:
            erase_programme(connection, programme)
            if reason == "by_hand":
                end_now(connection, programme, by)
        else:
            erase_participants(connection, programme, participants)
        insert(
            connection,
            "erasures",
            programme_id=programme,
            day=day.isoformat(),
            reason=reason,
            facilitator_id=by,
            whole=int(participants is None),
        )
        if reason != "by_hand":  # that is on record as what a facilitator did
            slug = programme_by_id(connection, programme)["slug"]
            what = "expired" if reason == "expired" else "erased"
            audit.append(connection, "service", what, programme=slug)
        # Screens show it no longer, and nothing that was being made meanwhile goes out.
        record(connection, EventKind.WITHDRAWN, programme=programme)


def _expire_contacts(
    config: Config, connection: sqlite3.Connection, programme: sqlite3.Row, day: date, dry_run: bool
) -> int:
    """How many sign-ups went, or would go."""
    if not config.contacts.exists():
        return 0
    over = terms(connection, programme["id"]).over(day)
    with closing(open_contacts(config.contacts)) as contacts:
        return remove_expired(contacts, programme["slug"], day, everything=over, dry_run=dry_run)


def sweep(config: Config, connection: sqlite3.Connection) -> None:
    """No erased word is left in the files. Costs nothing when there is nothing to sweep.

    :raise StorageError: somebody is still reading as of before.
    """
    with transaction(connection):
        forget_vectors(connection)
    if expire_uploads(connection) + expire_exports(connection):
        _empty_log(connection)
    if config.contacts.exists():
        with closing(open_contacts(config.contacts)) as contacts:
            _empty_log(contacts)
    if connection.execute("SELECT 1 FROM erasures WHERE NOT swept").fetchone():
        connection.execute("VACUUM")
        _empty_log(connection)
        with transaction(connection):
            connection.execute("UPDATE erasures SET swept = 1")


def _empty_log(connection: sqlite3.Connection) -> None:
    """:raise StorageError: somebody is still reading as of before."""
    busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise StorageError(
            "Erased, but the log of the database is in use and could not be emptied."
            " Run gesprekstafel expire again; the service does so by itself tomorrow."
        )
