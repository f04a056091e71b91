"""Publishes again and again, each time in a process of its own that kills itself one step further.

Run as a program: `python killed_publishing.py INSTANCE PROGRAMME WORKPLACE`; prints a line of JSON
for every step. A step is something that the process asks of the disk in the folder of releases, or
of the private database.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from analysis.publish import publish, tidy_up
from collector.config import Config
from collector.database import connect

_OF_THE_DISK = {"open", "os.mkdir", "os.rename", "os.rmdir"}
_OF_THE_DATABASE = ("BEGIN", "INSERT", "COMMIT", "ROLLBACK")


def kill_at(step: int, releases: Path) -> Callable[[str], None]:
    """Counts steps, and ends this process without a word at the given one."""
    passed: list[str] = []

    def note(what: str) -> None:
        passed.append(what)
        if len(passed) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def audit(event: str, arguments: tuple[object, ...]) -> None:
        if event not in _OF_THE_DISK or str(releases) not in str(arguments[0]):
            return
        if event != "open" or "w" in str(arguments[1] or ""):  # files that are only read: no step
            note(event)

    sys.addaudithook(audit)
    return note


def publish_and_die(instance: Path, programme: int, step: int) -> None:
    config = Config(instance=instance)
    connection = connect(config.database)
    note = kill_at(step, config.releases)
    connection.set_trace_callback(
        lambda sql: note(sql.split()[0]) if sql.startswith(_OF_THE_DATABASE) else None
    )
    publish(connection, programme, config.releases, seed=1)


def mend(instance: Path) -> None:
    config = Config(instance=instance)
    tidy_up(connect(config.database), config.releases)


def in_a_child(do: Callable[[], None]) -> int:
    """The signal that ended it; 0 when it came to its end."""
    child = os.fork()
    if not child:
        code = 1
        try:
            do()
            code = 0
        finally:
            os._exit(code)
    status = os.waitpid(child, 0)[1]
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else -os.WEXITSTATUS(status)


def state(instance: Path) -> dict[str, object]:
    """What is there: folders, hidden ones too, and the numbers that were entered."""
    releases = instance / "releases"
    connection = sqlite3.connect(instance / "collector.db")
    entered = [row[0] for row in connection.execute("SELECT number FROM releases ORDER BY 1")]
    connection.close()
    return {
        "folders": sorted(path.name for path in releases.iterdir()),
        "entered": entered,
        "first": {
            path.name: path.read_bytes().hex()[:64] + str(path.stat().st_size)
            for path in sorted((releases / "001").rglob("*"))
            if path.is_file()
        },
    }


def main(template: Path, programme: int, workplace: Path) -> None:
    step = 0
    while True:
        step += 1
        instance = workplace / str(step)
        shutil.copytree(template, instance)
        before = state(instance)
        ended = in_a_child(partial(publish_and_die, instance, programme, step))
        after = state(instance)
        again = in_a_child(partial(mend, instance))
        line = {"step": step, "ended": ended, "before": before, "after": after, "again": again}
        print(json.dumps({**line, "mended": state(instance)}), flush=True)
        shutil.rmtree(instance)
        if ended != signal.SIGKILL:
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
