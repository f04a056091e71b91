"""`bench submit`: how many full forms per second, beside a bare view that inserts one row."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from forms.benchmarks.figures import milliseconds
from forms.benchmarks.hall import Hall, Server, filled_in, free_port, hall
from forms.benchmarks.wire import Line, Phone

SLICE_SECONDS = 1.0


@dataclass
class Side:
    """One of the two that are compared: what a client sends, and what came of it."""

    send: Callable[[Line], Awaitable[bool]]
    took: list[float] = field(default_factory=list)
    seconds: float = 0.0
    failed: int = 0

    @property
    def per_s(self) -> float:
        return len(self.took) / self.seconds if self.seconds else 0.0

    def beside(self, other: Side) -> float | None:
        return round(self.per_s / other.per_s, 3) if other.per_s else None


async def one_slice(side: Side, lines: list[Line], seconds: float, *, counts: bool) -> None:
    """All clients at once, each sending the next as soon as it has its answer."""
    began = time.monotonic()

    async def client(line: Line) -> None:
        while (sent := time.monotonic()) - began < seconds:
            stored = await side.send(line)
            if counts:
                side.failed += not stored
                side.took += [time.monotonic() - sent] if stored else []

    await asyncio.gather(*map(client, lines))
    side.seconds += time.monotonic() - began if counts else 0


def full_forms(place: Hall, phones: Iterator[Phone]) -> Callable[[Line], Awaitable[bool]]:
    numbers = itertools.count()

    async def send(line: Line) -> bool:
        phone = next(phones)
        phone.line = line
        return await phone.hand_in(place.activity, filled_in(next(numbers))) == 303

    return send


def _bare(path: str) -> Callable[[Line], Awaitable[bool]]:
    async def send(line: Line) -> bool:
        return (await Phone(line, "").post(path, filled_in(0))).status == 200

    return send


async def _measure(
    place: Hall, bare: Server, clients: int, phones: int, seconds: float
) -> tuple[Side, Side, Side]:
    hands = itertools.cycle(await place.phones(max(phones, clients)))
    sides = (Side(full_forms(place, hands)), Side(_bare("/")), Side(_bare("/textbook")))
    ports = (place.server.port, bare.port, bare.port)
    pairs = [
        (side, [Line(port) for _ in range(clients)])
        for side, port in zip(sides, ports, strict=True)
    ]
    rounds = max(1, round(seconds / SLICE_SECONDS))
    for number in range(rounds + 1):  # the first to warm up
        # In turns, and not always the same one first: what else the machine does hits all alike.
        for side, lines in pairs if number % 2 else reversed(pairs):
            await one_slice(side, lines, min(seconds, SLICE_SECONDS), counts=number > 0)
    for _side, lines in pairs:
        for line in lines:
            line.close()
    return sides


def measure(
    clients: int, phones: int, seconds: float, port: int = 0, folder: Path | None = None
) -> dict[str, Any]:
    """Full forms and bare rows per second, in turns.

    :param clients: how many send at the same time
    :param phones: how many people hand in, one after the other; then the first ones once more
    :param seconds: of each of the three: the form, the bare view, and the one of the textbook
    """
    with hall(port, folder) as place:
        bare = Server(
            place.config, port + 1 if port else free_port(), "forms.benchmarks.bare:wsgi()"
        )
        try:
            bare.start()
            full, plain, textbook = asyncio.run(_measure(place, bare, clients, phones, seconds))
        finally:
            bare.stop()
    return {
        "ratio": full.beside(plain),
        "per_s": round(full.per_s, 1),
        "bare_per_s": round(plain.per_s, 1),
        "textbook_ratio": full.beside(textbook),
        "textbook_per_s": round(textbook.per_s, 1),
        **milliseconds(full.took),
        **{f"bare_{name}": value for name, value in milliseconds(plain.took).items()},
        "failed": full.failed + plain.failed + textbook.failed,
        "clients": clients,
        "seconds": round(full.seconds, 1),
    }
