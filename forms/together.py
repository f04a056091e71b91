"""Settling together, on the phones of one partnership: answers side by side, one that is shared."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

import forms.current
from collector import live, pens, sketches
from collector.access import in_groups, normalise_code
from collector.errors import Conflict, NotFound, Refused
from collector.pens import Place
from collector.queries import meetings
from collector.queries import sketches as queries
from collector.queries.partnerships import partnership
from forms import joined
from forms.earlier import earlier_answers
from forms.shared_form import SharedForm, number_of, partnership_of, shared_form
from forms.shared_saving import Outcome, Writer, copy_over, marked, renew, save_sent
from forms.side_by_side import blocks
from forms.streams import SKETCH

bp = Blueprint("together", __name__, url_prefix="/m/<code>/<int:activity>/together")

View = str | BaseResponse | tuple[str | Response, int]


@dataclass(frozen=True)
class Room:
    """Where it happens, and who is there."""

    meeting: sqlite3.Row
    activity: sqlite3.Row
    me: sqlite3.Row
    place: Place

    @property
    def address(self) -> str:
        return url_for("together.show", code=self.meeting["code"], activity=self.activity["id"])


class Elsewhere(Exception):
    """This page is not for who asks; `answer` says why."""

    def __init__(self, answer: View) -> None:
        super().__init__()
        self.answer = answer


@bp.app_errorhandler(Elsewhere)
def elsewhere(error: Elsewhere) -> View:
    return error.answer


def room_of(code: str, activity: int) -> Room:
    """:raise NotFound: no such activity in this meeting, or it is not settled together.
    :raise Elsewhere: nobody came in on this phone, or not (yet) as one of a partnership.
    """
    database = forms.current.database()
    meeting = meetings.meeting_by_code(database, normalise_code(code))
    row = meetings.activity(database, activity)
    if row["meeting_id"] != meeting["id"] or not meetings.instrument_of(row).together:
        raise NotFound(_("Dit onderdeel wordt niet samen vastgesteld."))
    me = joined.participant(meeting["id"])
    if me is None:
        flash(_("Laat eerst weten wie u bent. Daarna kunt u verder."), "warning")
        address = url_for("participant.meeting", code=meeting["code"])
        raise Elsewhere(redirect(address, 303))
    mine = partnership_of(me)
    if mine is None:
        page = render_template("together/closed.html", meeting=meeting, activity=row, me=me)
        raise Elsewhere((page, 403))
    return Room(meeting, row, me, Place(mine, row["id"]))


@bp.get("")
def show(code: str, activity: int) -> View:
    """What each of the partnership answered, and what they share; see `room_of` for who may."""
    room = room_of(code, activity)
    return _page(room, _form(room), Outcome())


@bp.get("/live")
def fragment(code: str, activity: int) -> View:
    """What changes by itself: what others hand in, what is being written, and who writes."""
    room = room_of(code, activity)
    return render_template("together/parts.html", **_values(room, _form(room), Outcome()))


def _form(room: Room) -> SharedForm:
    shared = queries.sketch(forms.current.database(), *room.place)
    return shared_form(meetings.instrument_of(room.activity), shared)


def _page(room: Room, form: SharedForm, outcome: Outcome) -> str:
    return render_template(
        "together/page.html",
        newest=live.latest(forms.current.database()),
        owner=joined.owner(room.meeting["id"]),
        follow=SKETCH + in_groups(joined.receipt(room.meeting["id"])),
        **_values(room, form, outcome),
    )


def _values(room: Room, form: SharedForm, outcome: Outcome) -> dict[str, Any]:
    database = forms.current.database()
    pen = pens.holder(database, room.place)
    mine = pen is not None and pen["participant_id"] == room.me["id"]
    settled = queries.is_settled(database, *room.place)
    # Who sent something that could not be stored sees it again, in fields.
    writing = (mine or not outcome.right) and not settled
    made = marked(blocks(room.place, form, me=room.me, writing=writing), outcome)
    handed_in, people = queries.handed_in(database, *room.place)
    return {
        "meeting": room.meeting,
        "activity": room.activity,
        "partnership": partnership(database, room.place.partnership),
        "form": form,
        "earlier": earlier_answers(
            room.meeting, meetings.instrument_of(room.activity), room.me, own=False
        ),
        "blocks": made,
        "answered": any(one.own for block in made for one in block.answers),
        "pen": pen,
        "pen_is_mine": mine,
        "pen_seconds": pens.seconds_left(pen),
        "writing": writing,
        "outcome": outcome,
        "settled": settled,
        "version": queries.version(database, *room.place),
        "handed_in": handed_in,
        "people": people,
    }


@bp.post("")
def save(code: str, activity: int) -> View:
    """Save what was sent: one question while somebody types, or the whole form.

    `over`: take the pen first. `copy` (question:token): take over what somebody answered alone.
    `give`: hand the pen back. `more`: one more box.
    """
    room = room_of(code, activity)
    database, me = forms.current.database(), room.me["id"]
    if request.form.get("over"):
        pens.take(database, room.place, me, over=True)
    form = _form(room)
    outcome = save_sent(room.place, form, Writer(me))
    chosen = request.form.get("copy", "")
    if outcome.right and chosen:
        outcome = copy_over(room.place, form, chosen, Writer(me))
    if outcome.right and request.form.get("give"):
        pens.give_back(database, room.place, me)
    if wants_json():
        return told(outcome), outcome.status
    if outcome.right and not request.form.get("more"):
        key = chosen.partition(":")[0]
        return redirect(room.address + (f"#v-{key}" if key.isidentifier() else ""), 303)
    renew(room.place, form)
    return _page(room, form, outcome), outcome.status


@bp.post("/pen")
def pen(code: str, activity: int) -> View:
    """`act`: take (when nobody writes), over (from somebody else) or give."""
    room = room_of(code, activity)
    database, me = forms.current.database(), room.me["id"]
    act = request.form.get("act", "")
    if act in ("take", "over"):
        return done(room, lambda: pens.take(database, room.place, me, over=act == "over"))
    return done(room, lambda: pens.give_back(database, room.place, me))


@bp.post("/settle")
def settle(code: str, activity: int) -> View:
    """`act`: settle what was `seen`, or reopen."""
    room = room_of(code, activity)
    database = forms.current.database()
    if request.form.get("act") == "reopen":
        return done(room, lambda: sketches.reopen(database, room.place))
    seen = number_of(request.form.get("seen"))
    return done(room, lambda: sketches.settle(database, room.place, seen=seen))


def done(room: Room, act: Callable[[], object]) -> View:
    """Do it, and go back to the page, or say why not."""
    try:
        act()
    except (Conflict, Refused) as error:
        reason = forms.current.in_words(error.wording)
        if wants_json():
            return told(Outcome(message=reason)), 409
        flash(reason, "error")
        return redirect(room.address, 303)
    return told(Outcome()) if wants_json() else redirect(room.address, 303)


def wants_json() -> bool:
    """Whether the script of the page asks, which reads no page."""
    return request.headers.get("Accept", "").startswith("application/json")


def told(outcome: Outcome) -> Response:
    """What the script of the page reads."""
    there = outcome.conflicts.items()
    answer = jsonify(
        stored=outcome.right,
        saved=outcome.saved,
        problems=outcome.problems,
        conflicts={key: {"revision": one.revision, "lines": one.lines} for key, one in there},
        message=outcome.message,
        pen_lost=outcome.pen_lost,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
