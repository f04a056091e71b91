"""How to report a vulnerability: a page for people, and security.txt for whoever looks there."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from flask import Blueprint, Response, abort, render_template, url_for

import forms.current
from collector.languages import LANGUAGES
from collector.queries.terms import today

bp = Blueprint("security", __name__)

HOLDS = timedelta(days=90)
"""So long somebody may rely on a file that was fetched; RFC 9116 advises less than a year."""


@bp.get("/about/security")
def show() -> str:
    """Who to tell, what happens then, and what may be tried."""
    return render_template("about/security.html", contact=forms.current.config().security_contact)


@bp.get("/.well-known/security.txt")
def security_txt() -> Response:
    """As in RFC 9116.

    :raise 404: nobody filled in where to report.
    """
    contact = forms.current.config().security_contact
    if not contact:
        abort(404)
    expires = datetime.combine(today() + HOLDS, time(), UTC)
    lines = (
        ("Contact", contact),
        ("Expires", expires.strftime("%Y-%m-%dT%H:%M:%SZ")),
        ("Preferred-Languages", ", ".join(LANGUAGES)),
        ("Policy", url_for(".show", _external=True)),
        ("Canonical", url_for(".security_txt", _external=True)),
    )
    text = "".join(f"{name}: {value}\n" for name, value in lines)
    return Response(text, content_type="text/plain; charset=utf-8")
