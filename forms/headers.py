"""What every answer tells the browser that it may do with it, and how long it may keep it.

A receipt, the key of a screen and the code of a meeting stand in addresses. Therefore no address
goes to another site: pages tell it only to ourselves (the check against forgery behind TLS and the
way back after a refusal need it there), and the projector, which sends no form, to nobody.

`require-trusted-types-for` is left out: fragments of our own pages are put in place as HTML, and
a policy that lets all of it through would guard nothing. Script comes from files only as it is.
"""

from __future__ import annotations

from flask import Flask, Response, request

import forms.current
from collector.config import Config

DOCUMENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Of what a browser shows or runs; the service worker asks for pages by the policy it came with."""
NOTHING = "default-src 'none'"
"""A file, a picture or a row of figures is no document: it needs no more, and a phone fetches many.
"""
DOCUMENTS = frozenset({"text/html", "text/javascript"})

PAGE = {
    "X-Frame-Options": "DENY",  # for a browser that does not know frame-ancestors
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
OURS_ALONE = {"Cross-Origin-Resource-Policy": "same-origin"}
BEHIND_TLS = {
    "Strict-Transport-Security": "max-age=31536000",
    # Over plain HTTP a browser passes over it, and complains.
    "Cross-Origin-Opener-Policy": "same-origin",
}


def cookie_name(config: Config) -> str:
    """Behind TLS a browser takes a cookie of this name from this host alone, and only over TLS.

    Source: RFC 6265bis, 4.1.3. `__Host-` holds for a whole host, so not below a path.
    """
    if not config.secure_cookies:
        return "gesprekstafel"
    return "__Secure-gesprekstafel" if config.prefix else "__Host-gesprekstafel"


def register(app: Flask) -> None:
    app.after_request(secure)


def secure(response: Response) -> Response:
    """For `after_request`. What an answer says itself stands: a stream, a file with its mark."""
    is_file = request.endpoint == "static" and response.mimetype != "text/html"
    shown = not is_file and response.mimetype in DOCUMENTS
    wanted = {
        "Content-Security-Policy": DOCUMENT_POLICY if shown else NOTHING,
        "X-Content-Type-Options": "nosniff",
    }
    if not is_file:
        # Also what is no page: an answer to a script, a download, the way to the next page.
        wanted |= {"Cache-Control": "no-store", "Referrer-Policy": _referrer(), **OURS_ALONE}
        wanted |= PAGE if response.mimetype == "text/html" else {}
        wanted |= BEHIND_TLS if forms.current.config().secure_cookies else {}
    for name, value in wanted.items():
        response.headers.setdefault(name, value)
    return response


def _referrer() -> str:
    return "no-referrer" if request.blueprint == "screens" else "same-origin"
