"""Changing, moving and taking away follow-ups, resources, speakers and cases.

Adding happens on the page where they stand.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

import forms.current
from collector import attached
from collector.contacts import signed_up
from forms.desk import ID, back, page, programme_of
from forms.plain_form import PlainForm
from forms.programme_forms import FollowUpForm, ResourceForm, SpeakerForm

bp = Blueprint("attached", __name__, url_prefix="/facilitate")


@dataclass(frozen=True)
class Kind:
    """What can be changed, by its word in the address: how it is read, filled in and stored."""

    table: str
    title: LazyString
    form: type[PlainForm]
    load: Callable[[sqlite3.Connection, int, int], sqlite3.Row]
    store: Callable[[sqlite3.Connection, int, int, Any], None]


KINDS = {
    "resources": Kind(
        "resources",
        _l("Bron wijzigen"),
        ResourceForm,
        attached.resource,
        lambda database, programme, number, form: attached.change_resource(
            database, programme, number, form.resource()
        ),
    ),
    "speakers": Kind(
        "speakers",
        _l("Spreker of praktijkvoorbeeld wijzigen"),
        SpeakerForm,
        attached.speaker,
        lambda database, programme, number, form: attached.change_speaker(
            database, programme, number, form.speaker()
        ),
    ),
    "follow-ups": Kind(
        "follow_ups",
        _l("Vervolg wijzigen"),
        FollowUpForm,
        attached.follow_up,
        lambda database, programme, number, form: attached.change_follow_up(
            database, programme, number, form.follow_up()
        ),
    ),
}
WHAT = f"any({', '.join(repr(one) for one in KINDS)})"


@bp.route(f"/<slug>/<{WHAT}:what>/<{ID}:identifier>", methods=["GET", "POST"])
def change(slug: str, what: str, identifier: int) -> str | Response:
    """A page with one form, which goes back to where the row stands.

    :raise NotFound: it does not stand with this programme.
    """
    programme, kind = programme_of(slug), KINDS[what]
    database = forms.current.database()
    row = kind.load(database, programme["id"], identifier)
    form = kind.form(data=dict(row))
    to = _where(programme, row, what)
    if not form.validate_on_submit():
        return page("attached.html", programme, tab="programme", form=form, title=kind.title, to=to)
    kind.store(database, programme["id"], identifier, form)
    flash(_("Bewaard."), "success")
    return redirect(to)


def _where(programme: sqlite3.Row, row: sqlite3.Row, what: str) -> str:
    """The place on a page where it stands."""
    meeting = row["meeting_id"] if what != "follow-ups" else None
    if meeting:
        return url_for("prepare.show", slug=programme["slug"], meeting=meeting) + f"#{what}"
    return url_for("programme.show", slug=programme["slug"]) + f"#{what}"


@bp.post(f"/<slug>/<{WHAT}:what>/<{ID}:identifier>/move")
def move(slug: str, what: str, identifier: int) -> Response:
    """One place up (`by` is -1) or down in its list."""
    programme = programme_of(slug)
    up = request.form.get("by") == "-1"
    attached.move(forms.current.database(), programme["id"], KINDS[what].table, identifier, up=up)
    return back(url_for("programme.show", slug=slug), what)


@bp.post(f"/<slug>/<any('resources', 'speakers'):what>/<{ID}:identifier>/remove")
def remove(slug: str, what: str, identifier: int) -> Response:
    """:raise NotFound: it does not stand with this programme."""
    programme = programme_of(slug)
    attached.remove(forms.current.database(), programme["id"], KINDS[what].table, identifier)
    flash(
        _("De bron is weggehaald.") if what == "resources" else _("De spreker is weggehaald."),
        "success",
    )
    return back(url_for("programme.show", slug=slug), what)


@bp.post(f"/<slug>/follow-ups/<{ID}:identifier>/remove")
def without_follow_up(slug: str, identifier: int) -> Response:
    """:raise Refused: people signed up for it, or can still do so."""
    programme = programme_of(slug)
    database = forms.current.database()
    row = attached.follow_up(database, programme["id"], identifier)
    counts = signed_up(forms.current.contacts(), slug)
    attached.remove_follow_up(
        database, programme["id"], identifier, signed_up=counts.get(row["slug"], 0)
    )
    flash(_("Het vervolg is weggehaald."), "success")
    return back(url_for("programme.show", slug=slug), "follow-ups")


@bp.post(f"/<slug>/follow-ups/<{ID}:identifier>/ask")
def ask(slug: str, identifier: int) -> Response:
    """Put the question with which people sign up for it where sign-ups are asked.

    :raise Refused: it is asked already, or there is no meeting.
    """
    programme = programme_of(slug)
    attached.ask_to_sign_up(
        forms.current.database(), programme["id"], identifier, by=forms.current.facilitator_id()
    )
    flash(_("De aanmeldvraag staat erbij."), "success")
    return back(url_for("programme.show", slug=slug), "follow-ups")
