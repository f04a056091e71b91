"""Events after N, for every open screen: one thread reads the log and hands each stream its own.

A stream that has nothing to tell sleeps: what concerns the projector wakes no phone.
"""

from __future__ import annotations

import json
import queue
import resource
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from collector.database import Rows, connect, is_of_a_still_file
from collector.errors import Busy, StorageError
from collector.events import EventKind
from collector.metrics import OPEN_STREAMS
from collector.queries.meetings import programme_of

POLL_SECONDS = 0.04
HEARTBEAT_SECONDS = 15.0
BATCH = 500
STREAMS = 700
"""Most that one process has open: each holds a thread, and whoever sends needs one too."""
FILES_EACH = 3
"""Descriptors of a screen at the most: its connection, the database and its log."""
FILES_KEPT = 150
"""Descriptors that are left for whoever sends something, and for the service itself."""
STREAMS_OF_ONE = 600
"""Of these from one address: a hall behind one has room, and nobody else keeps the others out."""
RETRY_MILLISECONDS = 500, 2500
"""When a screen whose line was lost comes back: at the earliest and at the latest."""
BEAT = "event: beat\ndata: {}\n\n"
"""Says that the line is alive: a screen that hears none for three in a row connects anew."""


@dataclass(frozen=True)
class Audience:
    """Whose events a stream carries: one meeting or a whole programme, and which kinds."""

    meeting: int | None = None
    programme: int | None = None
    kinds: frozenset[EventKind] = frozenset(EventKind)
    partnership: int | None = None  # of what is sketched: only by this one


PARTICIPANT_KINDS = frozenset(
    {EventKind.ACTIVITY, EventKind.PARTNERSHIP, EventKind.PREPARED, EventKind.TIMER}
)
RECEIPT_KINDS = PARTICIPANT_KINDS | {EventKind.MODERATED}
"""For whoever reads back: something may have become of the own words."""

SKETCH_KINDS = RECEIPT_KINDS | {EventKind.SKETCHED, EventKind.WITHDRAWN}
"""For who settles something together with the own partnership."""

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


