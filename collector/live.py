"""Events after N, for every open screen: one thread watches the log, all streams wait on it."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from collector.database import connect
from collector.events import EventKind

POLL_SECONDS = 0.1
HEARTBEAT_SECONDS = 15.0
BATCH = 500
BEAT = "event: beat\ndata: {}\n\n"
"""Says that the line is alive: a screen that hears none for three in a row connects anew."""


@dataclass(frozen=True)
class Audience:
    """Whose events a stream carries: one meeting or a whole programme, and which kinds."""

    meeting: int | None = None
    programme: int | None = None
    kinds: frozenset[EventKind] = frozenset(EventKind)


PARTICIPANT_KINDS = frozenset({EventKind.ACTIVITY, EventKind.PREPARED, EventKind.TIMER})
RECEIPT_KINDS = PARTICIPANT_KINDS | {EventKind.MODERATED}
"""For whoever reads back: something may have become of the own words."""

SCREEN_KINDS = frozenset(
    {
        EventKind.ACTIVITY,
        EventKind.ANSWERED,
        EventKind.JOINED,
        EventKind.MAP,
        EventKind.MODERATED,
        EventKind.PREPARED,
        EventKind.REHEARSAL,
        EventKind.SCREEN,
        EventKind.THEMES,
        EventKind.TIMER,
        EventKind.VOTED,
        EventKind.WITHDRAWN,
    }
)


def latest(connection: sqlite3.Connection) -> int:
    """The number of the newest event; 0 if there is none."""
    number: int = connection.execute("SELECT ifnull(max(id), 0) FROM events").fetchone()[0]
    return number


def events_after(
    connection: sqlite3.Connection, number: int, audience: Audience, limit: int = BATCH
) -> list[sqlite3.Row]:
    """The next events for this audience, oldest first.

    A meeting's stream also carries what concerns its whole programme (moderation, themes).
    """
    conditions, values = ["id > ?"], [number]
    if audience.meeting is not None:
        conditions.append(
            "(meeting_id = ? OR (meeting_id IS NULL AND programme_id ="
            " (SELECT programme_id FROM meetings WHERE id = ?)))"
        )
        values += [audience.meeting, audience.meeting]
    if audience.programme is not None:
        conditions.append("programme_id = ?")
        values.append(audience.programme)
    marks = ", ".join("?" * len(audience.kinds))
    return connection.execute(
        f"SELECT id, kind FROM events WHERE {' AND '.join(conditions)}"
        f" AND kind IN ({marks}) ORDER BY id LIMIT ?",
        (*values, *sorted(audience.kinds), limit),
    ).fetchall()


class Watcher:
    """Wakes all streams of this process when any process has committed an event."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._newest = 0
        self._changed = threading.Condition()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin watching; a second call does nothing. Call it in the process that serves."""
        with self._changed:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._watch, name="events", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        with self._changed:
            self._changed.notify_all()
        if self._thread:
            self._thread.join()

    def _watch(self) -> None:
        connection = connect(self.path, readonly=True)
        while not self._stopped.wait(POLL_SECONDS):
            try:
                newest = latest(connection)
            except sqlite3.OperationalError:
                continue  # trouble that may pass; without this thread every screen stands still
            if newest != self._newest:
                with self._changed:
                    self._newest = newest
                    self._changed.notify_all()
        connection.close()

    def wait(self, number: int, seconds: float) -> bool:
        """True as soon as there is an event after `number`; False after so many seconds."""
        with self._changed:
            return (
                self._changed.wait_for(
                    lambda: self._newest > number or self._stopped.is_set(), timeout=seconds
                )
                and not self._stopped.is_set()
            )

    @property
    def newest(self) -> int:
        """The number of the newest event that the watcher knows of."""
        return self._newest

    @property
    def stopped(self) -> bool:
        return self._stopped.is_set()


def stream(watcher: Watcher, audience: Audience, after: int | None) -> Iterator[str]:
    """Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).

    :param after: the number of the last event that this screen has seen; None: only new ones
    """
    watcher.start()
    connection = connect(watcher.path, readonly=True)
    try:
        seen = latest(connection) if after is None else after
        yield f"retry: 1000\nid: {seen}\nevent: hello\ndata: {{}}\n\n"
        while not watcher.stopped:
            newest = watcher.newest
            rows = events_after(connection, seen, audience)
            for row in rows:
                seen = row["id"]
                # Not which statement, form or act: a screen asks for what it shows, and may see.
                data = json.dumps({"kind": row["kind"]})
                yield f"id: {seen}\nevent: live\ndata: {data}\n\n"
            if len(rows) < BATCH and not watcher.wait(newest, HEARTBEAT_SECONDS):
                yield BEAT
    finally:
        connection.close()
