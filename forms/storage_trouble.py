"""What a page says when the storage is in trouble, and what is said of it at the console."""

from __future__ import annotations

import sqlite3
from typing import cast

from flask import Flask, Response, current_app, make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from collector.config import Config
from collector.errors import StorageError
from collector.storage_trouble import Cause, Console, cause_of

AGAIN_SECONDS = "30"
"""After so long a phone tries again by itself."""
CANNOT_BE_READ = frozenset({Cause.GONE, Cause.DAMAGED, Cause.FAILS})


def register(app: Flask) -> None:
    config: Config = app.config["GESPREKSTAFEL"]
    app.extensions["storage_trouble"] = Console(config.database)


def say(error: StorageError | sqlite3.DatabaseError) -> None:
    """At the console: what, where and how to mend it."""
    cast(Console, current_app.extensions["storage_trouble"]).say(error)


def told(error: StorageError | sqlite3.DatabaseError) -> tuple[str, str]:
    """Title and text of the page: what became of what was sent, and what to do now."""
    say(error)
    cause = cause_of(error)
    if cause is Cause.LOCKED:  # that is over by itself
        then = _("Wacht een halve minuut en probeer het dan opnieuw.")
    else:
        then = _("Zeg het tegen de gespreksleider, en probeer het over een halve minuut opnieuw.")
    if request.method in ("GET", "HEAD"):
        lost = "" if cause in CANNOT_BE_READ else _("Wat bevestigd was, is bewaard.")
        return _("Deze pagina kan nu niet worden getoond"), f"{lost} {then}".strip()
    lost = _("Er is niets bewaard van wat u zojuist stuurde. Ga terug: uw tekst staat er nog.")
    return _("Opslaan lukt nu niet"), f"{lost} {then}"


def again_later(answer: ResponseReturnValue) -> Response:
    """When it says 503, it says as well after how long it is worth another try."""
    response = make_response(answer)
    if response.status_code == 503:
        response.headers["Retry-After"] = AGAIN_SECONDS
    return response
