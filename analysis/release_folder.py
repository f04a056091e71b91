"""The folder of a release: made beside the others, moved into its place in two steps.

1. Inside the transaction that enters it: under a hidden name (`.004`). It is complete and on disk,
   and nobody looks for it there.
2. After the transaction: under its number (`004`), where the data service finds it.

Of a process that was killed in between, a hidden folder is left. Whoever publishes next, or the
worker as it starts, asks the private database: what was entered gets its number, what was not is
removed. So a folder with a number was always entered.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from collector.errors import Conflict, Refused
from collector.queries.outcomes import release_is_entered

_IN_THE_MAKING = ".publicatie-"


@contextmanager
def alone(releases_folder: Path) -> Iterator[None]:
    """Nobody else publishes meanwhile. A process that is killed lets go by itself.

    :raise Conflict: somebody else is publishing.
    :raise Refused: the folder cannot be made or read.
    """
    with writing_to(releases_folder):
        if not releases_folder.is_dir():
            releases_folder.mkdir(parents=True, exist_ok=True)
            _to_disk(releases_folder.parent)  # else a power cut takes it, with all that is in it
        descriptor = os.open(releases_folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(
                "Er wordt al een publicatie gemaakt. Wacht tot die klaar is en publiceer dan"
                " opnieuw."
            ) from error
        yield
    finally:
        os.close(descriptor)


@contextmanager
def in_the_making(releases_folder: Path | None) -> Iterator[Path]:
    """An empty folder to write a release in; gone afterwards, unless it was moved.

    :param releases_folder: beside the other releases, so that moving is one step; None: elsewhere.
    """
    with writing_to(releases_folder or Path(gettempdir())):
        temporary = TemporaryDirectory(prefix=_IN_THE_MAKING, dir=releases_folder)
    with temporary as name:
        folder = Path(name) / "release"
        folder.mkdir()
        yield folder


@contextmanager
def writing_to(folder: Path) -> Iterator[None]:
    """A disk that is full or may not be written to is said in Dutch, with what can be done.

    For writing release files only: trouble of the private database is another matter.

    :raise Refused: instead of OSError and of SQLite's own errors.
    """
    try:
        yield
    except (OSError, sqlite3.DatabaseError) as error:
        raise Refused(
            "De publicatie is niet gemaakt, want in %(folder)s kon niet worden geschreven: %(why)s."
            " Maak daar ruimte of geef de dienst er rechten, en publiceer opnieuw. Eerdere"
            " publicaties zijn niet veranderd.",
            folder=str(folder),
            why=_why(error),
        ) from error


def _why(error: OSError | sqlite3.DatabaseError) -> str:
    if isinstance(error, sqlite3.DatabaseError):
        return "de schijf is vol" if "full" in str(error) else str(error)
    reasons = {
        errno.ENOSPC: "de schijf is vol",
        errno.EDQUOT: "de toegestane ruimte is op",
        errno.EFBIG: "het bestand wordt groter dan hier mag",
        errno.EACCES: "dat mag de dienst niet",
        errno.EPERM: "dat mag de dienst niet",
        errno.EROFS: "er mag alleen worden gelezen",
        errno.ENOTDIR: "het is geen map",
        errno.EEXIST: "het is geen map",
    }
    return reasons.get(error.errno or 0, error.strerror or type(error).__name__)


def seal(folder: Path, moment: datetime) -> None:
    """Files to read only, on disk, all with the same time.

    :param moment: no finer than what the release itself tells: a time of making could be laid
        beside an agenda.
    """
    at = moment.timestamp()
    for path in [*sorted(folder.rglob("*"), reverse=True), folder]:
        if path.is_file():
            path.chmod(0o444)
        os.utime(path, (at, at))
        _to_disk(path)


def place(folder: Path, releases_folder: Path, number: int) -> None:
    """Step 1, inside the transaction that enters the release."""
    with writing_to(releases_folder):
        folder.rename(_hidden(releases_folder, number))
        _to_disk(releases_folder)


def settle(connection: sqlite3.Connection, releases_folder: Path) -> None:
    """Step 2, and tidying up after a process that was killed. To be called while `alone`."""
    hidden = [path for path in releases_folder.glob(".[0-9]*") if path.name[1:].isdigit()]
    entered = [release_is_entered(connection, int(path.name[1:])) for path in hidden]
    with writing_to(releases_folder):
        for path, is_entered in zip(hidden, entered, strict=True):
            if is_entered:
                path.rename(path.with_name(path.name[1:]))
            else:
                shutil.rmtree(path)
        for left in releases_folder.glob(f"{_IN_THE_MAKING}*"):
            shutil.rmtree(left)
        _to_disk(releases_folder)


def highest(releases_folder: Path) -> int:
    """The highest number that a folder has; 0 if there is none."""
    names = [path.name for path in releases_folder.glob("[0-9]*")]
    return max((int(name) for name in names if name.isdigit()), default=0)


def _hidden(releases_folder: Path, number: int) -> Path:
    return releases_folder / f".{number:03d}"


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
