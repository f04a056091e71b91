"""Statements that seem to say the same, side by side: put together, or kept apart."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import forms.current
from collector import live
from collector import moderation as decide
from collector.errors import Refused
from collector.queries.near_duplicates import Pair, near_duplicates
from forms.desk import back, did, number, page, programme_of, statement_of
from forms.word_difference import Words, difference

bp = Blueprint("duplicates", __name__, url_prefix="/facilitate")

AT_ONCE = 50


@dataclass(frozen=True)
class Beside:
    """A pair with the words in which the two differ."""

    pair: Pair
    left: list[Words]
    right: list[Words]


@bp.get("/<slug>/moderation/duplicates")
def show(slug: str) -> str:
    programme = programme_of(slug)
    database = forms.current.database()
    after = live.latest(database)
    found = near_duplicates(database, programme["id"])
    return page(
        "duplicates.html",
        programme,
        tab="moderation",
        after=after,
        total=len(found),
        pairs=[
            Beside(one, *difference(one.statement.text, one.other.text)) for one in found[:AT_ONCE]
        ],
    )


@bp.post("/<slug>/moderation/duplicates")
def judge(slug: str) -> Response:
    """`left` and `right` are statements; `decision` says which stays, or that they are `apart`.

    :raise Refused: nothing was decided.
    """
    programme = programme_of(slug)
    pair = [number(request.form.get(side)) or 0 for side in ("left", "right")]
    for one in pair:
        statement_of(programme, one)
    left, right = pair
    who = (forms.current.database(), programme["id"], forms.current.facilitator_id())
    match request.form.get("decision"):
        case "left":
            did(_("Samengevoegd."), programme, decide.merge(*who, right, left))
        case "right":
            did(_("Samengevoegd."), programme, decide.merge(*who, left, right))
        case "apart":
            act = decide.keep_apart(*who, left, right)
            did(_("Onthouden: dit is niet hetzelfde."), programme, act)
        case _:
            raise Refused(_("Kies welke uitspraak blijft, of dat ze niet hetzelfde zijn."))
    return back(url_for(".show", slug=slug), "pairs")
