"""Phones that insist, as `static/queue.js` and `static/vote.js` do.

The same form with the same key, and the same vote, until the service says that it is stored.
"""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from collector.errors import Refused
from forms.benchmarks.hall import Hall, filled_in
from forms.benchmarks.wire import GONE, Answer, Line, Phone

PATIENCE_SECONDS = 20.0
"""Of one request, as in `queue.js`."""
GIVES_UP_SECONDS = 180.0
PAUSE_SECONDS = 0.05, 0.4
VOTES = ("agree", "disagree", "pass")


@dataclass
class Told:
    """What all phones together were told, and how it went."""

    forms: list[int] = field(default_factory=list)  # numbers of `filled_in`, as acknowledged
    votes: dict[tuple[int, int], str] = field(default_factory=dict)  # by phone and statement
    took: list[float] = field(default_factory=list)  # seconds from pressing to the acknowledgement
    retries: Counter[str] = field(default_factory=Counter)  # by why
    sent_twice: int = 0


@dataclass
class Insisting:
    """One person in the hall."""

    number: int
    phone: Phone
    place: Hall
    told: Told
    chance: random.Random

    async def join(self) -> None:
        """Also when the service ends in the middle of it: with the same receipt, so once."""
        address = f"/m/{self.place.code}"
        page = await self._until(lambda: self.phone.get(address), lambda page: bool(page.hidden))
        await self._until(
            lambda: self.phone.post(address, page.hidden), lambda answer: answer.status == 303
        )

    async def hand_in(self, number: int) -> None:
        """A full form; now and then it is sent once more after it was acknowledged."""
        fields = {**filled_in(number), "key": secrets.token_hex(16)}
        address = f"/m/{self.place.code}/{self.place.activity}"
        await self._store(address, fields)
        self.told.forms.append(number)
        if self.chance.random() < 0.2:
            self.told.sent_twice += 1
            await self._store(address, fields)

    async def vote(self, statement: int) -> None:
        chosen = self.chance.choice(VOTES)
        address = f"/m/{self.place.code}/{self.place.ballot}/vote"
        await self._store(address, {"statement": str(statement), "vote": chosen})
        self.told.votes[self.number, statement] = chosen

    async def _store(self, address: str, fields: dict[str, str]) -> None:
        began = time.monotonic()
        await self._until(lambda: self._deliver(address, fields), _is_stored)
        self.told.took.append(time.monotonic() - began)

    async def _deliver(self, address: str, fields: dict[str, str]) -> Answer:
        """A fresh token first; then whose it is goes along."""
        found = await self.phone.get(f"/m/{self.place.code}/token")
        here = _read(found)
        if not here.get("token"):
            return found
        owner = f"X-Queue: {here['owner']}\r\n"
        return await self.phone.post(address, {**fields, "csrf_token": here["token"]}, owner)

    async def _until(
        self, ask: Callable[[], Awaitable[Answer]], is_done: Callable[[Answer], bool]
    ) -> Answer:
        """:raise Refused: the service says no, or did not come back."""
        deadline = time.monotonic() + GIVES_UP_SECONDS
        last = "nobody answered"
        while time.monotonic() < deadline:
            try:
                answer = await asyncio.wait_for(ask(), PATIENCE_SECONDS)
            except (*GONE, TimeoutError) as error:
                self.phone.line.close()
                last = type(error).__name__
            else:
                if is_done(answer):
                    return answer
                last = f"status {answer.status}"
                if answer.status < 500:
                    break
            self.told.retries[last] += 1
            await asyncio.sleep(self.chance.uniform(*PAUSE_SECONDS))
        raise Refused(f"Phone {self.number} was not served: {last}.")


def _read(answer: Answer) -> dict[str, Any]:
    if not answer.headers.get("content-type", "").startswith("application/json"):
        return {}
    return dict(json.loads(answer.body))


def _is_stored(answer: Answer) -> bool:
    return answer.status == 200 and _read(answer).get("stored") is True


async def come_in(place: Hall, count: int, seed: int) -> tuple[list[Insisting], Told]:
    """So many phones that joined."""
    told = Told()
    people = [
        Insisting(
            number,
            Phone(Line(place.server.port), place.code),
            place,
            told,
            random.Random(seed * 10_000 + number),
        )
        for number in range(count)
    ]
    for one in people:
        await one.join()
    return people, told
