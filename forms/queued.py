"""Submissions that a phone kept while it had no connection, and sends when it has one again.

The phone's side is `static/queue.js`. It sends the same form to the same address as somebody who
presses the button, with a header that says whose it is, and reads what became of it. A fresh token
comes first, because the one on the page may be of hours ago.
"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request
from flask_wtf.csrf import generate_csrf

import forms.current
from collector.access import normalise_code
from collector.errors import NotFound
from collector.queries import meetings
from forms import joined
from forms.questions import QuestionnaireForm

bp = Blueprint("queued", __name__)

HEADER = "X-Queue"
"""Holds `joined.owner` of the person who wrote it."""


def asks() -> bool:
    """Whether this request is from a queue, that cannot read a page."""
    return HEADER in request.headers


def is_of(owner: str) -> bool:
    """Whether what was sent is of this person: somebody else may be on the phone by now."""
    return not asks() or request.headers[HEADER] == owner


def became(form: QuestionnaireForm, status: int) -> tuple[Response, int]:
    """What the queue reads: it is stored, or what is wrong with it.

    :param status: 303 stored; 403 of nobody here; 409 closed; 422 not right; 503 not now
    """
    problems = [one.text for one in form.problems]
    answer = jsonify(stored=status == 303, problems=problems)
    answer.headers["Cache-Control"] = "no-store"
    return answer, 200 if status == 303 else status


def is_gone() -> tuple[Response, int]:
    """What the queue reads when there is nothing any more to hand this in to.

    It believes only what is said to it like this: a network in between may say 404 to everything.
    """
    return jsonify(stored=False, problems=[]), 404


@bp.get("/m/<code>/token")
def token(code: str) -> Response | tuple[Response, int]:
    """A fresh token, and who is on this phone now: empty if nobody came in; 404: no meeting."""
    try:
        place = meetings.meeting_by_code(forms.current.database(), normalise_code(code))
    except NotFound:
        return is_gone()
    answer = jsonify(token=generate_csrf(), owner=joined.owner(place["id"]))
    answer.headers["Cache-Control"] = "no-store"
    return answer
