"""What a phone shows of the own partnership: who is missing, and the three words."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import forms.current
from collector import intake
from collector.access import normalise_code
from collector.errors import NotFound
from collector.queries import meetings
from collector.queries.partnerships import partnership
from collector.records import Side
from collector.spoken_codes import in_speech
from forms import joined
from forms.belonging import SpokenCodeForm, partnership_of, seconds_to_wait

bp = Blueprint("own_partnership", __name__)


@dataclass(frozen=True)
class OwnPartnership:
    """`words`: only for who showed to belong to it. `missing`: the sides of which nobody is there;
    empty as well for who is not in the room."""

    name: str
    has_code: bool
    code: str
    words: str
    missing: tuple[Side, ...]


def of(place: sqlite3.Row, me: sqlite3.Row) -> OwnPartnership | None:
    """None: this one came for none, or is made up."""
    if me["partnership_id"] is None or me["rehearsal"]:
        return None
    database = forms.current.database()
    row = partnership(database, me["partnership_id"])
    knows = bool(me["knows_code"] and row["code"])
    present = meetings.composition_of(database, place["id"], row["id"])
    return OwnPartnership(
        name=row["name"],
        has_code=row["code"] is not None,
        code=row["code"] if knows else "",
        words=in_speech(row["code"]) if knows else "",
        missing=tuple(meetings.missing(present)) if present and not me["self_study"] else (),
    )


@bp.route("/m/<code>/partnership", methods=["GET", "POST"])
def know(code: str) -> tuple[str, int] | Response:
    """Give the three words after coming in.

    :raise NotFound: no meeting has this code.
    """
    place = meetings.meeting_by_code(forms.current.database(), normalise_code(code))
    back = url_for("participant.meeting", code=place["code"])
    me = joined.participant(place["id"])
    own = of(place, me) if me else None
    if me is None or own is None or own.words or not own.has_code:
        return redirect(back, 303)
    form, status = SpokenCodeForm(), 200
    if form.validate_on_submit():
        status = _given(form, place, me)
        if status == 303:
            flash(_("Dat klopt. U ziet nu wat uw partnerschap samen opschrijft."), "success")
            return redirect(back, 303)
    elif form.errors:
        status = 422
    return render_template("partnership/know.html", meeting=place, own=own, form=form), status


def _given(form: SpokenCodeForm, place: sqlite3.Row, me: sqlite3.Row) -> int:
    """303 when the words are right; else the status of the page that says what is wrong."""
    if wait := seconds_to_wait():
        form.refuse_for(wait)
        return 429
    try:
        found = partnership_of(form.code.data)["id"]
    except NotFound:
        found = None
    if found != me["partnership_id"]:
        form.code.errors = [_("Deze woorden horen niet bij uw partnerschap. Kijk ze nog eens na.")]
        return 404
    intake.join(
        forms.current.database(),
        place["id"],
        joined.receipt(place["id"]),
        role=me["role_id"],
        side=Side(me["side"]) if me["side"] else None,
        partnership=me["partnership_id"],
        region=me["region_id"],
        knows_code=True,
    )
    return 303
