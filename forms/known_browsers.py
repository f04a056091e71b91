"""Browsers in which an account was logged in before, by a signed cookie; it opens nothing itself.

Per account it holds the hash of the key of that log-in: what the service has of it, too. By that it
is also known whether the browser is trusted, until that log-in is ended from afar.
"""

from __future__ import annotations

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

import forms.current
from collector.log_ins import hand_on_trust, hash_key, is_trusted

KEPT = 60 * 60 * 24 * 365
MOST = 5
"""Accounts in one browser; whoever was here longest ago makes room."""


def mark_of(facilitator: int | None) -> str:
    """ "" when this account was never logged in here, or that was longer ago than is kept."""
    return _marks().get(str(facilitator), "")


def is_trusted_here(facilitator: int) -> bool:
    """Whether its owner wished that no second factor is asked in this browser."""
    mark = mark_of(facilitator)
    return bool(mark) and is_trusted(forms.current.database(), facilitator, mark)


def remember(response: Response, facilitator: int, key: str) -> None:
    """This account is logged in here, with this key; what it was trusted with goes along."""
    marks = _marks()
    before = marks.pop(str(facilitator), "")
    if before:
        hand_on_trust(forms.current.database(), before, key)
    marks[str(facilitator)] = hash_key(key)
    _keep(response, dict(list(marks.items())[-MOST:]))


def _marks() -> dict[str, str]:
    """The mark of each account; the newest one last."""
    try:
        found = _signer().loads(request.cookies.get(_name(), ""))
    except BadSignature:
        return {}
    return {str(name): str(mark) for name, mark in found.items()}


def _keep(response: Response, marks: dict[str, str]) -> None:
    config = forms.current.config()
    response.set_cookie(
        _name(),
        _signer().dumps(marks),
        max_age=KEPT,
        path=f"{config.prefix}/facilitate",
        secure=config.secure_cookies,
        httponly=True,
        samesite="Lax",
    )


def _name() -> str:
    """Behind TLS one that a browser takes from nobody else: RFC 6265bis, section 4.1.3.1."""
    secure = forms.current.config().secure_cookies
    return "__Secure-gesprekstafel-known" if secure else "gesprekstafel-known"


def _signer() -> URLSafeSerializer:
    key = current_app.secret_key
    assert key is not None
    return URLSafeSerializer(key, salt="known browsers")
