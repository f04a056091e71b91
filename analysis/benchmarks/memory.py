"""How much memory a process took at its highest."""

import resource
from pathlib import Path

STATUS = Path("/proc/self/status")


def peak_mb() -> int:
    """The most that this process held in memory, in MB.

    Linux starts ``ru_maxrss`` of a child at that of the process that made it, so there the
    kernel's own account of this program is read.
    """
    if STATUS.is_file():
        lines = dict(line.split(":", 1) for line in STATUS.read_text("utf-8").splitlines())
        return int(lines["VmHWM"].split()[0]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
