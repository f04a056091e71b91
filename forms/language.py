"""Which language the pages speak: Dutch, and English one click away."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import format_decimal
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

import forms.current
from collector.languages import LANGUAGE_COOKIE, LANGUAGES
from collector.wording import Wording
from forms.addresses import this_page, this_path

bp = Blueprint("language", __name__)

_YEAR = 60 * 60 * 24 * 365  # seconds


@bp.get("/language/<code>")
def choose(code: str) -> Response:
    """Remembers the choice in a cookie of its own, and goes back to where one was.

    A link and no form: it works without JavaScript, and on a page that nobody wrote to yet there
    is no session to hold a token.

    :raise 404: there is no such language.
    """
    if code not in LANGUAGES:
        abort(404)
    answer = redirect(_own(request.args.get("back", "")), 303)
    answer.set_cookie(
        LANGUAGE_COOKIE,
        code,
        max_age=_YEAR,
        path=f"{forms.current.config().prefix}/",
        httponly=True,
        samesite="Lax",
        secure=forms.current.config().secure_cookies,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _own(address: str) -> str:
    """A path of this service, else its front door."""
    plain = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if plain and address.isprintable() else url_for("participant.start")


@bp.app_context_processor
def languages() -> dict[str, object]:
    """For every template: `language` of the page, and `languages`: the others, with addresses."""
    here = forms.current.locale()
    return {
        "language": here,
        "languages": [
            (code, name, _switch(code)) for code, name in LANGUAGES.items() if code != here
        ],
        "told": told,
    }


@bp.app_template_filter("number")
def number(value: float) -> str:
    """As a reader of this page writes it: `2.5` → `2,5` or `2.5`; `3.0` → `3`."""
    return str(format_decimal(value, format="0.######"))


@bp.app_template_filter("decimal")
def decimal(value: float) -> str:
    """With one decimal, for a mean: `3.0` → `3,0` or `3.0`."""
    return str(format_decimal(value, format="0.0"))


@bp.app_template_global("dutch")
def dutch() -> str:
    """An attribute for what is Dutch in any language, such as the words of a participant.

    A screen reader then reads it in a Dutch voice. Nothing on a page that is Dutch itself.
    """
    return Markup(' lang="nl"') if forms.current.locale() != "nl" else ""


@bp.app_template_filter("nl")
def in_dutch(text: object) -> str:
    """As `dutch`, for words without an element of their own."""
    mark = dutch()
    return Markup("<span{}>{}</span>").format(mark, text) if mark and text else escape(text)


def told(job: Mapping[str, str]) -> str:
    """What the worker said about a job; "" for nothing."""
    said = Wording.read(job["message"], job["message_values"])
    return forms.current.in_words(said) if said.text else ""


def _switch(code: str) -> str:
    if request.blueprint == "screens":
        return f"{this_path()}?{urlencode({'language': code})}"
    return url_for("language.choose", code=code, back=_here())


def _here() -> str:
    """The page that one looks at: after a form was refused that may be where it was filled in."""
    if request.method == "GET":
        return this_page()
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc == request.host:
        return came_from.path + (f"?{came_from.query}" if came_from.query else "")
    return this_path()
