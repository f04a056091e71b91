"""Trying a meeting before the room fills: made-up answers in with one press, out with another."""

from __future__ import annotations

import sqlite3
from itertools import cycle

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import forms.current
from collector import intake, votes
from collector.access import new_receipt
from collector.errors import Refused
from collector.queries import meetings, programmes
from collector.queries.votes import on_ballot
from collector.records import Instrument, ProgrammeKind, Side
from collector.rehearsals import rehearsed, remove_rehearsal
from forms.desk import ID, activity_of, back, meeting_of, number, page, programme_of
from forms.made_up import Room, can_answer, load_words

bp = Blueprint("rehearsal", __name__, url_prefix="/facilitate")

PEOPLE = 25
MOST = 100
"""So many made-up people fit in one meeting: more shows nothing that fewer do not."""


@bp.post(f"/<slug>/meeting/<{ID}:meeting>/rehearsal")
def fill(slug: str, meeting: int) -> Response:
    """Fill a meeting, or the activity in the field `activity`, with made-up answers.

    :raise Refused: there are so many already, or nothing is asked that can be made up.
    """
    programme = programme_of(slug)
    row = meeting_of(programme, meeting)
    chosen = number(request.form.get("activity"))
    activities = (
        [activity_of(row, chosen)]
        if chosen
        else list(meetings.activities(forms.current.database(), meeting))
    )
    if row["rehearsing"] + PEOPLE > MOST:
        raise Refused(_("Er staan al genoeg proefantwoorden. Haal ze eerst weg."))
    if not (_ready(activities) or _to_vote_on(activities)):
        if any(meetings.instrument_of(one).to_vote_on for one in activities):
            text = _("Keur eerst proefuitspraken goed; daarna kunnen verzonnen deelnemers stemmen.")
            raise Refused(text)
        raise Refused(_("Hier valt niets te proberen: vul eerst in wat nog openstaat."))
    _fill(programme, row, activities)
    rehearsed(forms.current.database(), meeting, by=forms.current.facilitator_id())
    flash(_("Klaar: %(n)s verzonnen deelnemers hebben geantwoord.", n=PEOPLE), "success")
    return back(url_for("run.show", slug=slug, meeting=meeting))


def _ready(activities: list[sqlite3.Row]) -> list[tuple[int, Instrument]]:
    """What made-up people can answer: the organiser filled in everything that was left open."""
    instruments = [(one["id"], meetings.instrument_of(one)) for one in activities]
    return [(number, one) for number, one in instruments if can_answer(one) and not one.left_open]


def _to_vote_on(activities: list[sqlite3.Row]) -> list[sqlite3.Row]:
    """Where something made up was approved, so that made-up people can vote on it."""
    database = forms.current.database()
    votes = [
        meetings.activity(database, one["id"])
        for one in activities
        if meetings.instrument_of(one).to_vote_on
    ]
    return [one for one in votes if on_ballot(database, one, rehearsal=True)]


def _fill(programme: sqlite3.Row, meeting: sqlite3.Row, activities: list[sqlite3.Row]) -> None:
    database = forms.current.database()
    ready, to_vote_on = _ready(activities), _to_vote_on(activities)
    room = Room(load_words(), seed=meeting["id"] * 1000 + meeting["rehearsing"])
    roles = cycle([one["id"] for one in programmes.roles(database, programme["id"])] or [None])
    partnerships = cycle(
        [one["id"] for one in programmes.partnerships(database, programme["id"])][:6] or [None]
    )
    sides = programme["kind"] == ProgrammeKind.LEARNING_NETWORK
    for _person in range(PEOPLE):
        participant = intake.join(
            database,
            meeting["id"],
            new_receipt(),
            role=next(roles),
            side=room.chance.choice(tuple(Side)) if sides else None,
            partnership=next(partnerships) if sides else None,
            rehearsal=True,
        )
        for identifier, instrument in ready:
            if submission := room.hands_in(instrument):
                intake.submit(database, participant, identifier, submission)
        for activity in to_vote_on:
            ballot = sorted(on_ballot(database, activity, participant))
            votes.cast(database, participant, activity["id"], room.votes(ballot))


@bp.route(f"/<slug>/meeting/<{ID}:meeting>/rehearsal/remove", methods=["GET", "POST"])
def remove(slug: str, meeting: int) -> str | Response:
    """Ask first, then take everything made up away for good."""
    programme = programme_of(slug)
    row = meeting_of(programme, meeting)
    there = url_for("run.show", slug=slug, meeting=meeting)
    if request.method == "GET":
        return page("rehearsal_remove.html", programme, tab="programme", meeting=row)
    gone = remove_rehearsal(forms.current.database(), meeting, by=forms.current.facilitator_id())
    if gone:
        flash(
            _("Alle proefantwoorden zijn weg. Wat echte deelnemers zeiden, staat er nog."),
            "success",
        )
    else:
        flash(_("Er stonden geen proefantwoorden (meer)."), "success")
    return back(there)
