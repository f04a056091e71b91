"""Answers that a facilitator enters for somebody who has no phone."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import HiddenField, SelectField

import forms.current
from collector.access import RECEIPT_LENGTH, in_groups, new_receipt, normalise_code
from collector.errors import NotFound
from collector.intake import join
from collector.queries import answers, meetings, programmes
from collector.records import Side
from forms.desk import ID, activity_of, choices, meeting_of, number, page, programme_of
from forms.handing_in import form_of, only_contacts, own_statements, sign_up, store
from forms.plain_form import PlainForm

bp = Blueprint("on_behalf", __name__, url_prefix="/facilitate")


class WhoForm(PlainForm):
    """Who it is about. The receipt stands in the form, so that pressing twice is one person."""

    receipt = HiddenField(default=new_receipt)
    role = SelectField(_l("Rol"))
    side = SelectField(
        _l("Komt van"),
        choices=choices(
            [
                ("", _l("niet bekend")),
                ("institute", _l("het opleidingsinstituut")),
                ("field", _l("het werkveld")),
            ]
        ),
    )
    partnership = SelectField(_l("Partnerschap"))

    def offer(self, programme: int) -> None:
        database = forms.current.database()
        for field, rows in (
            (self.role, programmes.roles(database, programme)),
            (self.partnership, programmes.partnerships(database, programme)),
        ):
            names = [(row["id"], row["name"]) for row in rows]
            field.choices = choices([("", _l("niet bekend")), *names])

    def code(self) -> str:
        """The receipt, or a new one if what came back cannot be one."""
        code = normalise_code(self.receipt.data or "")
        return code if len(code) == RECEIPT_LENGTH else new_receipt()


@bp.get(f"/<slug>/meeting/<{ID}:meeting>/enter")
@forms.current.facilitators_only
def choose(slug: str, meeting: int) -> str:
    """Which activity; after the first one also the receipt to hand over."""
    programme = programme_of(slug)
    row = meeting_of(programme, meeting)
    receipt = _same_person(meeting)
    return page(
        "enter.html",
        programme,
        tab="programme",
        meeting=row,
        activities=meetings.activities(forms.current.database(), meeting),
        receipt=in_groups(receipt) if receipt else "",
        done=_done(receipt),
    )


def _same_person(meeting: int) -> str:
    """The receipt of whom was entered last at this meeting, or ""."""
    entering = session.get("entering") or {}
    return str(entering["receipt"]) if entering.get("meeting") == meeting else ""


def _participant(receipt: str) -> sqlite3.Row | None:
    if not receipt:
        return None
    try:
        return answers.participant_by_receipt(forms.current.database(), receipt)
    except NotFound:  # erased in the meantime
        return None


def _done(receipt: str) -> set[int]:
    participant = _participant(receipt)
    if participant is None:
        return set()
    rows = answers.responses_of(forms.current.database(), participant["id"])
    return {row["activity_id"] for row in rows if not row["withdrawn"]}


@bp.post(f"/<slug>/meeting/<{ID}:meeting>/enter/next")
@forms.current.facilitators_only
def next_person(slug: str, meeting: int) -> Response:
    meeting_of(programme_of(slug), meeting)
    session.pop("entering", None)
    return redirect(url_for(".choose", slug=slug, meeting=meeting))


@bp.route(f"/<slug>/meeting/<{ID}:meeting>/enter/<{ID}:activity>", methods=["GET", "POST"])
@forms.current.facilitators_only
def enter(slug: str, meeting: int, activity: int) -> str | Response:
    """The form of one activity, for the person at the facilitator's side.

    A sign-up asks not who it is about, and has no receipt: as on a phone, it joins to nobody.
    """
    programme = programme_of(slug)
    row = meeting_of(programme, meeting)
    place = activity_of(row, activity)
    participant = _participant(_same_person(meeting))
    form = form_of(place, participant)
    apart = only_contacts(form.instrument)
    who = WhoForm(prefix="who-")
    who.offer(programme["id"])
    if request.method == "POST" and "more" in request.form:
        form.grow(request.form["more"])
    elif request.method == "POST" and (apart or who.validate()) and form.validate():
        if apart:
            sign_up(form, row)
            flash(_("De aanmelding is bewaard, los van alle antwoorden."), "success")
        else:
            me = participant or _join(row, who)
            store(form, row, place, me, entered_by=forms.current.facilitator_id())
        return redirect(url_for(".choose", slug=slug, meeting=meeting))
    return page(
        "enter_form.html",
        programme,
        tab="programme",
        meeting=row,
        activity=place,
        instrument=form.instrument,
        form=form,
        mine=own_statements(participant, activity) if participant else [],
        who=None if participant or apart else who,
        receipt=in_groups(_same_person(meeting)) if participant and not apart else "",
    )


def _join(meeting: sqlite3.Row, who: WhoForm) -> sqlite3.Row:
    receipt = who.code()
    database = forms.current.database()
    join(
        database,
        meeting["id"],
        receipt,
        role=number(who.role.data),
        side=Side(who.side.data) if who.side.data else None,
        partnership=number(who.partnership.data),
        region=meeting["region_id"],
        entered_by=forms.current.facilitator_id(),
    )
    session["entering"] = {"meeting": meeting["id"], "receipt": receipt}
    return answers.participant_by_receipt(database, receipt)
