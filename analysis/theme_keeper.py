"""Keeps the themes of every programme fresh: new statements at once, a whole run when it is quiet.

In a full room something comes in every second. Each statement is placed among the themes that
there are within the second; looking at everything again waits for a pause, or comes along at
intervals, so that proposals do not move under the hands of a facilitator all the time.
"""

from __future__ import annotations

import json
import sqlite3
import time
from dataclasses import dataclass
from typing import Protocol

from analysis.look_alikes import look_at_new
from analysis.newcomers import Space, space_of
from analysis.representation import TextEncoder, TextReader
from analysis.theme_run import CONSIDERED, fingerprint, place_newcomers, run_themes
from collector.database import is_trouble
from collector.queries import themes
from collector.queries.statements import texts_to_group

QUIET_SECONDS = 3.0
AT_MOST_SECONDS = 20.0
PAUSE_PER_RUN = 10.0  # while it is busy, runs take at most a tenth of the time
LONGEST_SECONDS = 60.0  # but nothing waits longer than this for a run
PAIRS_AT_ONCE = 50  # statements; about half a second
MOST_SPACES = 4  # programmes that are held in memory, 12 MB each at 2,000 statements


class Models(Protocol):
    """The encoder and the language, loaded when they are first asked for."""

    @property
    def encoder(self) -> TextEncoder: ...

    @property
    def language(self) -> TextReader: ...


@dataclass(frozen=True)
class Held:
    """What the last run of a programme left in memory, and the newest statement it had seen."""

    space: Space | None
    newest: int


@dataclass(frozen=True)
class Due:
    """When something first came in that no run has seen, and when something last did."""

    since: float
    last: float


class ThemeKeeper:
    """One for a worker. Times are those of ``time.monotonic``."""

    def __init__(self, connection: sqlite3.Connection, models: Models) -> None:
        self.connection = connection
        self.models = models
        self._held: dict[int, Held] = {}
        self._due: dict[int, Due] = {}
        self._took: dict[int, float] = {}
        self._looked: dict[int, int] = {}  # programme → newest statement compared for merging

    def noticed(self, programme: int) -> None:
        """Something came in, went or changed: a run is due after a pause."""
        now = time.monotonic()
        due = self._due.get(programme)
        self._due[programme] = Due(due.since if due else now, now)

    def place(self, programme: int) -> None:
        """Propose at once where new statements belong; without themes there is nowhere yet."""
        if not themes.themes(self.connection, programme):
            return
        if programme not in self._held:
            self.refresh(programme)  # after a restart; it also places what is new
        held = self._held.get(programme)
        if held is None or held.space is None:
            return
        models = self.models
        space = place_newcomers(
            self.connection,
            programme,
            held.space,
            models.encoder,
            models.language,
            newest=held.newest,
        )
        self._held[programme] = Held(space, held.newest)

    def run_when_due(self) -> bool:
        """One run, for a programme in which it is quiet now or that waited long enough."""
        now = time.monotonic()
        for programme, due in list(self._due.items()):
            pause = min(LONGEST_SECONDS, PAUSE_PER_RUN * self._took.get(programme, 0))
            longest = max(AT_MOST_SECONDS, pause)
            if now - due.last >= QUIET_SECONDS or now - due.since >= longest:
                return self.refresh(programme)
        return False

    def refresh(self, programme: int) -> bool:
        """A run, if statements came, went or changed since the last one; whether there was one."""
        latest = themes.latest_run(self.connection, programme)
        before = json.loads(latest["parameters"]).get("fingerprint") if latest else fingerprint([])
        if fingerprint(texts_to_group(self.connection, programme, CONSIDERED)) == before:
            self._due.pop(programme, None)
            return False
        self.run(programme)
        return True

    def run(self, programme: int, *, afresh: bool = False, resolution: float = 1.0) -> None:
        """A run, whether or not there is reason for one."""
        due = self._due.pop(programme, None)
        started = time.monotonic()
        try:
            found, newest = run_themes(
                self.connection,
                programme,
                self.models.encoder,
                self.models.language,
                afresh=afresh,
                resolution=resolution,
            )
        except Exception as error:
            if due and is_trouble(error):
                self._due[programme] = due
            raise
        self._took[programme] = time.monotonic() - started
        self._looked.setdefault(programme, 0)
        self._held.pop(programme, None)
        self._held[programme] = Held(space_of(found), newest)
        while len(self._held) > MOST_SPACES:
            del self._held[next(iter(self._held))]

    def look_for_pairs(self) -> bool:
        """Compare some statements with those they are most like; whether there were any left."""
        for programme, before in self._looked.items():
            newest = look_at_new(
                self.connection,
                programme,
                self.models.encoder,
                after=before,
                most=PAIRS_AT_ONCE,
            )
            if newest != before:
                self._looked[programme] = newest
                return True
        return False
