"""The one screen for leading a meeting: who is in, what is open, what comes in, what is shown."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import forms.current
from collector import live
from collector.errors import Refused
from collector.meetings import set_activity_state
from collector.projector import hide_results, set_light
from collector.projector import show as show_on_projector
from collector.queries import answers, meetings, statements
from collector.queries.sketches import progress
from collector.queries.timers import timer
from collector.records import ProgrammeKind, QuestionKind
from collector.tallies import Tally, tally
from forms.asked_of import asked_of
from forms.closing import at, closing_slides
from forms.composition import composed
from forms.desk import ID, activity_of, back, meeting_of, number, page, programme_of
from forms.lately import lines
from forms.timer import CHOICES
from forms.voted import how_voted

bp = Blueprint("run", __name__, url_prefix="/facilitate")

NEWEST = 40
"""So many statements stand on this screen; the moderation page has them all."""

SHOWN = ("welcome", "activity", "themes", "nothing")

NOT_COUNTED = (
    QuestionKind.STATEMENTS,
    QuestionKind.VOTES,
    QuestionKind.CONTACT,
    QuestionKind.CONSENT,
)
"""Statements and votes stand on the screen themselves; the others say nothing about the subject."""


@bp.get(f"/<slug>/meeting/<{ID}:meeting>/")
def show(slug: str, meeting: int) -> str:
    programme = programme_of(slug)
    row = meeting_of(programme, meeting)
    # Before anything is read: what comes in meanwhile is then told once more, never missed.
    after = live.latest(forms.current.database())
    return page("run.html", programme, tab="programme", after=after, **_situation(programme, row))


@bp.get(f"/<slug>/meeting/<{ID}:meeting>/live")
def fragment(slug: str, meeting: int) -> str:
    """The part of the screen that changes by itself."""
    programme = programme_of(slug)
    row = meeting_of(programme, meeting)
    return render_template(
        "facilitator/run_live.html", programme=programme, **_situation(programme, row)
    )


def _situation(programme: sqlite3.Row, meeting: sqlite3.Row) -> dict[str, object]:
    database, identifier = forms.current.database(), meeting["id"]
    activities = meetings.activities(database, identifier)
    chosen = _chosen(meeting, activities)
    counts = statements.counts_by_state(database, programme["id"], identifier)
    values: dict[str, object] = {
        "meeting": meeting,
        "activities": [(one, meetings.instrument_of(one)) for one in activities],
        "room": meetings.in_the_room(database, identifier),
        "network": programme["kind"] == ProgrammeKind.LEARNING_NETWORK,
        **composed(programme, identifier),
        "together": progress(database, identifier),
        "timer": timer(database, identifier),
        "minutes": CHOICES,
        "lately": lines(programme, meeting),
        "to_moderate": counts.get("waiting", 0),
        "chosen": chosen,
        "left_open": bool(chosen and meetings.instrument_of(chosen).left_open),
        "asked": asked_of([chosen] if chosen else []),
        "newest": [],
        "tallies": [],
        "closing": None,
    }
    if meeting["closing"] is not None:
        slides = closing_slides(meeting)
        values["closing"] = {"at": at(meeting, slides), "slides": slides}
    if chosen is not None:
        values["newest"] = _newest(programme, chosen)
        values["tallies"] = _tallies(chosen)
        votes_on = meetings.instrument_of(chosen).to_vote_on
        values["voted"] = how_voted(chosen["id"]) if votes_on else None
    return values


def _chosen(meeting: sqlite3.Row, activities: list[sqlite3.Row]) -> sqlite3.Row | None:
    """The one that was asked for, else the one that is shown, else the last open one that has
    answers, else the first open one."""
    by_id = {one["id"]: one for one in activities}
    asked = number(request.args.get("activity"))
    if asked in by_id:
        return by_id[asked]
    if meeting["shown_activity_id"] in by_id:
        return by_id[meeting["shown_activity_id"]]
    is_open = [one for one in activities if one["state"] == "open"]
    answered = [one for one in is_open if one["responses"] or one["rehearsed"]]
    candidates = answered[-1:] or is_open[:1] or activities[:1]
    return candidates[0] if candidates else None


def _newest(programme: sqlite3.Row, activity: sqlite3.Row) -> list[statements.Statement]:
    found = statements.statements(
        forms.current.database(), programme["id"], activity=activity["id"], rehearsal=None
    )
    return found[::-1][:NEWEST]


def _tallies(activity: sqlite3.Row) -> list[Tally]:
    made_up = not activity["responses"]
    values = answers.values_in(forms.current.database(), activity["id"], rehearsal=made_up)
    return [
        tally(question, values.get(question.key, []))
        for question in meetings.instrument_of(activity).questions
        if question.kind not in NOT_COUNTED
    ]


@bp.post(f"/<slug>/meeting/<{ID}:meeting>/activities/<{ID}:activity>/state")
def open_or_close(slug: str, meeting: int, activity: int) -> Response:
    """:raise Refused: something still has to be filled in before this can open."""
    row = meeting_of(programme_of(slug), meeting)
    place = activity_of(row, activity)
    is_open = request.form.get("open") == "1"
    by = forms.current.facilitator_id()
    set_activity_state(forms.current.database(), place["id"], is_open=is_open, by=by)
    return back(url_for(".show", slug=slug, meeting=meeting), f"a-{activity}")


@bp.post(f"/<slug>/meeting/<{ID}:meeting>/show")
def projector(slug: str, meeting: int) -> Response:
    """Choose what the projector shows: `welcome`, `themes`, `nothing`, or `activity` with its id.

    :raise Refused: something else.
    """
    row = meeting_of(programme_of(slug), meeting)
    what, activity = request.form.get("what", ""), number(request.form.get("activity"))
    if what not in SHOWN or (what == "activity") != bool(activity):
        raise Refused(_("Kies wat het scherm moet tonen."))
    by = forms.current.facilitator_id()
    show_on_projector(forms.current.database(), row["id"], what, activity, by=by)
    return back(url_for(".show", slug=slug, meeting=meeting), "projector")


@bp.post(f"/<slug>/meeting/<{ID}:meeting>/activities/<{ID}:activity>/results")
def results(slug: str, meeting: int, activity: int) -> Response:
    """Hide the answers while the room thinks (`hidden` is 1), or show them with the question."""
    row = meeting_of(programme_of(slug), meeting)
    place = activity_of(row, activity)
    hidden = request.form.get("hidden") == "1"
    by = forms.current.facilitator_id()
    hide_results(forms.current.database(), place["id"], hidden=hidden, by=by)
    return back(url_for(".show", slug=slug, meeting=meeting), f"a-{activity}")


@bp.post(f"/<slug>/meeting/<{ID}:meeting>/light")
def light(slug: str, meeting: int) -> Response:
    """The projector on a light ground (`light` is 1), or on a dark one."""
    row = meeting_of(programme_of(slug), meeting)
    by, chosen = forms.current.facilitator_id(), request.form.get("light") == "1"
    set_light(forms.current.database(), row["id"], light=chosen, by=by)
    return back(url_for(".show", slug=slug, meeting=meeting), "projector")
