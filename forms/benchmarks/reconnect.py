"""`bench reconnect`: screens and phones lose their line all the time, and the service now and then.

Each comes back by itself with the number of the last event that it heard (Last-Event-ID), and has
to hear every event once, in order. Afterwards the service holds no more than before.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from collector import live
from collector.database import connect
from collector.errors import Refused
from forms.benchmarks.hall import Hall, hall
from forms.benchmarks.insisting import Insisting, come_in
from forms.benchmarks.live import Screen, open_or_close, settled
from forms.benchmarks.processes import child_of, kill, open_files, threads
from forms.benchmarks.wire import GONE

NOTHING = ("lost", "duplicated", "disordered", "leaked")
"""Figures that have to be 0."""

LISTENS_SECONDS = 0.05, 1.5
AWAY_SECONDS = 0.0, 0.4
PHONES = 4
"""People who hand in meanwhile."""
QUIET_SECONDS = 60.0
BACK_SECONDS = 60.0


@dataclass
class Restless(Screen):
    """A screen whose line is cut after a while, again and again."""

    chance: random.Random = field(default_factory=random.Random)

    async def come_and_go(self, goes_on: Callable[[], bool]) -> None:
        while goes_on():
            with suppress(*GONE, TimeoutError):
                await asyncio.wait_for(self.listen(), self.chance.uniform(*LISTENS_SECONDS))
            await asyncio.sleep(self.chance.uniform(*AWAY_SECONDS))

    async def stay(self) -> None:
        """Until it is cancelled, as a screen does that nothing happens to."""
        self.retry = 0.1
        await self.follow()


def _answering(place: Hall) -> int:
    """:raise Refused: nobody answers for a minute."""
    assert place.server.process is not None
    deadline = time.monotonic() + BACK_SECONDS
    while time.monotonic() < deadline:
        if (found := child_of(place.server.process.pid)) is not None:
            return found
        time.sleep(0.05)
    raise Refused("The web service did not come back.")


async def _hand_in(one: Insisting, first: int, goes_on: Callable[[], bool]) -> None:
    number = first
    while goes_on():
        await one.hand_in(number)
        number += 1
        await asyncio.sleep(one.chance.uniform(0.05, 0.5))


async def _kill(place: Hall, kills: int, done: Callable[[], float]) -> None:
    """So many times, spread over the whole."""
    for turn in range(1, kills + 1):
        while done() < turn / (kills + 1):
            await asyncio.sleep(0.05)
        process = await asyncio.to_thread(_answering, place)
        kill(process)


async def _round(
    place: Hall, screens: list[Restless], people: list[Insisting], count: int, kills: int, at: int
) -> int:
    """So many times somebody comes back; how many events somebody never heard of."""
    before = sum(screen.greetings for screen in screens)

    def done() -> float:
        return (sum(screen.greetings for screen in screens) - before) / count

    def goes_on() -> bool:
        return done() < 1

    async def opens() -> None:
        while goes_on():
            await asyncio.to_thread(open_or_close, place)
            await asyncio.sleep(0.7)

    await asyncio.gather(
        *(screen.come_and_go(goes_on) for screen in screens),
        *(_hand_in(one, at + 10_000 * one.number, goes_on) for one in people),
        _kill(place, kills, done),
        opens(),
    )
    staying = [asyncio.create_task(screen.stay()) for screen in screens]
    lost = await settled(place, list(screens))
    for task in staying:
        task.cancel()
    await asyncio.gather(*staying, return_exceptions=True)
    for one in people:
        one.phone.line.close()
    return lost


async def _at_rest(place: Hall) -> dict[str, int]:
    """What the service holds when everybody has left: that is noticed when the next is told."""
    process = _answering(place)
    last, since = -1, time.monotonic()
    deadline = since + QUIET_SECONDS
    while time.monotonic() < deadline:
        await asyncio.to_thread(open_or_close, place)
        await asyncio.sleep(0.5)
        sockets = sum(name.startswith("socket:") for name in open_files(process))
        if sockets != last:
            last, since = sockets, time.monotonic()
        elif time.monotonic() - since > 3:
            break
    return {"sockets": last, "files": len(open_files(process)), "threads": threads(process)}


async def _measure(
    place: Hall, count: int, screens: int, kills: int, seed: int
) -> tuple[list[Restless], int, list[dict[str, int]]]:
    chance = random.Random(seed)
    on_phone = live.Audience(meeting=place.meeting, kinds=live.PARTICIPANT_KINDS)
    on_wall = live.Audience(meeting=place.meeting, kinds=live.SCREEN_KINDS)
    port = place.server.port
    everybody = [
        Restless(port, place.screen_key, on_wall, chance=random.Random(chance.random()))
        if number % 2
        else Restless(port, place.code, on_phone, chance=random.Random(chance.random()))
        for number in range(screens)
    ]
    people, _told = await come_in(place, PHONES, seed)
    half = count // 2
    lost = await _round(place, everybody, people, count - half, kills, at=0)
    held = [await _at_rest(place)]
    # The second half without a kill: the same process has to hold no more afterwards.
    lost += await _round(place, everybody, people, half, 0, at=5_000)
    held.append(await _at_rest(place))
    return everybody, lost, held


def measure(
    count: int,
    screens: int,
    kills: int,
    seed: int = 1,
    port: int = 0,
    folder: Path | None = None,
) -> dict[str, Any]:
    """So many times one of so many screens and phones comes back.

    :param kills: of the process that answers, in the first half
    """
    began = time.monotonic()
    with hall(port, folder) as place:
        everybody, lost, held = asyncio.run(_measure(place, count, screens, kills, seed))
        with closing(connect(place.config.database, readonly=True)) as connection:
            events = live.latest(connection)
    first, last = held
    return {
        "reconnects": sum(screen.greetings for screen in everybody) - screens,
        "lost": lost,
        "duplicated": sum(screen.twice for screen in everybody),
        "disordered": sum(screen.disordered for screen in everybody),
        "leaked": max(0, last["sockets"] - first["sockets"]),
        "events": events,
        "arrivals": sum(len(screen.came) for screen in everybody),
        "kills": kills,
        "at_rest": {name: [first[name], last[name]] for name in first},
        "seconds": round(time.monotonic() - began),
    }
