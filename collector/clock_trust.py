"""Whether the clock can be believed when something is erased because of it.

A clock that jumps forward by years (an empty battery, a wrong setting) would erase everything at
once, and all backups after it. So days on which the service ran are kept. After a gap that is
longer than `GAP` nothing is erased by itself, until it ran on `DAYS` days since: by then somebody
has noticed, or the day is right after all. By hand it can be done at once.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from collector import logs
from collector.config import Config
from collector.database import connect
from collector.exchanging import write_whole
from collector.queries.news import days_of_events

GAP = timedelta(days=45)
DAYS = 3


def is_trusted(day: date, ran: Collection[date]) -> bool:
    """:param ran: days on which the service ran, or something happened"""
    recent = {one for one in ran if day - GAP <= one < day}
    before = any(one < day - GAP for one in ran)
    return len(recent) >= DAYS or not before


def trusts(config: Config, day: date) -> bool:
    """Whether what is past its end on this day may go by itself; keeps that the service ran on it.

    :raise StorageError: the database cannot be opened.
    :raise OSError: the disk is full, or may not be written to.
    """
    ran = _days(config)
    with closing(connect(config.database, readonly=True)) as connection:
        happened = days_of_events(connection)
    known = ran | happened
    if day not in ran:
        # Days to come are of a clock that was put back since.
        _keep(config, {day, *(one for one in ran if one < day)})
    if is_trusted(day, known):
        return True
    last = max(one for one in known if one < day - GAP)
    said = (
        f"wissen: niet gedaan. Volgens de klok is het {day.isoformat()}, en de dienst was voor het"
        f" laatst in gebruik op {last.isoformat()}. Klopt die datum, dan wist de dienst zelf na"
        f" {DAYS} dagen gebruik, of nu met: gesprekstafel expire"
    )
    logs.tell("clock-not-trusted", logging.ERROR, said=said)
    return False


def _file(config: Config) -> Path:
    return config.cache / "days.json"


def _days(config: Config) -> set[date]:
    try:
        told = json.loads(_file(config).read_text(encoding="utf-8"))
        return {date.fromisoformat(one) for one in told}
    except (OSError, ValueError, TypeError):
        return set()  # never kept, or not whole: then the log of what happened tells


def _keep(config: Config, days: set[date]) -> None:
    newest = sorted(days)[-(DAYS + 2) :]
    config.cache.mkdir(exist_ok=True)
    write_whole(_file(config), json.dumps([one.isoformat() for one in newest]))
