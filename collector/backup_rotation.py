"""Which backups stay: one of each of the last seven days, then one a week, then one a month, and
none longer than participants are told that a copy may still hold what was erased.

What was made by hand, or before an upgrade or a restore, is not thinned out; it only gets too old.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from collector.backup import backups_elsewhere, kept_aside, stored_backups
from collector.backup_file import BackupKind, Manifest
from collector.backup_record import change_record, read_record
from collector.config import Config
from collector.queries.terms import today

DAILY = 7  # days
WEEKLY = 35  # days; beyond: monthly


def removed_on(config: Config, manifest: Manifest) -> date:
    """The day (UTC) on which nothing may be left of a backup, at the latest."""
    return manifest.made_at.date() + timedelta(days=config.backup_days)


def removed_on_aside(config: Config, folder: Path) -> date:
    """The same, of a folder with what was there before a restore."""
    made = datetime.fromtimestamp(folder.stat().st_mtime, UTC).date()
    return made + timedelta(days=config.backup_days)


def too_many(manifests: Iterable[Manifest], day: date, days_kept: int) -> list[Manifest]:
    """Those that go.

    :param day: today, UTC
    :param days_kept: as participants are told; one of so many days old goes
    """
    gone, seen = [], set()
    for one in sorted(manifests, key=lambda one: one.moment, reverse=True):
        made = one.made_at.date()
        age = (day - made).days
        if age >= days_kept:
            gone.append(one)
            continue
        if one.kind is not BackupKind.DAILY:
            continue
        bucket = _bucket(made, age)
        if bucket in seen:
            gone.append(one)
        seen.add(bucket)
    return gone


def _bucket(made: date, age: int) -> tuple[str, int, int]:
    if age < DAILY:
        return "day", made.year, made.timetuple().tm_yday
    if age < WEEKLY:
        year, week, _ = made.isocalendar()
        return "week", year, week
    return "month", made.year, made.month


def rotate(config: Config, day: date | None = None) -> list[Path]:
    """Remove what is too old or too many, and forget copies elsewhere that are gone; what went.

    A copy elsewhere is somebody's own file: it is not removed, `check` says when it is too old.

    :raise OSError: a file could not be removed.
    """
    day = day or today()
    stored = stored_backups(config)
    gone = too_many((one.manifest for one in stored), day, config.backup_days)
    paths = [one.path for one in stored if one.manifest in gone]
    for path in paths:
        path.unlink()
    for folder in kept_aside(config):
        if removed_on_aside(config, folder) <= day:
            shutil.rmtree(folder)
            paths.append(folder)
    there = {str(one.path) for one in backups_elsewhere(config)}
    elsewhere = read_record(config).elsewhere
    kept = tuple(
        one
        for one in elsewhere
        if one.file in there
        or (day - datetime.fromisoformat(one.moment).date()).days
        < 2 * config.backup_days  # its disk may come back
    )
    if kept != elsewhere:
        change_record(config, elsewhere=kept)
    return paths
