"""What a programme yields: the wrap-up to hand out, and the releases for researchers."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, Response, flash, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse
from wtforms import StringField, ValidationError

import forms.current
from collector import live
from collector.doi import read_doi
from collector.errors import NotFound, Refused
from collector.jobs import request_job
from collector.queries import meetings, outcomes, published
from collector.queries.terms import terms
from collector.records import JobKind, JobState
from forms.desk import back, page, programme_of
from forms.plain_form import PlainForm

bp = Blueprint("outcomes", __name__, url_prefix="/facilitate")


class PublishForm(PlainForm):
    """What goes along with a release: a DOI, if one was reserved."""

    doi = StringField(_l("DOI"))

    def validate_doi(self, field: StringField) -> None:
        try:
            read_doi(field.data or "")
        except Refused as refusal:
            raise ValidationError(forms.current.in_words(refusal.wording)) from refusal


@bp.get("/<slug>/outcomes")
@forms.current.facilitators_only
def show(slug: str) -> str:
    return _page(programme_of(slug), PublishForm())


def _page(programme: sqlite3.Row, form: PublishForm) -> str:
    after = live.latest(forms.current.database())
    situation = {**_situation(programme), "publish_form": form}
    return page("outcomes.html", programme, tab="outcomes", after=after, **situation)


@bp.get("/<slug>/outcomes/live")
@forms.current.facilitators_only
def fragment(slug: str) -> str:
    programme = programme_of(slug)
    return render_template(
        "facilitator/outcomes_live.html", programme=programme, **_situation(programme)
    )


def _situation(programme: sqlite3.Row) -> dict[str, object]:
    database, identifier = forms.current.database(), programme["id"]
    return {
        "report": outcomes.latest_report(database, identifier),
        "report_job": outcomes.latest_job(database, identifier, JobKind.REPORT),
        "publish_job": outcomes.latest_job(database, identifier, JobKind.PUBLISH),
        "in_the_way": outcomes.in_the_way(database, identifier),
        "rehearsing": [one for one in meetings.meetings(database, identifier) if one["rehearsing"]],
        "agreed": terms(database, identifier),
        "taken_back": published.taken_back_since(database, identifier),
        "publish_form": PublishForm(),
        "releases": [
            (one, outcomes.withheld(one)) for one in outcomes.releases(database, identifier)
        ],
        "busy": (JobState.WAITING, JobState.RUNNING),
        "shown": outcomes.shown_release(database, identifier),
        "data_address": forms.current.data_address,
        "group_size": forms.current.config().group_size,
    }


@bp.post("/<slug>/outcomes/report")
@forms.current.facilitators_only
def make_report(slug: str) -> BaseResponse:
    """Ask the worker for the wrap-up."""
    _ask(programme_of(slug), JobKind.REPORT)
    flash(_("De wrap-up wordt gemaakt."), "success")
    return back(url_for(".show", slug=slug), "report")


@bp.post("/<slug>/outcomes/publish")
@forms.current.facilitators_only
def publish(slug: str) -> BaseResponse | str:
    """Ask the worker for a release."""
    programme, form = programme_of(slug), PublishForm()
    if not form.validate_on_submit():
        return _page(programme, form)
    _ask(programme, JobKind.PUBLISH, doi=read_doi(form.doi.data or ""))
    flash(_("De publicatie wordt voorbereid."), "success")
    return back(url_for(".show", slug=slug), "publish")


def _ask(programme: sqlite3.Row, kind: JobKind, **parameters: str | None) -> None:
    database, facilitator = forms.current.database(), forms.current.facilitator_id()
    request_job(database, programme["id"], kind, facilitator, parameters=parameters)


def _report(programme: sqlite3.Row) -> sqlite3.Row:
    row = outcomes.latest_report(forms.current.database(), programme["id"])
    if row is None:
        raise NotFound(_("Er is nog geen wrap-up. Maak hem eerst op de pagina Opbrengst."))
    return row


@bp.get("/<slug>/report")
@forms.current.facilitators_only
def report(slug: str) -> str:
    """The latest wrap-up, as the analysis stored it.

    :raise NotFound: there is none yet.
    """
    programme = programme_of(slug)
    row = _report(programme)
    # Our own analysis made this HTML, and escaped what people wrote.
    return page(
        "report.html", programme, tab="outcomes", made_at=row["at"], html=Markup(row["html"])
    )


@bp.get("/<slug>/report.md")
@forms.current.facilitators_only
def report_markdown(slug: str) -> Response:
    """:raise NotFound: there is none yet."""
    programme = programme_of(slug)
    row = _report(programme)
    name = f"wrap-up-{slug}-{row['at'][:10]}.md"
    return Response(
        row["markdown"],
        mimetype="text/markdown",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
