"""What the log says of a request: what went wrong, and what a facilitator did.

What a participant does is counted, not told one by one, and neither is a page that a facilitator's
screen fetches because somebody answered: a moment beside the order of the rows would tell who
said what.
"""

from __future__ import annotations

import logging
import secrets
import time

from flask import Request, Response, g, request

from collector import logs, metrics

BEGAN = "gesprekstafel.began"
"""Where the environment of a request holds when it came in, in seconds of `time.perf_counter`."""

_FOR_SOMEBODY = ("on_behalf.", "sketch_desk.")
"""What a facilitator writes down for a participant is an answer too."""


def number() -> str:
    """Of this request, drawn here: what a client or a proxy sends along could hold anything."""
    if "number" not in g:
        g.number = secrets.token_hex(4)
    return str(g.number)


def note(response: Response) -> None:
    """Count it; and one line, if there is something to say."""
    route = request.endpoint or "none"
    status = response.status_code
    seconds = time.perf_counter() - request.environ[BEGAN]
    metrics.REQUESTS.labels(route, _method(), status).inc()
    metrics.SECONDS.labels(route).observe(seconds)
    if route == "health.ready" or (status < 400 and not _is_act(request, route)):
        return
    level = logging.ERROR if status >= 500 else logging.INFO
    logs.tell(
        "request",
        level,
        route=route,
        method=_method(),
        status=status,
        ms=round(seconds * 1000),
        request=number(),
        error=g.get("went_wrong"),
    )


def _is_act(request: Request, route: str) -> bool:
    rule = request.url_rule
    return (
        request.method == "POST"
        and rule is not None
        and rule.rule.startswith("/facilitate/")
        and not route.startswith(_FOR_SOMEBODY)
    )


def _method() -> str:
    """A client can make up a word for it."""
    known = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    return request.method if request.method in known else "other"
