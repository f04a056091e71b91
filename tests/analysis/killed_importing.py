"""Reads in a file again and again, each time in a process that kills itself one write further.

Run as a program: `python killed_importing.py INSTANCE WORKPLACE`; prints a line of JSON for every
step: how the process ended, what was there afterwards, and what a next worker made of it.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from analysis import import_run
from collector import uploads
from collector.database import connect

TABLES = ("programmes", "statements", "participants", "placements", "imports")
WRITES = ("INSERT", "UPDATE", "DELETE", "COMMIT", "BEGIN")


def store(instance: Path, step: int | None) -> None:
    connection = connect(instance / "collector.db")
    passed = 0

    def note(sql: str) -> None:
        nonlocal passed
        if sql.startswith(WRITES):
            passed += 1
            if passed == step:
                os.kill(os.getpid(), signal.SIGKILL)

    connection.set_trace_callback(note)
    while row := uploads.begin(connection):
        import_run.do(connection, row)
    connection.close()


def in_a_child(instance: Path, step: int | None) -> int:
    """The signal that ended it; 0 when it came to its end."""
    child = os.fork()
    if not child:
        code = 1
        try:
            store(instance, step)
            code = 0
        finally:
            os._exit(code)
    status = os.waitpid(child, 0)[1]
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else -os.WEXITSTATUS(status)


def counts(instance: Path) -> dict[str, int]:
    connection = sqlite3.connect(instance / "collector.db")
    found = {
        table: int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
        for table in TABLES
    }
    connection.close()
    return found


def main(template: Path, workplace: Path) -> None:
    step = 0
    ended: int = signal.SIGKILL
    while ended == signal.SIGKILL:
        step += 1
        instance = workplace / str(step)
        shutil.copytree(template, instance)
        ended = in_a_child(instance, step)
        line = {"step": step, "ended": ended, "after": counts(instance)}
        in_a_child(instance, None)
        print(json.dumps({**line, "again": counts(instance)}), flush=True)
        shutil.rmtree(instance)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
