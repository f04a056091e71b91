"""The organisations of a partnership, on the facilitator's desk."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import forms.current
from collector.organisations import add_organisation, change_organisation, remove_organisation
from forms.desk import ID, programme_of
from forms.partnership_forms import OrganisationForm
from forms.partnerships import partnership_of, partnership_page

bp = Blueprint("organisations", __name__, url_prefix="/facilitate")
PLACE = f"/<slug>/partnerships/<{ID}:identifier>/organisations"


@bp.post(PLACE)
def add(slug: str, identifier: int) -> str | Response:
    programme = programme_of(slug)
    row = partnership_of(programme, identifier)
    form = OrganisationForm(prefix="organisation-")
    if not form.validate_on_submit():
        return partnership_page(programme, row, organisation=form)
    add_organisation(forms.current.database(), identifier, form.name.data, form.chosen_side())
    flash(_("%(name)s staat erbij.", name=form.name.data), "success")
    return _back(slug, identifier)


@bp.post(f"{PLACE}/<{ID}:organisation>")
def change(slug: str, identifier: int, organisation: int) -> str | Response:
    programme = programme_of(slug)
    row = partnership_of(programme, identifier)
    form = OrganisationForm(prefix=f"organisation-{organisation}-")
    if not form.validate_on_submit():
        return partnership_page(programme, row, changing=(organisation, form))
    change_organisation(
        forms.current.database(), identifier, organisation, form.name.data, form.chosen_side()
    )
    flash(_("%(name)s is bewaard.", name=form.name.data), "success")
    return _back(slug, identifier)


@bp.post(f"{PLACE}/<{ID}:organisation>/remove")
def remove(slug: str, identifier: int, organisation: int) -> Response:
    partnership_of(programme_of(slug), identifier)
    remove_organisation(forms.current.database(), identifier, organisation)
    flash(_("De organisatie is weggehaald."), "success")
    return _back(slug, identifier)


def _back(slug: str, identifier: int) -> Response:
    address = url_for("partnerships.one", slug=slug, identifier=identifier)
    return redirect(f"{address}#organisations", 303)
