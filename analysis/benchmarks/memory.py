"""How much memory a process took at its highest."""

import resource
from pathlib import Path


def peak_mb() -> int:
    """The most that this process held in memory, in MB.

    Linux starts ``ru_maxrss`` of a child at that of the process that made it, so there the
    kernel's own account of this program is read.
    """
    told = peak_mb_of("self")
    if told is not None:
        return told
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def peak_mb_of(process: int | str) -> int | None:
    """The same of another process, while it lives; ``None`` where the kernel does not tell."""
    status = Path("/proc", str(process), "status")
    if not status.is_file():
        return None
    lines = dict(line.split(":", 1) for line in status.read_text("utf-8").splitlines())
    return int(lines["VmHWM"].split()[0]) // 1024
