"""The timer of a meeting: the facilitators' buttons, and what phones see of it."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import forms.current
from collector import timers
from collector.access import normalise_code
from collector.errors import Refused
from collector.queries import meetings
from collector.queries.timers import clock, timer
from forms.desk import ID, back, meeting_of, number, programme_of

bp = Blueprint("timer", __name__)
bp.add_app_template_global(clock, "clock")

CHOICES = (5, 10, 15)
"""Minutes that have a button of their own."""


@bp.post(f"/facilitate/<slug>/meeting/<{ID}:meeting>/timer")
def press(slug: str, meeting: int) -> Response:
    """One button: `do` is start, pause, go_on, more, away or shown.

    :raise Refused: another word, no sensible time, or no timer to do it with.
    """
    meeting_of(programme_of(slug), meeting)
    database, by = forms.current.database(), forms.current.facilitator_id()
    match request.form.get("do"):
        case "pause":
            timers.pause(database, meeting, by=by)
        case "go_on":
            timers.go_on(database, meeting, by=by)
        case "more":
            timers.one_more_minute(database, meeting, by=by)
        case "away":
            timers.put_away(database, meeting, by=by)
        case "shown":
            screen, phones = request.form.get("screen") == "1", request.form.get("phones") == "1"
            timers.show_timer(database, meeting, on_screen=screen, on_phones=phones, by=by)
        case "up":
            timers.time_is_up(database, meeting, by=by)
        case _:
            closes = number(request.form.get("closes"))
            timers.start(database, meeting, _minutes(), by=by, closes=closes)
    return back(url_for("run.show", slug=slug, meeting=meeting), "timer")


def _minutes() -> int:
    """Of the button that was pressed; that for an own time has no value.

    :raise Refused: no number was given.
    """
    given = number(request.form.get("minutes")) or number(request.form.get("own"))
    if not given:
        raise Refused(_("Vul in hoeveel minuten de timer moet lopen."))
    return given


@bp.get("/m/<code>/timer")
def on_phone(code: str) -> str:
    """The timer for a phone; empty when the facilitator does not show it there.

    :raise NotFound: no meeting has this code.
    """
    database = forms.current.database()
    meeting = meetings.meeting_by_code(database, normalise_code(code))
    return render_template(
        "participant/timer.html", meeting=meeting, timer=timer(database, meeting["id"])
    )
