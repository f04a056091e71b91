"""Guessing at codes goes slowly, per address; a hall of phones behind one does not notice."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

AT_ONCE = 120
"""Wrong codes from one address before it goes slowly: forty phones that mistype it thrice."""
SECONDS_EACH = 10.0
"""From then on one more is heard after so many seconds."""
REMEMBERED = 10_000
"""Addresses; whoever has been quiet longest makes room."""


@dataclass
class WrongCodes:
    """Of one service. A bucket of guesses per address, which fills again by itself.

    `clock` gives seconds.
    """

    clock: Callable[[], float] = time.monotonic
    _full_at: dict[str, float] = field(default_factory=dict)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def wait_for(self, address: str) -> int:
        """Seconds until this address may try again; 0: now. A right code waits as well, else one
        could go on guessing."""
        with self._turn:
            over = self._full_at.get(address, 0.0) - self.clock()
        return max(0, round(over - (AT_ONCE - 1) * SECONDS_EACH))

    def note(self, address: str) -> None:
        """This address gave a code that is not right."""
        now = self.clock()
        with self._turn:
            self._full_at[address] = max(self._full_at.pop(address, 0.0), now) + SECONDS_EACH
            while len(self._full_at) > REMEMBERED:
                del self._full_at[next(iter(self._full_at))]
