"""The questions of a meeting, to read, print and work through later in one's own context."""

from __future__ import annotations

from flask import Blueprint, render_template

import forms.current
from collector.access import normalise_code
from collector.queries import meetings, programmes
from collector.records import QuestionKind

bp = Blueprint("self_study", __name__)

ASIDE = (QuestionKind.CONTACT, QuestionKind.CONSENT)
"""Asked for the sake of the meeting; nothing to work through."""


@bp.get("/m/<code>/self-study")
def show(code: str) -> str:
    """For whoever has the code, also without having been there: nobody joins by reading this.

    :raise NotFound: no meeting has this code.
    """
    database = forms.current.database()
    place = meetings.meeting_by_code(database, normalise_code(code))
    asked = []
    for activity in meetings.activities(database, place["id"]):
        instrument = meetings.instrument_of(activity)
        questions = [one for one in instrument.questions if one.kind not in ASIDE]
        if questions:
            asked.append((activity["title"], questions))
    return render_template(
        "participant/self_study.html",
        meeting=place,
        asked=asked,
        resources=programmes.resources(database, place["programme_id"], place["id"]),
    )
