"""Makes backups, and knows which there are: one at a time, while the service goes on."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from collector.backup_file import (
    BackupKind,
    Manifest,
    describe,
    file_name,
    read_manifest,
    write,
)
from collector.backup_record import Elsewhere, LastBackup, change_record, read_record
from collector.config import Config
from collector.errors import Busy, InvalidFile, Refused
from collector.exchanging import forget_prepared
from collector.instance_copy import Copied, copy_instance

MAKING = ".making-"
ASIDE = "before-restore-"
"""Folders with what a restore found and could not make a backup of."""
SPARE_BYTES = 64 * 1024 * 1024
"""A backup never takes the last room on a disk: answers go before it."""
_PATIENCE_SECONDS = 60.0
# Apart, because it is for the command line: what stands in the call is for pages, in Dutch.
_ANOTHER = "Another backup is being made. Try again in a minute."


@dataclass(frozen=True)
class Stored:
    """A backup and where it is."""

    path: Path
    manifest: Manifest

    @property
    def size(self) -> int:
        return self.path.stat().st_size


def make_backup(config: Config, kind: BackupKind, target: Path | None = None) -> Stored:
    """Everything of an instance as of this moment, in one file that was read back.

    :param target: a file that is not there yet, or a folder; None: the folder of backups
    :raise StorageError: a database is damaged.
    :raise Refused: there is no room for it, or no place.
    :raise Busy: another backup is being made.
    """
    began = time.monotonic()
    with _said_in_words(), workplace(config) as folder:
        moment = datetime.now(UTC).replace(microsecond=0)
        path = _place(config, target, file_name(moment, kind))
        check_room(config, path.parent)
        manifest = describe_copy(copy_instance(config, folder), folder, kind, moment)
        change_record(config, unfinished=str(path.with_name(f".{path.name}.part")))
        write(folder, manifest, path)
        stored = Stored(path, manifest)
        last = LastBackup(
            manifest.moment, str(path), stored.size, round(time.monotonic() - began, 3)
        )
        elsewhere = read_record(config).elsewhere
        if path.parent != config.backups:
            elsewhere = (*elsewhere, Elsewhere(str(path), manifest.moment))
        change_record(config, last=last, error=None, elsewhere=elsewhere, unfinished=None)
        if kind is BackupKind.DAILY:
            change_record(config, last_daily=manifest.moment)
    return stored


def describe_copy(copied: Copied, folder: Path, kind: BackupKind, moment: datetime) -> Manifest:
    return Manifest(
        moment=moment.strftime("%Y-%m-%dT%H:%M:%S+00:00"),
        kind=kind,
        schema=copied.schema,
        version=version("gesprekstafel"),
        parts=describe(folder),
        last_event=copied.last_event,
        ends_first=copied.ends_first,
        audit_head=copied.audit_head,
    )


def stored_backups(config: Config) -> list[Stored]:
    """Those in the folder of backups that can be read, oldest first."""
    found = []
    for path in sorted(config.backups.glob("*.zip")):
        try:
            found.append(Stored(path, read_manifest(path)))
        except (InvalidFile, OSError):
            continue  # `check` names it
    return sorted(found, key=lambda one: one.manifest.moment)


def backups_elsewhere(config: Config) -> list[Stored]:
    """Those that were put elsewhere and can be reached now. What was removed is forgotten."""
    found = []
    for one in read_record(config).elsewhere:
        try:
            found.append(Stored(Path(one.file), read_manifest(Path(one.file))))
        except (InvalidFile, OSError):
            continue
    return found


def kept_aside(config: Config) -> list[Path]:
    """Folders with what was there before a restore."""
    return sorted(path for path in config.backups.glob(f"{ASIDE}*") if path.is_dir())


@contextmanager
def workplace(config: Config) -> Iterator[Path]:
    """An empty folder for whoever makes or changes backups, one at a time; gone afterwards. What a
    killed process left is removed first: it holds what people said.

    :raise Busy: somebody else has been at it for a minute.
    """
    config.backups.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(config.backups, os.O_RDONLY)
    try:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= deadline:
                    raise Busy(_ANOTHER) from error
                time.sleep(0.1)
        _tidy_up(config)
        with TemporaryDirectory(prefix=MAKING, dir=config.backups) as name:
            yield Path(name)
    finally:
        os.close(descriptor)


def _tidy_up(config: Config) -> None:
    forget_prepared(config)
    for left in config.backups.glob(f"{MAKING}*"):
        shutil.rmtree(left)
    for part in config.backups.glob(".*.part"):
        part.unlink()
    if unfinished := read_record(config).unfinished:
        Path(unfinished).unlink(missing_ok=True)
        change_record(config, unfinished=None)


def check_room(config: Config, target: Path) -> None:
    """:raise Refused: a copy of the databases and the backup of it would fill the disk."""
    databases = sum(
        path.stat().st_size
        for path in config.instance.glob("*.db*")
        if path.name.startswith(("collector.db", "contacts.db"))
    )
    releases = sum(path.stat().st_size for path in config.releases.rglob("*") if path.is_file())
    needed = {config.instance: databases, target: databases + releases}
    if config.instance.stat().st_dev == target.stat().st_dev:
        needed = {config.instance: 2 * databases + releases}
    for folder, size in needed.items():
        free = shutil.disk_usage(folder).free
        if free < size + SPARE_BYTES:
            said = (
                f"{folder}: no room for a backup: {free // 2**20} MB is free, and"
                f" {(size + SPARE_BYTES) // 2**20} MB is needed (answers keep some of it)."
                " Make room, or put the backup elsewhere with -o."
            )
            raise Refused(said)


def _place(config: Config, target: Path | None, name: str) -> Path:
    """:raise Refused: there is something of that name already, or no such folder."""
    path = (target or config.backups).resolve()
    if path.is_dir():
        path = path / name
        number = 1
        while path.exists():  # two in one second
            number += 1
            path = path.with_name(f"{name.removesuffix('.zip')}-{number}.zip")
    elif not path.parent.is_dir():
        raise Refused(f"{path.parent}: there is no such folder.")
    if path.exists():
        raise Refused(f"{path}: is there already. Give another name.")
    return path


@contextmanager
def _said_in_words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        said = (
            f"No backup was made: {error.filename or 'the disk'}: {error.strerror}."
            " Make room or give the service rights there, or put the backup elsewhere with -o."
        )
        raise Refused(said) from error
