"""What goes wrong, told to a program: problem details (RFC 9457).

In English, whatever the language of the pages: field names are English as well, and a message of
an error in a script is looked up and compared, which wants one wording.
"""

from __future__ import annotations

import json
from http import HTTPStatus

from flask import Response

from forms.api.shapes import Problem

ROOT = "/api/v1/"
TYPE = "application/problem+json"
BEARER = 'Bearer realm="gesprekstafel"'

_DETAILS = {
    404: "Nothing is at this address, or it is not there any more.",
    405: "This can only be read: use GET.",
    415: "Send no body: everything is asked in the address.",
    500: "That is our fault. Nothing was changed.",
    503: "The service cannot read its database now. Try again in half a minute.",
}


class Wrong(Exception):
    """A request that cannot be answered: ends it, with this status and these headers."""

    def __init__(self, status: int, detail: str = "", **headers: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def problem(status: int, detail: str = "", headers: dict[str, str] | None = None) -> Response:
    phrase = HTTPStatus(status).phrase
    told = Problem("about:blank", phrase, status, detail or _DETAILS.get(status, phrase))
    return Response(
        json.dumps(vars(told)),
        status=status,
        mimetype=TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def is_of_programs(path: str) -> bool:
    """Whether an address is one that programs ask, and no page."""
    return path.startswith(ROOT)
