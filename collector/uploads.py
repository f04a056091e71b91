"""Files that a facilitator sends to be read in: first looked at, then stored or dropped.

The worker does both; the file itself is gone as soon as it is stored, cannot be read, is dropped,
or has waited for a day.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from collector.database import insert, transaction
from collector.errors import NotFound, Refused
from collector.events import now
from collector.reading_report import Found
from collector.wording import Wording

LARGEST_FILE = 10 * 1024 * 1024
"""Bytes."""
KEPT = timedelta(days=1)
MOST_ATTEMPTS = 3


class UploadState(StrEnum):
    LOOK = "look"  # waits until the worker looks what is in it
    LOOKED = "looked"  # waits for the facilitator
    STORE = "store"  # waits until the worker stores it
    STORED = "stored"
    FAILED = "failed"


def receive(
    connection: sqlite3.Connection,
    facilitator: int,
    file: str,
    content: bytes,
    *,
    programme: int | None,
    verbatim: bool,
) -> int:
    """The id of a file that waits to be looked at.

    :raise Refused: it is empty, or larger than 10 MB.
    """
    if not content:
        raise Refused("Dit bestand is leeg. Bewaar het opnieuw en kies het nog eens.")
    if len(content) > LARGEST_FILE:
        raise Refused(
            "Dit bestand is groter dan %(size)s MB. Verdeel het, of haal afbeeldingen eruit.",
            size=LARGEST_FILE // 1024 // 1024,
        )
    with transaction(connection):
        return insert(
            connection,
            "uploads",
            at=now(),
            facilitator_id=facilitator,
            programme_id=programme,
            file=file,
            content=content,
            verbatim=int(verbatim),
        )


def look_again(
    connection: sqlite3.Connection,
    upload: int,
    *,
    columns: Mapping[str, str],
    title: str,
    verbatim: bool,
) -> None:
    """With other choices.

    :raise Refused: it is being stored, or gone.
    """
    _move(
        connection,
        upload,
        UploadState.LOOKED,
        UploadState.LOOK,
        columns=json.dumps(dict(columns), ensure_ascii=False),
        title=title,
        verbatim=int(verbatim),
    )


def store_it(connection: sqlite3.Connection, upload: int) -> None:
    """Ask the worker to store what it saw.

    :raise Refused: it was not looked at, holds mistakes, or is gone.
    """
    row = connection.execute("SELECT found FROM uploads WHERE id = ?", (upload,)).fetchone()
    if row and row["found"] and Found.from_json(row["found"]).problem_count:
        raise Refused("Verbeter eerst wat er in het bestand niet goed is. Er is niets ingelezen.")
    _move(connection, upload, UploadState.LOOKED, UploadState.STORE)


def _move(
    connection: sqlite3.Connection,
    upload: int,
    before: UploadState,
    after: UploadState,
    **values: object,
) -> None:
    more = "".join(f", {name} = ?" for name in values)
    with transaction(connection):
        moved = connection.execute(
            f"UPDATE uploads SET state = ?, attempts = 0, message = '', message_values = '{{}}'"
            f"{more} WHERE id = ? AND state = ?",
            (after, *values.values(), upload, before),
        ).rowcount
    if not moved:
        raise Refused("Dit bestand wordt al verwerkt, of is er niet meer. Laad de pagina opnieuw.")


def drop(connection: sqlite3.Connection, upload: int) -> None:
    """The file and all that was found in it, at once.

    :raise NotFound: it is gone already.
    """
    with transaction(connection):
        gone = connection.execute("DELETE FROM uploads WHERE id = ?", (upload,)).rowcount
    if not gone:
        raise NotFound("Dit bestand is er niet meer.")


def begin(connection: sqlite3.Connection) -> sqlite3.Row | None:
    """The file that has waited longest, with its content; None when nothing waits.

    One on which the worker itself ended three times is given up.
    """
    if not connection.execute(
        "SELECT 1 FROM uploads WHERE state IN ('look', 'store') LIMIT 1"
    ).fetchone():
        return None
    with transaction(connection):
        _fail(
            connection,
            _ENDED_EACH_TIME,
            "state IN ('look', 'store') AND attempts >= ?",
            MOST_ATTEMPTS,
        )
        row: sqlite3.Row | None = connection.execute(
            "UPDATE uploads SET attempts = attempts + 1 WHERE id ="
            " (SELECT min(id) FROM uploads WHERE state IN ('look', 'store')) RETURNING *"
        ).fetchone()
    return row


def chosen_columns(upload: sqlite3.Row) -> dict[str, str]:
    """Heading → target, as far as a person chose."""
    found: dict[str, str] = json.loads(upload["columns"])
    return found


def looked(
    connection: sqlite3.Connection, upload: int, found: Found, said: Wording | None = None
) -> None:
    """:param said: why it could not be stored after all"""
    text, values = (said or Wording("")).stored()
    with transaction(connection):
        connection.execute(
            "UPDATE uploads SET state = 'looked', found = ?, message = ?, message_values = ?"
            " WHERE id = ? AND state IN ('look', 'store')",
            (found.to_json(), text, values, upload),
        )


def stored(connection: sqlite3.Connection, upload: int, programme: int, said: Wording) -> None:
    """It is in the programme now; the file goes."""
    text, values = said.stored()
    with transaction(connection):
        connection.execute(
            "UPDATE uploads SET state = 'stored', content = x'', found = '', columns = '{}',"
            " programme_id = ?, message = ?, message_values = ? WHERE id = ?",
            (programme, text, values, upload),
        )


def failed(connection: sqlite3.Connection, upload: int, why: Wording) -> None:
    """It cannot be read; the file goes."""
    with transaction(connection):
        _fail(connection, why, "id = ?", upload)


def _fail(connection: sqlite3.Connection, why: Wording, condition: str, value: int) -> None:
    text, values = why.stored()
    connection.execute(
        "UPDATE uploads SET state = 'failed', content = x'', found = '', columns = '{}',"
        f" message = ?, message_values = ? WHERE {condition}",
        (text, values, value),
    )


def expire_uploads(connection: sqlite3.Connection) -> int:
    """What has been there for a day goes, whatever became of it; how many files went."""
    before = (datetime.now(UTC) - KEPT).strftime("%Y-%m-%dT%H:%M:%SZ")
    old = "FROM uploads WHERE at <= ?"
    if not connection.execute(f"SELECT 1 {old} LIMIT 1", (before,)).fetchone():
        return 0
    with transaction(connection):
        return connection.execute(f"DELETE {old}", (before,)).rowcount


_ENDED_EACH_TIME = Wording(
    "Dit bestand is drie keer geprobeerd en drie keer viel de dienst uit. Er is niets ingelezen."
)
