"""What a programme yields: the wrap-up to hand out, and the releases for researchers."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, Response, flash, render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

import forms.current
from collector import live
from collector.errors import NotFound
from collector.jobs import request_job
from collector.queries import meetings, outcomes, published
from collector.queries.terms import terms
from collector.records import JobKind, JobState
from forms.desk import back, page, programme_of

bp = Blueprint("outcomes", __name__, url_prefix="/facilitate")


@bp.get("/<slug>/outcomes")
@forms.current.facilitators_only
def show(slug: str) -> str:
    programme = programme_of(slug)
    after = live.latest(forms.current.database())
    return page("outcomes.html", programme, tab="outcomes", after=after, **_situation(programme))


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
def publish(slug: str) -> BaseResponse:
    """Ask the worker for a release."""
    _ask(programme_of(slug), JobKind.PUBLISH)
    flash(_("De publicatie wordt voorbereid."), "success")
    return back(url_for(".show", slug=slug), "publish")


def _ask(programme: sqlite3.Row, kind: JobKind) -> None:
    request_job(forms.current.database(), programme["id"], kind, forms.current.facilitator_id())


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
