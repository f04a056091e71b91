"""Guessing at a password goes slowly, and whoever guesses locks nobody out.

After OWASP's "Slow Down Online Guessing Attacks with Device Cookies" (A. Dedov): a browser in which
this account was logged in before has a count of its own, so the right password works there whoever
is guessing elsewhere. All other browsers share counts: few tries for one account from one address,
more for one account from everywhere, many for one address, behind which a whole school may be. An
account that does not exist is counted as one that does.

Counts are in memory. Whoever guesses cannot restart the service, and a restart gives them no more
than one round of tries.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import cast

from flask import Flask, current_app, request
from flask_babel import ngettext

import forms.current
from collector.accounts import facilitator_by_email
from collector.errors import NotFound
from collector.metrics import LOGIN_FAILURES
from forms import known_browsers
from forms.buckets import Buckets
from forms.wrong_codes import network_of

KNOWN = 10, 30.0
"""Tries at once in a browser that is known, and then one after so many seconds."""
PLACE = 10, 60.0
"""For one account, from one address, in browsers that are not."""
ACCOUNT = 100, 60.0
"""For one account, from all of those."""
ADDRESS = 240, 10.0
"""From one address, whatever the account."""
SECOND = 10, 300.0
"""Codes for one account: three of a million are right at a time, so a year of guessing by whoever
has the password finds one with a chance of one in four, and is seen on the account page."""


@dataclass(frozen=True)
class Try:
    """One try at an account.

    :ivar account: as it was typed, in one form
    :ivar mark: of a browser in which it was logged in before; "" is any other
    """

    account: str
    address: str
    mark: str = ""
    facilitator: int | None = None


class LogInTries:
    """Of one service. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._known = Buckets(*KNOWN, clock)
        self._place = Buckets(*PLACE, clock)
        self._account = Buckets(*ACCOUNT, clock)
        self._address = Buckets(*ADDRESS, clock)
        self._second = Buckets(*SECOND, clock)
        self._failed: dict[int, int] = {}
        self._turn = threading.Lock()

    def begin(self, one: Try) -> int:
        """0: it counts, until `right` says otherwise. Else the seconds to wait; it was not one."""
        return self._take(self._buckets_of(one))

    def begin_second(self, one: Try) -> int:
        """The same for a code after the password."""
        return self._take([(self._second, (one.account, one.mark))])

    def right(self, one: Try) -> None:
        """What was begun was no guess, or was never looked at."""
        for bucket, key in self._buckets_of(one):
            bucket.give_back(key)

    def second_right(self, one: Try) -> None:
        self._second.give_back((one.account, one.mark))

    def failed(self, one: Try) -> None:
        """To be told to whose account it is."""
        LOGIN_FAILURES.inc()
        if one.facilitator is not None:
            with self._turn:
                self._failed[one.facilitator] = self._failed.get(one.facilitator, 0) + 1

    def failed_since(self, facilitator: int) -> int:
        """How many tries failed since the last time that somebody came in."""
        with self._turn:
            return self._failed.get(facilitator, 0)

    def came_in(self, facilitator: int) -> int:
        """The same, and from now on it counts anew."""
        with self._turn:
            return self._failed.pop(facilitator, 0)

    def _buckets_of(self, one: Try) -> list[tuple[Buckets, tuple[str, ...]]]:
        if one.mark:
            return [(self._known, (one.account, one.mark))]
        place = network_of(one.address)
        return [
            (self._place, (one.account, place)),
            (self._account, (one.account,)),
            (self._address, (place,)),
        ]

    @staticmethod
    def _take(wanted: list[tuple[Buckets, tuple[str, ...]]]) -> int:
        """All of them, or none."""
        taken: list[tuple[Buckets, tuple[str, ...]]] = []
        for bucket, key in wanted:
            wait = bucket.take(key)
            if wait:
                for other, its_key in taken:
                    other.give_back(its_key)
                return ceil(wait)
            taken.append((bucket, key))
        return 0


def register(app: Flask) -> None:
    app.extensions["log_in_tries"] = LogInTries()


def tries() -> LogInTries:
    return cast(LogInTries, current_app.extensions["log_in_tries"])


def try_at(email: str) -> Try:
    """The try of this request, at the account with this address, which need not exist."""
    try:
        facilitator = facilitator_by_email(forms.current.database(), email.strip())
    except NotFound:
        facilitator = None
    return Try(
        email.strip().casefold(),
        request.remote_addr or "",
        known_browsers.mark_of(facilitator),
        facilitator,
    )


def try_of(facilitator: int) -> Try:
    """The try of this request, at an account of which something was proved already."""
    return Try(
        f"#{facilitator}",
        request.remote_addr or "",
        known_browsers.mark_of(facilitator),
        facilitator,
    )


def in_minutes(wait: int) -> str:
    """What to say to whoever has to wait so many seconds; the same for every address."""
    minutes = ceil(wait / 60)
    return str(
        ngettext(
            "Er is hier te vaak geprobeerd in te loggen op dit account. Wacht een minuut. In een"
            " browser waarin u eerder inlogde, of met een passkey, kan het meteen.",
            "Er is hier te vaak geprobeerd in te loggen op dit account. Wacht %(num)s minuten. In"
            " een browser waarin u eerder inlogde, of met een passkey, kan het meteen.",
            minutes,
        )
    )
