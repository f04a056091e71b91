"""Releases that are there stay as they are, whatever happens while the next one is made."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from analysis.publish import Release, publish, tidy_up
from analysis.release_folder import alone
from analysis.verify import verify
from collector.config import REPOSITORY, Config
from collector.database import connect
from collector.errors import Conflict, Refused
from collector.queries.outcomes import releases
from tests.analysis.programme_to_publish import Made, round_table


@pytest.fixture
def made(fresh_db: sqlite3.Connection, templates: dict, instruments: dict) -> Made:
    return round_table(fresh_db, templates, instruments)


@pytest.fixture
def make(made: Made, config: Config) -> Callable[[], Release]:
    return lambda: publish(made.connection, made.programme, config.releases, seed=7)


def fingerprint(folder: Path) -> dict[str, str]:
    """Every file in it, by what it holds and when it was changed."""
    return {
        path.relative_to(folder).as_posix(): (
            hashlib.sha256(path.read_bytes()).hexdigest() + str(path.stat().st_mtime_ns)
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_killed_at_every_step(
    make: Callable[[], Release], made: Made, config: Config, tmp_path: Path
) -> None:
    make()
    made.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    workplace = tmp_path / "killed"
    workplace.mkdir()
    here = Path(__file__).with_name("killed_publishing.py")
    done = subprocess.run(
        [sys.executable, str(here), str(config.instance), str(made.programme), str(workplace)],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["ended"] for line in lines[:-1]] == [signal.SIGKILL] * (len(lines) - 1)
    assert lines[-1]["ended"] == 0
    assert len(lines) > 20
    found: dict[str, int] = {}
    for line in lines[:-1]:
        after, mended = line["after"], line["mended"]
        numbered = [int(name) for name in after["folders"] if name.isdigit()]
        # What has a number was entered; what was entered has a number, or gets it.
        assert set(numbered) <= set(after["entered"]), line
        assert after["first"] == mended["first"] == line["before"]["first"], line
        assert line["again"] == 0
        assert mended["entered"] == after["entered"], line
        assert mended["folders"] == [f"{number:03d}" for number in mended["entered"]], line
        kind = "entered" if len(after["entered"]) == 2 else "not entered"
        hidden = ".002" in after["folders"]
        found[f"{kind}, hidden: {hidden}"] = found.get(f"{kind}, hidden: {hidden}", 0) + 1
    # The three places where it matters were all met: before, between, and after entering.
    assert {"not entered, hidden: False", "not entered, hidden: True"} <= set(found)
    assert "entered, hidden: True" in found


def test_worker_that_starts_finishes_what_was_entered(
    make: Callable[[], Release], made: Made, config: Config
) -> None:
    for _ in range(2):
        make()
    folder = config.releases
    (folder / "002").rename(folder / ".002")  # entered, and then killed
    (folder / ".003").mkdir()  # killed before it was entered
    (folder / ".publicatie-abc").mkdir()
    tidy_up(made.connection, folder)
    assert sorted(path.name for path in folder.iterdir()) == ["001", "002"]
    tidy_up(made.connection, folder / "none")


def test_two_at_once(make: Callable[[], Release], config: Config) -> None:
    with alone(config.releases), pytest.raises(Conflict, match="Er wordt al een publicatie"):
        make()
    assert make().number == 1


def test_number_of_a_folder_that_nobody_knows_is_not_used_again(
    make: Callable[[], Release], config: Config
) -> None:
    (config.releases / "007").mkdir(parents=True)
    (config.releases / "kladje").mkdir()
    assert make().number == 8


PUBLISH_ON_A_FULL_DISK = """
import resource, sys
from pathlib import Path
from analysis.publish import publish
from collector.config import Config
from collector.database import connect
from collector.errors import Refused

config = Config(instance=Path(sys.argv[1]))
connection = connect(config.database)
limit = int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    publish(connection, int(sys.argv[2]), config.releases)
except Refused as refusal:
    print(refusal)
