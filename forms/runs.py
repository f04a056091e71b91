"""The numbered proposals of the analysis, and what moved between any two of them."""

from __future__ import annotations

from flask import Blueprint, request
from flask_babel import gettext as _

import forms.current
from collector.errors import NotFound
from collector.queries import runs, theme_history
from forms.desk import number, page, programme_of

bp = Blueprint("runs", __name__, url_prefix="/facilitate")


@bp.get("/<slug>/runs/")
def show(slug: str) -> str:
    """Two runs to choose (`van`, `naar`), and a table of what moved; the last two to begin with."""
    programme = programme_of(slug)
    database, identifier = forms.current.database(), programme["id"]
    found = runs.runs(database, identifier)
    first, second = number(request.args.get("van")), number(request.args.get("naar"))
    if len(found) > 1:
        first, second = first or found[1].number, second or found[0].number
    comparison = None
    error = ""
    if first and second:
        try:
            comparison = runs.compare(database, identifier, first, second)
        except NotFound:
            error = _("Dat voorstel is er niet. Kies er twee uit de lijst.")
    return page(
        "runs.html",
        programme,
        tab="themes",
        runs=found,
        chosen=(first, second),
        comparison=comparison,
        error=error,
        turns=theme_history.turns(database, identifier),
    )
