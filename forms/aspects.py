"""Content or process: what is proposed for a statement accepted, or said otherwise."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import forms.current
from collector import moderation as decide
from collector.errors import Refused
from collector.records import Aspect
from forms.desk import ID, back, did, programme_of, statement_of

bp = Blueprint("aspects", __name__, url_prefix="/facilitate")


@bp.post(f"/<slug>/moderation/<{ID}:statement>/aspect")
def choose(slug: str, statement: int) -> Response:
    """:raise Refused: it is neither content nor process."""
    programme = programme_of(slug)
    statement_of(programme, statement)
    chosen = request.form.get("aspect", "")
    if chosen not in set(Aspect):
        raise Refused(_("Kies inhoud of proces."))
    act = decide.set_aspect(
        forms.current.database(),
        programme["id"],
        forms.current.facilitator_id(),
        statement,
        Aspect(chosen),
    )
    said = _("Dit gaat over inhoud.") if chosen == Aspect.CONTENT else _("Dit gaat over proces.")
    did(said, programme, act, f"s-{statement}")
    return back(url_for("moderation.cards", slug=slug), f"s-{statement}")
