"""The activities of a meeting: one more, one less, another order. Taking one off can be undone."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import forms.current
from collector.activities import add_activity, move_activity, remove_activity
from collector.errors import Refused
from collector.queries import meetings
from collector.records import Instrument, Question, QuestionKind
from collector.slugs import slugify
from forms.catalogue import catalogue
from forms.desk import ID, activity_of, meeting_of, number, one_line, programme_of

bp = Blueprint("agenda", __name__, url_prefix="/facilitate")

OWN = "own"
"""In the list of instruments: one of one's own, with one question to begin with."""


@bp.post(f"/<slug>/meeting/<{ID}:meeting>/activities")
def add(slug: str, meeting: int) -> Response:
    """One more activity, out of the catalogue or one's own.

    :raise Refused: nothing was chosen.
    """
    meeting_of(programme_of(slug), meeting)
    chosen = request.form.get("instrument", "")
    title = one_line(request.form.get("title"))[:200]
    instrument = catalogue().instruments.get(chosen) or (_own(title) if chosen == OWN else None)
    if instrument is None:
        raise Refused(_("Kies eerst welk onderdeel erbij komt."))
    by = forms.current.facilitator_id()
    made = add_activity(forms.current.database(), meeting, instrument, title=title, by=by)
    if chosen == OWN:
        flash(_("Het onderdeel staat erbij. Schrijf nu uw vragen."), "success")
        return redirect(url_for("question_editor.edit", slug=slug, meeting=meeting, activity=made))
    flash(_("Het onderdeel staat erbij."), "success")
    return _back(slug, meeting, made)


def _own(title: str) -> Instrument:
    title = title or "Nieuw onderdeel"
    question = Question("vraag", QuestionKind.STATEMENTS, "Wat wilt u hierover zeggen?")
    return Instrument(f"eigen-{slugify(title)}", title, questions=(question,))


@bp.post(f"/<slug>/meeting/<{ID}:meeting>/activities/<{ID}:activity>/move")
def move(slug: str, meeting: int, activity: int) -> Response:
    """One place up (`by` is -1) or down."""
    row = meeting_of(programme_of(slug), meeting)
    place = activity_of(row, activity)
    step = -1 if request.form.get("by") == "-1" else 1
    move_activity(
        forms.current.database(),
        meeting,
        activity,
        place["position"] + step,
        by=forms.current.facilitator_id(),
    )
    return _back(slug, meeting, activity)


@bp.post(f"/<slug>/meeting/<{ID}:meeting>/activities/<{ID}:activity>/remove")
def remove(slug: str, meeting: int, activity: int) -> Response:
    """Take off what nobody answered, with a button at hand that puts it back.

    :raise Refused: there are answers.
    """
    row = meeting_of(programme_of(slug), meeting)
    place = activity_of(row, activity)
    by = forms.current.facilitator_id()
    remove_activity(forms.current.database(), meeting, activity, by=by)
    values = {
        "instrument": place["instrument_id"],
        "title": place["title"],
        "position": place["position"],
    }
    text = _("“%(title)s” is weggehaald.", title=place["title"])
    flash([text, url_for(".restore", slug=slug, meeting=meeting), values], "restore")  # type: ignore[arg-type]
    return redirect(url_for("prepare.show", slug=slug, meeting=meeting) + "#activities")


@bp.post(f"/<slug>/meeting/<{ID}:meeting>/activities/restore")
def restore(slug: str, meeting: int) -> Response:
    """Put back what was taken off: the same questions, title and place; a new number.

    :raise NotFound: no such version of questions.
    """
    meeting_of(programme_of(slug), meeting)
    database = forms.current.database()
    instrument = meetings.instrument(database, number(request.form.get("instrument")) or 0)
    made = add_activity(
        database,
        meeting,
        instrument,
        title=one_line(request.form.get("title"))[:200],
        at=number(request.form.get("position")),
        by=forms.current.facilitator_id(),
    )
    flash(_("Het onderdeel staat er weer."), "success")
    return _back(slug, meeting, made)


def _back(slug: str, meeting: int, activity: int) -> Response:
    return redirect(url_for("prepare.show", slug=slug, meeting=meeting) + f"#a-{activity}")
