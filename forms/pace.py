"""How often one person may send something, so that a script in a loop never slows a meeting down.

Never by address alone: behind one address of a school sit two hundred phones. A participant is
known by the receipt, a facilitator by the log-in; only who comes in has neither yet, and is counted
per meeting and address.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from math import ceil
from typing import cast

from flask import Flask, current_app, request, session
from werkzeug.exceptions import TooManyRequests

import forms.current
from forms.buckets import Buckets

PERSON = 240, 0.5
"""What one participant sends: at once, and then one after so many seconds."""
COMING_IN = 600, 1.0
"""Who joins a meeting, types a code or logs in, from one address."""
DESK = 600, 0.1
"""What one facilitator sends."""
WORK = 60, 30.0
"""What one facilitator, or one partnership, has the analysis make: it takes seconds to minutes."""

JOINS = frozenset({"participant.join", "self_study.join"})
WORKS = frozenset(
    {
        *("importing.start", "importing.choose", "copies.programme", "codes.print_cards"),
        *("theme_board.propose", "splits.propose", "rehearsal.fill"),
        *("outcomes.make_report", "outcomes.publish", "exports.make", "exports.identified"),
        "partnership_report.make",
    }
)
"""Pages that start something long."""


class Pace:
    """Of one service. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.person = Buckets(*PERSON, clock)
        self.coming_in = Buckets(*COMING_IN, clock)
        self.desk = Buckets(*DESK, clock)
        self.work = Buckets(*WORK, clock)


def register(app: Flask) -> None:
    app.extensions["pace"] = Pace()
    app.before_request(keep)


def keep() -> None:
    """:raise TooManyRequests: nothing of this request was done."""
    if request.method != "POST" or request.endpoint is None:
        return
    pace = cast(Pace, current_app.extensions["pace"])
    who = _who()
    bucket = {"address": pace.coming_in, "facilitator": pace.desk}.get(who[0], pace.person)
    waits = [bucket.take(who)]
    if request.endpoint in WORKS:
        waits.append(pace.work.take(who))
    if any(waits):
        raise too_many(max(waits))


def _who() -> tuple[str, ...]:
    """Whose request this is: of a facilitator, a receipt, a partnership, or of who comes in."""
    place = request.view_args or {}
    if request.path.startswith("/facilitate"):
        row = forms.current.facilitator()
        return ("facilitator", str(row["id"])) if row is not None else _address()
    if "receipt" in place:
        return ("receipt", str(place["receipt"]))
    if "spoken" in place:
        return ("spoken", str(place["spoken"]))
    kept = [*session.get("receipts", {}).values()]
    if kept and request.endpoint not in JOINS:
        return ("receipt", str(kept[-1]))
    return _address(str(place.get("code", "")))


def _address(code: str = "") -> tuple[str, ...]:
    return ("address", code, request.remote_addr or "")


def too_many(seconds: float) -> TooManyRequests:
    """What to raise; says after how many seconds it is worth trying again."""
    return TooManyRequests(retry_after=ceil(seconds))
