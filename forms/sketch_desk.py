"""What partnerships settle together, at the facilitator's desk: how far they are, to read, and to
write for people without a phone."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, flash, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import forms.current
from collector import sketches
from collector.errors import NotFound
from collector.pens import Place
from collector.queries import meetings, programmes
from collector.queries import sketches as queries
from collector.queries.partnerships import partnership as partnership_row
from collector.queries.steps import steps_in, steps_of
from forms.addresses import this_path
from forms.desk import ID, activity_of, meeting_of, page, programme_of
from forms.partnership_sketch import sketches_to_read
from forms.shared_form import number_of, shared_form
from forms.shared_saving import Outcome, Writer, copy_over, marked, renew, save_sent
from forms.side_by_side import blocks

bp = Blueprint("sketch_desk", __name__, url_prefix="/facilitate/<slug>/sketches")

PARTNERSHIP = f"<{ID}:partnership>"


@bp.get("/")
def show(slug: str) -> str:
    """How far every partnership is, in all meetings; nothing of it has to be."""
    programme = programme_of(slug)
    database = forms.current.database()
    rows = meetings.meetings(database, programme["id"])
    return page(
        "sketches.html",
        programme,
        tab="sketches",
        partnerships=programmes.partnerships(database, programme["id"]),
        meetings=[(row, queries.progress(database, row["id"])) for row in rows],
        titles={row["id"]: meetings.activities(database, row["id"]) for row in rows},
        steps=steps_in(database, programme["id"]),
    )


@bp.get(f"/{PARTNERSHIP}")
def read(slug: str, partnership: int) -> str:
    """What one partnership wrote together, its first steps, and where something can be entered."""
    programme = programme_of(slug)
    database = forms.current.database()
    row = _partnership(programme, partnership)
    asked = [
        (meeting, activity)
        for meeting in meetings.meetings(database, programme["id"])
        for activity in meetings.activities(database, meeting["id"])
        if meetings.instrument_of(activity).together
    ]
    return page(
        "sketch.html",
        programme,
        tab="sketches",
        partnership=row,
        sketches=sketches_to_read(database, partnership),
        steps=steps_of(database, partnership),
        asked=asked,
    )


@bp.route(f"/{PARTNERSHIP}/meeting/<{ID}:meeting>/<{ID}:activity>", methods=["GET", "POST"])
def enter(slug: str, partnership: int, meeting: int, activity: int) -> Response | tuple[str, int]:
    """Write the shared answers for people who have no phone; `act` settles or reopens them.

    :raise NotFound: no such partnership, or nothing that is settled together.
    :raise Conflict: something was changed since it was `seen`.
    """
    programme = programme_of(slug)
    place = activity_of(meeting_of(programme, meeting), activity)
    if not meetings.instrument_of(place).together:
        raise NotFound(_("Dit onderdeel wordt niet samen vastgesteld."))
    row = _partnership(programme, partnership)
    here, by = Place(partnership, activity), forms.current.facilitator_id()
    if request.form.get("act"):
        _settle(here, by)
        return redirect(this_path(), 303)
    shared = queries.sketch(forms.current.database(), *here)
    form, outcome = shared_form(meetings.instrument_of(place), shared), Outcome()
    if request.method == "POST":
        outcome = save_sent(here, form, Writer(facilitator=by))
        if outcome.right and (chosen := request.form.get("copy")):
            outcome = copy_over(here, form, chosen, Writer(facilitator=by))
        if outcome.right and not request.form.get("more"):
            flash(_("Bewaard."), "success")
            return redirect(this_path(), 303)
        renew(here, form)
    settled = queries.is_settled(forms.current.database(), *here)
    answer = page(
        "sketch_form.html",
        programme,
        tab="sketches",
        partnership=row,
        activity=place,
        form=form,
        blocks=marked(blocks(here, form, writing=not settled), outcome),
        writing=not settled,
        outcome=outcome,
        settled=settled,
        version=queries.version(forms.current.database(), *here),
    )
    return answer, outcome.status


def _settle(here: Place, by: int) -> None:
    """:raise Conflict: something was changed since it was `seen`."""
    database = forms.current.database()
    if request.form["act"] == "settle":
        sketches.settle(database, here, seen=number_of(request.form.get("seen")), by=by)
    else:
        sketches.reopen(database, here, by=by)


def _partnership(programme: sqlite3.Row, identifier: int) -> sqlite3.Row:
    """:raise NotFound: no such partnership in this programme."""
    found: sqlite3.Row = partnership_row(forms.current.database(), identifier)
    if found["programme_id"] != programme["id"]:
        raise NotFound(_("Dit partnerschap hoort niet (meer) bij dit traject."))
    return found
