"""The worker's sign of life, and what it is taken for."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from collector import heartbeat
from collector.heartbeat import Beat, Progress, beat, keep_beating, read_beat


def test_what_was_written_is_read(tmp_path: Path) -> None:
    progress = Progress(seen=12, done_at=time.monotonic() - 5, job="report")
    beat(tmp_path / "cache" / "worker.json", progress)
    read = read_beat(tmp_path / "cache" / "worker.json")
    assert read is not None
    assert (read.seen, read.job, round(read.busy)) == (12, "report", 5)
    assert not read.silent


def test_a_beat_needs_no_room_of_its_own(tmp_path: Path) -> None:
    """On a full disk a file can be written over, and none can be made."""
    path = tmp_path / "worker.json"
    beat(path, Progress(seen=None))
    first = path.stat()
    beat(path, Progress(seen=10**15, job="development"))
    second = path.stat()
    assert (first.st_ino, first.st_size) == (second.st_ino, second.st_size)
    assert [one.name for one in tmp_path.iterdir()] == ["worker.json"]
    read = read_beat(path)
    assert read is not None
    assert (read.seen, read.job) == (10**15, "development")


def test_silence_is_told_from_a_long_job(tmp_path: Path) -> None:
    path = tmp_path / "worker.json"
    beat(path, Progress(seen=1, done_at=time.monotonic()))
    late = read_beat(path, lambda: time.monotonic() + heartbeat.SILENT_SECONDS + 1)
    assert late is not None and late.silent
    assert not Beat(age=1.0, seen=1, busy=600.0, job="publish").silent


@pytest.mark.parametrize("text", ["", "geen json", "[]", '{"at": "x"}', '{"at": 1e18}'])
def test_what_cannot_be_read_is_no_worker(tmp_path: Path, text: str) -> None:
    path = tmp_path / "worker.json"
    path.write_text(text)
    assert read_beat(path) is None
    assert read_beat(tmp_path / "nothing.json") is None


def test_of_before_the_machine_was_started_anew_is_no_worker(tmp_path: Path) -> None:
    path = tmp_path / "worker.json"
    beat(path, Progress(seen=1))
    assert read_beat(path, lambda: 0.5) is None


def test_it_beats_until_it_is_told_to_stop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "BEATS_EVERY_SECONDS", 0.01)
    path, stop, progress = tmp_path / "worker.json", threading.Event(), Progress()
    thread = keep_beating(path, progress, stop)
    progress.finished(41)
    deadline = time.monotonic() + 30
    while ((read := read_beat(path)) is None or read.seen != 41) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert read is not None and read.seen == 41
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    assert read_beat(path) is None  # it ended on purpose
