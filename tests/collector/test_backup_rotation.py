"""Which backups stay: every day for a week, then one a week, one a month, and none too long."""

from __future__ import annotations

import os
import sqlite3
from datetime import date, timedelta
from itertools import pairwise

import pytest

from collector.backup import make_backup, stored_backups
from collector.backup_file import BackupKind, Manifest, Part
from collector.backup_record import read_record
from collector.backup_rotation import rotate, too_many
from collector.config import Config
from collector.queries.terms import today

START = date(2026, 1, 1)


def manifest(day: date, kind: BackupKind = BackupKind.DAILY, hour: int = 3) -> Manifest:
    moment = f"{day.isoformat()}T{hour:02}:00:00+00:00"
    return Manifest(moment, kind, 1, "x", (Part("collector.db", 1, "0" * 64),), 0)


def lived_through(days: int, kept: int) -> list[int]:
    """Ages (days) of what is there after so many days of one backup a day, each day rotated."""
    there: list[Manifest] = []
    for number in range(days):
        day = START + timedelta(days=number)
        there.append(manifest(day))
        gone = too_many(there, day, kept)
        there = [one for one in there if one not in gone]
    last = START + timedelta(days=days - 1)
    return sorted((last - one.made_at.date()).days for one in there)


@pytest.mark.parametrize("days", [100, 101, 102, 103, 104, 105, 106])
def test_seven_days_then_weeks_and_never_longer_than_was_told(days: int) -> None:
    ages = lived_through(days, 28)
    assert ages[:7] == [0, 1, 2, 3, 4, 5, 6]
    assert 2 <= len(ages[7:]) <= 4 and max(ages) < 28
    assert all(later - sooner == 7 for sooner, later in pairwise(ages[8:]))
    assert ages[7] < 14 and ages[-1] >= 14


def test_who_keeps_a_year_has_one_a_month() -> None:
    ages = lived_through(800, 366)
    assert ages[:7] == [0, 1, 2, 3, 4, 5, 6] and max(ages) < 366
    months = [age for age in ages if age >= 35]
    assert 10 <= len(months) <= 12


def test_a_short_time_is_kept_to() -> None:
    assert lived_through(30, 3) == [0, 1, 2]


def test_what_was_made_by_hand_only_gets_too_old() -> None:
    day = START + timedelta(days=20)
    by_hand = [manifest(day - timedelta(days=9), BackupKind.BY_HAND, hour) for hour in (1, 2, 3)]
    old = manifest(day - timedelta(days=28), BackupKind.BEFORE_RESTORE)
    assert too_many([*by_hand, old], day, 28) == [old]


def test_one_of_tomorrow_stays() -> None:
    """The clock was put back."""
    assert too_many([manifest(START + timedelta(days=400))], START, 28) == []


def test_files_go_and_copies_elsewhere_are_left_and_forgotten_when_gone(
    fresh_db: sqlite3.Connection, config: Config, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("stick")
    made = make_backup(config, BackupKind.DAILY)
    elsewhere = make_backup(config, BackupKind.BY_HAND, folder)
    aside = config.backups / "before-restore-x"
    aside.mkdir()
    os.utime(aside, (0, 0))
    assert rotate(config, today() + timedelta(days=27)) == [aside]
    assert rotate(config, today() + timedelta(days=28)) == [made.path]
    assert stored_backups(config) == [] and elsewhere.path.exists()
    assert len(read_record(config).elsewhere) == 1
    elsewhere.path.unlink()
    rotate(config, today() + timedelta(days=55))
    assert len(read_record(config).elsewhere) == 1
    rotate(config, today() + timedelta(days=56))
    assert read_record(config).elsewhere == ()
