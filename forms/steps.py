"""The first steps of a partnership: how far each is, on its own page and during a meeting."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import forms.current
from collector import steps
from collector.access import normalise_code
from collector.errors import Conflict, NotFound, Refused
from collector.queries import meetings
from collector.queries.partnerships import partnership
from collector.queries.steps import steps_of
from collector.steps import LONGEST, StepState
from forms import joined
from forms.addresses import this_path
from forms.belonging import partnership_of as partnership_with_code
from forms.shared_form import number_of, partnership_of
from forms.verbatim import read

bp = Blueprint("steps", __name__)

Act = Callable[[int, int, "int | None"], None]
"""Partnership, step (0: none), and the meeting in which it is said, if in one."""


def part(database: sqlite3.Connection, row: sqlite3.Row) -> dict[str, object]:
    """For the page of a partnership."""
    return {
        "steps": steps_of(database, row["id"]),
        "address": url_for("steps.on_own_page", spoken=row["code"]),
        "longest": LONGEST,
    }


@bp.post("/p/<spoken>/steps")
def on_own_page(spoken: str) -> Response:
    """:raise NotFound: no partnership has this code."""
    row = partnership_with_code(spoken)
    _act(row["id"], None)
    return redirect(url_for("partnership_page.show", spoken=row["code"]) + _anchor(), 303)


@bp.route("/m/<code>/steps", methods=["GET", "POST"])
def in_meeting(code: str) -> str | Response:
    """The same for whoever is in a meeting and knows the code; states then say in which it was.

    :raise NotFound: no meeting has this code.
    """
    database = forms.current.database()
    meeting = meetings.meeting_by_code(database, normalise_code(code))
    me = joined.participant(meeting["id"])
    mine = partnership_of(me)
    if mine is None:
        where = "participant.meeting" if me is None else "own_partnership.know"
        return redirect(url_for(where, code=meeting["code"]), 303)
    if request.method == "POST":
        _act(mine, meeting["id"])
        return redirect(url_for(".in_meeting", code=meeting["code"]) + _anchor(), 303)
    return render_template(
        "partnership/steps.html",
        meeting=meeting,
        partnership=partnership(database, mine),
        part={
            "steps": steps_of(database, mine),
            "address": url_for(".in_meeting", code=meeting["code"]),
            "longest": LONGEST,
        },
    )


def _anchor() -> str:
    step = number_of(request.form.get("step"))
    return f"#step-{step}" if step else "#steps"


def _act(mine: int, meeting: int | None) -> None:
    """What was pressed, in the field `act`; what cannot be is said on the page."""
    act = _ACTS.get(request.form.get("act", ""))
    try:
        if act is None:
            raise Refused(_("Kies eerst wat er met deze stap moet gebeuren."))
        act(mine, number_of(request.form.get("step")), meeting)
    except (Conflict, Refused, NotFound) as error:
        flash(forms.current.in_words(error.wording), "error")


def _text() -> str:
    """:raise Refused: nothing that can be a step."""
    typed = read(request.form.get("text", ""))
    problem = typed.problem(LONGEST)
    if problem or not typed.text:
        raise Refused(problem or _("Schrijf eerst op wat de stap is."))
    return typed.text


def _add(mine: int, _step: int, meeting: int | None) -> None:
    state = request.form.get("state", "")
    steps.add_step(
        forms.current.database(),
        mine,
        _text(),
        meeting=meeting,
        state=StepState(state) if state in set(StepState) else StepState.TODO,
        at=number_of(request.form.get("at")) or None,
    )


def _change(mine: int, step: int, _meeting: int | None) -> None:
    seen = read(request.form.get("seen", "")).text
    steps.change_step(forms.current.database(), mine, step, _text(), seen=seen)


def _set_state(mine: int, step: int, meeting: int | None) -> None:
    state = request.form.get("state", "")
    if state not in set(StepState):
        raise Refused(_("Kies hoe ver deze stap is."))
    steps.set_state(forms.current.database(), mine, step, StepState(state), meeting=meeting)


def _move(by: int) -> Act:
    def move(mine: int, step: int, _meeting: int | None) -> None:
        database = forms.current.database()
        order = [row["id"] for row in steps_of(database, mine)]
        if step in order:
            steps.move_step(database, mine, step, max(1, order.index(step) + 1 + by))

    return move


def _remove(mine: int, step: int, meeting: int | None) -> None:
    database = forms.current.database()
    order = [row["id"] for row in steps_of(database, mine)]
    gone = steps.remove_step(database, mine, step)
    values = {
        "act": "add",
        "text": gone["text"],
        "state": gone["state"],
        "at": order.index(step) + 1,
    }
    flash([_("De stap is weggehaald."), this_path(), values], "restore")  # type: ignore[arg-type]


_ACTS: dict[str, Act] = {
    "add": _add,
    "change": _change,
    "state": _set_state,
    "up": _move(-1),
    "down": _move(1),
    "remove": _remove,
}
