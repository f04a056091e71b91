"""A release that was made: in which one a statement stands, and taking one off the data page."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import forms.current
from collector import releases
from collector.queries.published import InRelease
from forms.desk import ID, back, programme_of

bp = Blueprint("releases", __name__, url_prefix="/facilitate")


@bp.app_template_filter("release")
def in_words(one: InRelease) -> str:
    """`publicatie 3 (vierde kwartaal van 2026)`"""
    quarters = {1: _("eerste"), 2: _("tweede"), 3: _("derde"), 4: _("vierde")}
    return str(
        _(
            "publicatie %(number)s (%(quarter)s kwartaal van %(year)s)",
            number=one.number,
            quarter=quarters[one.quarter],
            year=one.year,
        )
    )


@bp.post(f"/<slug>/releases/<{ID}:number>/off")
def take_off(slug: str, number: int) -> Response:
    """Not shown any more; `keep` says that the file may be put back.

    :raise NotFound: no such release here.
    """
    keep = request.form.get("keep") == "yes"
    releases.take_off(
        forms.current.database(),
        forms.current.config().releases,
        programme_of(slug)["id"],
        number,
        forms.current.facilitator_id(),
        keep=keep,
    )
    if keep:
        text = _("Publicatie %(n)s staat niet meer op de gegevenspagina.", n=number)
    else:
        text = _("Het bestand van publicatie %(n)s is verwijderd.", n=number)
    flash(text, "success")
    return back(url_for("outcomes.show", slug=slug), f"release-{number}")


@bp.post(f"/<slug>/releases/<{ID}:number>/on")
def put_back(slug: str, number: int) -> Response:
    """:raise Refused: its file was removed."""
    releases.put_back(
        forms.current.database(), forms.current.config().releases, programme_of(slug)["id"], number
    )
    flash(_("Publicatie %(n)s staat weer op de gegevenspagina.", n=number), "success")
    return back(url_for("outcomes.show", slug=slug), f"release-{number}")
