"""Moves on the theme board: cards by hand or by key, columns in another order, and what changed."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import forms.current
from collector import live, moves
from collector.errors import Refused
from collector.moves import Move, To
from collector.queries import acts, themes
from collector.queries.board import decided_places
from forms.acts import KIND_WORDS
from forms.asked_of import parts_of
from forms.board_answers import words_only
from forms.board_columns import drawn
from forms.desk import ID, back, did, number, programme_of, statement_of

bp = Blueprint("board_moves", __name__, url_prefix="/facilitate")
bp.after_request(words_only)


def tools(programme: sqlite3.Row) -> dict[str, object]:
    """What can be undone and done again, and what was done last, for `board_tools.html`."""
    database, identifier = forms.current.database(), programme["id"]
    me = forms.current.facilitator_id()
    last = acts.log(database, identifier, limit=1, kinds=acts.ON_THE_BOARD)
    return {
        "to_undo": acts.to_undo(database, identifier, me),
        "to_redo": acts.to_redo(database, identifier, me),
        "last_act": last[0] if last else None,
        "kind_words": KIND_WORDS,
    }


@bp.get("/<slug>/themes/changes")
def changes(slug: str) -> str:
    """The columns that look different from the marks in `marks` ("key:mark,…"), and the tools."""
    programme = programme_of(slug)
    database = forms.current.database()
    after = live.latest(database)
    board = drawn(database, programme["id"])
    pairs = (one.partition(":") for one in request.args.get("marks", "").split(","))
    return render_template(
        "facilitator/board_changes.html",
        programme=programme,
        here=url_for("theme_board.board", slug=slug),
        board=board,
        parts=parts_of(database, programme["id"]),
        after=after,
        changed=board.changed({key: mark for key, _colon, mark in pairs}),
        **tools(programme),
    )


@bp.post(f"/<slug>/themes/move/<{ID}:statement>")
def move(slug: str, statement: int) -> Response:
    """From `origin` to `to` (a theme, or `nowhere`, `open`, `out`); `also`: it stays there, too.

    :raise Conflict: somebody else decided otherwise since the card was drawn (`seen`).
    """
    programme = programme_of(slug)
    statement_of(programme, statement)
    form = request.form
    target = form.get("to", "")
    to = To(target) if target in set(To) else number(target)
    if to is None:
        raise Refused(_("Kies waar de kaart naartoe gaat."))
    origin = number(form.get("origin"))
    wish = Move(statement, origin, to, also=form.get("also") == "1", seen=form.get("seen"))
    act = moves.move(
        forms.current.database(), programme["id"], forms.current.facilitator_id(), wish
    )
    did(_moved(programme, wish), programme, act)
    return _as_it_is(back(url_for("theme_board.board", slug=slug)), statement)


def _as_it_is(answer: Response, statement: int) -> Response:
    """With what is decided now, for the next move of the same card."""
    answer.headers["X-Seen"] = f"{statement}:{decided_places(forms.current.database(), statement)}"
    return answer


def _moved(programme: sqlite3.Row, wish: Move) -> str:
    if wish.to is To.OPEN:
        return _("Teruggelegd bij “nog niet beslist”.")
    if wish.to is To.NOWHERE:
        return _("Verplaatst naar “past nergens”.")
    there = {one.id: one.name for one in themes.themes(forms.current.database(), programme["id"])}
    if wish.to is To.OUT:
        return _("Weggehaald uit “%(name)s”.", name=there.get(wish.origin or 0, ""))
    name = there.get(int(wish.to), "")
    if wish.also:
        return _("Staat nu ook in “%(name)s”.", name=name)
    if wish.to == wish.origin:
        return _("Bevestigd in “%(name)s”.", name=name)
    return _("Verplaatst naar “%(name)s”.", name=name)


@bp.post("/<slug>/themes/right")
def right(slug: str) -> Response:
    """A proposal is right: `right` is "statement:column:seen"."""
    programme = programme_of(slug)
    first, _colon, rest = request.form.get("right", "").partition(":")
    column, _colon, seen = rest.partition(":")
    statement, theme = number(first), number(column)
    if statement is None or (theme is None and column != "n"):
        raise Refused(_("Kies een voorstel op het bord."))
    statement_of(programme, statement)
    wish = Move(statement, theme, theme or To.NOWHERE, also=theme is not None, seen=seen)
    act = moves.move(
        forms.current.database(), programme["id"], forms.current.facilitator_id(), wish
    )
    did(_("Voorstel bevestigd."), programme, act)
    answer = back(url_for("theme_board.board", slug=slug), f"t-{theme}" if theme else "")
    return _as_it_is(answer, statement)


@bp.post(f"/<slug>/themes/<{ID}:theme>/order")
def order(slug: str, theme: int) -> Response:
    """In front of the theme `before` (empty: at the end), or a `step` of -1 or 1."""
    programme = programme_of(slug)
    database = forms.current.database()
    before = number(request.form.get("before"))
    there = [one.id for one in themes.themes(database, programme["id"])]
    if theme in there and request.form.get("step") in ("-1", "1"):
        place = there.index(theme) + (-1 if request.form["step"] == "-1" else 2)
        before = there[max(place, 0)] if place < len(there) else None
    if before != theme:
        act = moves.order_theme(
            database, programme["id"], forms.current.facilitator_id(), theme, before
        )
        did(_("Het thema is verschoven."), programme, act)
    return back(url_for("theme_board.board", slug=slug), f"t-{theme}")
