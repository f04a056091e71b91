"""Puts a backup back: all of it or nothing, with a copy of what was there, while nobody else is in.

Everything is prepared beside what is there: unpacked, held against its hashes, opened, upgraded,
and freed of what was erased, ended or taken back since. Only then the one is put in the place of
the other (`collector.exchanging`), which a crash cannot leave half done.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from collector.backup import ASIDE, SPARE_BYTES, make_backup, workplace
from collector.backup_file import BackupKind, Manifest, extract, read_manifest
from collector.carrying_over import CarriedOver, begin_anew, carry_over
from collector.config import Config
from collector.database import connect
from collector.erased import NAME as ERASED
from collector.erased import learn, marks
from collector.erasing_again import Again, bring_up_to_date
from collector.errors import GesprekstafelError, InvalidFile, Refused, StorageError
from collector.exchanging import PARTS, complete, exchange, is_interrupted
from collector.instance_copy import look
from collector.instance_lock import alone
from collector.schema import MIGRATIONS


@dataclass(frozen=True)
class Restored:
    """`kept`: where what was there is now, a backup or a folder; None: nothing was there.
    `carried`: None when what was there could not be read."""

    manifest: Manifest
    kept: Path | None
    again: Again
    carried: CarriedOver | None


def check_restorable(path: Path) -> Manifest:
    """What a backup says that it is, before anything is done with it.

    :raise InvalidFile: it is none, or a newer version made it.
    """
    manifest = read_manifest(path)
    if manifest.schema > len(MIGRATIONS):
        raise InvalidFile(
            f"{path}: has schema {manifest.schema}; this version knows up to {len(MIGRATIONS)}."
            f" Install version {manifest.version}, or a newer one."
        )
    return manifest


def restore(config: Config, path: Path, who: str = "command line") -> Restored:
    """Put a backup in the place of what an instance holds.

    :param who: does so, as it stands in the audit

    :raise InvalidFile: the backup is damaged, foreign, or of a newer version.
    :raise Refused: the service runs, there is no room, or part of the instance is another disk.
    :raise Busy: a backup is being made.
    """
    manifest = check_restorable(path)
    with _said_in_words(config), alone(config):
        complete(config)
        _check_places(config)
        _close(config)
        kept = _keep(config)
        with workplace(config) as folder:
            prepared = folder / "instance"
            _unpack(config, path, manifest, prepared)
            learn(config, prepared)
            (prepared / ERASED).unlink(missing_ok=True)
            carried, again = _prepare(config, Config(instance=prepared), who)
            aside = _aside(config)
            exchange(config, prepared, aside)
        if not any(aside.iterdir()):
            aside.rmdir()
            return Restored(manifest, None, again, carried)
        if kept:
            shutil.rmtree(aside)
    return Restored(manifest, kept or aside, again, carried)


def _aside(config: Config) -> Path:
    """A folder that is not there yet, also when one restore follows another in a second."""
    stamp = f"{ASIDE}{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    names = (f"{stamp}{'-' * bool(number)}{number or ''}" for number in count())
    return next(path for name in names if not (path := config.backups / name).exists())


def _keep(config: Config) -> Path | None:
    """A backup of what is there; None when it is damaged: then its files are kept as they are."""
    if not config.database.exists():
        return None
    try:
        return make_backup(config, BackupKind.BEFORE_RESTORE).path
    except (StorageError, sqlite3.DatabaseError):
        return None


def _unpack(config: Config, path: Path, manifest: Manifest, folder: Path) -> None:
    size = sum(part.size for part in manifest.parts)
    free = shutil.disk_usage(config.instance).free
    if free < size + SPARE_BYTES:
        raise Refused(
            f"{config.instance}: {free // 2**20} MB is free, and"
            f" {(size + SPARE_BYTES) // 2**20} MB is needed. Make room; nothing was changed."
        )
    folder.mkdir(mode=0o700)
    extract(path, folder)
    try:
        look(folder)
    except StorageError as error:
        raise InvalidFile(f"{path}: {error} Use another backup.") from error
    _seal(folder / "releases", manifest)


def _seal(releases: Path, manifest: Manifest) -> None:
    """As `publish` leaves them: to be read only, and their times tell nothing but a day."""
    day = datetime.combine(manifest.made_at.date(), datetime.min.time(), UTC).timestamp()
    for path in sorted(releases.rglob("*"), reverse=True):
        if path.is_file():
            path.chmod(0o444)
        os.utime(path, (day, day))


def _prepare(config: Config, prepared: Config, who: str) -> tuple[CarriedOver | None, Again]:
    again = bring_up_to_date(prepared, marks(config.instance))
    carried = None
    with closing(connect(prepared.database)) as restored:
        with _readable(config) as present:
            if present:
                carried = carry_over(present, restored)
            begin_anew(present, restored, who)
        restored.execute("PRAGMA journal_mode = DELETE")
    return carried, again


@contextmanager
def _readable(config: Config) -> Iterator[sqlite3.Connection | None]:
    """What is there, when it has the newest schema and its pages can be read."""
    if not config.database.exists():
        yield None
        return
    try:
        present = connect(config.database)
    except GesprekstafelError:
        yield None
        return
    with closing(present):
        yield present if _is_sound(present) else None


def _is_sound(connection: sqlite3.Connection) -> bool:
    try:
        schema = connection.execute("PRAGMA user_version").fetchone()[0]
        sound = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError:
        return False
    return bool(schema == len(MIGRATIONS) and sound == "ok")


def _close(config: Config) -> None:
    """Nobody has the databases open: not a tool either that knows nothing of our lock.

    :raise Refused: somebody has.
    """
    for path in (config.database, config.contacts):
        if not path.exists():
            continue
        try:
            with closing(sqlite3.connect(path, timeout=1)) as connection:
                connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise Refused(
                    f"{path}: another program has it open. Close that, and try again."
                ) from error
        except sqlite3.DatabaseError:
            continue  # damaged: the reason why somebody restores


def _check_places(config: Config) -> None:
    """:raise Refused: a part is on another disk, so that it cannot be put in place in one step."""
    config.instance.mkdir(parents=True, exist_ok=True)
    here = config.instance.stat().st_dev
    for name in (*PARTS, "backups"):
        path = config.instance / name
        if path.exists() and path.stat().st_dev != here:
            said = (
                f"{path}: is on another disk than {config.instance}, so a backup cannot be put in"
                " place in one step. Restore into a folder on one disk (GESPREKSTAFEL_INSTANCE)."
            )
            raise Refused(said)


@contextmanager
def _said_in_words(config: Config) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        half = is_interrupted(config)
        what = "It is completed by the next command" if half else "Nothing was restored"
        said = (
            f"{error.filename or config.instance}: {error.strerror}. {what}."
            " Make room or give the service rights there, and try again."
        )
        raise Refused(said) from error
