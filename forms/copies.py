"""The same set-up once more: copying a meeting, and a programme to a new one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import BooleanField, DateField, SelectField, SelectMultipleField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput

import forms.current
from collector.copies import a_year_later, copy_meeting, copy_programme
from collector.queries import meetings, programmes
from collector.queries.grants import open_programmes
from forms.desk import ID, choices, meeting_of, number, page, programme_of
from forms.programme_forms import MeetingForm, ProgrammeForm

bp = Blueprint("copies", __name__, url_prefix="/facilitate")


class MeetingCopyForm(MeetingForm):
    """`place` is a programme, or a programme and one of its regions: `3` or `3-17`."""

    intro = None
    region = None
    place = SelectField(_l("In welk traject en welke regio?"))
    day = DateField(
        _l("Datum"), validators=[Optional()], render_kw={"min": "2000-01-01", "max": "2100-12-31"}
    )
    speakers = BooleanField(_l("Neem ook de sprekers mee"))


class ProgrammeCopyForm(ProgrammeForm):
    partnerships = SelectMultipleField(
        _l("Partnerschappen die weer meedoen"), option_widget=CheckboxInput()
    )


@bp.route(f"/<slug>/meeting/<{ID}:meeting>/copy", methods=["GET", "POST"])
def meeting(slug: str, meeting: int) -> str | Response:
    """A new meeting with the same activities; the answers stay where they are."""
    programme = programme_of(slug)
    row = meeting_of(programme, meeting)
    database = forms.current.database()
    form = MeetingCopyForm(
        title=f"{row['title']} (kopie)",
        place=str(programme["id"]),
        speakers=programme["kind"] == "learning_network",
    )
    form.place.choices = _places(programme["id"], programme["kind"])
    if not form.validate_on_submit():
        return page("copy_meeting.html", programme, tab="programme", meeting=row, form=form)
    into, _dash, region = form.place.data.partition("-")
    made = copy_meeting(
        database,
        meeting,
        into=int(into),
        title=form.title.data,
        region=number(region),
        day=form.day.data,
        speakers=form.speakers.data,
    )
    there = programmes.programme_by_id(database, int(into))
    flash(_("De kopie staat klaar, zonder de antwoorden. Alles is nog dicht."), "success")
    return redirect(url_for("prepare.show", slug=there["slug"], meeting=made))


def _places(here: int, kind: str) -> list[object]:
    """This programme first, then the others of its kind; each with its regions."""
    database = forms.current.database()
    own = open_programmes(database, forms.current.facilitator_id(), to_lead=True)
    every = [one for one in programmes.programmes_among(database, own) if one["kind"] == kind]
    every.sort(key=lambda one: one["id"] != here)
    pairs: list[tuple[str, str]] = []
    for one in every:
        pairs.append((str(one["id"]), one["title"]))
        pairs += [
            (f"{one['id']}-{region['id']}", f"{one['title']} · {region['name']}")
            for region in programmes.regions(database, one["id"])
        ]
    return list(choices(pairs))


@bp.route("/<slug>/again", methods=["GET", "POST"])
def programme(slug: str) -> str | Response:
    """A new programme with the same set-up as this one."""
    row = programme_of(slug)
    database = forms.current.database()
    taking_part = programmes.partnerships(database, row["id"])
    form = ProgrammeCopyForm(title=_title_anew(row["title"]), period=a_year_later(row["period"]))
    form.partnerships.choices = choices((one["id"], one["name"]) for one in taking_part)
    if not form.validate_on_submit():
        return page(
            "copy_programme.html",
            row,
            tab="programme",
            form=form,
            meetings=meetings.meetings(database, row["id"]),
        )
    made = copy_programme(
        database,
        row["id"],
        title=form.title.data,
        period=form.period.data,
        partnerships=[int(one) for one in form.partnerships.data or ()],
        by=forms.current.facilitator_id(),
    )
    flash(_("Het nieuwe traject staat klaar. Geef de bijeenkomsten nu een datum."), "success")
    return redirect(
        url_for("programme.show", slug=programmes.programme_by_id(database, made)["slug"])
    )


def _title_anew(title: str) -> str:
    later = a_year_later(title)
    return later if later != title else f"{title}, opnieuw"[:300]
