"""In one process, in several, or by a cluster: the same outcome; and going on after a kill."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from analysis.engines import Cluster, Engine, Here, Processes
from analysis.work_file import WorkFile, Workshop
from app import main
from collector.config import REPOSITORY
from collector.errors import Refused, StorageError

WHO = ("De mentor", "Een starter", "Het bestuur", "De schoolopleider", "Een student", "De lector")
WHAT = ("krijgt te weinig tijd", "vraagt om een vast rooster", "deelt het materiaal", "wil geld")
WHEN = ("in het eerste jaar", "voor elke bijeenkomst", "na de zomer", "zolang het project loopt")
TEXTS = [f"{who} {what} {when}." for who in WHO for what in WHAT for when in WHEN]


def outcome(engine: Engine, texts: list[str]) -> tuple:
    shop = Workshop(WorkFile(None), engine)
    shop.prepare(texts)
    return shop.encode(texts).tobytes(), shop.lemmas(texts), shop.read(texts)


@pytest.fixture(scope="module")
def expected() -> tuple:
    return outcome(Here(), TEXTS[:40])


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """A scheduler and two workers, processes of their own on loopback."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        yield cluster.scheduler_address


def test_several_processes_give_the_same(expected: tuple) -> None:
    assert outcome(Processes(2), TEXTS[:40]) == expected


def test_a_cluster_gives_the_same(scheduler: str, expected: tuple) -> None:
    assert outcome(Cluster(scheduler), TEXTS[:40]) == expected


def test_a_cluster_that_does_not_answer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("analysis.engines.CONNECT_SECONDS", 1)
    with pytest.raises(Refused, match=r"'tcp://127\.0\.0\.1:9' does not answer"):
        outcome(Cluster("tcp://127.0.0.1:9"), TEXTS[:1])


def test_without_the_package_a_cluster_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Refused, match=r"Install 'gesprekstafel\[cluster\]'"):
        outcome(Cluster("tcp://127.0.0.1:9"), TEXTS[:1])


def test_nothing_is_done_twice(tmp_path: Path) -> None:
    path = tmp_path / "cluster.work"
    seen: list[tuple[int, int]] = []
    Workshop(WorkFile(path)).prepare(TEXTS[:20])
    Workshop(WorkFile(path)).prepare(TEXTS[:24], lambda done, total: seen.append((done, total)))
    assert seen == [(20, 24), (24, 24)]
    assert path.stat().st_mode & 0o77 == 0


def test_another_file_is_no_work_file(tmp_path: Path) -> None:
    path = tmp_path / "brief.txt"
    path.write_text("Geachte heer, mevrouw, " * 100)
    with pytest.raises(StorageError, match="cannot be used to keep work in"):
        WorkFile(path)
    assert path.read_text().startswith("Geachte")


def encoded(path: Path) -> int:
    """How many texts have a vector."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as connection:
        sql = "SELECT count(*) FROM done WHERE task LIKE 'encode %'"
        return int(connection.execute(sql).fetchone()[0])
    return 0


def test_a_run_that_is_killed_goes_on_with_the_same_result(tmp_path: Path) -> None:
    file, work = tmp_path / "in.csv", tmp_path / "work"
    file.write_text("\n".join(["text", *TEXTS]) + "\n")
    tool = [sys.executable, "-c", "from app import main; main()", "cluster", str(file)]
    killed = subprocess.Popen(
        [*tool, "--work", str(work), "--processes", "2"],
        cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    deadline = time.monotonic() + 120
    while not encoded(work / "cluster.work"):
        assert killed.poll() is None and time.monotonic() < deadline
        time.sleep(0.005)
    killed.kill()
    assert killed.communicate(timeout=60)[0] == b""  # ends when its processes have ended too
    with pytest.raises(ProcessLookupError):
        for _ in range(500):
            os.killpg(killed.pid, 0)
            time.sleep(0.02)
    assert killed.returncode == -signal.SIGKILL
    assert 0 < encoded(work / "cluster.work") < len(TEXTS)

    def run(*options: str) -> str:
        done = CliRunner().invoke(main, ["cluster", str(file), "--json", *options])
        assert done.exit_code == 0, done.output
        return done.stdout

    assert run("--work", str(work)) == run()
    assert encoded(work / "cluster.work") >= len(TEXTS)
