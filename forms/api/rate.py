"""How often one facilitator's programs may ask: a script in a loop never slows a meeting down."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

AT_ONCE = 600
"""Requests that may follow each other without a pause: enough to read 600,000 statements."""
PER_SECOND = 10.0


class Rate:
    """A bucket per facilitator, of `AT_ONCE` requests, that fills with `PER_SECOND`."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._left: dict[int, tuple[float, float]] = {}

    def wait(self, facilitator: int) -> float:
        """0: go on; otherwise the seconds after which there is room again."""
        now = self._clock()
        with self._lock:
            left, at = self._left.get(facilitator, (float(AT_ONCE), now))
            left = min(float(AT_ONCE), left + (now - at) * PER_SECOND)
            allowed = left >= 1
            self._left[facilitator] = (left - allowed, now)
        return 0.0 if allowed else (1 - left) / PER_SECOND
