"""Answers programs: who asks, how often, in what form; then the one table says who answers."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable
from math import ceil
from typing import Any, cast

from flask import Blueprint, Flask, Response, current_app, g, request
from werkzeug.exceptions import HTTPException

import forms.current
from collector import live
from collector.database import is_trouble, snapshot
from collector.errors import NotFound, StorageError
from collector.queries.following import newest_event
from collector.tokens import facilitator_by_token
from forms.api.asker import own_programmes
from forms.api.operations import OPERATIONS, Operation
from forms.api.parameters import read
from forms.api.problems import BEARER, ROOT, Wrong, problem
from forms.buckets import Buckets
from forms.desk import programme_of

bp = Blueprint("api", __name__, url_prefix=ROOT.rstrip("/"))

AT_ONCE, SECONDS_EACH = 600, 0.1
"""Requests of one facilitator's programs that may follow each other without a pause, enough to read
600,000 statements, and then one after so many seconds: a script in a loop never slows a meeting."""


def register(app: Flask) -> None:
    app.extensions["rate"] = Buckets(AT_ONCE, SECONDS_EACH)
    app.register_blueprint(bp)


@bp.before_request
def admit() -> None:
    """Whoever has a token, and a login of the pages does not count.

    :raise Wrong: 401, 406 or 429.
    :raise NotFound: there is no such programme, or the asker does not lead it.
    """
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise Wrong(401, "Send your token: Authorization: Bearer …", WWW_Authenticate=BEARER)
    facilitator = facilitator_by_token(forms.current.database(), token.strip())
    if facilitator is None:
        challenge = f'{BEARER}, error="invalid_token"'
        raise Wrong(401, "This token is not known, or was revoked.", WWW_Authenticate=challenge)
    g.asker = facilitator
    if wait := cast(Buckets, current_app.extensions["rate"]).take(facilitator):
        detail = "Too many requests. Ask for more rows at a time, or less often."
        raise Wrong(429, detail, Retry_After=str(ceil(wait)))
    accepted = request.accept_mimetypes
    if accepted and not accepted.best_match(["application/json"]):
        raise Wrong(406, "Everything here is application/json.")
    slug = (request.view_args or {}).get("slug")
    if slug and programme_of(slug)["id"] not in own_programmes():
        raise NotFound


def _view(operation: Operation) -> Callable[..., Response]:
    def answer(**place: Any) -> Response:
        wishes = read(operation.parameters, request.args)
        database = forms.current.database()
        with snapshot(database):  # the number of the last change belongs to what is read
            tag = _tag(database, place.get("slug"))
            if request.if_none_match.contains_weak(tag):
                response = Response(status=304)
            else:
                found = operation.answer(wishes, **place)
                text = json.dumps(found, default=vars, ensure_ascii=False, separators=(",", ":"))
                response = Response(text, mimetype="application/json")
        response.set_etag(tag, weak=True)
        response.headers["Cache-Control"] = "private, no-cache"
        response.vary.add("Authorization")
        return response

    return answer


def _tag(database: sqlite3.Connection, slug: str | None) -> str:
    """Of the last change in the programme (or anywhere), the address, and the settings that count.

    A list also changes when its reader may see more or less.

    :raise NotFound: no such programme.
    """
    newest = newest_event(database, programme_of(slug)["id"]) if slug else live.latest(database)
    seen = "" if slug else sorted(own_programmes())
    told = f"{newest} {seen} {forms.current.config().group_size} {request.full_path}"
    return hashlib.sha256(told.encode()).hexdigest()[:20]


for _one in OPERATIONS:
    bp.add_url_rule(
        _one.path.replace("{slug}", "<slug>")
        .replace("{meeting}", "<int:meeting>")
        .replace("{activity}", "<int:activity>"),
        _one.name,
        _view(_one),
        methods=["GET"],
        provide_automatic_options=False,
    )


@bp.errorhandler(Wrong)
def wrong(error: Wrong) -> Response:
    return problem(error.status, error.detail, error.headers)


@bp.errorhandler(NotFound)
def not_found(_error: NotFound) -> Response:
    return problem(404)


@bp.errorhandler(StorageError)
@bp.errorhandler(sqlite3.DatabaseError)
def no_storage(error: StorageError | sqlite3.DatabaseError) -> Response:
    """The database is locked, full or damaged."""
    if isinstance(error, sqlite3.DatabaseError) and not is_trouble(error):
        raise error
    g.went_wrong = f"{type(error).__name__}: {error}"
    return problem(503, headers={"Retry-After": "30"})


@bp.errorhandler(HTTPException)
def http_error(error: HTTPException) -> Response:
    """Also for what no route takes: see `pages.http_error`."""
    valid = getattr(error, "valid_methods", None)
    allow = {"Allow": ", ".join(sorted(valid))} if valid else None
    return problem(error.code or 500, headers=allow)
