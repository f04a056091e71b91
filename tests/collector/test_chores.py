"""What the service does by itself every day, and what it says when that fails."""

from __future__ import annotations

import json
import logging
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collector.backup import make_backup, stored_backups
from collector.backup_file import BackupKind, extract, verify
from collector.backup_record import change_record, read_record
from collector.chores import back_up, erase_what_ended, is_due, tidy_backups
from collector.config import Config
from collector.database import transaction
from collector.queries.terms import today
from tests.analysis.programme_to_publish import Made
from tests.collector.full_instance import WORD
from tests.phones import prepare
from tests.service import Service


@pytest.fixture
def said() -> Iterator[list[str]]:
    """What was said at the console."""
    found: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: found.append(record.fields["said"])  # type: ignore[attr-defined, method-assign]
    logger = logging.getLogger("gesprekstafel.log")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield found
    logger.removeHandler(handler)
    logger.setLevel(level)


def at(hour: int, minute: int = 0, day: int = 22) -> datetime:
    return datetime(2026, 11, day, hour, minute).astimezone()


def test_one_a_day_at_its_hour(fresh_db: sqlite3.Connection, config: Config) -> None:
    assert is_due(config, at(12))
    change_record(config, last_daily=at(3, 1).astimezone(UTC).isoformat())
    assert not is_due(config, at(12))
    assert not is_due(config, at(2, 59, day=23))
    assert is_due(config, at(3, 0, day=23))
    # It was off all night: what was missed is made as soon as it is on.
    assert is_due(config, at(9, 0, day=24))


def test_one_of_tomorrow_does_not_count(fresh_db: sqlite3.Connection, config: Config) -> None:
    """The clock was put back."""
    change_record(config, last_daily=at(3, 0, day=29).astimezone(UTC).isoformat())
    assert is_due(config, at(12))


def test_nothing_by_the_clock_when_that_is_off(config: Config, tmp_path: Path) -> None:
    off = Config(instance=config.instance, backup_hour=None)
    prepare(config.instance)[0].close()
    assert is_due(config, at(12)) and not is_due(off, at(12))
    assert not is_due(Config(instance=tmp_path / "leeg"), at(12))


def test_what_was_made_can_be_read(
    fresh_db: sqlite3.Connection, config: Config, said: list[str]
) -> None:
    assert back_up(config)
    (made,) = stored_backups(config)
    assert verify(made.path).kind is BackupKind.DAILY
    record = read_record(config)
    assert record.last and record.error is None
    assert (record.last.file, record.last.size) == (str(made.path), made.size)
    assert record.last_daily == record.last.moment == made.manifest.moment
    assert not is_due(config, datetime.now().astimezone())
    assert said == [f"reservekopie: {made.path.name} (0.0 MB), gecontroleerd"]


def test_a_failure_is_said_and_kept_until_one_succeeds(
    fresh_db: sqlite3.Connection, config: Config, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr("collector.backup.SPARE_BYTES", 2**60)
        assert not back_up(config)
    record = read_record(config)
    assert record.last is None and record.error and "no room for a backup" in record.error.message
    assert len(said) == 1 and said[0].startswith("reservekopie: niet gemaakt: ")
    assert is_due(config, datetime.now().astimezone())
    assert back_up(config)
    assert read_record(config).error is None


def test_what_ended_goes_from_the_backups_too(
    made: Made, config: Config, tmp_path: Path, said: list[str]
) -> None:
    """The end date was told: a backup holds nothing beyond it, and what else it held is there."""
    before = make_backup(config, BackupKind.DAILY)
    words = tmp_path / "words"
    extract(before.path, words)
    assert WORD.encode() in (words / "collector.db").read_bytes()
    end = before.manifest.ends_first
    with transaction(made.connection):
        made.connection.execute("UPDATE terms SET ends_on = ?", (today().isoformat(),))
    # As it is on that day: the backup was made when the day was known already.
    kept = make_backup(config, BackupKind.DAILY)
    assert kept.manifest.ends_first == today().isoformat() != end
    before.path.unlink()
    erase_what_ended(config)
    (cleaned,) = stored_backups(config)
    manifest = extract(cleaned.path, tmp_path / "cleaned")
    assert (manifest.moment, manifest.kind) == (kept.manifest.moment, BackupKind.DAILY)
    assert manifest.cleaned_at and manifest.ends_first is None
    for path in (tmp_path / "cleaned").rglob("*.db"):
        if path.parent.name == "cleaned":
            assert WORD.encode() not in path.read_bytes()
    names = {part.name for part in kept.manifest.parts} - {"erased.db"}
    assert {part.name for part in manifest.parts} - {"erased.db"} == names
    assert said[-1] == "wissen: ook uit 1 reservekopieën"
    again = cleaned.path.stat().st_mtime_ns
    erase_what_ended(config)
    assert cleaned.path.stat().st_mtime_ns == again


def test_old_ones_go(fresh_db: sqlite3.Connection, config: Config) -> None:
    tidy_backups(config)
    assert not config.backups.exists()
    made = make_backup(config, BackupKind.DAILY)
    short = Config(instance=config.instance, backup_days=1)
    tidy_backups(short)
    assert made.path.exists()


def test_the_real_service_makes_one_at_the_start(tmp_path: Path) -> None:
    service = Service(tmp_path / "instance")
    database, *_ = prepare(service.instance)
    config = Config(instance=service.instance)
    try:
        service.start()
        deadline = time.monotonic() + 60
        while read_record(config).last_daily is None and time.monotonic() < deadline:
            time.sleep(0.1)
        (made,) = stored_backups(config)
        assert verify(made.path).kind is BackupKind.DAILY
        assert made.path.name in service.output
        refused = service.run("restore", str(made.path), "--yes")
        assert refused.returncode == 1 and "is in use: the service runs" in refused.stderr
    finally:
        database.close()
        service.stop()
    restored = service.run("restore", str(made.path), "--yes")
    assert restored.returncode == 0, restored.stderr
    assert json.loads(service.run("programmes", "--json").stdout)[0]["slug"]
