"""The theme board: columns of themes, cards of statements, and every decision about them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import forms.current
from collector import codebook, live
from collector.errors import Refused
from collector.jobs import request_job
from collector.queries import board as boards
from collector.queries import outcomes, themes
from collector.queries.acts import theme_made_by
from collector.records import HowMany, JobKind
from forms.asked_of import parts_of
from forms.board_answers import asked_by_script, words_only
from forms.board_columns import drawn
from forms.board_moves import tools
from forms.desk import ID, back, did, number, one_line, page, programme_of, statement_of

bp = Blueprint("theme_board", __name__, url_prefix="/facilitate")
bp.after_request(words_only)

CENTRAL_LIMIT = 1000


@dataclass(frozen=True)
class Unfinished:
    """What was typed in a form (`add`, or `name` or `central` of a theme) that was refused."""

    form: str = ""
    theme: int = 0
    typed: str = ""
    error: str = ""


@bp.get("/<slug>/themes")
def board(slug: str) -> str | Response:
    return _board(programme_of(slug))


def _board(programme: sqlite3.Row, unfinished: Unfinished | None = None) -> str | Response:
    """The page; for a script that asked, which still has what was typed, only what is wrong."""
    if unfinished and asked_by_script():
        flash(unfinished.error, "error")
        return back(url_for(".board", slug=programme["slug"]))
    database, identifier = forms.current.database(), programme["id"]
    after = live.latest(database)
    return page(
        "board.html",
        programme,
        tab="themes",
        after=after,
        here=url_for(".board", slug=programme["slug"]),
        board=drawn(database, identifier),
        parts=parts_of(database, identifier),
        job=outcomes.latest_job(database, identifier, JobKind.THEMES),
        unfinished=unfinished or Unfinished(),
        **tools(programme),
    )


@bp.get("/<slug>/themes/job")
def job(slug: str) -> str:
    """How far the proposing is."""
    programme = programme_of(slug)
    return render_template(
        "facilitator/board_job.html",
        job=outcomes.latest_job(forms.current.database(), programme["id"], JobKind.THEMES),
    )


@bp.post("/<slug>/themes/propose")
def propose(slug: str) -> Response:
    """Ask the worker for themes; it does so in another process.

    :raise Refused: `how_many` is something that cannot be chosen.
    """
    programme = programme_of(slug)
    how_many = request.form.get("how_many", HowMany.AS_FOUND)
    if how_many not in set(HowMany):
        raise Refused(_("Kies minder, evenveel of meer thema's."))
    request_job(
        forms.current.database(),
        programme["id"],
        JobKind.THEMES,
        forms.current.facilitator_id(),
        parameters={"how_many": how_many},
    )
    flash(_("De thema's worden voorgesteld. U kunt gewoon doorwerken."), "success")
    return back(url_for(".board", slug=slug))


@bp.get(f"/<slug>/themes/card/<{ID}:statement>")
def card(slug: str, statement: int) -> str:
    """Where a statement belongs, as a page: the board itself asks with a script."""
    programme = programme_of(slug)
    database = forms.current.database()
    return page(
        "place.html",
        programme,
        tab="themes",
        statement=statement_of(programme, statement),
        themes=themes.themes(database, programme["id"]),
        chosen=boards.themes_of(database, programme["id"], statement),
        seen=boards.decided_places(database, statement),
        anchor=request.args.get("anchor", ""),
    )


@bp.post(f"/<slug>/themes/card/<{ID}:statement>")
def place(slug: str, statement: int) -> Response:
    """In one theme or more (`place`), in none (`nowhere`), or undecided again (`open`).

    :raise Conflict: somebody else decided otherwise meanwhile.
    :raise Refused: nothing was chosen.
    """
    programme = programme_of(slug)
    statement_of(programme, statement)
    seen = request.form.get("seen")
    who = (forms.current.database(), programme["id"], forms.current.facilitator_id())
    decision = request.form.get("decision", "place")
    if decision == "open":
        did(_("Weer onbeslist."), programme, codebook.unplace(*who, statement, seen))
    elif decision == "nowhere":
        did(_("Past nergens."), programme, codebook.place(*who, statement, (), seen))
    else:
        chosen = [one for text in request.form.getlist("theme") if (one := number(text))]
        if not chosen:
            raise Refused(_("Kies ten minste één thema, of zeg dat de uitspraak nergens past."))
        did(_("Ingedeeld."), programme, codebook.place(*who, statement, chosen, seen))
    return back(url_for(".board", slug=slug))


@bp.post("/<slug>/themes")
def add(slug: str) -> str | Response:
    programme = programme_of(slug)
    name = one_line(request.form.get("name"))
    acts: list[int] = []

    def act() -> None:
        acts.append(
            codebook.add_theme(
                forms.current.database(), programme["id"], forms.current.facilitator_id(), name
            )
        )

    refused = _try(act, "add", 0, name)
    if refused:
        return _board(programme, refused)
    did(_("Het thema “%(name)s” staat op het bord.", name=name), programme, acts[0])
    theme = theme_made_by(forms.current.database(), acts[0])
    return back(url_for(".board", slug=slug), f"t-{theme}")


def _try(act: Callable[[], object], form: str, theme: int, typed: str) -> Unfinished | None:
    """None when it could be done; else what to show again, with the reason."""
    try:
        act()
    except Refused as error:
        return Unfinished(form, theme, typed, forms.current.in_words(error.wording))
    return None


@bp.post(f"/<slug>/themes/<{ID}:theme>/name")
def name(slug: str, theme: int) -> str | Response:
    """Accept a proposed theme under this name, or rename one."""
    programme = programme_of(slug)
    typed = one_line(request.form.get("name"))
    acts: list[int] = []

    def act() -> None:
        acts.append(
            codebook.accept_theme(
                forms.current.database(),
                programme["id"],
                forms.current.facilitator_id(),
                theme,
                typed,
            )
        )

    refused = _try(act, "name", theme, typed)
    if refused:
        return _board(programme, refused)
    did(_("Het thema heet nu “%(name)s”.", name=typed), programme, acts[0], f"t-{theme}")
    return back(url_for(".board", slug=slug), f"t-{theme}")


@bp.post(f"/<slug>/themes/<{ID}:theme>/central")
def central(slug: str, theme: int) -> str | Response:
    """The central statement: the collected one in `statement`, or the sentence in `text`."""
    programme = programme_of(slug)
    collected = number(request.form.get("statement"))
    text = "" if collected else one_line(request.form.get("text"))
    if len(text) > CENTRAL_LIMIT:
        error = _("Houd de kernuitspraak korter dan %(n)s tekens.", n=CENTRAL_LIMIT)
        return _board(programme, Unfinished("central", theme, text, error))
    if collected:
        statement_of(programme, collected)
    act = codebook.set_central_statement(
        forms.current.database(),
        programme["id"],
        forms.current.facilitator_id(),
        theme,
        text=text,
        statement=collected,
    )
    said = _("De kernuitspraak is gekozen.") if text or collected else _("Geen kernuitspraak meer.")
    did(said, programme, act, f"t-{theme}")
    return back(url_for(".board", slug=slug), f"t-{theme}")


@bp.post(f"/<slug>/themes/<{ID}:theme>/merge")
def merge(slug: str, theme: int) -> Response:
    """:raise Refused: no other theme was chosen."""
    programme = programme_of(slug)
    into = number(request.form.get("into"))
    if into is None:
        raise Refused(_("Kies het thema waarmee u wilt samenvoegen."))
    act = codebook.merge_themes(
        forms.current.database(), programme["id"], forms.current.facilitator_id(), theme, into
    )
    did(_("De thema's zijn samengevoegd."), programme, act, f"t-{theme}")
    return back(url_for(".board", slug=slug), f"t-{into}")


@bp.post(f"/<slug>/themes/<{ID}:theme>/remove")
def remove(slug: str, theme: int) -> Response:
    programme = programme_of(slug)
    act = codebook.remove_theme(
        forms.current.database(), programme["id"], forms.current.facilitator_id(), theme
    )
    text = _("Het thema is weggehaald; de uitspraken zijn weer niet ingedeeld.")
    did(text, programme, act, f"t-{theme}")
    return back(url_for(".board", slug=slug))


@bp.post(f"/<slug>/themes/<{ID}:theme>/confirm")
def confirm(slug: str, theme: int) -> Response:
    """All proposals in a theme are right."""
    programme = programme_of(slug)
    act = codebook.confirm(
        forms.current.database(), programme["id"], forms.current.facilitator_id(), theme
    )
    did(_("Alle voorstellen in dit thema zijn bevestigd."), programme, act, f"t-{theme}")
    return back(url_for(".board", slug=slug), f"t-{theme}")
