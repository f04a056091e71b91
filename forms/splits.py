"""Splitting a theme: the parts that are proposed, changed and named by a person, and accepted."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import forms.current
from collector import splitting
from collector.errors import NotFound, Refused
from collector.queries import outcomes, splits, themes
from collector.queries.statements import Statement
from collector.records import JobKind, JobState
from collector.splitting import MOST_PARTS, Part
from forms.desk import ID, back, did, number, one_line, page, programme_of

bp = Blueprint("splits", __name__, url_prefix="/facilitate")

STAYS = 0
"""The number of the part that stays in the theme as it is."""


@dataclass(frozen=True)
class Draft:
    """A part as it stands in the form: its name, and which statements are in it."""

    number: int
    name: str
    statements: tuple[Statement, ...]


@bp.get(f"/<slug>/themes/<{ID}:theme>/split")
def show(slug: str, theme: int) -> str:
    """The proposed parts; or the question in how many, while there are none."""
    programme = programme_of(slug)
    parts = splits.proposed_parts(forms.current.database(), programme["id"], theme)
    return _page(programme, theme, [Draft(p.number, p.label, p.statements) for p in parts])


def _page(programme: sqlite3.Row, theme: int, parts: list[Draft], error: str = "") -> str:
    return page(
        "split.html",
        programme,
        tab="themes",
        theme=_theme_of(programme, theme),
        members=splits.members_of(forms.current.database(), programme["id"], theme),
        parts=parts,
        most=MOST_PARTS,
        error=error,
        **_job_of(programme, theme),
    )


@bp.get(f"/<slug>/themes/<{ID}:theme>/split/job")
def job(slug: str, theme: int) -> str:
    """How far the proposing is, and whether there is a proposal by now."""
    programme = programme_of(slug)
    database = forms.current.database()
    return render_template(
        "facilitator/split_job.html",
        programme=programme,
        theme=_theme_of(programme, theme),
        parts=splits.proposed_parts(database, programme["id"], theme),
        fragment=True,
        **_job_of(programme, theme),
    )


def _job_of(programme: sqlite3.Row, theme: int) -> dict[str, object]:
    database = forms.current.database()
    found = outcomes.latest_job(database, programme["id"], JobKind.SPLIT, theme)
    busy = found is not None and found["state"] in (JobState.WAITING, JobState.RUNNING)
    return {"job": found, "busy": busy}


def _theme_of(programme: sqlite3.Row, theme: int) -> themes.Theme:
    """:raise NotFound: there is no such theme (any more) in this programme."""
    for one in themes.themes(forms.current.database(), programme["id"]):
        if one.id == theme:
            return one
    raise NotFound(_("Dit thema bestaat niet (meer) in dit traject."))


@bp.post(f"/<slug>/themes/<{ID}:theme>/split/propose")
def propose(slug: str, theme: int) -> Response:
    """Ask the worker for parts: so many, or as many as there seem to be."""
    programme = programme_of(slug)
    _theme_of(programme, theme)
    splitting.ask_for_parts(
        forms.current.database(),
        programme["id"],
        forms.current.facilitator_id(),
        theme,
        number(request.form.get("parts")),
    )
    return back(url_for(".show", slug=slug, theme=theme))


@bp.post(f"/<slug>/themes/<{ID}:theme>/split")
def accept(slug: str, theme: int) -> str | Response:
    """Make themes of the parts, as named and filled in the form."""
    programme = programme_of(slug)
    drafts = _drafts(programme, theme)
    wanted = [Part(one.name, tuple(s.id for s in one.statements)) for one in drafts]
    try:
        act = splitting.split_theme(
            forms.current.database(),
            programme["id"],
            forms.current.facilitator_id(),
            theme,
            wanted,
        )
    except Refused as error:
        return _page(programme, theme, drafts, forms.current.in_words(error.wording))
    did(_("Het thema is gesplitst."), programme, act, f"t-{theme}")
    return back(url_for("theme_board.board", slug=slug))


def _drafts(programme: sqlite3.Row, theme: int) -> list[Draft]:
    """What the form says: a name for each part, and for each statement its part."""
    members = splits.members_of(forms.current.database(), programme["id"], theme)
    held: dict[int, list[Statement]] = {}
    for statement in members:
        chosen = number(request.form.get(f"s-{statement.id}")) or STAYS
        held.setdefault(chosen, []).append(statement)
    return [
        Draft(each, one_line(request.form.get(f"name-{each}")), tuple(held.get(each, ())))
        for each in range(1, MOST_PARTS + 1)
        if f"name-{each}" in request.form
    ]


@bp.post(f"/<slug>/themes/<{ID}:theme>/split/dismiss")
def dismiss(slug: str, theme: int) -> Response:
    programme = programme_of(slug)
    splitting.dismiss_split(forms.current.database(), programme["id"], theme)
    flash(_("Het thema blijft zoals het is."), "success")
    return back(url_for("theme_board.board", slug=slug), f"t-{theme}")
