"""What a partnership tells about itself on its own page, and whether others may see its name."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import forms.current
from collector.organisations import add_organisation, remove_organisation
from collector.partnerships import set_named, set_sectors
from forms.belonging import partnership_of
from forms.desk import ID
from forms.partnership_forms import NamedForm, OrganisationForm, SectorsForm

bp = Blueprint("partnership_changes", __name__)


@bp.post("/p/<spoken>/named")
def named(spoken: str) -> Response:
    """:raise NotFound: no partnership has this code."""
    row = partnership_of(spoken)
    form = NamedForm()
    if not form.validate_on_submit():
        flash(_("Kies ja of nee."), "error")
        return _back(row["code"], "named-title")
    set_named(forms.current.database(), row["id"], form.agreed())
    flash(
        _("Bewaard: anderen mogen de naam van uw partnerschap zien.")
        if form.agreed()
        else _("Bewaard: anderen zien de naam van uw partnerschap niet."),
        "success",
    )
    return _back(row["code"], "named-title")


@bp.post("/p/<spoken>/sectors")
def sectors(spoken: str) -> Response:
    """:raise NotFound: no partnership has this code."""
    row = partnership_of(spoken)
    form = SectorsForm()
    if form.validate_on_submit():
        set_sectors(forms.current.database(), row["id"], form.chosen_sectors())
        flash(_("De sectoren zijn bewaard."), "success")
    else:
        flash(_("Kies uit de lijst."), "error")
    return _back(row["code"], "who-title")


@bp.post("/p/<spoken>/organisations")
def organisation(spoken: str) -> Response:
    """:raise NotFound: no partnership has this code."""
    row = partnership_of(spoken)
    form = OrganisationForm()
    if form.validate_on_submit():
        add_organisation(forms.current.database(), row["id"], form.name.data, form.chosen_side())
        flash(_("%(name)s staat erbij.", name=form.name.data), "success")
        return _back(row["code"], "who-title")
    for errors in form.errors.values():
        flash(errors[0], "error")
    address = url_for(
        "partnership_page.show",
        spoken=row["code"],
        name=(form.name.data or "")[:200],
        side=form.side.data or None,
    )
    return redirect(f"{address}#who-title", 303)


@bp.post(f"/p/<spoken>/organisations/<{ID}:identifier>/remove")
def without(spoken: str, identifier: int) -> Response:
    """:raise NotFound: no partnership has this code, or it has no such organisation."""
    row = partnership_of(spoken)
    remove_organisation(forms.current.database(), row["id"], identifier)
    flash(_("De organisatie is weggehaald."), "success")
    return _back(row["code"], "who-title")


def _back(code: str, anchor: str) -> Response:
    return redirect(url_for("partnership_page.show", spoken=code) + f"#{anchor}", 303)
