"""Who signed up for a follow-up: list, removal, and a table that each goes along in once."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterable

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

import forms.auditing
import forms.current
from collector.contacts import export, exports, sign_ups
from collector.errors import NotFound
from collector.expiring import erase_sign_up
from collector.queries import programmes
from collector.queries.terms import terms_to_tell
from forms.desk import back, page, programme_of

bp = Blueprint("sign_ups", __name__, url_prefix="/facilitate")

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_text(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula
    (https://owasp.org/www-community/attacks/CSV_Injection)."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


@bp.get("/<slug>/sign-ups")
def show(slug: str) -> str:
    programme = programme_of(slug)
    follow_ups = programmes.follow_ups(forms.current.database(), programme["id"])
    contacts = forms.current.contacts()
    return page(
        "sign_ups.html",
        programme,
        tab="programme",
        sign_ups=sign_ups(contacts, slug),
        exports=exports(contacts, slug),
        until=terms_to_tell(forms.current.database(), programme["id"]).ends_on,
        titles={row["slug"]: row["title"] for row in follow_ups},
    )


@bp.post("/<slug>/sign-ups/<contact>/remove")
def remove(slug: str, contact: str) -> BaseResponse:
    """:raise NotFound: no such sign-up in this programme."""
    programme = programme_of(slug)
    config, contacts = forms.current.config(), forms.current.contacts()
    if contact not in {row["id"] for row in sign_ups(contacts, slug)}:
        raise NotFound(_("Deze aanmelding is er niet (meer)."))
    forms.auditing.write_down()
    end = terms_to_tell(forms.current.database(), programme["id"]).ends_on
    if not erase_sign_up(config, contacts, programme, end, contact):
        raise NotFound(_("Deze aanmelding is er niet (meer)."))
    flash(_("De aanmelding is verwijderd."), "success")
    return back(url_for(".show", slug=slug))


@bp.post("/<slug>/sign-ups/export")
def take_along(slug: str) -> BaseResponse:
    """A table of the sign-ups that were not taken along yet; of all of them when `again` is ticked.

    Each goes along once: a table of people that is made over and over lies about everywhere.
    """
    programme = programme_of(slug)
    me = forms.current.facilitator()
    who = (me["name"] or me["email"]) if me else ""
    again = request.form.get("again") == "yes"
    forms.auditing.write_down()
    rows = export(forms.current.contacts(), slug, who, again=again)
    if not rows:
        flash(_("Er zijn geen nieuwe aanmeldingen om mee te nemen."), "warning")
        return redirect(url_for(".show", slug=slug))
    return Response(
        _table(programme, rows),
        mimetype="text/csv",
        headers={
            "Content-Disposition": f'attachment; filename="aanmeldingen-{slug}.csv"',
            "Cache-Control": "no-store",
        },
    )


def _table(programme: sqlite3.Row, rows: Iterable[sqlite3.Row]) -> str:
    """Semicolons and a byte order mark: how a Dutch spreadsheet opens it at once."""
    follow_ups = programmes.follow_ups(forms.current.database(), programme["id"])
    titles = {row["slug"]: row["title"] for row in follow_ups}
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_("vervolg"), _("naam"), _("e-mailadres"), _("organisatie"), _("telefoon")])
    for row in rows:
        cells = (titles.get(row["follow_up"], row["follow_up"]), row["name"], row["email"])
        writer.writerow([as_text(one) for one in (*cells, row["organisation"], row["phone"])])
    return "\ufeff" + text.getvalue()
