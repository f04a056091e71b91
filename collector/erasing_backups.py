"""Backups that still hold what was erased: which they are, until when, and how it goes from them.

A backup is rewritten, not thrown away: unpacked, freed of everything that was erased or is past its
end date (the same as before a restore), packed anew under the same name, and read back. One that
cannot be unpacked any more is removed: it is of no use, and may hold words.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from collector.backup import (
    MAKING,
    backups_elsewhere,
    describe_copy,
    kept_aside,
    stored_backups,
    workplace,
)
from collector.backup_file import Manifest, extract, write
from collector.backup_rotation import removed_on, removed_on_aside
from collector.config import Config
from collector.erased import ErasedKind, mark, marks
from collector.erasing_again import bring_up_to_date
from collector.errors import InvalidFile, StorageError
from collector.instance_copy import look


@dataclass(frozen=True)
class Holds:
    """A backup, or a folder that a restore put aside, that holds what was erased.

    `removed_on`: the day on which rotation removes it; of a copy elsewhere, the day on which
    somebody has to."""

    path: Path
    removed_on: date
    elsewhere: bool = False


def all_backups(config: Config) -> list[Holds]:
    """Every copy that is known, wherever it is."""
    found = [Holds(one.path, removed_on(config, one.manifest)) for one in stored_backups(config)]
    found += [Holds(path, removed_on_aside(config, path)) for path in kept_aside(config)]
    there = backups_elsewhere(config)
    return found + [Holds(one.path, removed_on(config, one.manifest), True) for one in there]


def holding_participant(config: Config, secret_hash: str) -> list[Holds]:
    """Those in which somebody with this receipt took part; one that cannot be read may be one."""

    def holds(path: Path) -> bool:
        return _asked(config, path, lambda one: _took_part(one, secret_hash))

    return [one for one in all_backups(config) if holds(one.path)]


def _took_part(connection: sqlite3.Connection, secret_hash: str) -> bool:
    row = connection.execute("SELECT 1 FROM participants WHERE secret_hash = ?", (secret_hash,))
    return row.fetchone() is not None


def _asked(config: Config, path: Path, question: Callable[[sqlite3.Connection], bool]) -> bool:
    """The answer of the database in a backup; True when it cannot be read."""
    with TemporaryDirectory(prefix=MAKING, dir=config.backups) as name:
        folder = path
        try:
            if not path.is_dir():
                folder = Path(name)
                extract(path, folder, only=("collector.db",))
            with closing(sqlite3.connect(folder / "collector.db")) as connection:
                return question(connection)
        except (InvalidFile, sqlite3.DatabaseError):
            return True


def past_an_end(config: Config, day: date) -> list[Holds]:
    """Those with something that has to be gone on this day: an end date came since."""
    found = []
    for elsewhere, backups in ((False, stored_backups(config)), (True, backups_elsewhere(config))):
        for one in backups:
            first = one.manifest.ends_first
            if first and date.fromisoformat(first) <= day:
                found.append(Holds(one.path, removed_on(config, one.manifest), elsewhere))
    return found


def clean(config: Config, holding: Iterable[Holds]) -> list[Path]:
    """Take what was erased, and what is past its end date, out of these; which were changed or
    removed.

    :raise OSError: the disk is full, or one may not be written to.
    :raise Busy: a backup is being made.
    """
    done = []
    known = marks(config.instance)
    for one in holding:
        if one.path.is_dir():
            shutil.rmtree(one.path)
        else:
            _clean(config, one.path, known)
        done.append(one.path)
    return done


def _clean(config: Config, path: Path, known: frozenset[str]) -> None:
    with workplace(config) as workshop:
        folder = workshop / "instance"
        folder.mkdir()
        try:
            manifest = extract(path, folder)
            look(folder)
        except (InvalidFile, StorageError):
            path.unlink(missing_ok=True)
            return
        bring_up_to_date(Config(instance=folder), known)
        write(folder, _described(folder, manifest), path)


def _described(folder: Path, before: Manifest) -> Manifest:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")
    made = describe_copy(look(folder), folder, before.kind, before.made_at)
    return replace(made, cleaned_at=now)


def erased_before(config: Config, secret_hash: str) -> bool:
    """Whether this receipt is one of which everything was erased."""
    return mark(ErasedKind.PARTICIPANT, secret_hash) in marks(config.instance)
