"""The partnerships of a programme, on the facilitator's desk: who they are and who was there."""

from __future__ import annotations

import sqlite3
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import forms.current
from collector.partnerships import (
    add_partnership,
    change_partnership,
    merge_partnerships,
    remove_partnership,
)
from collector.queries import meetings, programmes
from collector.queries import partnerships as stored
from forms.desk import ID, number, page, programme_of
from forms.partnership_forms import OrganisationForm, PartnershipForm
from forms.programme_forms import region_choices

bp = Blueprint("partnerships", __name__, url_prefix="/facilitate")


@bp.route("/<slug>/partnerships", methods=["GET", "POST"])
def show(slug: str) -> str | Response:
    """All of them; posting adds one."""
    programme = programme_of(slug)
    database, identifier = forms.current.database(), programme["id"]
    form = _form(programme)
    if form.validate_on_submit():
        made = add_partnership(
            database,
            identifier,
            form.name.data,
            sectors=form.chosen_sectors(),
            region=form.region_id(),
        )
        flash(_("%(name)s staat erbij.", name=form.name.data), "success")
        return redirect(url_for(".one", slug=slug, identifier=made), 303)
    return page(
        "partnerships.html",
        programme,
        tab="programme",
        form=form,
        meetings=meetings.meetings(database, identifier),
        partnerships=programmes.partnerships(database, identifier),
        who_was_there=stored.partnerships_there(database, identifier),
    )


@bp.route(f"/<slug>/partnerships/<{ID}:identifier>", methods=["GET", "POST"])
def one(slug: str, identifier: int) -> str | Response:
    """One of them; posting changes its name, sectors and region. The name of another one makes
    them one partnership.

    :raise NotFound: no such partnership in this programme.
    """
    programme = programme_of(slug)
    row = partnership_of(programme, identifier)
    form = _form(programme, **_now(row))
    if form.validate_on_submit():
        change_partnership(
            forms.current.database(),
            programme["id"],
            identifier,
            name=form.name.data,
            sectors=form.chosen_sectors(),
            region=form.region_id(),
        )
        flash(_("%(name)s is bewaard.", name=form.name.data), "success")
        return redirect(url_for(".one", slug=slug, identifier=identifier), 303)
    return partnership_page(programme, row, form=form)


def partnership_of(programme: sqlite3.Row, identifier: int) -> sqlite3.Row:
    """:raise NotFound: no such partnership in this programme."""
    row = stored.partnership(forms.current.database(), identifier)
    if row["programme_id"] != programme["id"]:
        raise stored.no_such_partnership()
    return row


def partnership_page(programme: sqlite3.Row, row: sqlite3.Row, **filled_in: object) -> str:
    """:param filled_in: forms that were handed in and are not right yet, or a `code` to show"""
    database = forms.current.database()
    organisations = stored.organisations(database, row["id"])
    everybody = programmes.partnerships(database, programme["id"])
    values: dict[str, object] = {
        "form": None,
        "organisation": OrganisationForm(formdata=None, prefix="organisation-"),
        "changing": None,
        "code": "",
        **filled_in,
    }
    values["form"] = values["form"] or _form(programme, formdata=None, **_now(row))
    return page(
        "partnership.html",
        programme,
        tab="programme",
        one=row,
        organisations=[(each, _organisation_form(each)) for each in organisations],
        meetings=stored.attendance(database, row["id"]),
        naming=stored.said_of_naming(database, row["id"]),
        others=[each for each in everybody if each["id"] != row["id"]],
        missing=meetings.missing,
        **values,
    )


def _form(programme: sqlite3.Row, **keywords: Any) -> PartnershipForm:
    form = PartnershipForm(**keywords)
    regions = programmes.regions(forms.current.database(), programme["id"])
    form.region.choices = region_choices(regions)
    return form


def _now(row: sqlite3.Row) -> dict[str, object]:
    """What stands in its fields."""
    return {
        "name": row["name"],
        "sectors": row["sectors"].split(", "),
        "region": str(row["region_id"] or ""),
    }


def _organisation_form(row: sqlite3.Row) -> OrganisationForm:
    return OrganisationForm(
        formdata=None, prefix=f"organisation-{row['id']}-", name=row["name"], side=row["side"]
    )


@bp.route(f"/<slug>/partnerships/<{ID}:identifier>/merge", methods=["GET", "POST"])
def merge(slug: str, identifier: int) -> str | Response:
    """Says what becomes of the other one, and does it when posted.

    :raise NotFound: one of them is not in this programme.
    :raise Refused: they are the same.
    """
    programme = programme_of(slug)
    row = partnership_of(programme, identifier)
    chosen = number(request.values.get("other"))
    if chosen is None:
        flash(_("Kies eerst het partnerschap dat hierin opgaat."), "error")
        return redirect(url_for(".one", slug=slug, identifier=identifier) + "#merge", 303)
    other = partnership_of(programme, chosen)
    if request.method == "GET":
        return page("partnership_merge.html", programme, tab="programme", one=row, other=other)
    merge_partnerships(forms.current.database(), programme["id"], identifier, chosen)
    flash(_("%(other)s is opgegaan in %(name)s.", other=other["name"], name=row["name"]), "success")
    return redirect(url_for(".one", slug=slug, identifier=identifier), 303)


@bp.post(f"/<slug>/partnerships/<{ID}:identifier>/remove")
def remove(slug: str, identifier: int) -> Response:
    """:raise Refused: somebody has answered for it."""
    remove_partnership(forms.current.database(), programme_of(slug)["id"], identifier)
    flash(_("Het partnerschap is weggehaald."), "success")
    return redirect(url_for(".show", slug=slug), 303)
