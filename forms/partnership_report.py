"""The report of a partnership, on its own page: asked for, made, taken along."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

import forms.current
from collector.errors import NotFound
from collector.partnership_reports import request_partnership_report
from collector.queries.outcomes import latest_job
from collector.queries.partnership_reports import partnership_report, partnership_reports
from collector.records import JobKind, JobState
from collector.slugs import slugify
from collector.wrap_ups import PAPERS, Format
from forms.belonging import partnership_of

bp = Blueprint("partnership_report", __name__)


def part(database: sqlite3.Connection, partnership: sqlite3.Row) -> dict[str, object]:
    job = latest_job(database, partnership["programme_id"], JobKind.REPORT, int(partnership["id"]))
    return {
        "files": partnership_reports(database, partnership["id"]),
        "busy": bool(job and job["state"] in (JobState.WAITING, JobState.RUNNING)),
        "failed": job if job and job["state"] == JobState.FAILED else None,
    }


@bp.post("/p/<spoken>/report")
def make(spoken: str) -> BaseResponse:
    """:raise NotFound: no partnership has this code."""
    row = partnership_of(spoken)
    request_partnership_report(forms.current.database(), row)
    return redirect(url_for("partnership_page.show", spoken=row["code"]) + "#report", 303)


@bp.get("/p/<spoken>/report")
def state(spoken: str) -> str:
    """The part alone, for a page that waits for it.

    :raise NotFound: no partnership has this code.
    """
    row = partnership_of(spoken)
    return render_template(
        "partnership/parts/report.html",
        partnership=row,
        part=part(forms.current.database(), row),
    )


@bp.get("/p/<spoken>/report.<form>")
def file(spoken: str, form: str) -> Response:
    """:raise NotFound: no partnership has this code, or there is no such file."""
    row = partnership_of(spoken)
    if form not in PAPERS:
        raise NotFound("Dit verslag is er niet meer. Maak het opnieuw.")
    found = partnership_report(forms.current.database(), row["id"], form)
    name = f"verslag-{slugify(row['name'])}-{found['at'][:10]}.{form}"
    return Response(
        found["content"],
        mimetype=Format(form).mime,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
