"""Voting on a phone: one statement at a time, and reading back what one voted."""

from __future__ import annotations

import sqlite3

from flask import (
    Blueprint,
    Response,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse
from wtforms import StringField

import forms.current
from collector import live, votes
from collector.access import normalise_code
from collector.errors import NotFound, Refused
from collector.queries import meetings
from collector.queries.votes import ToVoteOn, ballot
from collector.records import Vote
from forms import joined
from forms.plain_form import PlainForm
from forms.portions import PORTION, portion, rests
from forms.votes_field import VOTE_WORDS

bp = Blueprint("voting", __name__, url_prefix="/m/<code>/<int:activity>")

View = str | BaseResponse | tuple[str, int] | tuple[Response, int]

BACK = "back"
"""Instead of a vote: the vote that was given is taken back."""
AHEAD = 60
"""So many statements a phone has at hand, for when there is no connection."""
ORDER = (Vote.DISAGREE, Vote.PASS, Vote.AGREE)
"""From left to right, as one swipes."""


class VoteForm(PlainForm):
    statement = StringField()
    vote = StringField()

    @property
    def chosen(self) -> tuple[int, Vote | None]:
        """The statement, and the vote on it; None: take it back.

        :raise Refused: it cannot be a vote.
        """
        number, vote = self.statement.data or "", self.vote.data or ""
        right = number.isascii() and number.isdigit() and len(number) < 16
        if not right or vote not in (BACK, *Vote):
            raise Refused(_("Kies eens, oneens of sla over."))
        return int(number), None if vote == BACK else Vote(vote)


def _place(code: str, activity: int) -> tuple[sqlite3.Row, sqlite3.Row]:
    """Meeting and activity.

    :raise NotFound: no such activity in this meeting, or nobody votes in it.
    """
    database = forms.current.database()
    place = meetings.meeting_by_code(database, normalise_code(code))
    row = meetings.activity(database, activity)
    if row["meeting_id"] != place["id"] or not meetings.instrument_of(row).to_vote_on:
        raise NotFound(_("Dit onderdeel hoort niet bij deze bijeenkomst."))
    return place, row


def _who_are_you(place: sqlite3.Row) -> BaseResponse:
    flash(_("Laat eerst weten wie u bent. Daarna kunt u verder."), "warning")
    return redirect(url_for("participant.meeting", code=place["code"]), 303)


@bp.get("/vote")
def show(code: str, activity: int) -> View:
    """The next statement; `?statement=` asks for one that was voted on to be taken back.

    After each portion one rests; `?more=` goes on with the next.

    :raise NotFound: no such activity in this meeting, or nobody votes in it.
    """
    place, row = _place(code, activity)
    me = joined.participant(place["id"])
    if me is None:
        return _who_are_you(place)
    # What is approved meanwhile joins the ballot; a receipt's stream tells of that.
    return _page("ballot.html", place, row, me, follow=joined.receipt(place["id"]))


@bp.get("/vote/queue")
def queue(code: str, activity: int) -> View:
    """Only what changes: what is still to vote on.

    :raise NotFound: no such activity in this meeting, or nobody votes in it.
    """
    place, row = _place(code, activity)
    me = joined.participant(place["id"])
    if me is None:
        return "", 403
    return _page("ballot_queue.html", place, row, me)


@bp.get("/votes")
def own(code: str, activity: int) -> View:
    """What somebody voted, to read back and to change.

    :raise NotFound: no such activity in this meeting, or nobody votes in it.
    """
    place, row = _place(code, activity)
    me = joined.participant(place["id"])
    if me is None:
        return _who_are_you(place)
    return _page("own_votes.html", place, row, me)


def _page(
    template: str, place: sqlite3.Row, activity: sqlite3.Row, me: sqlite3.Row, **values: object
) -> str:
    database = forms.current.database()
    newest = live.latest(database)
    on_it = ballot(database, activity, me["id"])
    voted = [one for one in on_it if one.vote]
    last = session.get("voted", {}).get(str(activity["id"]))
    goes_on = "more" in request.args or "statement" in request.args
    resting = rests(len(voted), len(on_it)) and not goes_on
    return render_template(
        f"participant/{template}",
        meeting=place,
        activity=activity,
        instrument=meetings.instrument_of(activity),
        is_open=activity["state"] == "open",
        queue=_first([one for one in on_it if not one.vote], request.args.get("statement")),
        ahead=AHEAD,
        voted=sorted(voted, key=lambda one: one.text.casefold()),
        total=len(on_it),
        resting=resting,
        portion=portion(len(voted), len(on_it), resting=resting),
        portion_size=PORTION,
        last=next((one for one in voted if one.id == last), None),
        order=ORDER,
        words=VOTE_WORDS,
        owner=joined.owner(place["id"]),
        newest=newest,
        **values,
    )


def _first(queue: list[ToVoteOn], wanted: str | None) -> list[ToVoteOn]:
    return sorted(queue, key=lambda one: str(one.id) != wanted)


@bp.post("/vote")
def vote(code: str, activity: int) -> View:
    """One vote, or one taken back. To the script on a phone it says what became of it.

    :raise NotFound: no such activity in this meeting, or nobody votes in it.
    """
    asked_by = request.headers.get("X-Queue")
    try:
        place, row = _place(code, activity)
    except NotFound:
        if asked_by is not None:
            return _became(404)
        raise
    me = joined.participant(place["id"])
    if me is None or asked_by not in (None, joined.owner(place["id"])):
        return _who_are_you(place) if asked_by is None else _became(403)
    try:
        statement = _store(row["id"], me)
    except Refused as error:
        if asked_by is not None:
            return _became(410 if row["state"] == "open" else 409)
        flash(forms.current.in_words(error.wording), "error")
        return redirect(url_for(".show", code=place["code"], activity=activity), 303)
    if asked_by is not None:
        return _became(200)
    taken_back = request.form.get("vote") == BACK
    page = ".own" if request.form.get("from") == "own" else ".show"
    again = statement if taken_back and page == ".show" else None
    return redirect(url_for(page, code=place["code"], activity=activity, statement=again), 303)


def _store(activity: int, me: sqlite3.Row) -> int:
    """The statement that was voted on.

    :raise Refused: it cannot be voted on now.
    """
    database = forms.current.database()
    statement, chosen = VoteForm().chosen
    last = session.get("voted", {})
    if chosen is None:
        votes.take_back(database, me["id"], activity, statement)
        session["voted"] = {key: one for key, one in last.items() if key != str(activity)}
    else:
        votes.cast(database, me["id"], activity, {statement: chosen})
        session["voted"] = {**last, str(activity): statement}
    return statement


def _became(status: int) -> tuple[Response, int]:
    """403: of nobody here; 404: nobody votes there; 409: closed; 410: no longer on the ballot."""
    return jsonify(stored=status == 200), status
