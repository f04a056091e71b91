"""`bench power-cut`: the power is cut at random moments while a hall hands in.

The real processes run, and what they write, sync and answer is recorded. Then, for each of many
moments, a disk is made as it may be found after a cut: whatever was acknowledged by then has to be
in it, once and whole. On a disk that lies about syncing that cannot be: so it is also measured
that this would be found.
"""

from __future__ import annotations

import asyncio
import random
import re
import shutil
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs

from collector.config import Config
from collector.database import connect
from collector.errors import Refused, StorageError
from collector.schema import migrate
from forms.benchmarks.chaos import ON_BALLOT, whole
from forms.benchmarks.disk_image import Disk
from forms.benchmarks.hall import Hall, hall
from forms.benchmarks.insisting import Insisting, come_in
from forms.benchmarks.system_calls import Call, calls, looked_at
from forms.benchmarks.whole_service import WholeService

NOTHING = ("lost", "duplicated", "unsound", "key_lost")
"""Figures that have to be 0."""

_OWNER = re.compile(rb"\r\nX-Queue: (\w+)\r\n")


@dataclass
class Acknowledged:
    """What phones were told until now."""

    joined: int = 0
    forms: set[tuple[str, ...]] = field(default_factory=set)  # what was said in each
    votes: set[tuple[str, str]] = field(default_factory=set)  # whose, and on what
    _asked: dict[str, bytes] = field(default_factory=dict)  # by socket

    def follow(self, call: Call) -> None:
        if call.name == "recvfrom":
            self._asked[call.path] = self._asked.get(call.path, b"") + call.data[: call.number]
        elif call.name == "sendto" and call.data.startswith(b"HTTP/1.1 "):
            self._answered(self._asked.pop(call.path, b""), int(call.data[9:12]))

    def _answered(self, request: bytes, status: int) -> None:
        head, _, body = request.partition(b"\r\n\r\n")
        owner = _OWNER.search(head + b"\r\n")
        if not head.startswith(b"POST /m/"):
            return
        if owner is None:
            self.joined += status == 303
        elif status == 200:
            sent = parse_qs(body.decode())
            if "statement" in sent:
                self.votes.add((owner[1].decode(), sent["statement"][0]))
            else:
                said = (sent[f"q_uitspraken-{place}-text"][0] for place in range(2))
                self.forms.add(tuple(said))


@dataclass
class Found:
    """Over all cuts."""

    cuts: int = 0
    lost: int = 0
    duplicated: int = 0
    unsound: int = 0
    key_lost: int = 0
    acknowledged: int = 0

    def look(self, config: Config, told: Acknowledged, key: bytes) -> None:
        """At one disk, as the service finds it when it starts again."""
        self.cuts += 1
        self.acknowledged += told.joined + len(told.forms) + len(told.votes)
        there = config.instance / "secret_key"
        # Whoever has a cookie has to be known by it.
        self.key_lost += bool(told.joined) and (not there.exists() or there.read_bytes() != key)
        try:
            with closing(connect(config.database)) as connection:
                migrate(connection)
                self.unsound += not whole(connection)
                self._count(connection, told)
        except (sqlite3.DatabaseError, StorageError):
            self.unsound += 1
            self.lost += told.joined + len(told.forms) + len(told.votes)

    def _count(self, connection: sqlite3.Connection, told: Acknowledged) -> None:
        said = Counter(row["text"] for row in connection.execute("SELECT text FROM statements"))
        self.lost += sum(any(not said[text] for text in texts) for texts in told.forms)
        self.duplicated += sum(count - 1 for count in said.values())
        (people,) = connection.execute("SELECT count(*) FROM participants").fetchone()
        self.lost += max(0, told.joined - people)
        voted = "SELECT statement_id, count(*) AS n FROM votes GROUP BY statement_id"
        there = {str(row["statement_id"]): row["n"] for row in connection.execute(voted)}
        for statement, n in Counter(statement for _owner, statement in told.votes).items():
            self.lost += max(0, n - there.get(statement, 0))


async def _fill(place: Hall, ballot: list[int], phones: int, forms: int, seed: int) -> None:
    people, _told = await come_in(place, phones, seed)
    numbers = iter(range(forms))

    async def person(one: Insisting) -> None:
        for number in numbers:
            await one.hand_in(number)
            if number % 3 == 0:
                await one.vote(one.chance.choice(ballot))

    await asyncio.gather(*map(person, people))


def _record(folder: Path | None, port: int, into: Path, phones: int, forms: int, seed: int) -> str:
    """The log of what the service did, and a copy of what was there before; the folder it was."""

    def make(config: Config, port: int) -> WholeService:
        return WholeService(config, port, before=looked_at(into / "calls.log"))

    with hall(port, folder, make, starts=False) as place:
        ballot = place.put_to_the_vote(ON_BALLOT)
        shutil.copytree(place.config.instance, into / "before")
        place.server.start()
        # From here on nobody but the service writes in that folder.
        asyncio.run(_fill(place, ballot, phones, forms, seed))
        cast(WholeService, place.server).stop()
        shutil.copy(place.config.instance / "secret_key", into / "secret_key")
        return str(place.config.instance)


def _cuts(instance: str, recorded: Path, moments: Sequence[int], seed: int, *, lies: bool) -> Found:
    """Follow what was recorded, and cut at each of these calls."""
    chance, found, told = random.Random(seed), Found(), Acknowledged()
    disk = Disk(Path(instance), recorded / "before", lies=lies)
    wanted = Counter(moments)
    key = (recorded / "secret_key").read_bytes()
    for number, call in enumerate(calls(recorded / "calls.log")):
        disk.follow(number, call)
        told.follow(call)
        for _ in range(wanted[number]):
            with tempfile.TemporaryDirectory(dir=recorded) as left:
                disk.cut(chance, Path(left))
                found.look(Config(instance=Path(left)), told, key)
    return found


def measure(
    cuts: int,
    phones: int,
    forms: int,
    seed: int = 1,
    port: int = 0,
    folder: Path | None = None,
) -> dict[str, Any]:
    """Cut so many times while so many forms are handed in.

    :raise Refused: strace is not there, or may not look.
    """
    if shutil.which("strace") is None:
        raise Refused("strace is not installed (Debian: apt install strace).")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="gesprekstafel-cuts-", dir=folder) as place:
        recorded = Path(place)
        instance = _record(folder, port, recorded, phones, forms, seed)
        happened = list(_moments(recorded / "calls.log", instance))
        moments = random.Random(seed).choices(happened, k=cuts)
        honest = _cuts(instance, recorded, moments, seed, lies=False)
        lying = _cuts(instance, recorded, moments[: max(1, cuts // 5)], seed, lies=True)
    return {
        "cuts": honest.cuts,
        "acknowledged": honest.acknowledged,
        "lost": honest.lost,
        "duplicated": honest.duplicated,
        "unsound": honest.unsound,
        "key_lost": honest.key_lost,
        "calls": len(happened),
        "disk_that_lies": {"cuts": lying.cuts, "lost": lying.lost, "unsound": lying.unsound},
        "seconds": round(time.monotonic() - began),
    }


def _moments(log: Path, instance: str) -> Sequence[int]:
    """The calls that matter: what is done to the files, and what phones are told."""
    return [
        number
        for number, call in enumerate(calls(log))
        if call.path.startswith(instance) or call.name == "sendto"
    ]
