"""What is erased and still stands in backups is named, with its last day, and can be taken out."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from collector.access import new_receipt
from collector.backup import make_backup, stored_backups
from collector.backup_file import BackupKind, extract
from collector.backup_record import read_record
from collector.config import Config
from collector.erasing_backups import all_backups, clean
from collector.expiring import erase_now
from collector.intake import join
from collector.queries.meetings import meetings
from collector.queries.terms import today
from collector.restore import restore
from tests.analysis.programme_to_publish import Made
from tests.collector.full_instance import OLD_WORD, WORD, secrets, traces
from tests.collector.test_backup import damage


def words_in(backup: Path, into: Path, *needles: str) -> list[tuple[str, str]]:
    """Which of the words stand in the bytes of which part of a backup."""
    folder = into / backup.stem
    extract(backup, folder)
    return traces(Config(instance=folder), *needles)


def in_four_weeks() -> str:
    return (today() + timedelta(days=28)).isoformat()


def test_the_answer_names_those_that_hold_it_and_until_when(
    made: Made, config: Config, run: Any, tmp_path: Path
) -> None:
    receipt = made.receipts[-1]
    holding = make_backup(config, BackupKind.DAILY).path
    stick = tmp_path / "stick.zip"
    run("backup", "-o", str(stick))
    told = json.loads(run("erase", receipt, "--json").stdout)
    make_backup(config, BackupKind.BY_HAND)  # of afterwards: holds nothing of it
    assert told["backups"] == [
        {"file": str(holding), "removed_on": in_four_weeks(), "elsewhere": False},
        {"file": str(stick), "removed_on": in_four_weeks(), "elsewhere": True},
    ]
    assert words_in(holding, tmp_path / "1", OLD_WORD) == [("collector.db", OLD_WORD)]
    again = run("erase", receipt).stdout
    assert "Erased already." in again
    assert f"still in {holding}: removed on {in_four_weeks()}" in again
    assert f"still in {stick}: remove it by {in_four_weeks()}" in again
    # Out of all of them; the others who spoke are still there.
    before = {path: path.stat().st_size for path in (holding, stick)}
    cleaned = json.loads(run("erase", receipt, "--from-backups", "--json").stdout)
    assert (cleaned["backups"], sorted(cleaned["cleaned"])) == (
        [],
        sorted(str(path) for path in before),
    )
    for path in before:
        assert words_in(path, tmp_path / "2", OLD_WORD) == []
        with closing(sqlite3.connect(tmp_path / "2" / path.stem / "collector.db")) as one:
            count = "SELECT count(*) FROM statements"
            assert one.execute(count).fetchone() == tuple(made.connection.execute(count).fetchone())
            assert one.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert path.stat().st_mode & 0o777 == 0o600
    assert json.loads(run("erase", receipt, "--json").stdout)["backups"] == []
    unknown = run("erase", new_receipt(), "--from-backups", status=1)
    assert "Dit bewijs is niet bekend" in unknown.stderr


def test_one_of_before_somebody_joined_is_not_named(made: Made, config: Config, run: Any) -> None:
    make_backup(config, BackupKind.DAILY)
    receipt = new_receipt()
    join(made.connection, meetings(made.connection, made.programme)[0]["id"], receipt)
    assert json.loads(run("erase", receipt, "--json").stdout)["backups"] == []


def test_one_that_cannot_be_read_may_hold_it_and_is_removed(
    made: Made, config: Config, run: Any
) -> None:
    path = make_backup(config, BackupKind.DAILY).path
    damage(path, "byte")
    assert [one["file"] for one in json.loads(
        run("erase", made.receipts[-1], "--json").stdout
    )["backups"]] == [str(path)]  # fmt: skip
    assert f"removed: {path}" in run("erase", made.receipts[-1], "--from-backups").stdout
    assert not path.exists()


def test_what_a_restore_put_aside_goes_too(made: Made, config: Config, run: Any) -> None:
    taken = make_backup(config, BackupKind.BY_HAND)
    made.connection.close()
    content = config.contacts.read_bytes()
    config.contacts.write_bytes(content[:4096] + b"\xff" * 4096)
    done = restore(config, taken.path)
    assert done.kept and done.kept.is_dir()
    named = json.loads(run("erase", made.receipts[-1], "--json").stdout)["backups"]
    assert {one["file"] for one in named} == {str(taken.path), str(done.kept)}
    run("erase", made.receipts[-1], "--from-backups")
    assert not done.kept.exists()


def test_what_is_past_its_end_date_is_named_by_expire(
    made: Made, config: Config, run: Any, tmp_path: Path
) -> None:
    made.connection.execute("UPDATE terms SET ends_on = ?", (today().isoformat(),))
    held = make_backup(config, BackupKind.DAILY).path
    told = json.loads(run("expire", "--json").stdout)
    assert [one["file"] for one in told["backups"]] == [str(held)]
    assert len(told["erased"]) == 1
    assert "Nothing is past its end date." in run("expire").stdout
    assert f"still in {held}" in run("expire").stdout
    assert f"taken out of {held}" in run("expire", "--from-backups").stdout
    assert words_in(held, tmp_path / "after", *secrets(made)) == []
    assert "still in" not in run("expire").stdout


def test_nothing_of_the_instance_holds_a_word_afterwards(
    made: Made, config: Config, run: Any, tmp_path: Path
) -> None:
    """Database, log, free pages, sign-ups, the list of what was erased, and every backup."""
    make_backup(config, BackupKind.DAILY)
    make_backup(config, BackupKind.BY_HAND)
    erase_now(config, made.connection, made.programme, made.facilitator)
    assert {name for name, _ in traces(config, *secrets(made))} <= {"record.json"}
    run("expire", "--from-backups")
    # By a facilitator, before its day: in backups until they are too old, or wanted out now.
    assert len(stored_backups(config)) == 2
    for one in stored_backups(config):
        assert words_in(one.path, tmp_path / "held", WORD) != []
    clean(config, all_backups(config))
    for one in stored_backups(config):
        assert words_in(one.path, tmp_path / "after", *secrets(made)) == []
    assert traces(config, *secrets(made)) == []
    assert read_record(config).last is not None
