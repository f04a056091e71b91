"""Backups that can be read, are not too old, and are made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from collector.backup import backups_elsewhere, kept_aside
from collector.backup_file import verify
from collector.backup_record import read_record
from collector.backup_rotation import removed_on, removed_on_aside
from collector.checks.finding import Finding
from collector.config import Config
from collector.errors import InvalidFile
from collector.queries.terms import today

_LATE = timedelta(days=2)


def backup_findings(config: Config) -> Iterator[Finding]:
    for path in sorted(config.backups.glob("*.zip")):
        try:
            manifest = verify(path)
        except (InvalidFile, OSError) as error:
            remedy = f"Remove it and make another: rm {path} && gesprekstafel backup"
            yield Finding("backups", str(path), str(error), remedy)
            continue
        if removed_on(config, manifest) <= today():
            yield _too_old(str(path), "The service removes it within ten minutes; or: rm")
    for folder in kept_aside(config):
        if removed_on_aside(config, folder) <= today():
            yield _too_old(str(folder), "The service removes it within ten minutes; or: rm -r")
    for one in backups_elsewhere(config):
        if removed_on(config, one.manifest) <= today():
            yield _too_old(str(one.path), "Remove it: rm")
    yield from _missed(config)


def _too_old(path: str, remedy: str) -> Finding:
    what = "is older than participants are told that a copy is kept"
    return Finding("backups", path, what, f"{remedy} {path}")


def _missed(config: Config) -> Iterator[Finding]:
    record = read_record(config)
    if record.error:
        what = f"the last one failed, at {record.error.at}: {record.error.message}"
        yield Finding("backups", str(config.backups), what, "gesprekstafel backup")
    elif config.backup_hour is not None and record.last_daily:
        late = datetime.now(UTC) - datetime.fromisoformat(record.last_daily)
        if late > _LATE:
            what = f"none was made by the clock since {record.last_daily}"
            remedy = "Start the service, which makes one at once; or: gesprekstafel backup"
            yield Finding("backups", str(config.backups), what, remedy)
