"""For programs that watch over the service: whether it lives, and whether it is ready."""

from __future__ import annotations

import logging
import threading
import time
from typing import cast

from flask import Blueprint, Response, current_app

from collector import logs
from collector.config import Config
from collector.health import NEEDED, Health, Name, Part, State, examine
from collector.live import Watcher, most_streams

bp = Blueprint("health", __name__)

FRESH_SECONDS = 5.0
"""What was found so short ago is told again: whoever asks more often costs nothing."""


class Monitor:
    """Looks at the service for everybody who wants to know, one look at a time."""

    def __init__(self, config: Config, watcher: Watcher) -> None:
        self.config = config
        self.watcher = watcher
        self._turn = threading.Lock()
        self._found: Health | None = None
        self._until = 0.0

    def look(self) -> Health:
        with self._turn:
            if self._found is None or time.monotonic() >= self._until:
                found = examine(self.config, self._screens)
                self._tell(found)
                self._found, self._until = found, time.monotonic() + FRESH_SECONDS
            return self._found

    def _tell(self, found: Health) -> None:
        """In the log stands when a part stopped working, and when it worked again."""
        before = {part.name: part for part in self._found.parts} if self._found else {}
        for part in found.parts:
            was = before.get(part.name, Part(part.name))
            if State.BAD in (part.state, was.state) and part.why != was.why:
                level = logging.ERROR if part.state is State.BAD else logging.INFO
                logs.tell("part", level, part=part.name, state=part.state, why=part.why)

    def _screens(self) -> Part:
        most = most_streams()
        facts = {"open": self.watcher.open_streams, "most": most}
        if self.watcher.stands_still:
            return Part(Name.SCREENS, State.BAD, "still", facts)
        if facts["open"] > 0.9 * most:
            return Part(Name.SCREENS, State.CARE, "crowded", facts)
        return Part(Name.SCREENS, facts=facts)


def monitor() -> Monitor:
    return cast(Monitor, current_app.extensions["monitor"])


@bp.get("/healthz")
def alive() -> Response:
    """The process answers. It looks at nothing, so that a full disk is no reason to restart it."""
    return _plain("ok\n", 200)


@bp.get("/readyz")
def ready() -> Response:
    """Whether a meeting can be held with it now, and a line for each part that this hangs on.

    :status 503: it cannot; the first line names what is wrong.
    """
    parts = [part for part in monitor().look().parts if part.name in NEEDED]
    wrong = [f"{part.name} {part.why}" for part in parts if not _is_ready(part)]
    first = f"not ready: {', '.join(wrong)}" if wrong else "ready"
    lines = (first, *(f"{part.name} {part.state} {part.why}".rstrip() for part in parts))
    return _plain("\n".join(lines) + "\n", 503 if wrong else 200)


def _is_ready(part: Part) -> bool:
    return part.state is not State.BAD and part.why != "starting"


def _plain(text: str, status: int) -> Response:
    return Response(text, status, {"Cache-Control": "no-store"}, mimetype="text/plain")
