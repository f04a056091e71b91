"""Answers that a facilitator enters for somebody who has no phone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

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
from collector.records import ProgrammeKind, Side
from forms import own_partnership
from forms.desk import ID, activity_of, choices, meeting_of, number, page, programme_of
from forms.handing_in import form_of, only_contacts, own_statements, sign_up, store
from forms.partnership_choice import PartnershipFields, settle_partnership

bp = Blueprint("on_behalf", __name__, url_prefix="/facilitate")


class WhoForm(PartnershipFields):
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

    def prepare(self, programme: sqlite3.Row) -> None:
        """Offer the roles, and in a network the partnerships."""
        database = forms.current.database()
        names = [(row["id"], row["name"]) for row in programmes.roles(database, programme["id"])]
        self.role.choices = choices([("", _l("niet bekend")), *names])
        if programme["kind"] == ProgrammeKind.LEARNING_NETWORK:
            self.offer(database, programme["id"])

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """In a network the partnership may stay open, but an organisation has to have a side."""
        right = bool(super().validate(extra_validators))
        wrong = [*self.mistakes(), *self._without_side()]
        for name, text in wrong:
            self[name].errors = [*self[name].errors, text]
        return right and not wrong

    def _without_side(self) -> Iterator[tuple[str, str]]:
        if self.own_organisation.text and not self.side.data:
            yield "side", _("Kies de kant waar deze organisatie staat.")

    def code(self) -> str:
        """The receipt, or a new one if what came back cannot be one."""
        code = normalise_code(self.receipt.data or "")
        return code if len(code) == RECEIPT_LENGTH else new_receipt()


@bp.get(f"/<slug>/meeting/<{ID}:meeting>/enter")
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
        words=_words(row, receipt),
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


def _words(meeting: sqlite3.Row, receipt: str) -> str:
    """The three words of the partnership of whom was entered last, if he or she knows them."""
    participant = _participant(receipt)
    own = own_partnership.of(meeting, participant) if participant else None
    return own.words if own else ""


def _done(receipt: str) -> set[int]:
    participant = _participant(receipt)
    if participant is None:
        return set()
    rows = answers.responses_of(forms.current.database(), participant["id"])
    return {row["activity_id"] for row in rows if not row["withdrawn"]}


@bp.post(f"/<slug>/meeting/<{ID}:meeting>/enter/next")
def next_person(slug: str, meeting: int) -> Response:
    meeting_of(programme_of(slug), meeting)
    session.pop("entering", None)
    return redirect(url_for(".choose", slug=slug, meeting=meeting))


@bp.route(f"/<slug>/meeting/<{ID}:meeting>/enter/<{ID}:activity>", methods=["GET", "POST"])
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
    who.prepare(programme)
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
    side = Side(who.side.data) if who.side.data else None
    database = forms.current.database()
    join(
        database,
        meeting["id"],
        receipt,
        role=number(who.role.data),
        side=side,
        partnership=settle_partnership(meeting["programme_id"], who.comes_for, side),
        knows_code=who.comes_for.knows_code,
        region=meeting["region_id"],
        entered_by=forms.current.facilitator_id(),
    )
    session["entering"] = {"meeting": meeting["id"], "receipt": receipt}
    return answers.participant_by_receipt(database, receipt)
