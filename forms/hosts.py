"""Whoever asks under a name that is not ours gets no page, before anything is looked up."""

from __future__ import annotations

from flask import Flask, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import forms.current
from collector.hosts import is_ours


def register(app: Flask) -> None:
    app.before_request(refuse_others)


def refuse_others() -> Response | None:
    """Plain text: no link, and nothing of what was asked."""
    if is_ours(request.host, forms.current.config().hosts):
        return None
    text = _(
        "Deze dienst kent het adres niet waaronder u kwam. Gebruik het adres dat u van de"
        " gespreksleider kreeg. Beheert u de dienst? Zet de naam dan in GESPREKSTAFEL_HOSTS."
    )
    return Response(f"{text}\n", 400, mimetype="text/plain")
