"""The power is cut while a release is made: it is there as a whole and entered, or not at all."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from analysis.publish import tidy_up
from collector.config import REPOSITORY, Config
from collector.database import connect
from forms.benchmarks.disk_image import Disk
from forms.benchmarks.system_calls import calls, looked_at
from tests.analysis.programme_to_publish import round_table
from tests.programs import need

CUTS = 60
PUBLISH = """
import sys
from pathlib import Path
from analysis.publish import publish
from collector.config import Config
from collector.database import connect, transaction
from collector.events import EventKind, record

config, programme = Config(instance=Path(sys.argv[1])), int(sys.argv[2])
connection = connect(config.database)
with transaction(connection):  # as the worker does, when it begins with a job
    record(connection, EventKind.JOB, programme=programme)
publish(connection, programme, config.releases, seed=7)
"""


@pytest.fixture
def recorded(
    config: Config, fresh_db: sqlite3.Connection, templates, instruments, tmp_path
) -> Path:
    """What a process did that made the first release, and the folder as it was before."""
    need("strace", "strace")
    made = round_table(fresh_db, templates, instruments)
    fresh_db.close()
    shutil.copytree(config.instance, tmp_path / "before")
    subprocess.run(
        [
            *looked_at(tmp_path / "calls.log"),
            *(sys.executable, "-c", PUBLISH, str(config.instance), str(made.programme)),
        ],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        check=True,
        timeout=120,
    )
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_whole_and_entered_or_not_at_all(recorded: Path, config: Config) -> None:
    disk = Disk(config.instance, recorded / "before")
    releases = str(config.releases)
    whole = files(config.releases / "001")
    done = list(calls(recorded / "calls.log"))
    # When nothing is done to the release, a cut finds what the one before found.
    matters = [
        number
        for number, call in enumerate(done)
        if call.path.startswith((releases, str(config.database))) and call.name != "lseek"
    ]
    chance = random.Random(1)
    # Each of the last ones: there it is renamed, entered and renamed again.
    wanted = {*chance.choices(matters, k=CUTS), *matters[-40:]}
    found = {True: 0, False: 0}
    for number, call in enumerate(done):
        disk.follow(number, call)
        if number not in wanted:
            continue
        left = recorded / f"left-{number}"
        left.mkdir()
        disk.cut(chance, left)
        found[is_whole(Config(instance=left), whole)] += 1
        shutil.rmtree(left)
    assert found[True] > 0 and found[False] > 0


def is_whole(config: Config, whole: dict[str, bytes]) -> bool:
    """Whether the release is there, after the worker started again."""
    with closing(connect(config.database)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        tidy_up(database, config.releases)
        entered = [row["number"] for row in database.execute("SELECT number FROM releases")]
    there = config.releases.iterdir() if config.releases.exists() else ()
    assert sorted(path.name for path in there) == [f"{number:03d}" for number in entered]
    if entered:
        assert files(config.releases / "001") == whole
    return bool(entered)
