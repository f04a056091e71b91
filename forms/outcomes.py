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
import forms.exports
from collector import live
from collector.doi import read_doi
from collector.errors import NotFound, Refused
from collector.jobs import request_job
from collector.queries import meetings, outcomes, published
from collector.queries.terms import terms
from collector.records import JobKind, JobState
from collector.slugs import slugify
from collector.wrap_ups import Format
from forms.desk import ID, back, page, programme_of
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
def show(slug: str) -> str:
    return _page(programme_of(slug), PublishForm())


def _page(programme: sqlite3.Row, form: PublishForm) -> str:
    after = live.latest(forms.current.database())
    situation = {**_situation(programme), "publish_form": form}
    return page("outcomes.html", programme, tab="outcomes", after=after, **situation)


@bp.get("/<slug>/outcomes/live")
def fragment(slug: str) -> str:
    programme = programme_of(slug)
    return render_template(
        "facilitator/outcomes_live.html", programme=programme, **_situation(programme)
    )


def _situation(programme: sqlite3.Row) -> dict[str, object]:
    database, identifier = forms.current.database(), programme["id"]
    report = outcomes.latest_report(database, identifier)
    return {
        "report": report,
        "report_files": _by_scope(outcomes.report_files(database, report["id"])) if report else [],
        "report_remarks": [
            forms.current.in_words(each) for each in (outcomes.remarks(report) if report else ())
        ],
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
        **forms.exports.situation(programme),
    }


def _by_scope(files: list[sqlite3.Row]) -> list[tuple[str, list[sqlite3.Row], list[sqlite3.Row]]]:
    """Region ("" for the whole), its files in full, and those on two pages; Word and PDF first."""
    order = [Format.DOCX, Format.PDF, Format.PPTX, Format.HTML, Format.MD]
    files = sorted(files, key=lambda each: order.index(each["format"]))
    scopes = dict.fromkeys(each["region"] or "" for each in sorted(files, key=lambda f: f["id"]))
    found: dict[str, tuple[list[sqlite3.Row], list[sqlite3.Row]]] = {
        scope: ([], []) for scope in scopes
    }
    for each in files:
        found[each["region"] or ""][each["short"]].append(each)
    return [(scope, full, short) for scope, (full, short) in found.items()]


@bp.post("/<slug>/outcomes/report")
def make_report(slug: str) -> BaseResponse:
    """Ask the worker for the wrap-up."""
    _ask(programme_of(slug), JobKind.REPORT)
    flash(_("De wrap-up wordt gemaakt."), "success")
    return back(url_for(".show", slug=slug), "report")


@bp.post("/<slug>/outcomes/publish")
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


@bp.get("/<slug>/report")
def report(slug: str) -> str:
    """The latest wrap-up, as the analysis stored it.

    :raise NotFound: there is none yet.
    """
    programme = programme_of(slug)
    row = outcomes.latest_report(forms.current.database(), programme["id"])
    if row is None:
        raise NotFound(_("Er is nog geen wrap-up. Maak hem eerst op de pagina Opbrengst."))
    # Our own analysis made this HTML, and escaped what people wrote.
    return page(
        "report.html", programme, tab="outcomes", made_at=row["at"], html=Markup(row["html"])
    )


@bp.get(f"/<slug>/wrap-up/<{ID}:wrap_up>")
def wrap_up_file(slug: str, wrap_up: int) -> Response:
    """A file of the latest wrap-up, to keep.

    :raise NotFound: there is no such file, or a word in it had to go.
    """
    row = outcomes.report_file(forms.current.database(), programme_of(slug)["id"], wrap_up)
    region = slugify(row["region"]) if row["region"] else ""
    parts = ("wrap-up", slug, region, "kort" if row["short"] else "", row["at"][:10])
    name = "-".join(each for each in parts if each)
    form = Format(row["format"])
    return Response(
        row["content"],
        mimetype=form.mime,
        headers={"Content-Disposition": f'attachment; filename="{name}.{form}"'},
    )
