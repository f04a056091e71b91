"""Guessing at codes goes slowly, from one address and from many; a hall of phones does not notice.

The code of a meeting (646 million) and the words of a partnership (1,097 ** 3) are short, because
people type them. What keeps them safe is how few can be tried: `tests/forms/test_wrong_codes.py`
says how many.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from math import ceil

from forms.buckets import Buckets

AT_ONCE, SECONDS_EACH = 240, 30.0
"""Different wrong codes from one address: a hall of two hundred that mistypes; then one at a time.
"""
TOTAL_AT_ONCE, TOTAL_SECONDS = 2_000, 20.0
"""From all addresses together. Beyond that somebody guesses from many, and the brake is on."""
FEW, FEW_SECONDS = 10, 4 * 60 * 60.0
"""With the brake on, an address has these for itself: a hall with a typing error goes on."""
REMEMBERED = 20_000
"""Wrong codes; the oldest one makes room."""


class Kind(StrEnum):
    """What is guessed at. Apart: three mistyped words keep nobody out of a meeting."""

    MEETING = "meeting"
    PARTNERSHIP = "partnership"
    LONG = "long"  # receipts, keys of screens


class WrongCodes:
    """Of one kind. A code that was wrong before is no new guess: a hall that scans an old
    poster, or a page that was left open after its meeting was erased, counts as one.

    `clock` gives seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._each = Buckets(AT_ONCE, SECONDS_EACH, clock)
        self._few = Buckets(FEW, FEW_SECONDS, clock)
        self._total = Buckets(TOTAL_AT_ONCE, TOTAL_SECONDS, clock)
        self._known: dict[int, None] = {}
        self._turn = threading.Lock()

    def wait_for(self, address: str) -> int:
        """Seconds until this address may try again; 0: now. A right code waits as well, else one
        could go on guessing."""
        place = network_of(address)
        wait = self._each.wait_for(place)
        if self._few.wait_for(place):
            wait = max(wait, self._total.wait_for(None))
        return ceil(wait)

    def note(self, address: str, code: str) -> None:
        """This address gave a code that is not right."""
        place = network_of(address)
        if self._is_new(hash((place, code))):
            self._each.note(place)
            self._few.note(place)
            self._total.note(None)

    def _is_new(self, guess: int) -> bool:
        with self._turn:
            if guess in self._known:
                return False
            self._known[guess] = None
            while len(self._known) > REMEMBERED:
                del self._known[next(iter(self._known))]
            return True


def network_of(address: str) -> str:
    """What one connection has: an IPv4 address, or of IPv6 all that begin with the same 64 bits."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    return str(found.ipv4_mapped or ipaddress.ip_network((int(found) >> 64 << 64, 64)))
