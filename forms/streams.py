"""Server-sent events for phones, projector and facilitators."""

from __future__ import annotations

import sqlite3
from contextlib import suppress

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _

import forms.current
from collector import live
from collector.access import normalise_code
from collector.errors import Busy, NotFound
from collector.queries import answers, meetings, programmes
from collector.queries.grants import takes_part_in
from forms.shared_form import partnership_of

bp = Blueprint("streams", __name__)

SKETCH = "sketch-"
"""Before a receipt: with what the own partnership writes together."""


def _last_seen() -> int | None:
    """Where this screen was: the browser's header, or `?after=` when a page begins."""
    value = request.headers.get("Last-Event-ID") or request.args.get("after", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None


@bp.get("/live/<key>")
def follow(key: str) -> Response:
    """Events of a meeting (by join code, projector key or receipt) or of a programme (by slug).

    :raise NotFound: no such key; a programme's stream is there for who has a role in it alone.
    :raise 503: too many follow already; those who send something go first.
    """
    audience = _audience(key)
    watcher = forms.current.watcher()
    try:
        inbox = watcher.listen(audience, request.remote_addr or "")
    except Busy as error:
        return Response(f"{error}\n", 503, {"Retry-After": "10"}, mimetype="text/plain")
    stream = live.stream(watcher, audience, _last_seen(), inbox)
    # Nothing between here and the screen may hold events back.
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    response = Response(stream, mimetype="text/event-stream", headers=headers)
    # Also when the stream never began.
    response.call_on_close(lambda: watcher.leave(inbox))
    return response


def _audience(key: str) -> live.Audience:
    """:raise NotFound: no such key."""
    database = forms.current.database()
    if key.startswith(SKETCH):
        return _own_partnership(database, key.removeprefix(SKETCH))
    try:
        meeting = meetings.meeting_by_code(database, normalise_code(key))
        return live.Audience(meeting=meeting["id"], kinds=live.PARTICIPANT_KINDS)
    except NotFound:
        pass
    try:
        meeting = meetings.meeting_by_screen_key(database, key)
        return live.Audience(meeting=meeting["id"], kinds=live.SCREEN_KINDS)
    except NotFound:
        pass
    try:
        me = answers.participant_by_receipt(database, normalise_code(key))
        return live.Audience(meeting=me["meeting_id"], kinds=live.RECEIPT_KINDS)
    except NotFound:
        pass
    return _own_programme(database, key)


def _own_programme(database: sqlite3.Connection, slug: str) -> live.Audience:
    """:raise NotFound: there is none, or this account has no part in it: which is not told."""
    account = forms.current.facilitator()
    with suppress(NotFound):
        programme = programmes.programme(database, slug)
        if account is not None and takes_part_in(database, account["id"], programme["id"]):
            return live.Audience(programme=programme["id"])
    raise NotFound(_("Dit traject bestaat niet (meer)."))


def _own_partnership(database: sqlite3.Connection, receipt: str) -> live.Audience:
    """:raise NotFound: nobody has this receipt.
    :raise 403: who has it comes for no partnership.
    """
    me = answers.participant_by_receipt(database, normalise_code(receipt))
    mine = partnership_of(me)
    if mine is None:
        abort(403)
    return live.Audience(meeting=me["meeting_id"], kinds=live.SKETCH_KINDS, partnership=mine)
