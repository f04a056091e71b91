"""The log of what facilitators decided, and undoing it."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

import forms.current
from collector import undoing
from collector.queries.acts import log as log_of
from collector.undoing import can_be_turned
from forms.board_answers import words_only
from forms.desk import ID, back, number, page, programme_of

bp = Blueprint("acts", __name__, url_prefix="/facilitate")
bp.after_request(words_only)

KIND_WORDS = {
    "approve": _l("goedgekeurd"),
    "hide": _l("verborgen"),
    "merge": _l("samengevoegd"),
    "keep_apart": _l("gezegd dat ze niet hetzelfde zijn"),
    "set_aspect": _l("inhoud of proces gekozen"),
    "keep_spans": _l("gevonden gegevens beoordeeld"),
    "mark_spans": _l("gegevens aangewezen"),
    "unmark_span": _l("aanwijzing teruggenomen"),
    "accept_theme": _l("thema aangenomen of hernoemd"),
    "add_theme": _l("thema toegevoegd"),
    "central_statement": _l("kernuitspraak gekozen"),
    "merge_themes": _l("thema's samengevoegd"),
    "split_theme": _l("thema gesplitst"),
    "remove_theme": _l("thema weggehaald"),
    "order_themes": _l("thema verschoven"),
    "confirm": _l("voorstellen bevestigd"),
    "place": _l("kaart verplaatst"),
    "unplace": _l("kaart weer onbeslist"),
    "show_code": _l("code van een partnerschap getoond"),
    "show_all_codes": _l("codes van partnerschappen getoond, op kaarten"),
    "new_code": _l("partnerschap een nieuwe code gegeven"),
    "export_identified": _l("gegevens met persoonsgegevens meegenomen"),
    "import_coding": _l("codering van een onderzoeker ingelezen"),
}

CHANGES_NOTHING = frozenset({"show_code", "show_all_codes", "new_code", "export_identified"})
"""What was seen or taken along; there is nothing to undo."""

AT_ONCE = 100


@bp.get("/<slug>/log")
def log(slug: str) -> str:
    """Everything that was decided, newest first; `voor`: only what came before that act."""
    programme = programme_of(slug)
    database, identifier = forms.current.database(), programme["id"]
    before = number(request.args.get("voor"))
    found = log_of(database, identifier, limit=AT_ONCE + 1, before=before)
    entries = found[:AT_ONCE]
    return page(
        "log.html",
        programme,
        tab="log",
        entries=entries,
        turnable={one.id for one in entries if can_be_turned(database, identifier, one.id)},
        older=entries[-1].id if len(found) > AT_ONCE else None,
        newest=before is None,
        kind_words=KIND_WORDS,
        changes_nothing=CHANGES_NOTHING,
    )


@bp.post(f"/<slug>/log/<{ID}:act>/undo")
def undo(slug: str, act: int) -> Response:
    """:raise Conflict: what it changed was changed again since."""
    programme = programme_of(slug)
    undoing.undo(forms.current.database(), programme["id"], forms.current.facilitator_id(), act)
    flash(_("Ongedaan gemaakt: alles staat weer zoals het was."), "success")
    return back(url_for(".log", slug=slug), request.form.get("anchor", ""))


@bp.post(f"/<slug>/log/<{ID}:act>/redo")
def redo(slug: str, act: int) -> Response:
    """:raise Conflict: what it changes was changed meanwhile."""
    programme = programme_of(slug)
    undoing.redo(forms.current.database(), programme["id"], forms.current.facilitator_id(), act)
    flash(_("Opnieuw gedaan."), "success")
    return back(url_for(".log", slug=slug), request.form.get("anchor", ""))
