"""What stood in a sketch before, and the way back to it."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

import forms.current
from collector import sketches
from collector.errors import NotFound, Refused
from collector.queries import meetings
from collector.queries import sketches as queries
from collector.records import Question
from forms.answered import Lines
from forms.shared_form import KEY, asked_together, number_of, shared_lines
from forms.together import Room, View, done, room_of

bp = Blueprint("earlier_versions", __name__, url_prefix="/m/<code>/<int:activity>/together")


@dataclass(frozen=True)
class Version:
    revision: int
    lines: Lines


def versions(question: Question, rows: Sequence[sqlite3.Row]) -> list[Version]:
    """The newest first. While somebody types a text is saved many times: of those that only grew,
    the last is shown."""
    found: list[Version] = []
    after: Any = None
    for row in rows:
        value = json.loads(row["value"])
        if not (found and _grew(value, after)):
            found.append(Version(row["revision"], shared_lines(question, value)))
        after = value
    return found


def _grew(before: Any, after: Any) -> bool:
    if before is None or after is None:
        return before is None
    if isinstance(before, str) and isinstance(after, str):
        return after.startswith(before)
    if isinstance(before, list) and isinstance(after, list) and len(before) <= len(after):
        return all(_grew(one, other) for one, other in zip(before, after, strict=False))
    return False


@bp.get("/<question>")
def show(code: str, activity: int, question: str) -> View:
    """:raise NotFound: no such question, or as `together.room_of`."""
    room = room_of(code, activity)
    asked = _question(room, question)
    rows = queries.history(forms.current.database(), *room.place, question)
    return render_template(
        "together/earlier.html",
        meeting=room.meeting,
        activity=room.activity,
        question=asked,
        versions=versions(asked, rows),
        settled=queries.is_settled(forms.current.database(), *room.place),
        address=room.address,
        key=uuid.uuid4().hex,
    )


@bp.post("/<question>")
def back(code: str, activity: int, question: str) -> View:
    """Back to `revision`, as long as `base` is the newest.

    :raise Refused: the form was not one of this page.
    """
    room = room_of(code, activity)
    asked = _question(room, question)
    if not KEY.fullmatch(key := request.form.get("key", "")):
        raise Refused(_("Deze pagina was verlopen. Laad haar opnieuw."))
    return done(
        room,
        lambda: sketches.restore(
            forms.current.database(),
            room.place,
            asked.key,
            number_of(request.form.get("revision")),
            based_on=number_of(request.form.get("base")),
            key=key,
            participant=room.me["id"],
        ),
    )


def _question(room: Room, key: str) -> Question:
    for one in asked_together(meetings.instrument_of(room.activity)):
        if one.key == key:
            return one
    raise NotFound(_("Deze vraag staat niet (meer) in dit onderdeel."))
