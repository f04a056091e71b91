"""gunicorn's own log, which names addresses and clients, goes the way of ours."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from collector import logs
from collector.config import Config


class WebLog(Logger):
    """:meth:`setup` is called in its first process, before ours is made."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        logs.start("web", Config.from_environment().log)
