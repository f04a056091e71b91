"""Moderating: every statement with what was found in it; approve, hide with a reason, merge."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from math import ceil

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

import forms.current
from collector import live
from collector import moderation as decide
from collector.errors import Conflict, Refused
from collector.likeness import LookAlikes, containing
from collector.queries import meetings, statements
from collector.queries.aspects import proposed_aspects
from collector.queries.near_duplicates import kept_apart, near_duplicates
from collector.queries.review import review_work
from collector.records import Aspect
from collector.redaction import text_hash
from forms.asked_of import Asked, asked_of
from forms.cards import Card, card
from forms.current import in_words
from forms.desk import (
    ID,
    back,
    clean,
    did,
    number,
    one_line,
    page,
    programme_of,
    statement_of,
)
from forms.reasons import REASONS, stored, told
from forms.statement_filter import VIEWS, asked

bp = Blueprint("moderation", __name__, url_prefix="/facilitate")

AT_ONCE = 100
REASON_LIMIT = 500
PRESENT = ("waiting", "approved")


@dataclass(frozen=True)
class Unfinished:
    """A card whose reason for hiding is not right yet, as it was filled in."""

    statement: int = 0
    reason: str = ""
    words: str = ""
    error: str = ""


@bp.get("/<slug>/moderation")
def cards(slug: str) -> str:
    return _cards(programme_of(slug))


def _cards(programme: sqlite3.Row, unfinished: Unfinished | None = None) -> str:
    database, chosen = forms.current.database(), asked(programme)
    after = live.latest(database)
    found = chosen.of(programme["id"])
    pages = max(1, ceil(len(found) / AT_ONCE))
    place = min(number(request.args.get("page")) or 1, pages) or 1
    alike = {
        made_up: LookAlikes(
            statements.statements(database, programme["id"], states=PRESENT, rehearsal=made_up)
        )
        for made_up in {one.rehearsal for one in found}
    }
    apart = kept_apart(database, programme["id"])
    shown = [
        card(one, _look_alikes(alike[one.rehearsal], one, apart))
        for one in found[(place - 1) * AT_ONCE : place * AT_ONCE]
    ]
    return page(
        "moderation.html",
        programme,
        tab="moderation",
        after=after,
        here=url_for(".cards", slug=programme["slug"], page=place, **chosen.query),
        filter=chosen,
        views=VIEWS,
        counts=statements.counts_to_moderate(database, programme["id"], chosen.meeting),
        meetings=meetings.meetings(database, programme["id"]),
        cards=shown,
        clean=[one for one in shown if one.clean and one.statement.state == "waiting"],
        page_number=place,
        pages=pages,
        reasons={key: in_words(why) for key, why in REASONS.items()},
        reason_told=told,
        reason_limit=REASON_LIMIT,
        unfinished=unfinished or Unfinished(),
        aspects=proposed_aspects(database, programme["id"]),
        aspect_words={Aspect.CONTENT: _("inhoud"), Aspect.PROCESS: _("proces")},
        to_look_through=len(review_work(database, programme["id"]).left),
        pairs=len(near_duplicates(database, programme["id"])),
        newest=max((one.id for one in found), default=0),
        unanalysed=sum(not one.analysed for one in found),
        texts=_texts_of_merged(programme, shown),
        asked_of=_asked_of(shown),
    )


def _look_alikes(
    every: LookAlikes, one: statements.Statement, apart: set[tuple[int, int]]
) -> list[statements.Statement]:
    """Of what waits; not those of which a person said that they are not the same."""
    if one.state != "waiting":
        return []
    found = every.of(one)
    return [other for other in found if (min(one.id, other.id), max(one.id, other.id)) not in apart]


def _asked_of(shown: list[Card]) -> Asked:
    database = forms.current.database()
    there = {one.statement.activity_id for one in shown if one.statement.activity_id}
    return asked_of(meetings.activity(database, identifier) for identifier in sorted(there))


def _texts_of_merged(programme: sqlite3.Row, shown: list[Card]) -> dict[int, str]:
    wanted = {one.statement.merged_into for one in shown if one.statement.merged_into}
    if not wanted:
        return {}
    every = statements.statements(forms.current.database(), programme["id"], rehearsal=None)
    return {one.id: one.text for one in every if one.id in wanted}


@bp.get("/<slug>/moderation/news")
def news(slug: str) -> str:
    """Whether there is more than stood on the page when it was made. Never moves what is read."""
    programme = programme_of(slug)
    chosen = asked(programme)
    found = chosen.of(programme["id"])
    newest = number(request.args.get("newest")) or 0
    unanalysed = sum(not one.analysed for one in found)
    return render_template(
        "facilitator/moderation_news.html",
        programme=programme,
        filter=chosen,
        more=sum(one.id > newest for one in found),
        analysed=(number(request.args.get("unanalysed")) or 0) > unanalysed,
    )


@bp.post(f"/<slug>/moderation/<{ID}:statement>/approve")
def approve(slug: str, statement: int) -> Response:
    """:raise Conflict: the text is not the one that stood on the page."""
    programme = programme_of(slug)
    one = statement_of(programme, statement)
    if request.form.get("seen") != text_hash(one.public_text):
        raise Conflict(
            _("Deze uitspraak is intussen veranderd. Lees de nieuwe tekst en kies opnieuw.")
        )
    act = decide.approve(
        forms.current.database(),
        programme["id"],
        forms.current.facilitator_id(),
        [(one.id, one.public_text)],
    )
    did(_("Goedgekeurd."), programme, act, f"s-{statement}")
    return back(url_for(".cards", slug=slug))


@bp.post("/<slug>/moderation/approve")
def approve_clean(slug: str) -> Response:
    """All that stood on the page without findings, as far as they still read the same.

    :raise Refused: nothing is left to approve.
    """
    programme = programme_of(slug)
    database = forms.current.database()
    seen = set(request.form.getlist("seen"))
    found = statements.statements(database, programme["id"], states=("waiting",), rehearsal=None)
    chosen = [
        (one.statement.id, one.statement.public_text)
        for one in map(card, found)
        if one.clean and f"{one.statement.id}:{one.seen}" in seen
    ]
    if not chosen:
        raise Refused(_("Er is niets (meer) om in één keer goed te keuren."))
    act = decide.approve(database, programme["id"], forms.current.facilitator_id(), chosen)
    words = ngettext(
        "%(num)s uitspraak goedgekeurd.", "%(num)s uitspraken goedgekeurd.", len(chosen)
    )
    did(words, programme, act)
    return back(url_for(".cards", slug=slug))


@bp.post(f"/<slug>/moderation/<{ID}:statement>/hide")
def hide(slug: str, statement: int) -> str | Response:
    """With a reason from the list, own words, or both: the participant sees it."""
    programme = programme_of(slug)
    statement_of(programme, statement)
    reason, typed = request.form.get("reason", ""), clean(request.form.get("words"))
    text = stored(reason, typed)
    error = ""
    if not text:
        error = _("Kies een reden of schrijf er een. De deelnemer krijgt die te zien.")
    elif len(typed) > REASON_LIMIT:
        error = _("Houd de reden korter dan %(n)s tekens.", n=REASON_LIMIT)
    if error:
        return _cards(programme, Unfinished(statement, reason, typed, error))
    act = decide.hide(
        forms.current.database(),
        programme["id"],
        forms.current.facilitator_id(),
        statement,
        text,
    )
    did(_("Verborgen. De deelnemer ziet de reden."), programme, act, f"s-{statement}")
    return back(url_for(".cards", slug=slug))


@bp.post(f"/<slug>/moderation/<{ID}:statement>/keep")
def keep(slug: str, statement: int) -> Response:
    """Say of one finding that it is no personal data (`keep`), or that it is after all.

    What a person had marked is no longer marked then.

    :raise Refused: nothing was found there (any more).
    """
    programme = programme_of(slug)
    one = statement_of(programme, statement)
    asked = (number(request.form.get("start")), number(request.form.get("end")))
    found = next((each for each in card(one).findings if (each.start, each.end) == asked), None)
    if found is None:
        raise Refused(_("Deze uitspraak is intussen veranderd. Lees de nieuwe tekst."))
    keeping, span = request.form.get("keep") == "1", (found.start, found.end)
    database, who = forms.current.database(), forms.current.facilitator_id()
    if keeping and found.by_person:
        act = decide.unmark_span(database, programme["id"], who, statement, span)
    else:
        kept = {*one.kept, span} if keeping else {*one.kept} - {span}
        act = decide.keep_spans(database, programme["id"], who, statement, kept)
    text = _("Dit blijft staan in de openbare tekst.") if keeping else _("Dit wordt weggehaald.")
    did(text, programme, act, f"s-{statement}")
    return back(url_for(".cards", slug=slug), f"s-{statement}")


@bp.get(f"/<slug>/moderation/<{ID}:statement>/merge")
def choose_other(slug: str, statement: int) -> str:
    """Which statement says the same: the most alike first, or those that a search finds."""
    programme = programme_of(slug)
    one = statement_of(programme, statement)
    every = [
        other
        for other in statements.statements(
            forms.current.database(), programme["id"], states=PRESENT, rehearsal=one.rehearsal
        )
        if other.id != statement
    ]
    search = one_line(request.args.get("q"))[:200]
    if search:
        found = containing(every, search)[:50]
    else:
        found = LookAlikes(every).of(one, limit=20, least=0.3)
    return page(
        "merge.html",
        programme,
        tab="moderation",
        statement=one,
        found=found,
        search=search,
        way_back=request.args.get("back", ""),
    )


@bp.post(f"/<slug>/moderation/<{ID}:statement>/merge")
def merge(slug: str, statement: int) -> Response:
    """:raise Refused: no other statement was chosen."""
    programme = programme_of(slug)
    into = number(request.form.get("into"))
    if into is None:
        raise Refused(_("Kies de uitspraak die hetzelfde zegt."))
    act = decide.merge(
        forms.current.database(),
        programme["id"],
        forms.current.facilitator_id(),
        statement,
        into,
    )
    did(_("Samengevoegd."), programme, act, f"s-{statement}")
    return back(url_for(".cards", slug=slug))
