"""The desk's page of how the partnerships moved, and what of it the hall gets to see."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import forms.current
from collector import live
from collector.network import Shown, show_network
from collector.queries import meetings, outcomes
from collector.records import JobKind, JobState
from forms.desk import back, meeting_of, number, page, programme_of
from forms.hall_picture import hall_picture
from forms.movement import movement

bp = Blueprint("development", __name__, url_prefix="/facilitate")


@bp.get("/<slug>/development/")
def show(slug: str) -> str:
    """:raise NotFound: no programme has this slug."""
    programme = programme_of(slug)
    database, identifier = forms.current.database(), programme["id"]
    after = live.latest(database)
    return page(
        "development.html",
        programme,
        tab="development",
        after=after,
        found=movement(database, identifier),
        picture=hall_picture(database, identifier),
        meetings=meetings.meetings(database, identifier),
        failed=_failed(identifier),
        hidden=Shown.HIDDEN,
    )


def _failed(programme: int) -> sqlite3.Row | None:
    """The job that should have made the picture, if it did not."""
    job = outcomes.latest_job(forms.current.database(), programme, JobKind.DEVELOPMENT)
    return job if job and job["state"] == JobState.FAILED else None


@bp.post("/<slug>/development/hall")
def hall(slug: str) -> Response:
    """Let the hall of one `meeting` see the movement (`shown` is 1), or no longer.

    :raise NotFound: no such meeting in this programme.
    """
    meeting = meeting_of(programme_of(slug), number(request.form.get("meeting")) or 0)
    shown = request.form.get("shown") == "1"
    by = forms.current.facilitator_id()
    show_network(forms.current.database(), meeting["id"], shown=shown, by=by)
    if shown:
        flash(_("De beweging staat op het scherm en op de telefoons in de zaal."), "success")
    else:
        flash(_("De zaal ziet de beweging niet meer."), "success")
    return back(url_for(".show", slug=slug), "hall")
