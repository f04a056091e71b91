"""`bench live`: how soon what is committed is on every screen of a full hall."""

from __future__ import annotations

import asyncio
import random
import re
import signal
import sqlite3
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from collector import live
from collector.database import connect
from collector.errors import Refused
from collector.meetings import set_activity_state
from forms.benchmarks.figures import milliseconds
from forms.benchmarks.hall import Hall, filled_in, hall
from forms.benchmarks.wire import GONE, HOST, Phone

LOOK_SECONDS = 0.002
OPENS_EVERY_SECONDS = 5.0
SETTLE_SECONDS = 10.0
DOWN_SECONDS = 1.0
BACK_SECONDS = 60.0

_MESSAGE = re.compile(rb"(?:retry: (\d+)\n)?id: (\d+)\nevent: (\w+)")


@dataclass
class Screen:
    """Somebody who listens as a browser does: comes back by itself, from where it was."""

    port: int
    key: str
    audience: live.Audience
    came: dict[int, float] = field(default_factory=dict)
    first: int | None = None  # what it hears begins after this number
    last: int | None = None
    greeted: float = 0.0  # when the service last let it in
    greetings: int = 0
    twice: int = 0
    disordered: int = 0
    refused: int = 0
    retry: float = 1.0

    async def follow(self) -> None:
        while True:
            with suppress(*GONE):
                await self.listen()
            # What a browser does: wait as long as the service asked it to.
            await asyncio.sleep(self.retry)

    async def listen(self) -> None:
        reader, writer = await asyncio.open_connection(HOST, self.port)
        try:
            after = "" if self.last is None else f"Last-Event-ID: {self.last}\r\n"
            writer.write(f"GET /live/{self.key} HTTP/1.1\r\nHost: {HOST}\r\n{after}\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 200 " not in head:
                self.refused += 1
                self.retry = random.uniform(1.5, 4.0)  # as `static/live.js` does
                return
            while True:
                self._hear(await reader.readuntil(b"\n\n"))
        finally:
            writer.close()

    def _hear(self, message: bytes) -> None:
        found = _MESSAGE.search(message)
        if found is None:
            return  # a beat
        number, now = int(found[2]), time.monotonic()
        if found[3] == b"hello":
            self.greeted, self.retry = now, int(found[1]) / 1000
            self.greetings += 1
            self.first = number if self.first is None else self.first
        else:
            self.twice += number in self.came
            self.disordered += number < (self.last or 0)
            self.came.setdefault(number, now)
        self.last = number


class Clock:
    """When each event was committed: never too late, and at most one look too early."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.committed: dict[int, float] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Clock:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        with closing(connect(self.path, readonly=True)) as connection:
            newest, looked = live.latest(connection), time.monotonic()
            while not self._stop.wait(LOOK_SECONDS):
                began, found = time.monotonic(), live.latest(connection)
                # It was not there at the look before this one.
                self.committed |= dict.fromkeys(range(newest + 1, found + 1), looked)
                newest, looked = found, began


@dataclass
class Sent:
    """What became of what was handed in."""

    took: list[float] = field(default_factory=list)
    failed: int = 0

    async def hand_in(self, place: Hall, phone: Phone, number: int) -> None:
        """As somebody does whose phone runs no script: the page that says it came in is read."""
        began = time.monotonic()
        try:
            stored = await phone.hand_in(place.activity, filled_in(number)) == 303
            await phone.get(f"/m/{place.code}?received={place.activity}")
        except GONE:
            stored = False
        phone.line.close()
        self.took.append(time.monotonic() - began)
        self.failed += not stored


def open_or_close(place: Hall) -> None:
    """What a facilitator does, and every phone hears of."""
    with closing(connect(place.config.database)) as connection:
        state = connection.execute("SELECT state FROM activities WHERE id = ?", (place.other,))
        set_activity_state(connection, place.other, is_open=state.fetchone()[0] != "open")


async def _all_in(screens: list[Screen], since: float) -> bool:
    """Whether the service let all of them in after this moment, within the time for it."""
    deadline = time.monotonic() + BACK_SECONDS
    while time.monotonic() < deadline:
        if all(screen.greeted > since for screen in screens):
            return True
        await asyncio.sleep(0.02)
    return False


async def _minute(place: Hall, phones: list[Phone], rate: float, seconds: float) -> Sent:
    """Somebody hands in at each tick, whether the one before was answered or not."""
    sent, tasks = Sent(), []
    began = time.monotonic()
    opens = began
    for number in range(round(rate * seconds)):
        await asyncio.sleep(began + number / rate - time.monotonic())
        phone = phones[number % len(phones)]
        tasks.append(asyncio.create_task(sent.hand_in(place, phone, number)))
        if time.monotonic() >= opens:
            opens += OPENS_EVERY_SECONDS
            tasks.append(asyncio.create_task(asyncio.to_thread(open_or_close, place)))
    await asyncio.gather(*tasks)
    return sent


def _wanted(connection: sqlite3.Connection, screen: Screen) -> set[int]:
    """The numbers of all events that this screen had to hear of."""
    found: set[int] = set()
    number = screen.first or 0
    while rows := live.events_after(connection, number, screen.audience):
        found |= {row["id"] for row in rows}
        number = rows[-1]["id"]
    return found


async def settled(place: Hall, screens: list[Screen]) -> int:
    """How many events never arrived where they had to, after some time for the last ones."""
    deadline = time.monotonic() + SETTLE_SECONDS
    with closing(connect(place.config.database, readonly=True)) as connection:
        while True:
            by_kind = {(one.audience, one.first): _wanted(connection, one) for one in screens}
            lost = sum(len(by_kind[one.audience, one.first] - one.came.keys()) for one in screens)
            if not lost or time.monotonic() > deadline:
                return lost
            await asyncio.sleep(0.2)


async def _restart(place: Hall, screens: list[Screen]) -> dict[str, float | None]:
    """The service is killed and started again: how soon everybody is back.

    An activity opens meanwhile, and all have to hear of that afterwards.
    """
    place.server.stop(signal.SIGKILL)
    killed = time.monotonic()
    await asyncio.to_thread(open_or_close, place)
    await asyncio.sleep(DOWN_SECONDS)
    await asyncio.to_thread(place.server.start)
    answers = time.monotonic()
    complete = await _all_in(screens, killed)
    back = max(screen.greeted for screen in screens)
    return {
        "down_s": round(answers - killed, 2),
        "back_s": round(back - answers, 2) if complete else None,
    }


async def _measure(
    place: Hall, clock: Clock, phones: int, screens: int, rate: float, seconds: float
) -> dict[str, Any]:
    people = await place.phones(phones)
    of_phone = live.Audience(meeting=place.meeting, kinds=live.PARTICIPANT_KINDS)
    of_screen = live.Audience(meeting=place.meeting, kinds=live.SCREEN_KINDS)
    port = place.server.port
    on_phones = [Screen(port, place.code, of_phone) for _ in people]
    on_wall = [Screen(port, place.screen_key, of_screen) for _ in range(screens)]
    everybody = [*on_phones, *on_wall]
    began = time.monotonic()
    following = [asyncio.create_task(screen.follow()) for screen in everybody]
    if not await _all_in(everybody, began):
        raise Refused("Not everybody was let in.")
    connected = time.monotonic() - began
    sent = await _minute(place, people, rate, seconds)
    lost = await settled(place, everybody)
    delays = {
        name: [at - clock.committed[number] for one in these for number, at in one.came.items()]
        for name, these in (("screens", on_wall), ("phones", on_phones))
    }
    again = await _restart(place, everybody)
    lost += await settled(place, everybody)
    for task in following:
        task.cancel()
    await asyncio.gather(*following, return_exceptions=True)
    return {
        **milliseconds([*delays["screens"], *delays["phones"]]),
        "lost": lost,
        "duplicated": sum(one.twice for one in everybody),
        "arrivals": sum(map(len, delays.values())),
        **{name: milliseconds(these) for name, these in delays.items()},
        "connected_s": round(connected, 2),
        "submissions": {"sent": len(sent.took), "failed": sent.failed, **milliseconds(sent.took)},
        "restart": again,
        "refused": sum(one.refused for one in everybody),
    }


def measure(
    phones: int,
    screens: int,
    rate: float,
    seconds: float,
    port: int = 0,
    folder: Path | None = None,
) -> dict[str, Any]:
    """From commit to arrival, in a hall with so many phones and projectors.

    :param rate: forms handed in per second
    :param seconds: for how long
    """
    with hall(port, folder) as place, Clock(place.config.database) as clock:
        return asyncio.run(_measure(place, clock, phones, screens, rate, seconds))
