"""Flask, with a log that holds nothing of anybody."""

from __future__ import annotations

from types import TracebackType

from flask import Flask, request

from collector.errors import where
from forms.signed_cookie import SignedCookie


class WebService(Flask):
    """Logs an error by its kind and its place in the code.

    Not by address and message, as Flask does: an address may hold a receipt, a message what
    somebody typed.
    """

    session_interface = SignedCookie()

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        what = where(exc_info[1]) if exc_info[1] else "unknown"
        self.logger.error("%s %s: %s", request.method, request.endpoint, what)