"""


@pytest.mark.parametrize("size", [1_000, 20_000, 60_000])
def test_disk_that_is_full(
    make: Callable[[], Release], made: Made, config: Config, size: int
) -> None:
    """In a process of its own, in which no file can become larger than so many bytes."""
    make()
    before = fingerprint(config.releases)
    made.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    command = [sys.executable, "-c", PUBLISH_ON_A_FULL_DISK]
    arguments = [str(config.instance), str(made.programme), str(size)]
    ended = subprocess.run(
        [*command, *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert "kon niet worden geschreven" in ended.stdout, ended.stderr
    assert "Eerdere publicaties zijn niet veranderd." in ended.stdout
    assert fingerprint(config.releases) == before
    assert [row["number"] for row in releases(made.connection, made.programme)] == [1]


def test_folder_that_is_a_file(make: Callable[[], Release], made: Made, config: Config) -> None:
    config.releases.write_text("kladje")
    with pytest.raises(Refused, match="het is geen map"):
        make()
    assert config.releases.read_text() == "kladje"
    assert releases(made.connection, made.programme) == []


def test_folder_that_may_not_be_written_to(
    make: Callable[[], Release], made: Made, config: Config
) -> None:
    """A real process of a user without rights; the tests may run as root."""
    make()
    before = fingerprint(config.releases)
    config.releases.chmod(0o555)
    try:
        if os.access(config.releases, os.W_OK):
            pytest.skip("whoever runs the tests may write everywhere")
        with pytest.raises(Refused, match="dat mag de dienst niet"):
            make()
    finally:
        config.releases.chmod(0o755)
    assert fingerprint(config.releases) == before


def test_place_that_is_taken(
    make: Callable[[], Release], made: Made, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Moving is the last that can fail: then nothing was entered."""
    make()
    before = fingerprint(config.releases)

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(Refused, match="de schijf is vol"):
        make()
    monkeypatch.undo()
    assert fingerprint(config.releases) == before
    assert [row["number"] for row in releases(made.connection, made.programme)] == [1]
    assert make().number == 2


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Interrupts, also where the tests themselves run in the background, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
def test_interrupted(make: Callable[[], Release], made: Made, config: Config) -> None:
    """Ctrl-C at every stage that is told."""
    make()
    before = fingerprint(config.releases)
    stages = ("verzamelen", "schrijven", "controleren", "plaats")
    for stage in stages:

        def interrupt(wording: object, stage: str = stage) -> None:
            if stage in str(wording):
                signal.raise_signal(signal.SIGINT)

        with pytest.raises(KeyboardInterrupt):
            publish(made.connection, made.programme, config.releases, progress=interrupt)
        assert fingerprint(config.releases) == before, stage
        assert sorted(path.name for path in config.releases.iterdir()) == ["001"]
    assert [row["number"] for row in releases(made.connection, made.programme)] == [1]


def test_database_that_is_locked(make: Callable[[], Release], made: Made, config: Config) -> None:
    make()
    before = fingerprint(config.releases)
    made.connection.execute("PRAGMA busy_timeout = 100")
    other = connect(config.database)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            make()
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert fingerprint(config.releases) == before
    assert make().number == 2


def test_same_seed_and_data_make_the_same_bytes(made: Made, config: Config, tmp_path: Path) -> None:
    """In processes of their own, whose sets and dictionaries are in another order."""
    made.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    program = (
        "import sys; from pathlib import Path; from collector.database import connect;"
        " from analysis.publish import publish;"
        " publish(connect(Path(sys.argv[1])), int(sys.argv[2]), Path(sys.argv[3]), seed=11)"
    )
    found = []
    for order in ("1", "2"):
        database = tmp_path / f"{order}.db"
        database.write_bytes(config.database.read_bytes())
        folder = tmp_path / f"releases-{order}"
        done = subprocess.run(
            [sys.executable, "-c", program, str(database), str(made.programme), str(folder)],
            cwd=REPOSITORY,
            env={**os.environ, "PYTHONHASHSEED": order, "PYTHONPATH": str(REPOSITORY)},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        found.append(
            {
                path.relative_to(folder).as_posix(): path.read_bytes()
                for path in folder.rglob("*")
                if path.is_file()
            }
        )
    assert len(found[0]) > 10
    assert found[0] == found[1]


def test_readers_see_whole_releases_only(make: Callable[[], Release], config: Config) -> None:
    """Somebody who looks all the time never finds a folder with a number that is not complete."""
    stop, faults, looked = threading.Event(), [], []

    def look() -> None:
        while not stop.is_set():
            for folder in config.releases.glob("[0-9]*"):
                looked.append(folder.name)
                faults.extend(verify(folder))

    reader = threading.Thread(target=look)
    reader.start()
    try:
        for _ in range(3):
            make()
    finally:
        stop.set()
        reader.join()
    assert faults == []
    assert set(looked) >= {"001", "002"}
