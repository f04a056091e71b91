"""Each part of the service, whole and broken: what is said of it."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from collector import health, heartbeat, probes, served_at
from collector.backup_record import LastBackup, LastError, change_record
from collector.config import REPOSITORY, Config
from collector.database import connect
from collector.health import Health, Name, Part, State, examine
from collector.heartbeat import Progress, beat
from collector.jobs import request_job
from collector.served_at import write_down


def look(config: Config) -> Health:
    return examine(config, lambda: Part(Name.SCREENS))


def told(config: Config, name: Name) -> tuple[State, str]:
    part = look(config).part(name)
    return part.state, part.why


@pytest.fixture
def whole(config: Config, fresh_db: sqlite3.Connection) -> Config:
    """An instance with a worker that is alive and a backup of today."""
    beat(config.heartbeat, Progress(seen=0, done_at=time.monotonic()))
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    change_record(config, last=LastBackup(moment, "b.zip", 10, 0.1))
    return config


def test_all_is_well(whole: Config) -> None:
    found = look(whole)
    assert [part.name for part in found.parts] == list(Name)
    assert [(part.name, part.why) for part in found.parts if part.why] == [("data", "nothing-yet")]
    assert found.state is State.GOOD


@contextmanager
def locked(config: Config) -> Iterator[None]:
    other = connect(config.database)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def test_a_locked_database(whole: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "LOCK_SECONDS", 0.05)
    with locked(whole):
        assert told(whole, Name.STORAGE) == (State.BAD, "locked")
        assert told(whole, Name.ANALYSIS) == (State.GOOD, "")
    assert told(whole, Name.STORAGE) == (State.GOOD, "")


def test_a_damaged_or_missing_database(whole: Config, fresh_db: sqlite3.Connection) -> None:
    fresh_db.close()
    for suffix in ("", "-wal", "-shm"):
        whole.database.with_name(f"collector.db{suffix}").unlink(missing_ok=True)
    assert told(whole, Name.STORAGE) == (State.BAD, "broken")
    assert not whole.database.exists()  # looking makes nothing
    whole.database.write_bytes(b"dit is geen database" * 500)
    found = look(whole)
    assert (found.part(Name.STORAGE).why, found.part(Name.CLOCK).why) == ("broken", "unknown")


def test_an_older_schema(whole: Config, fresh_db: sqlite3.Connection) -> None:
    fresh_db.execute("PRAGMA user_version = 3")
    assert told(whole, Name.STORAGE) == (State.BAD, "schema")


FULL = """
import resource, signal, sys
from pathlib import Path
from collector.config import Config
from collector.probes import why_not_written
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
print(why_not_written(Config(instance=Path(sys.argv[1]))))
"""


def test_a_full_disk(whole: Config) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(whole.instance)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "full\n"


def test_the_code_of_sqlite_says_why(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    sqlite3.connect(file).execute("CREATE TABLE t (x)").connection.close()
    with pytest.raises(sqlite3.OperationalError) as caught:
        readonly = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)
        try:
            readonly.execute("INSERT INTO t VALUES (1)")
        finally:
            readonly.close()
    assert probes.why(caught.value) == "read-only"


def test_a_worker_that_is_silent_begins_or_is_late(
    whole: Config, fresh_db: sqlite3.Connection, round_table: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = look(whole).part(Name.ANALYSIS)
    assert found.facts["events_behind"] == 1  # the programme was prepared
    beat(whole.heartbeat, Progress(seen=None, done_at=time.monotonic()))
    assert told(whole, Name.ANALYSIS) == (State.GOOD, "starting")
    beat(whole.heartbeat, Progress(seen=0, done_at=time.monotonic() - 600, job="publish"))
    late = look(whole).part(Name.ANALYSIS)
    assert (late.state, late.why, late.facts["minutes_late"]) == (State.CARE, "late", 10)
    assert late.facts["busy_with"] == "publish"
    monkeypatch.setattr(heartbeat, "SILENT_SECONDS", -1.0)
    assert told(whole, Name.ANALYSIS) == (State.BAD, "silent")
    whole.heartbeat.unlink()
    assert told(whole, Name.ANALYSIS) == (State.BAD, "silent")
    write_down(whole)  # as `serve` does
    assert told(whole, Name.ANALYSIS) == (State.GOOD, "starting")
    monkeypatch.setattr(served_at, "START_SECONDS", 0.0)
    assert told(whole, Name.ANALYSIS) == (State.BAD, "silent")


def test_a_job_that_waits_too_long(
    whole: Config, fresh_db: sqlite3.Connection, round_table: int, facilitator: int
) -> None:
    beat(whole.heartbeat, Progress(seen=10**6, done_at=time.monotonic()))
    request_job(fresh_db, round_table, "report", facilitator)
    found = look(whole).part(Name.ANALYSIS)
    assert (found.state, found.facts["jobs_waiting"]) == (State.GOOD, 1)
    fresh_db.execute("UPDATE jobs SET requested_at = '2026-01-01T10:00:00Z'")
    assert told(whole, Name.ANALYSIS) == (State.CARE, "late")


class Answer(BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def test_publications_are_looked_at_when_there_are_any(
    whole: Config, fresh_db: sqlite3.Connection, round_table: int
) -> None:
    fresh_db.execute(
        "INSERT INTO releases (programme_id, number, file, at, statements, withheld)"
        " VALUES (?, 1, 'a.db', '', 5, '{}')",
        (round_table,),
    )
    server = HTTPServer(("127.0.0.1", 0), Answer)
    config = Config(instance=whole.instance, data_port=server.server_port)
    Thread(target=server.serve_forever, daemon=True).start()
    assert told(config, Name.DATA) == (State.GOOD, "")
    Answer.status = 500
    assert told(config, Name.DATA) == (State.BAD, "silent")
    server.shutdown()
    server.server_close()
    assert told(config, Name.DATA) == (State.BAD, "silent")


def test_a_clock_that_went_back(whole: Config, fresh_db: sqlite3.Connection) -> None:
    later = (datetime.now(UTC) + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    fresh_db.execute("INSERT INTO events (at, kind, data) VALUES (?, 'prepared', '{}')", (later,))
    assert told(whole, Name.CLOCK) == (State.BAD, "back")


def days_ago(days: float) -> LastBackup:
    moment = datetime.now(UTC) - timedelta(days=days)
    return LastBackup(moment.strftime("%Y-%m-%dT%H:%M:%SZ"), "b.zip", 10, 0.1)


@pytest.mark.parametrize(
    ("last", "failed", "expected"),
    [
        (days_ago(0.5), False, (State.GOOD, "")),
        (days_ago(0.5), True, (State.CARE, "failed")),
        (days_ago(3), False, (State.CARE, "old")),
        (days_ago(9), False, (State.BAD, "old")),
        (None, False, (State.CARE, "none")),
        (None, True, (State.BAD, "failed")),
    ],
)
def test_the_last_backup(
    whole: Config, last: LastBackup | None, failed: bool, expected: tuple[State, str]
) -> None:
    error = LastError("2026-11-22T03:00:00Z", "vol") if failed else None
    change_record(whole, last=last, error=error)
    assert told(whole, Name.BACKUP) == expected


def test_room_on_the_disk(whole: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    free = look(whole).part(Name.DISK).facts["free_bytes"]
    assert isinstance(free, int) and free > 0
    monkeypatch.setattr(health, "DISK_CARE", 2**70)
    assert told(whole, Name.DISK) == (State.CARE, "nearly-full")
    monkeypatch.setattr(health, "DISK_FLOOR", 2**70)
    assert told(whole, Name.DISK) == (State.BAD, "full")


def test_facts_can_be_written_as_json(whole: Config) -> None:
    for part in look(whole).parts:
        assert json.loads(json.dumps(dict(part.facts))) == part.facts
