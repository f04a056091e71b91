"""The projector: what the facilitator chose to show, for a whole room to look at."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, render_template, request, url_for

import forms.current
from collector import live
from collector.access import in_groups
from collector.queries import answers, meetings, statements
from collector.records import QuestionKind
from forms.slides import Slide, slides

bp = Blueprint("screens", __name__, url_prefix="/screen")


@bp.get("/<key>")
def screen(key: str) -> str:
    """The whole page; dark, or light with `?light=1`.

    :raise NotFound: no meeting has this key.
    """
    newest = live.latest(forms.current.database())
    light = request.args.get("light") == "1"
    return render_template("screen/screen.html", **_shown(key), newest=newest, light=light)


@bp.get("/<key>/now")
def now(key: str) -> str:
    """Only what changes: fetched again whenever something happened.

    :raise NotFound: no meeting has this key.
    """
    return render_template("screen/now.html", **_shown(key))


def _shown(key: str) -> dict[str, object]:
    meeting = meetings.meeting_by_screen_key(forms.current.database(), key)
    address = url_for("participant.start", _external=True)
    activity = _activity(meeting)
    return {
        "meeting": meeting,
        "code": in_groups(meeting["code"], 3),
        "address": address.split("://")[1].rstrip("/"),
        "activity": activity,
        "slides": _slides(activity) if activity else [],
    }


def _activity(meeting: sqlite3.Row) -> sqlite3.Row | None:
    """The activity that is shown, with its counts."""
    rows = meetings.activities(forms.current.database(), meeting["id"])
    return next((row for row in rows if row["id"] == meeting["shown_activity_id"]), None)


def _slides(activity: sqlite3.Row) -> list[Slide]:
    database = forms.current.database()
    instrument = meetings.instrument_of(activity)
    programme = meetings.activity(database, activity["id"])["programme_id"]
    approved = statements.statements(
        database, programme, activity=activity["id"], states=("approved",)
    )
    texts = {
        question.key: [
            one.public_text for one in reversed(approved) if one.question == question.key
        ]
        for question in instrument.questions
        if question.kind is QuestionKind.STATEMENTS
    }
    values = answers.values_in(database, activity["id"])
    return slides(instrument, values, texts, forms.current.config().group_size)
