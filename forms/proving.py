"""Somebody has proved who they are, by password, passkey or provider: every log-in ends here."""

from __future__ import annotations

import time
from typing import Any

from flask import flash, redirect, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import forms.current
from collector import second_factor
from collector.log_ins import Method, start_log_in, trust
from forms import known_browsers
from forms.desk import safe_target
from forms.devices import device_of
from forms.log_in_tries import tries

PATIENCE = 600
"""Seconds between the first factor and the second."""
LONGEST_TARGET = 1000
"""Characters; a cookie holds 4,096 of everything together."""
WORTH_TELLING = 10
"""Failed tries: fewer are one's own typing errors, which stand on the account page only."""


def proved(
    facilitator: int, method: Method, target: str | None, *, ask_second: bool | None = None
) -> Response:
    """Logs in, and goes on to `target` if that is a page of ours; or asks the second factor first.

    Whatever the session held is gone, so that nobody comes in with a cookie that somebody else put
    there.

    :param ask_second: whether a second factor is asked, where the account has one and the browser
        is not trusted; None: after a password only. A passkey with which somebody was verified is
        two factors, and a provider looks after its own.
    """
    wanted = method is Method.PASSWORD if ask_second is None else ask_second
    target = safe_target(target)
    if target is None or len(target) > LONGEST_TARGET:
        target = url_for("facilitator.overview")
    session.clear()
    if (
        wanted
        and second_factor.is_asked(forms.current.database(), facilitator)
        and not known_browsers.is_trusted_here(facilitator)
    ):
        session["half_way"] = {
            "who": facilitator,
            "method": str(method),
            "at": int(time.time()),
            "next": target,
        }
        return redirect(url_for("second_step.show"))
    return _come_in(facilitator, method, target)


def half_way() -> dict[str, Any] | None:
    """Who gave the first factor and has to give the second: `who`, `method`, `next`. None: nobody,
    or it was too long ago."""
    found: dict[str, Any] | None = session.get("half_way")
    if found is None or not 0 <= time.time() - found["at"] <= PATIENCE:
        return None
    return found


def proved_twice(half: dict[str, Any], *, trusted: bool) -> Response:
    """The second factor was right.

    :param trusted: for a while none is asked in this browser
    """
    session.clear()
    return _come_in(half["who"], Method(half["method"]), half["next"], trusted=trusted)


def _come_in(facilitator: int, method: Method, target: str, *, trusted: bool = False) -> Response:
    failed = tries().came_in(facilitator)
    key = start_log_in(
        forms.current.database(), facilitator, device_of(request.user_agent.string), method, failed
    )
    session["log_in"] = key
    answer = redirect(target)
    known_browsers.remember(answer, facilitator, key)
    if trusted:
        trust(forms.current.database(), key)
    if failed >= WORTH_TELLING:
        flash(
            _(
                "Sinds uw vorige bezoek is %(n)s keer vergeefs geprobeerd bij uw account te komen."
                " Was u dat niet? Kijk onder uw naam, bovenaan, wat u kunt doen.",
                n=failed,
            ),
            "warning",
        )
    return answer
