"""Flask, with a log that holds nothing of anybody."""

from __future__ import annotations

import time
from collections.abc import Iterable
from types import TracebackType
from typing import TYPE_CHECKING

from flask import Flask, Response, g

from collector.errors import where
from forms import request_log
from forms.signed_cookie import SignedCookie

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class WebService(Flask):
    """Logs an error by its kind and its place in the code, in the line of its request.

    Not by address and message, as Flask does: an address may hold a receipt, a message what
    somebody typed.
    """

    session_interface = SignedCookie()

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ[request_log.BEGAN] = time.perf_counter()
        return super().wsgi_app(environ, start_response)

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        g.went_wrong = where(exc_info[1]) if exc_info[1] else "unknown"

    def process_response(self, response: Response) -> Response:
        made = super().process_response(response)
        request_log.note(made)
        return made
