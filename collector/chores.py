"""What the service does by itself every day: erase what ended, make a backup, remove old ones.

It looks at the start and every ten minutes. What failed is tried again: erasing at the next look, a
backup after an hour. All of it is said at the console, and of backups it is kept what went last
(`collector.backup_record`). In this order: so no backup is made of what has to be gone. When the
clock jumped far ahead, nothing goes because of it (`collector.clock_trust`).
"""

from __future__ import annotations

import logging
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from collector import logs
from collector.backup import make_backup
from collector.backup_file import BackupKind
from collector.backup_record import LastError, change_record, read_record
from collector.backup_rotation import rotate
from collector.clock_trust import trusts
from collector.commands import open_database
from collector.config import Config
from collector.erase_commands import erased_lines
from collector.erasing_backups import clean, past_an_end
from collector.errors import GesprekstafelError
from collector.expiring import expire
from collector.queries.terms import today

LOOKS_EVERY_SECONDS = 600
AGAIN_AFTER_SECONDS = 3600
_TROUBLE = (GesprekstafelError, sqlite3.Error, OSError)


def every_day(config: Config, stop: threading.Event) -> None:
    """Until told to stop; for a thread of its own."""
    be_gentle()
    believed: dict[date, bool] = {}
    erased_on: date | None = None
    rotated_on: date | None = None
    again_at = 0.0
    while not stop.is_set():
        day = today()
        if day not in believed:
            believed = _believed(config, day)
        may_erase = believed.get(day, False)
        if may_erase and erased_on != day and _done(erase_what_ended, config):
            erased_on = day
        due = time.monotonic() >= again_at and is_due(config, datetime.now().astimezone())
        if due and not back_up(config):
            again_at = time.monotonic() + AGAIN_AFTER_SECONDS
        if may_erase and rotated_on != day and _done(tidy_backups, config):
            rotated_on = day
        stop.wait(LOOKS_EVERY_SECONDS)


def be_gentle() -> None:
    """On Linux this thread gives way to whoever answers people."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


def _believed(config: Config, day: date) -> dict[date, bool]:
    """Whether the clock is right that it is this day; nothing when that cannot be told now."""
    try:
        return {day: trusts(config, day)}
    except _TROUBLE as error:
        logs.tell("not-erased", logging.ERROR, said=f"wissen: {error}")
        return {}


def _done(chore: Callable[[Config], None], config: Config) -> bool:
    try:
        chore(config)
    except _TROUBLE as error:
        logs.tell("not-erased", logging.ERROR, said=f"wissen: {error}")
        return False
    return True


def erase_what_ended(config: Config) -> None:
    """What is past its end date goes, from the backups here too."""
    with open_database(config) as connection:
        gone = expire(config, connection)
    for line in erased_lines(gone):
        logs.tell("erased", said=f"wissen: einddatum bereikt: {line}")
    here = [one for one in past_an_end(config, today()) if not one.elsewhere]
    if here:
        clean(config, here)
        logs.tell("backups-cleaned", said=f"wissen: ook uit {len(here)} reservekopieën")


def tidy_backups(config: Config) -> None:
    """Those that are too old or too many go."""
    if config.backups.exists():
        rotate(config)


def is_due(config: Config, moment: datetime) -> bool:
    """Whether none was made by the clock since the last time that it was this hour.

    So one that was missed, because the machine was off, is made at the start. One of tomorrow (the
    clock was put back) does not count.
    """
    if config.backup_hour is None or not config.database.exists():
        return False
    hour = moment.replace(hour=config.backup_hour, minute=0, second=0, microsecond=0)
    if hour > moment:
        hour -= timedelta(days=1)
    last = read_record(config).last_daily
    return last is None or not hour <= datetime.fromisoformat(last) <= moment


def back_up(config: Config) -> bool:
    """Whether a backup was made; a failure is said and kept."""
    try:
        made = make_backup(config, BackupKind.DAILY)
    except _TROUBLE as error:
        said = f"reservekopie: niet gemaakt: {error}"
        logs.tell("no-backup", logging.ERROR, said=said)
        _keep_error(config, str(error))
        return False
    size = f"{made.size / 2**20:.1f} MB"
    logs.tell("backup", said=f"reservekopie: {made.path.name} ({size}), gecontroleerd")
    return True


def _keep_error(config: Config, message: str) -> None:
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")
    try:
        change_record(config, error=LastError(at, message))
    except OSError:
        return  # the disk is full: it was said at the console
