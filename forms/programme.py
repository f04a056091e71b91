"""Making a programme from a template, and the page where everything of it comes together."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

import forms.current
from collector.attached import add_follow_up
from collector.meetings import add_meeting, add_resource, set_dates
from collector.programmes import change_programme, create_programme
from collector.queries import meetings, outcomes, programmes
from collector.queries.follow_ups import asked_at
from collector.queries.grants import tenants_to_make_in
from collector.queries.terms import terms_to_tell
from collector.records import ProgrammeKind
from forms.catalogue import catalogue
from forms.desk import choices, page, programme_of
from forms.programme_forms import (
    FollowUpForm,
    NewMeetingForm,
    NewProgrammeForm,
    ProgrammeDetailsForm,
    ResourceForm,
    dates_form,
    region_choices,
)
from forms.terms import VERBATIM_WORDS

NAMELESS = _l("Deze organisatie")
"""Of which nobody has filled in the name yet."""

bp = Blueprint("programme", __name__, url_prefix="/facilitate")


@bp.get("/new")
def choose() -> str:
    """Which template to begin with."""
    return render_template("facilitator/choose.html", templates=catalogue().templates.values())


@bp.route("/new/<template>", methods=["GET", "POST"])
def make(template: str) -> str | Response:
    """Title and period, and for round tables the regions that get a meeting.

    :raise 404: no such template.
    """
    pattern = catalogue().templates.get(template)
    if pattern is None:
        abort(404)
    form = NewProgrammeForm(title=pattern.title, period=pattern.period)
    names = [region.name for region in pattern.regions]
    regional = pattern.kind is ProgrammeKind.ROUND_TABLE and bool(names)
    form.regions.choices = choices((name, name) for name in names) if regional else []
    if request.method == "GET":
        form.regions.data = names
    database, me = forms.current.database(), forms.current.facilitator_id()
    tenants = tenants_to_make_in(database, me)
    form.tenant.choices = choices((row["id"], row["name"] or NAMELESS) for row in tenants)
    if len(tenants) == 1:
        del form.tenant
    if form.validate_on_submit():
        identifier = create_programme(
            database,
            replace(pattern, period=form.period.data),
            catalogue().instruments,
            title=form.title.data,
            meeting_regions=form.regions.data if regional else None,
            by=me,
            tenant=int(form.tenant.data) if form.tenant else tenants[0]["id"],
        )
        made = programmes.programme_by_id(database, identifier)
        flash(_("Het traject staat klaar. Geef de bijeenkomsten nu een datum."), "success")
        return redirect(url_for(".show", slug=made["slug"]))
    return render_template("facilitator/make.html", form=form, template=pattern, regional=regional)


@bp.route("/<slug>/", methods=["GET", "POST"])
def show(slug: str) -> str | Response:
    """The programme; posting changes its title, period, aim, organisers and contact."""
    programme = programme_of(slug)
    form = _details(programme)
    if form.validate_on_submit():
        change_programme(
            forms.current.database(),
            programme["id"],
            title=form.title.data,
            period=form.period.data,
            aim=form.aim.data,
            contact=form.contact.data,
            organisers=form.organiser_names(),
        )
        flash(_("De gegevens van het traject zijn bewaard."), "success")
        return redirect(url_for(".show", slug=slug))
    return _show(programme, details=form)


def _details(programme: sqlite3.Row, **keywords: Any) -> ProgrammeDetailsForm:
    organisers = "\n".join(programmes.organisers(programme))
    return ProgrammeDetailsForm(data={**dict(programme), "organisers": organisers}, **keywords)


def _show(programme: sqlite3.Row, **filled_in: object) -> str:
    """:param filled_in: forms that were handed in and are not right yet"""
    database, identifier = forms.current.database(), programme["id"]
    rows = meetings.meetings(database, identifier)
    values: dict[str, object] = {
        "details": _details(programme, formdata=None),
        "resource": ResourceForm(formdata=None, prefix="resource-"),
        "follow_up": FollowUpForm(formdata=None, prefix="follow-up-"),
        "dates": dates_form(rows, formdata=None),
        **filled_in,
    }
    return page(
        "programme.html",
        programme,
        tab="programme",
        organisers=programmes.organisers(programme),
        agreed=terms_to_tell(database, identifier),
        verbatim_words=VERBATIM_WORDS,
        meetings=rows,
        shown=outcomes.shown_release(database, identifier),
        data_address=forms.current.data_address,
        partnerships=programmes.partnerships(database, identifier),
        follow_ups=programmes.follow_ups(database, identifier),
        asked_at=asked_at(database, identifier),
        resources=programmes.resources(database, identifier),
        can_add=bool(catalogue().patterns(programme["template"])),
        **values,
    )


@bp.post("/<slug>/resources")
def resource(slug: str) -> str | Response:
    programme = programme_of(slug)
    form = ResourceForm(prefix="resource-")
    if not form.validate_on_submit():
        return _show(programme, resource=form)
    add_resource(forms.current.database(), programme["id"], None, form.resource())
    flash(_("De bron staat erbij."), "success")
    return redirect(url_for(".show", slug=slug) + "#resources")


@bp.post("/<slug>/follow-ups")
def follow_up(slug: str) -> str | Response:
    programme = programme_of(slug)
    form = FollowUpForm(prefix="follow-up-")
    if not form.validate_on_submit():
        return _show(programme, follow_up=form)
    add_follow_up(forms.current.database(), programme["id"], form.title.data, form.text.data)
    flash(_("%(name)s staat erbij.", name=form.title.data), "success")
    return redirect(url_for(".show", slug=slug) + "#follow-ups")


@bp.post("/<slug>/dates")
def dates(slug: str) -> str | Response:
    """The dates of all meetings at once."""
    programme = programme_of(slug)
    database = forms.current.database()
    rows = meetings.meetings(database, programme["id"])
    form = dates_form(rows)
    if not form.validate_on_submit():
        return _show(programme, dates=form)
    given = {row["id"]: form[f"day-{row['id']}"].data for row in rows}
    set_dates(database, programme["id"], given)
    flash(_("De datums zijn bewaard."), "success")
    return redirect(url_for(".show", slug=slug) + "#meetings")


@bp.route("/<slug>/meetings", methods=["GET", "POST"])
def meeting(slug: str) -> str | Response:
    """One more meeting, after one of the template's patterns.

    :raise 404: the programme's template has none (it was read in from a document).
    """
    programme = programme_of(slug)
    patterns = catalogue().patterns(programme["template"])
    if not patterns:
        abort(404)
    database = forms.current.database()
    form = NewMeetingForm(pattern="0", title=patterns[0].title)
    form.region.choices = region_choices(programmes.regions(database, programme["id"]))
    form.pattern.choices = choices((place, one.title) for place, one in enumerate(patterns))
    if form.validate_on_submit():
        identifier = add_meeting(
            database,
            programme["id"],
            patterns[int(form.pattern.data)],
            catalogue().instruments,
            title=form.title.data,
            region=form.region_id(),
            day=form.day.data,
        )
        flash(_("De bijeenkomst staat erbij."), "success")
        return redirect(url_for("prepare.show", slug=slug, meeting=identifier))
    return page("new_meeting.html", programme, form=form, tab="programme")
