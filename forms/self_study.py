"""The questions of a meeting outside it: to read and print, and to answer where that is allowed."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

import forms.current
from collector import live
from collector.access import normalise_code
from collector.catching_up import can_catch_up, enter_room
from collector.errors import Refused
from collector.queries import meetings, programmes
from collector.records import QuestionKind
from forms import joined
from forms.coming_in import come_in
from forms.joining import WhoForm, who_form
from forms.promises import promises_of_programme

bp = Blueprint("self_study", __name__)

ASIDE = (QuestionKind.CONTACT, QuestionKind.CONSENT)
"""Asked for the sake of the meeting; nothing to work through."""


def _place(code: str) -> sqlite3.Row:
    return meetings.meeting_by_code(forms.current.database(), normalise_code(code))


@bp.get("/m/<code>/self-study")
def show(code: str) -> str:
    """For whoever has the code, also without having been there: nobody joins by reading this.

    :raise NotFound: no meeting has this code.
    """
    database = forms.current.database()
    place = _place(code)
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
        me=joined.participant(place["id"]),
        can_catch_up=can_catch_up(database, place),
        resources=programmes.resources(database, place["programme_id"], place["id"]),
    )


@bp.route("/m/<code>/self-study/join", methods=["GET", "POST"])
def join(code: str) -> str | Response | tuple[str, int]:
    """Whoever takes part here already, goes on where he or she was.

    :raise NotFound: no meeting has this code.
    :raise Refused: this meeting cannot be caught up.
    """
    database, place = forms.current.database(), _place(code)
    if not can_catch_up(database, place):
        raise Refused(
            "Deze bijeenkomst kan nu niet buiten de zaal worden ingevuld. Lezen en printen kan wel."
        )
    inside = url_for("participant.meeting", code=place["code"])
    if joined.participant(place["id"]):
        return redirect(inside, 303)
    form = who_form(database, place)
    if not form.is_submitted():
        joined.receipt(place["id"])
        return _who(place, form)
    if not form.validate():
        return _who(place, form), 422
    first = come_in(place, form, self_study=True)
    return redirect(f"{inside}?first=1" if first else inside, 303)


def _who(place: sqlite3.Row, form: WhoForm) -> str:
    return render_template(
        "participant/who.html",
        meeting=place,
        form=form,
        newest=live.latest(forms.current.database()),
        owner=joined.owner(place["id"]),
        promises=promises_of_programme(place["programme_id"]),
        join_at=url_for(".join", code=place["code"]),
    )


@bp.post("/m/<code>/room")
def room(code: str) -> Response:
    """Whoever prepared at home is in the meeting now: on the same phone, with the same answers.

    :raise NotFound: no meeting has this code.
    """
    place = _place(code)
    me = joined.participant(place["id"])
    if me and me["self_study"]:
        enter_room(forms.current.database(), me["id"])
    return redirect(url_for("participant.meeting", code=place["code"]), 303)
