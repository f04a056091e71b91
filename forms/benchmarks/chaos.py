"""`bench chaos`: processes of the real service are killed at random while a hall hands in.

What was acknowledged has to be there exactly once, everything has to come back by itself, and
nothing may be left behind: no process, no port, no memory.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from collector.database import connect
from collector.errors import Refused
from forms.benchmarks.figures import milliseconds
from forms.benchmarks.hall import Hall, filled_in, hall
from forms.benchmarks.insisting import Insisting, Told, come_in
from forms.benchmarks.processes import kill, open_files, resident_mb, zombies
from forms.benchmarks.whole_service import WholeService

TARGETS = {
    ("answering",): 5,  # the process that answers phones
    ("web", "answering"): 3,  # with the one that looks after it
    ("web",): 1,  # the one that looks after it alone
    ("work",): 4,
    ("data",): 3,
    ("supervisor",): 1,
}
"""What is killed together, and how often against the others."""

NOTHING = ("lost", "duplicated", "unsound", "not_back", "ended_by_itself", "zombies", "left_behind")
"""Figures that have to be 0."""

BETWEEN_SECONDS = 0.2, 3.0
BACK_SECONDS = 90.0
ON_BALLOT = 30


@dataclass
class Watch:
    """What was killed, and when it was there again."""

    service: WholeService
    killed: Counter[str] = field(default_factory=Counter)
    away: dict[str, tuple[int, float]] = field(default_factory=dict)  # process and moment
    back: dict[str, list[float]] = field(default_factory=dict)
    samples: list[tuple[int, int, float]] = field(default_factory=list)  # process, files, MB
    refused: int = 0  # the whole ended though nobody killed it

    def look(self) -> None:
        """Once in a while: who is back, and how big the supervisor is."""
        parts, now = self.service.parts(), time.monotonic()
        for name, (process, since) in list(self.away.items()):
            if parts.get(name, process) != process:
                self.back.setdefault(name, []).append(now - since)
                del self.away[name]
        if self.service.process is not None and self.service.runs:
            process = self.service.process.pid
            try:
                sample = process, len(open_files(process)), resident_mb(process)
            except OSError:
                return  # killed while we looked
            self.samples.append(sample)

    def strike(self, chance: random.Random, serves: bool) -> bool:
        """Kill something that lives; whether there was anything.

        :param serves: phones are answered. What answers them is killed only then: on a machine that
            is slow it would else never come as far, and nothing be tried
        """
        (targets,) = chance.choices(list(TARGETS), list(TARGETS.values()))
        parts, now = self.service.parts(), time.monotonic()
        if not self.service.runs or not (serves or targets in (("work",), ("data",))):
            return False
        if targets == ("supervisor",):
            self._strike_supervisor(parts, now)
            return True
        if any(name not in parts for name in targets):
            return False
        try:
            kill(*(parts[name] for name in targets))
        except ProcessLookupError:
            return False
        self.killed[" and ".join(targets)] += 1
        gone = {"web", "answering"} if "web" in targets else set(targets)
        self.away |= {name: (parts[name], now) for name in gone if name in parts}
        return True

    def _strike_supervisor(self, parts: dict[str, int], now: float) -> None:
        """Nobody starts that one again but who started it: here, as systemd would."""
        assert self.service.process is not None
        kill(self.service.process.pid)
        self.service.process.wait()
        self.killed["supervisor"] += 1
        self.away |= {name: (process, now) for name, process in parts.items()}


async def _killer(watch: Watch, kills: int, chance: random.Random) -> None:
    while watch.killed.total() < kills:
        await asyncio.sleep(chance.uniform(*BETWEEN_SECONDS))
        watch.strike(chance, await asyncio.to_thread(watch.service.web_answers))


async def _keeper(watch: Watch) -> None:
    """Starts the whole again when it has ended, half a second later."""
    while True:
        await asyncio.sleep(0.1)
        watch.look()
        if not watch.service.runs:
            assert watch.service.process is not None
            watch.refused += watch.service.process.returncode != -signal.SIGKILL
            await asyncio.sleep(0.5)
            watch.service.begin()


async def _person(
    one: Insisting, numbers: Iterator[int], ballot: list[int], stopping: asyncio.Event
) -> None:
    """Hands in and votes; what was begun is brought to its end."""
    while not stopping.is_set():
        if one.number % 3:
            await one.hand_in(next(numbers))
        else:
            await one.vote(one.chance.choice(ballot))
        await asyncio.sleep(one.chance.uniform(0, 0.5))


async def _everything_is_back(watch: Watch) -> bool:
    deadline = time.monotonic() + BACK_SECONDS
    while time.monotonic() < deadline:
        parts = watch.service.parts()
        whole = {"web", "answering", "data", "work"} <= parts.keys() and not watch.away
        if whole and await asyncio.to_thread(watch.service.web_answers):
            return True
        await asyncio.sleep(0.2)
    return False


async def _measure(place: Hall, phones: int, kills: int, seed: int) -> tuple[Watch, Told, bool]:
    chance = random.Random(seed)
    ballot = place.put_to_the_vote(ON_BALLOT)
    people, told = await come_in(place, phones, seed)
    watch = Watch(cast(WholeService, place.server))
    stopping, numbers = asyncio.Event(), itertools.count()
    keeping = asyncio.create_task(_keeper(watch))
    busy = [asyncio.create_task(_person(one, numbers, ballot, stopping)) for one in people]
    killing = asyncio.create_task(_killer(watch, kills, chance))
    # Who is not served ends it all at once; else nobody ends before the last kill.
    await asyncio.wait([killing, *busy], return_when=asyncio.FIRST_COMPLETED)
    stopping.set()
    await asyncio.gather(*busy)
    await killing
    whole = await _everything_is_back(watch)
    keeping.cancel()
    return watch, told, whole


def held_against(connection: sqlite3.Connection, told: Told) -> dict[str, int]:
    """What the database holds against what was acknowledged: numbers of answers and votes."""
    texts = connection.execute("SELECT text FROM statements WHERE state <> 'approved'")
    said = Counter(row["text"] for row in texts)
    fields = ("q_uitspraken-0-text", "q_uitspraken-1-text")
    wanted = [filled_in(number)[name] for number in told.forms for name in fields]
    votes = connection.execute("SELECT statement_id, vote FROM votes").fetchall()
    there = Counter((row["statement_id"], row["vote"]) for row in votes)
    cast_votes = Counter((key[1], vote) for key, vote in told.votes.items())
    (submissions,) = connection.execute("SELECT count(*) - 1 FROM submissions").fetchone()
    return {
        "acknowledged": len(told.forms) + len(told.votes),
        "lost": sum(text not in said for text in wanted) + (cast_votes - there).total(),
        "duplicated": sum(count - 1 for count in said.values())
        + max(0, submissions - len(told.forms))
        + (there - cast_votes).total(),
    }


def whole(connection: sqlite3.Connection) -> bool:
    """Whether the file is sound, and no row points to one that is not there."""
    try:
        (sound,) = connection.execute("PRAGMA integrity_check").fetchone()
        return sound == "ok" and not connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError:
        return False


def _longest(samples: list[tuple[int, int, float]]) -> dict[str, Any]:
    """Of the supervisor that lived longest: how its open files and memory went."""
    if not samples:
        return {}
    longest = Counter(process for process, *_ in samples).most_common(1)[0][0]
    mine = [one for one in samples if one[0] == longest]
    # Not the very first looks: it is still beginning then.
    first, last = mine[len(mine) // 4], mine[-1]
    return {
        "looks": len(mine),
        "files": [first[1], last[1]],
        "memory_mb": [first[2], last[2]],
    }


def measure(
    phones: int, kills: int, seed: int = 1, port: int = 0, folder: Path | None = None
) -> dict[str, Any]:
    """Kill so many times, at random, while so many phones hand in and vote.

    :param seed: of what is killed and when
    :raise Refused: a phone was not served in the end, or something did not come back.
    """
    began = time.monotonic()
    with hall(port, folder, WholeService) as place:
        service = cast(WholeService, place.server)
        watch, told, is_back = asyncio.run(_measure(place, phones, kills, seed))
        if not is_back:
            raise Refused(f"Not everything came back: {service.parts()}\n{service.output[-3000:]}")
        assert service.process is not None
        left_undead = zombies(service.process.pid)
        service.stop(signal.SIGTERM)
        with closing(connect(place.config.database)) as connection:
            found, sound = held_against(connection, told), whole(connection)
    return {
        "kills": watch.killed.total(),
        **found,
        "unsound": int(not sound),
        "not_back": len(watch.away),
        "ended_by_itself": watch.refused,
        "zombies": len(left_undead),
        "left_behind": len(service.left),
        "killed": dict(watch.killed),
        "back": {name: milliseconds(took) for name, took in sorted(watch.back.items())},
        "forms": len(told.forms),
        "votes": len(told.votes),
        "retries": dict(told.retries),
        "sent_twice": told.sent_twice,
        "answer": milliseconds(told.took),
        "supervisor": _longest(watch.samples),
        "seconds": round(time.monotonic() - began),
    }
