"""The log of what facilitators decided, and undoing it."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

import forms.current
from collector import undoing
from collector.queries.acts import log as log_of
from forms.desk import ID, back, page, programme_of

bp = Blueprint("acts", __name__, url_prefix="/facilitate")

KIND_WORDS = {
    "approve": _l("goedgekeurd"),
    "hide": _l("verborgen"),
    "merge": _l("samengevoegd"),
    "keep_apart": _l("gezegd dat ze niet hetzelfde zijn"),
    "set_aspect": _l("inhoud of proces gekozen"),
    "keep_spans": _l("gevonden gegevens beoordeeld"),
    "accept_theme": _l("thema aangenomen of hernoemd"),
    "add_theme": _l("thema toegevoegd"),
    "central_statement": _l("kernuitspraak gekozen"),
    "merge_themes": _l("thema's samengevoegd"),
    "split_theme": _l("thema gesplitst"),
    "remove_theme": _l("thema weggehaald"),
    "order_themes": _l("thema verschoven"),
    "confirm": _l("voorstellen bevestigd"),
    "place": _l("ingedeeld"),
    "unplace": _l("weer onbeslist gemaakt"),
}


@bp.get("/<slug>/log")
@forms.current.facilitators_only
def log(slug: str) -> str:
    programme = programme_of(slug)
    entries = log_of(forms.current.database(), programme["id"])
    return page("log.html", programme, tab="log", entries=entries, kind_words=KIND_WORDS)


@bp.post(f"/<slug>/log/<{ID}:act>/undo")
@forms.current.facilitators_only
def undo(slug: str, act: int) -> Response:
    """:raise Conflict: what it changed was changed again since."""
    programme = programme_of(slug)
    undoing.undo(forms.current.database(), programme["id"], forms.current.facilitator_id(), act)
    flash(_("Ongedaan gemaakt: alles staat weer zoals het was."), "success")
    return back(url_for(".log", slug=slug), request.form.get("anchor", ""))
