"""How the web service is served: gunicorn, and how many may be in at once."""

from __future__ import annotations

import sys

THREADS = 800
"""Every open screen and every request that is being answered holds one."""
STREAMS = 700
"""Most screens and phones that listen at once; the other threads are for whoever sends."""


def web_command(host: str, port: int, application: str = "app:wsgi()") -> list[str]:
    """The command that serves an application: ours, or one to compare it with."""
    return [
        *(sys.executable, "-m", "gunicorn", application),
        *("--bind", f"{host}:{port}", "--worker-class", "gthread"),
        # One process: every open screen holds a thread, and threads are made when needed.
        *("--workers", "1", "--threads", str(THREADS), "--worker-connections", "2000"),
        *("--timeout", "120", "--graceful-timeout", "2", "--log-level", "warning"),
    ]
