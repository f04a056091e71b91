"""The signed cookie, which no clock makes invalid.

Flask's own refuses a cookie that was signed "in the future", and tells the browser on which date to
drop it. When the clock of this machine is put back, by a second or by a year, every phone in the
hall would then lose its receipt.
"""

from __future__ import annotations

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature


class SignedCookie(SecureCookieSessionInterface):
    """How long a cookie is kept is told in seconds, and counted by the device that keeps it."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        serializer = self.get_signing_serializer(app)
        value = request.cookies.get(self.get_cookie_name(app))
        if serializer is None or not value:
            return super().open_session(app, request)
        try:
            return self.session_class(serializer.loads(value))  # whatever its age
        except BadSignature:
            return self.session_class()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        serializer = self.get_signing_serializer(app)
        if serializer is None or not session or not self.should_set_cookie(app, session):
            super().save_session(app, session, response)
            return
        response.vary.add("Cookie")
        response.set_cookie(
            self.get_cookie_name(app),
            serializer.dumps(dict(session)),
            max_age=app.permanent_session_lifetime if session.permanent else None,
            path=self.get_cookie_path(app),
            domain=self.get_cookie_domain(app),
            secure=self.get_cookie_secure(app),
            httponly=self.get_cookie_httponly(app),
            samesite=self.get_cookie_samesite(app),
        )
