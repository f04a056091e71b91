"""Changing, moving and taking away follow-ups, resources, speakers and cases.

Adding happens on the page where they stand.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import forms.current
from collector import attached
from collector.contacts import signed_up
from collector.records import FollowUp
from forms.desk import ID, back, page, programme_of
from forms.plain_form import PlainForm
from forms.programme_forms import FollowUpForm, ResourceForm, SpeakerForm

bp = Blueprint("attached", __name__, url_prefix="/facilitate")


def _edited(
    programme: sqlite3.Row, form: PlainForm, title: str, to: str, store: Callable[[], None]
) -> str | Response:
    """A page with one form, which goes back to where the row stands."""
    if not form.validate_on_submit():
        return page("attached.html", programme, tab="programme", form=form, title=title, to=to)
    store()
    flash(_("Bewaard."), "success")
    return redirect(to)


def _where(programme: sqlite3.Row, row: sqlite3.Row, anchor: str) -> str:
    """The page on which a resource, speaker or follow-up stands."""
    meeting = row["meeting_id"] if anchor != "follow-ups" else None
    if meeting:
        return url_for("prepare.show", slug=programme["slug"], meeting=meeting) + f"#{anchor}"
    return url_for("programme.show", slug=programme["slug"]) + f"#{anchor}"


def _form(kind: type[PlainForm], row: sqlite3.Row) -> Any:
    return kind(data=dict(row))


@bp.route(f"/<slug>/resources/<{ID}:identifier>", methods=["GET", "POST"])
@forms.current.facilitators_only
def resource(slug: str, identifier: int) -> str | Response:
    """:raise NotFound: it does not stand with this programme."""
    programme = programme_of(slug)
    database = forms.current.database()
    row = attached.resource(database, programme["id"], identifier)
    form = _form(ResourceForm, row)
    return _edited(
        programme,
        form,
        _("Bron wijzigen"),
        _where(programme, row, "resources"),
        lambda: attached.change_resource(database, programme["id"], identifier, form.resource()),
    )


@bp.route(f"/<slug>/speakers/<{ID}:identifier>", methods=["GET", "POST"])
@forms.current.facilitators_only
def speaker(slug: str, identifier: int) -> str | Response:
    """:raise NotFound: no such speaker in a meeting of this programme."""
    programme = programme_of(slug)
    database = forms.current.database()
    row = attached.speaker(database, programme["id"], identifier)
    form = _form(SpeakerForm, row)
    return _edited(
        programme,
        form,
        _("Spreker of praktijkvoorbeeld wijzigen"),
        _where(programme, row, "speakers"),
        lambda: attached.change_speaker(database, programme["id"], identifier, form.speaker()),
    )


@bp.route(f"/<slug>/follow-ups/<{ID}:identifier>", methods=["GET", "POST"])
@forms.current.facilitators_only
def follow_up(slug: str, identifier: int) -> str | Response:
    """:raise NotFound: no such follow-up here."""
    programme = programme_of(slug)
    database = forms.current.database()
    row = attached.follow_up(database, programme["id"], identifier)
    form = _form(FollowUpForm, row)
    return _edited(
        programme,
        form,
        _("Vervolg wijzigen"),
        _where(programme, row, "follow-ups"),
        lambda: attached.change_follow_up(
            database, programme["id"], identifier, FollowUp("", form.title.data, form.text.data)
        ),
    )


_TABLES = {"resources": "resources", "speakers": "speakers", "follow-ups": "follow_ups"}


@bp.post(f"/<slug>/<any('resources', 'speakers', 'follow-ups'):what>/<{ID}:identifier>/move")
@forms.current.facilitators_only
def move(slug: str, what: str, identifier: int) -> Response:
    """One place up (`by` is -1) or down in its list."""
    programme = programme_of(slug)
    up = request.form.get("by") == "-1"
    attached.move(forms.current.database(), programme["id"], _TABLES[what], identifier, up=up)
    return back(url_for("programme.show", slug=slug), what)


@bp.post(f"/<slug>/<any('resources', 'speakers'):what>/<{ID}:identifier>/remove")
@forms.current.facilitators_only
def remove(slug: str, what: str, identifier: int) -> Response:
    """:raise NotFound: it does not stand with this programme."""
    programme = programme_of(slug)
    attached.remove(forms.current.database(), programme["id"], _TABLES[what], identifier)
    flash(
        _("De bron is weggehaald.") if what == "resources" else _("De spreker is weggehaald."),
        "success",
    )
    return back(url_for("programme.show", slug=slug), what)


@bp.post(f"/<slug>/follow-ups/<{ID}:identifier>/remove")
@forms.current.facilitators_only
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
@forms.current.facilitators_only
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
