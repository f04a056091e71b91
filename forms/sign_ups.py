"""Who signed up for a follow-up: list, removal, and a table to take away."""

from __future__ import annotations

import csv
import io

from flask import Blueprint, Response, flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

import forms.current
from collector.contacts import remove_sign_up, sign_ups
from collector.errors import NotFound
from collector.queries import programmes
from forms.desk import back, page, programme_of

bp = Blueprint("sign_ups", __name__, url_prefix="/facilitate")

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_text(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula
    (https://owasp.org/www-community/attacks/CSV_Injection)."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


@bp.get("/<slug>/sign-ups")
@forms.current.facilitators_only
def show(slug: str) -> str:
    programme = programme_of(slug)
    follow_ups = programmes.follow_ups(forms.current.database(), programme["id"])
    return page(
        "sign_ups.html",
        programme,
        tab="programme",
        sign_ups=sign_ups(forms.current.contacts(), slug),
        titles={row["slug"]: row["title"] for row in follow_ups},
    )


@bp.post("/<slug>/sign-ups/<contact>/remove")
@forms.current.facilitators_only
def remove(slug: str, contact: str) -> BaseResponse:
    """:raise NotFound: no such sign-up in this programme."""
    programme_of(slug)
    if not remove_sign_up(forms.current.contacts(), slug, contact):
        raise NotFound(_("Deze aanmelding is er niet (meer)."))
    flash(_("De aanmelding is verwijderd."), "success")
    return back(url_for(".show", slug=slug))


@bp.get("/<slug>/sign-ups.csv")
@forms.current.facilitators_only
def table(slug: str) -> Response:
    """Semicolons and a byte order mark: how a Dutch spreadsheet opens it at once."""
    programme = programme_of(slug)
    follow_ups = programmes.follow_ups(forms.current.database(), programme["id"])
    titles = {row["slug"]: row["title"] for row in follow_ups}
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_("vervolg"), _("naam"), _("e-mailadres"), _("organisatie"), _("telefoon")])
    for row in sign_ups(forms.current.contacts(), slug):
        cells = (titles.get(row["follow_up"], row["follow_up"]), row["name"], row["email"])
        writer.writerow([as_text(one) for one in (*cells, row["organisation"], row["phone"])])
    return Response(
        "\ufeff" + text.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="aanmeldingen-{slug}.csv"'},
    )
