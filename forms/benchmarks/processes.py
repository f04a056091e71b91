"""The processes of a service as the system sees them (Linux: /proc)."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

_WORDS = (("web", "gunicorn"), ("data", "datasette"), ("work", "\0work"))


def children(parent: int) -> dict[str, int]:
    """Name → process id of those that `serve` supervises and that live."""
    found = {}
    for process in _children(parent):
        try:
            command = Path(f"/proc/{process}/cmdline").read_text()
        except OSError:
            continue  # it ended while we looked
        for name, word in _WORDS:
            if word in command:
                found[name] = process
    return found


def _children(parent: int) -> list[int]:
    """Of any of its threads; those that ended and were not asked after are among them."""
    found = []
    for thread in Path(f"/proc/{parent}/task").glob("[0-9]*"):
        try:
            found += [int(one) for one in (thread / "children").read_text().split()]
        except OSError:
            continue
    return found


def child_of(process: int) -> int | None:
    """The one that answers, behind gunicorn's first process."""
    found = _children(process)
    return found[0] if found else None


def zombies(parent: int) -> list[int]:
    """Children that ended, and that the parent never asked after."""
    return [one for one in _children(parent) if state(one) == "Z"]


def state(process: int) -> str:
    """The letter of `man 5 proc`; "" when there is no such process."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return ""
    return status.rpartition(") ")[2][:1]


def of_instance(instance: Path) -> Iterator[int]:
    """Every process that lives and was told to work in this folder."""
    wanted = f"GESPREKSTAFEL_INSTANCE={instance}\0".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "environ").read_bytes()
        except OSError:
            continue  # it ended while we looked, or it is of somebody else
        if wanted in told + b"\0" and int(folder.name) != os.getpid():
            yield int(folder.name)


def open_files(process: int) -> list[str]:
    """What its file descriptors point to."""
    found = []
    for file in Path(f"/proc/{process}/fd").iterdir():
        try:
            found.append(str(file.readlink()))
        except FileNotFoundError:
            continue  # closed while we looked
    return found


def threads(process: int) -> int:
    return len(list(Path(f"/proc/{process}/task").iterdir()))


def resident_mb(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"^VmRSS:\s+(\d+) kB", status, re.M)
    return round(int(found[1]) / 1024, 1) if found else 0.0


def kill(*processes: int | None) -> None:
    """At once, as when the machine ends them: nothing can be finished."""
    for process in processes:
        if process is not None:
            os.kill(process, signal.SIGKILL)
