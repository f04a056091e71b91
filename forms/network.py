"""On phones in the hall: how the network moved, when the facilitator shows it."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import forms.current
from collector.access import normalise_code
from collector.errors import NotFound
from collector.network import Shown
from collector.queries import meetings
from forms import joined
from forms.hall_picture import hall_picture

bp = Blueprint("network", __name__)


@bp.get("/m/<code>/network")
def show(code: str) -> str | Response:
    """:raise NotFound: no meeting has this code, or the facilitator does not show it now."""
    database = forms.current.database()
    meeting = meetings.meeting_by_code(database, normalise_code(code))
    if joined.participant(meeting["id"]) is None:
        return redirect(url_for("participant.meeting", code=meeting["code"]))
    if meeting["network"] == Shown.HIDDEN:
        raise NotFound(_("De gespreksleider laat de beweging nu niet zien."))
    picture = hall_picture(database, meeting["programme_id"])
    return render_template("participant/network.html", meeting=meeting, picture=picture)
