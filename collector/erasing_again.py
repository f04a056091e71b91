"""An older state of an instance comes to what may be there now: in a backup, or before a restore.

What a participant, a facilitator or an end date erased since goes again, by the same operations.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass

from collector.config import Config
from collector.contacts import open_contacts
from collector.database import connect, transaction
from collector.erased import ErasedKind, mark, name_of_programme
from collector.expiring import erase_rows, expire, sweep
from collector.queries.programmes import all_programmes
from collector.queries.terms import remains, today
from collector.schema import migrate


@dataclass(frozen=True)
class Again:
    """How much went again: numbers, never who."""

    participants: int = 0  # by their receipt
    programmes: int = 0  # by a facilitator
    sign_ups: int = 0
    expired: int = 0  # programmes of which something was past its end date


def bring_up_to_date(config: Config, erased: frozenset[str]) -> Again:
    """Upgrade what is in a folder, and erase what may not be in it any more.

    :param config: of that folder, which nobody else uses
    :param erased: marks of what was erased since
    :raise StorageError: a newer version made it.
    """
    with closing(connect(config.database)) as connection:
        migrate(connection)
        again = Again(
            participants=_participants(connection, erased),
            programmes=_programmes(connection, erased),
            sign_ups=_sign_ups(config, erased),
            expired=len(expire(config, connection)),
        )
        sweep(config, connection)
    for path in (config.database, config.contacts):
        if path.exists():
            with closing(connect(path)) as one:
                one.execute("PRAGMA journal_mode = DELETE")
    return again


def _participants(connection: sqlite3.Connection, erased: frozenset[str]) -> int:
    found: dict[int, list[int]] = defaultdict(list)
    for row in connection.execute(
        "SELECT p.id, p.secret_hash, m.programme_id FROM participants AS p"
        " JOIN meetings AS m ON m.id = p.meeting_id"
    ):
        if mark(ErasedKind.PARTICIPANT, row["secret_hash"]) in erased:
            found[row["programme_id"]].append(row["id"])
    for programme, participants in found.items():
        erase_rows(connection, programme, "receipt", today(), participants=participants)
    return sum(len(participants) for participants in found.values())


def _programmes(connection: sqlite3.Connection, erased: frozenset[str]) -> int:
    gone = 0
    for row in all_programmes(connection):
        is_erased = mark(ErasedKind.PROGRAMME, name_of_programme(row)) in erased
        if is_erased and remains(connection, row["id"]):
            erase_rows(connection, row["id"], "by_hand", today())
            gone += 1
    return gone


def _sign_ups(config: Config, erased: frozenset[str]) -> int:
    if not config.contacts.exists():
        return 0
    with closing(open_contacts(config.contacts)) as contacts, transaction(contacts):
        keys = [row["id"] for row in contacts.execute("SELECT id FROM contacts")]
        gone = [(key,) for key in keys if mark(ErasedKind.SIGN_UP, key) in erased]
        contacts.executemany("DELETE FROM contacts WHERE id = ?", gone)
    return len(gone)
