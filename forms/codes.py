"""The three words of a partnership, on the facilitator's desk: shown again, renewed, on cards."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

import forms.current
from collector.partnership_codes import new_code, show_all_codes, show_code
from collector.queries import programmes
from collector.spoken_codes import in_speech
from forms.desk import ID, did, page, programme_of
from forms.partnerships import partnership_of, partnership_page
from forms.qr_code import qr_code

bp = Blueprint("codes", __name__, url_prefix="/facilitate")


@bp.post(f"/<slug>/partnerships/<{ID}:identifier>/code")
def show(slug: str, identifier: int) -> str:
    """The words on the page, and that they were shown in the log.

    :raise Refused: there are none yet.
    """
    programme = programme_of(slug)
    row = partnership_of(programme, identifier)
    code = show_code(
        forms.current.database(), programme["id"], forms.current.facilitator_id(), identifier
    )
    return partnership_page(programme, row, code=in_speech(code))


@bp.post(f"/<slug>/partnerships/<{ID}:identifier>/new-code")
def renew(slug: str, identifier: int) -> Response:
    programme = programme_of(slug)
    row = partnership_of(programme, identifier)
    act = new_code(
        forms.current.database(), programme["id"], forms.current.facilitator_id(), identifier
    )
    text = _("%(name)s heeft een nieuwe code. Met “Toon code” ziet u die.", name=row["name"])
    did(text, programme, act, "code")
    return redirect(url_for("partnerships.one", slug=slug, identifier=identifier) + "#code", 303)


@bp.get("/<slug>/partnerships/cards")
def cards(slug: str) -> str:
    """What printing them does, before it is done."""
    programme = programme_of(slug)
    database = forms.current.database()
    rows = programmes.partnerships(database, programme["id"])
    return page("code_cards.html", programme, tab="programme", partnerships=rows, cards=None)


@bp.post("/<slug>/partnerships/cards")
def print_cards(slug: str) -> str | Response:
    """A card per partnership; who has no code yet is given one."""
    programme = programme_of(slug)
    database = forms.current.database()
    rows = programmes.partnerships(database, programme["id"])
    if not rows:
        flash(_("Er zijn nog geen partnerschappen."), "error")
        return redirect(url_for(".cards", slug=slug), 303)
    show_all_codes(
        database, programme["id"], forms.current.facilitator_id(), [row["id"] for row in rows]
    )
    rows = programmes.partnerships(database, programme["id"])
    shown = [(row["name"], in_speech(row["code"]), _qr(row["code"])) for row in rows]
    return page("code_cards.html", programme, tab="programme", partnerships=rows, cards=shown)


def _qr(code: str) -> Markup:
    """The address of the partnership's own page, as a drawing in the page."""
    return qr_code(url_for("partnership_page.show", spoken=code, _external=True))
