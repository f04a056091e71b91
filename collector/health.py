"""Whether the service works, part by part: for the status page, `/readyz`, and the command line.

It tells states and numbers. The words for a facilitator are in `forms.status`.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import urlsplit

from collector.backup_record import read_record
from collector.config import Config
from collector.database import connect
from collector.errors import StorageError
from collector.heartbeat import read_beat
from collector.probes import answers, why, why_not_written
from collector.queries import work
from collector.schema import MIGRATIONS
from collector.served_at import just_started

DISK_FLOOR = 200 * 2**20
"""Bytes. With less than this left, the next meeting may not fit."""
DISK_CARE = 2**30
LATE_SECONDS = 180.0
"""After so long with work waiting, somebody should know that it takes longer than it should."""
BACKUP_CARE_HOURS, BACKUP_FLOOR_HOURS = 50, 24 * 7
CLOCK_SECONDS = 120
"""What was stored by a clock that was ahead so far, was stored before the clock went back."""


class Name(StrEnum):
    STORAGE = "storage"
    SCREENS = "screens"
    ANALYSIS = "analysis"
    DATA = "data"
    BACKUP = "backup"
    DISK = "disk"
    CLOCK = "clock"


class State(StrEnum):
    GOOD = "good"
    CARE = "care"  # it works, and somebody should look at it soon
    BAD = "bad"


@dataclass(frozen=True)
class Part:
    """One thing that people count on. `why` is a word of this module, "" when all is well;
    `facts` are numbers and moments (UTC, ISO), for whoever mends it."""

    name: Name
    state: State = State.GOOD
    why: str = ""
    facts: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Health:
    at: datetime
    parts: tuple[Part, ...]

    @property
    def state(self) -> State:
        """That of the part that is worst off."""
        return max((part.state for part in self.parts), key=list(State).index)

    def part(self, name: Name) -> Part:
        return next(part for part in self.parts if part.name == name)


NEEDED = frozenset({Name.STORAGE, Name.ANALYSIS, Name.DATA, Name.DISK})
"""What has to work before it can be said that the service is ready for a meeting."""


def examine(config: Config, screens: Callable[[], Part]) -> Health:
    """Look at everything now. Takes some milliseconds; three seconds at most when something hangs.

    :param screens: how the screens are doing, which only the web service itself knows
    """
    found = (*_by_rows(config), screens(), _backup(config), _disk(config))
    known = {part.name: part for part in found}
    return Health(datetime.now(UTC), tuple(known[name] for name in Name))


def _by_rows(config: Config) -> tuple[Part, ...]:
    """What can only be told when the database can be read."""
    try:
        with closing(connect(config.database, readonly=True)) as connection:
            return (
                _storage(config, connection),
                _analysis(config, connection),
                _data(config, work.something_is_published(connection)),
                _clock(connection),
            )
    except (StorageError, sqlite3.DatabaseError) as error:
        unknown = (Name.ANALYSIS, Name.DATA, Name.CLOCK)
        return (
            Part(Name.STORAGE, State.BAD, why(error)),
            *(Part(name, State.BAD, "unknown") for name in unknown),
        )


def _storage(config: Config, connection: sqlite3.Connection) -> Part:
    schema: int = connection.execute("PRAGMA user_version").fetchone()[0]
    facts = {"schema": schema}
    if schema != len(MIGRATIONS):
        return Part(Name.STORAGE, State.BAD, "schema", {**facts, "newest": len(MIGRATIONS)})
    cause = why_not_written(config)
    return Part(Name.STORAGE, State.BAD if cause else State.GOOD, cause, facts)


def _analysis(config: Config, connection: sqlite3.Connection) -> Part:
    waiting = work.waiting_jobs(connection)
    facts: dict[str, int | str] = {"jobs_waiting": waiting.jobs}
    beat = read_beat(config.heartbeat)
    if beat is None or beat.silent:
        if just_started(config):
            return Part(Name.ANALYSIS, why="starting", facts=facts)
        if beat:
            facts["silent_seconds"] = round(beat.age)
        return Part(Name.ANALYSIS, State.BAD, "silent", facts)
    facts["busy_with"] = beat.job
    if beat.seen is None:
        return Part(Name.ANALYSIS, why="starting", facts=facts)
    facts["events_behind"] = work.behind(connection, beat.seen)
    waited = _seconds_since(waiting.waits_since) if waiting.waits_since else 0.0
    late = (facts["events_behind"] and beat.busy > LATE_SECONDS) or waited > LATE_SECONDS
    if late:
        facts["minutes_late"] = round(max(beat.busy, waited) / 60)
        return Part(Name.ANALYSIS, State.CARE, "late", facts)
    return Part(Name.ANALYSIS, facts=facts)


def _data(config: Config, needed: bool) -> Part:
    if not needed:
        return Part(Name.DATA, why="nothing-yet")
    base = urlsplit(config.data_address).path or "/"
    if answers(config.host, config.data_port, f"{base}robots.txt"):
        return Part(Name.DATA)
    return Part(Name.DATA, State.BAD, "silent", {"port": config.data_port})


def _clock(connection: sqlite3.Connection) -> Part:
    newest = work.newest_moment(connection)
    if newest and _seconds_since(newest) < -CLOCK_SECONDS:
        return Part(Name.CLOCK, State.BAD, "back", {"stored": newest})
    return Part(Name.CLOCK)


def _backup(config: Config) -> Part:
    record = read_record(config)
    if record.last is None:
        cause = "failed" if record.error else "none"
        return Part(Name.BACKUP, State.BAD if record.error else State.CARE, cause)
    hours = round(_seconds_since(record.last.moment) / 3600)
    facts: dict[str, int | str] = {"made": record.last.moment, "hours": hours}
    if hours > BACKUP_FLOOR_HOURS:
        return Part(Name.BACKUP, State.BAD, "old", facts)
    if record.error:
        return Part(Name.BACKUP, State.CARE, "failed", facts)
    if hours > BACKUP_CARE_HOURS:
        return Part(Name.BACKUP, State.CARE, "old", facts)
    return Part(Name.BACKUP, facts=facts)


def _disk(config: Config) -> Part:
    try:
        room = shutil.disk_usage(config.instance)
    except OSError:
        return Part(Name.DISK, State.BAD, "unknown")
    facts = {"free_bytes": room.free, "total_bytes": room.total}
    if room.free < DISK_FLOOR:
        return Part(Name.DISK, State.BAD, "full", facts)
    if room.free < DISK_CARE:
        return Part(Name.DISK, State.CARE, "nearly-full", facts)
    return Part(Name.DISK, facts=facts)


def _seconds_since(moment: str) -> float:
    """:param moment: UTC, ISO 8601"""
    return (datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds()
