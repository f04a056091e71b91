"""What happens to a release after it was made: which statements stand in it, and whether it is
shown on the data page.

A release that is taken off stays as it is, in the folder `off` where the data service does not
look, until it is put back or removed. Its number is never used again.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from collector.database import transaction
from collector.errors import NotFound, Refused
from collector.events import EventKind, now, record

OFF = "off"


def note_published(connection: sqlite3.Connection, number: int, hashes: Mapping[int, str]) -> None:
    """Inside the caller's transaction: which statements stand in a release.

    :param hashes: statement → `text_hash` of its public text
    """
    connection.executemany(
        "INSERT INTO published (release_number, statement_id, text_hash) VALUES (?, ?, ?)",
        [(number, statement, name) for statement, name in sorted(hashes.items())],
    )


def take_off(
    connection: sqlite3.Connection,
    folder: Path,
    programme: int,
    number: int,
    facilitator: int,
    *,
    keep: bool,
) -> None:
    """A release is not shown any more, nor those of the programme before it: they would come up
    in its place.

    :param folder: where the releases are
    :param keep: the file can be put back; else it is removed for good
    :raise NotFound: no such release in this programme.
    """
    with transaction(connection):
        _row(connection, programme, number)
        rows = connection.execute(
            "SELECT * FROM releases WHERE programme_id = ? AND number <= ? AND NOT removed"
            " AND (number = ?2 OR off_at IS NULL) ORDER BY number",
            (programme, number),
        ).fetchall()
        for row in rows:
            remove = not keep and row["number"] == number
            with _writable(folder):
                (folder / OFF).mkdir(parents=True, exist_ok=True)
                _move(folder, row, Path(OFF))
                if remove:
                    _remove(folder / OFF / f"{number:03d}")
            connection.execute(
                "UPDATE releases SET file = ?, off_at = ifnull(off_at, ?),"
                " off_by = ifnull(off_by, ?), removed = ? WHERE number = ?",
                (_file(row, Path(OFF)), now(), facilitator, int(remove), row["number"]),
            )
        record(connection, EventKind.RELEASED, programme=programme, release=number)


def put_back(connection: sqlite3.Connection, folder: Path, programme: int, number: int) -> None:
    """A release that was taken off is shown again, unless there is a newer one.

    :raise NotFound: no such release in this programme.
    :raise Refused: its file was removed.
    """
    with transaction(connection):
        row = _row(connection, programme, number)
        if row["removed"]:
            raise Refused(
                "Het bestand van deze publicatie is verwijderd. Maak een nieuwe publicatie."
            )
        with _writable(folder):
            _move(folder, row, Path())
        connection.execute(
            "UPDATE releases SET file = ?, off_at = NULL, off_by = NULL WHERE number = ?",
            (_file(row, Path()), number),
        )
        record(connection, EventKind.RELEASED, programme=programme, release=number)


@contextmanager
def _writable(folder: Path) -> Iterator[None]:
    """:raise Refused: the disk does not let files be moved there; says why."""
    try:
        yield
    except OSError as error:
        raise Refused(
            "In de map %(folder)s kan niets worden verplaatst (%(why)s). Kijk of de schijf vol is"
            " en of de dienst er mag schrijven.",
            folder=folder.name,
            why=error.strerror or "",
        ) from error


def _row(connection: sqlite3.Connection, programme: int, number: int) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM releases WHERE programme_id = ? AND number = ?", (programme, number)
    ).fetchone()
    if not row:
        raise NotFound("Deze publicatie hoort niet bij dit traject.")
    return row


def _file(row: sqlite3.Row, place: Path) -> str:
    """Where its file is, relative to the folder of releases."""
    return str(place / f"{row['number']:03d}" / Path(row["file"]).name)


def _move(folder: Path, row: sqlite3.Row, place: Path) -> None:
    """Does nothing when it is there: a process that was killed in between is completed."""
    here, there = (folder / row["file"]).parent, (folder / _file(row, place)).parent
    # A release whose maker was killed has not come under its number yet.
    hidden = folder / f".{row['number']:03d}"
    found = next((path for path in (here, hidden) if path.is_dir()), there)
    if found != there:
        found.rename(there)


def _remove(folder: Path) -> None:
    if folder.is_dir():
        shutil.rmtree(folder)