def most_streams() -> int:
    """How many screens there may be: `STREAMS`, or fewer where few files may be open at once. Else
    the last ones would take the descriptors with which answers are stored."""
    files, _most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files == resource.RLIM_INFINITY:
        return STREAMS
    return max(1, min(STREAMS, (files - FILES_KEPT) // FILES_EACH))


def latest(connection: sqlite3.Connection) -> int:
    """The number of the newest event; 0 if there is none."""
    number: int = connection.execute("SELECT ifnull(max(id), 0) FROM events").fetchone()[0]
    return number


def events_after(
    connection: sqlite3.Connection, number: int, audience: Audience, limit: int = BATCH
) -> Rows:
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
    if audience.partnership is not None:
        conditions.append("(kind <> 'sketched' OR json_extract(data, '$.partnership') = ?)")
        values.append(audience.partnership)
    marks = ", ".join("?" * len(audience.kinds))
    return connection.execute(
        f"SELECT id, kind FROM events WHERE {' AND '.join(conditions)}"
        f" AND kind IN ({marks}) ORDER BY id LIMIT ?",
        (*values, *sorted(audience.kinds), limit),
    ).fetchall()


class Inbox:
    """What came for one stream and has not been told yet."""

    def __init__(self, audience: Audience, programme: int, whose: str = "") -> None:
        self.audience = audience
        self.whose = whose
        self.programme = programme
        self.behind = True  # what came before, or was too much at once, has to be read from the log
        self._came: queue.SimpleQueue[tuple[int, str] | None] = queue.SimpleQueue()

    def is_for(self, row: sqlite3.Row) -> bool:
        """The same as `events_after` says, of an event at hand."""
        if row["kind"] not in self.audience.kinds or not self._is_of_ours(row):
            return False
        if self.audience.meeting is None or row["meeting_id"] is None:
            return bool(row["programme_id"] == self.programme)
        return bool(row["meeting_id"] == self.audience.meeting)

    def _is_of_ours(self, row: sqlite3.Row) -> bool:
        if self.audience.partnership is None or row["kind"] != EventKind.SKETCHED:
            return True
        return bool(json.loads(row["data"]).get("partnership") == self.audience.partnership)

    def put(self, row: sqlite3.Row) -> None:
        if self._came.qsize() >= BATCH:
            self.behind = True
        if not self.behind:
            self._came.put((row["id"], row["kind"]))

    def wake(self) -> None:
        self._came.put(None)

    def fall_behind(self) -> None:
        """More came at once than is told one by one: its stream reads the log."""
        self.behind = True
        self.wake()

    def wait(self, seconds: float) -> tuple[int, str] | None:
        """Number and kind of the next event; None when there may be reason to end.

        :raise queue.Empty: nothing came for so many seconds.
        """
        return self._came.get(timeout=seconds)


class Watcher:
    """Hands what any process has committed to all streams of this process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._newest = 0
        self._inboxes: set[Inbox] = set()
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        OPEN_STREAMS.set(0)  # those of a process that ended are gone

    def start(self) -> None:
        """Begin watching; a second call does nothing. Call it in the process that serves."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                connection = connect(self.path, readonly=True, any_thread=True)
                # Read here and now, so that whoever listens from now on misses nothing.
                self._newest = latest(connection)
                watch = threading.Thread(
                    target=self._watch, args=(connection,), name="events", daemon=True
                )
                self._thread = watch
                watch.start()

    def stop(self) -> None:
        self._stopped.set()
        with self._lock:
            for inbox in self._inboxes:
                inbox.wake()
        if self._thread:
            self._thread.join()

    def listen(self, audience: Audience, whose: str = "") -> Inbox:
        """From now on its events are put in this inbox, until it leaves.

        :param whose: the address that listens; "" is nobody's
        :raise Busy: there are too many already.
        """
        self.start()
        with closing(connect(self.path, readonly=True)) as connection:
            inbox = Inbox(audience, _programme_of(connection, audience), whose)
        with self._lock:
            of_one = sum(inbox.whose == whose for inbox in self._inboxes) if whose else 0
            if len(self._inboxes) >= most_streams() or of_one >= STREAMS_OF_ONE:
                raise Busy("Er kijken nu te veel schermen mee. Probeer het zo nog eens.")
            self._inboxes.add(inbox)
            OPEN_STREAMS.set(len(self._inboxes))
        return inbox

    def leave(self, inbox: Inbox) -> None:
        """A second call does nothing."""
        with self._lock:
            self._inboxes.discard(inbox)
            OPEN_STREAMS.set(len(self._inboxes))

    def _watch(self, connection: sqlite3.Connection) -> None:
        while not self._stopped.wait(POLL_SECONDS):
            try:
                if is_of_a_still_file(connection):  # by now it may be written to again
                    connection.close()
                    connection = connect(self.path, readonly=True, any_thread=True)
                rows = connection.execute(
                    "SELECT id, kind, meeting_id, programme_id, data FROM events"
                    " WHERE id > ? ORDER BY id LIMIT ?",
                    (self._newest, BATCH),
                ).fetchall()
            except (sqlite3.Error, StorageError):
                continue  # trouble that may pass; without this thread every screen stands still
            if len(rows) < BATCH:
                for row in rows:
                    self._hand_out(row)
            else:
                self._leave_to_the_log(latest(connection))
        connection.close()

    def _hand_out(self, row: sqlite3.Row) -> None:
        with self._lock:
            inboxes = [inbox for inbox in self._inboxes if inbox.is_for(row)]
        for inbox in inboxes:
            inbox.put(row)
        self._newest = row["id"]

    def _leave_to_the_log(self, newest: int) -> None:
        with self._lock:
            for inbox in self._inboxes:
                inbox.fall_behind()
        self._newest = newest

    @property
    def stopped(self) -> bool:
        return self._stopped.is_set()

    @property
    def open_streams(self) -> int:
        return len(self._inboxes)

    @property
    def stands_still(self) -> bool:
        """Whether the thread that watches has ended, which it never should."""
        return self._thread is not None and not self._thread.is_alive() and not self.stopped


def _programme_of(connection: sqlite3.Connection, audience: Audience) -> int:
    if audience.meeting is not None:
        return programme_of(connection, audience.meeting)
    assert audience.programme is not None
    return audience.programme


def stream(
    watcher: Watcher, audience: Audience, after: int | None, inbox: Inbox | None = None
) -> Iterator[str]:
    """Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).

    :param after: the number of the last event that this screen has seen; None: only new ones
    :param inbox: where its events come in, when it listens already; whoever gives it lets it leave
    :raise Busy: there are too many streams already.
    """
    mine = inbox or watcher.listen(audience)
    try:
        with closing(connect(watcher.path, readonly=True)) as connection:
            seen = latest(connection) if after is None else after
        yield f"retry: {_retry()}\nid: {seen}\nevent: hello\ndata: {{}}\n\n"
        while not watcher.stopped:
            if mine.behind:
                mine.behind = False
                for row in _all_after(watcher.path, seen, audience):
                    seen = row["id"]
                    yield _told(seen, row["kind"])
            try:
                came = mine.wait(HEARTBEAT_SECONDS)
            except queue.Empty:
                yield BEAT
                continue
            if came and came[0] > seen:
                seen = came[0]
                yield _told(*came)
    finally:
        if inbox is None:
            watcher.leave(mine)


def _all_after(path: Path, number: int, audience: Audience) -> Iterator[sqlite3.Row]:
    """As `events_after`, to the end, a batch at a time."""
    with closing(connect(path, readonly=True)) as connection:
        while rows := events_after(connection, number, audience):
            yield from rows
            number = rows[-1]["id"]


def _told(number: int, kind: str) -> str:
    """Not which statement, form or act: a screen asks for what it shows, and may see."""
    return f"id: {number}\nevent: live\ndata: {json.dumps({'kind': kind})}\n\n"


def _retry() -> int:
    """In milliseconds; each screen another, or a whole hall comes back in the same instant."""
    first, last = RETRY_MILLISECONDS
    return first + secrets.randbelow(last - first)
