"""How often something may happen: a bucket per key, that fills again by itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

REMEMBERED = 20_000
"""Keys; whoever has been quiet longest makes room."""
_ROUNDING = 1e-6
"""Seconds; less is what adding up gave."""


@dataclass
class Buckets:
    """Per key so many at once, and from then on one more after so many seconds.

    The generic cell rate algorithm (ITU-T I.371): of each key only the moment is kept at which its
    bucket is full again. `clock` gives seconds.
    """

    at_once: int
    seconds_each: float
    clock: Callable[[], float] = time.monotonic
    _full_at: dict[Hashable, float] = field(default_factory=dict)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def wait_for(self, key: Hashable) -> float:
        """Seconds until there is room for one more; 0: now."""
        with self._turn:
            return self._wait(key, self.clock())

    def note(self, key: Hashable) -> None:
        """It happened; also when there was no room, and then it takes longer until there is."""
        with self._turn:
            self._add(key, self.clock())

    def take(self, key: Hashable) -> float:
        """0: there was room, and one is taken. Otherwise as `wait_for`, and nothing is taken."""
        with self._turn:
            now = self.clock()
            wait = self._wait(key, now)
            if not wait:
                self._add(key, now)
            return wait

    def give_back(self, key: Hashable) -> None:
        """What was taken turned out not to count."""
        with self._turn:
            if key in self._full_at:
                self._full_at[key] -= self.seconds_each

    def _wait(self, key: Hashable, now: float) -> float:
        over = self._full_at.get(key, 0.0) - now
        wait = over - (self.at_once - 1) * self.seconds_each
        return wait if wait > _ROUNDING else 0.0

    def _add(self, key: Hashable, now: float) -> None:
        self._full_at[key] = max(self._full_at.pop(key, 0.0), now) + self.seconds_each
        while len(self._full_at) > REMEMBERED:
            del self._full_at[next(iter(self._full_at))]
