"""How the web service is served: gunicorn, and how many may be in at once."""

from __future__ import annotations

import sys

from collector.live import STREAMS

THREADS = STREAMS + 100
"""Every open screen and every request that is answered holds one; made when needed."""


def web_command(host: str, port: int, application: str = "app:wsgi()") -> list[str]:
    """The command that serves an application: ours, or one to compare it with."""
    return [
        *(sys.executable, "-m", "gunicorn", application),
        *("--bind", f"{host}:{port}", "--worker-class", "forms.web_worker.Worker"),
        *("--workers", "1", "--threads", str(THREADS), "--worker-connections", "4000"),
        # Who forwards what is decided in `forms.proxies`; gunicorn would let a client behind any
        # proxy on this machine say under which path it came in.
        *("--forwarded-allow-ips", "", "--forwarder-headers", ""),
        # Else it opens a socket in the home folder by which it takes orders, one for all services.
        "--no-control-socket",
        *("--timeout", "120", "--graceful-timeout", "2", "--log-level", "warning"),
        *("--logger-class", "forms.web_log.WebLog"),
    ]
