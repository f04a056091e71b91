"""Closing a meeting: its results on the projector, slide by slide, led from the desk or by keys.

Made of what is stored now, by the rules of everything on that wall: only public texts of approved
statements, and no division of a small group.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

import forms.current
from collector.errors import Refused
from collector.projector import close_with
from collector.queries import meetings, programmes, votes
from collector.queries.statements import Statement, statements
from collector.queries.theme_map import ThemeOnMap, theme_map
from collector.queries.themes import placements
from collector.queries.themes import themes as stored_themes
from collector.records import QuestionKind
from collector.redaction import text_hash
from collector.tallies import VoteCount
from forms.activity_slides import activity_slides
from forms.desk import ID, back, meeting_of, number, programme_of
from forms.slides import Slide

bp = Blueprint("closing", __name__, url_prefix="/facilitate")

THEMES = 8
"""The largest have a slide of their own; the others stand on the slide with all of them."""
VOICES = 3
"""Statements on the slide of a theme, besides the central one."""
LETTERS = 420
"""Characters of those together: they are read from twelve metres."""
OF_ANSWERS = ("voted", "bars", "cells", "places", "middle")
"""Layouts that show what came of a question, and not that it is still to come. Of votes only the
clearest, which are on the first page."""


@bp.post(f"/<slug>/meeting/<{ID}:meeting>/closing")
def lead(slug: str, meeting: int) -> Response:
    """Let the projector show this slide, by its number from 0; without a number: stop.

    :raise Refused: it is no number of a slide.
    """
    row = meeting_of(programme_of(slug), meeting)
    wanted = request.form.get("slide", "")
    slide = number(wanted)
    if wanted and (slide is None or slide >= len(closing_slides(row))):
        raise Refused(_("Deze dia is er niet. Begin opnieuw met afsluiten."))
    by = forms.current.facilitator_id()
    close_with(forms.current.database(), row["id"], slide, by=by)
    return back(url_for("run.show", slug=slug, meeting=meeting), "projector")


def at(meeting: sqlite3.Row, slides: list[Slide]) -> int:
    """Which slide is shown; there may be fewer by now."""
    return min(int(meeting["closing"]), len(slides) - 1)


def closing_slides(meeting: sqlite3.Row) -> list[Slide]:
    """At least two: what came in, and how it goes on."""
    database, programme = forms.current.database(), meeting["programme_id"]
    found = theme_map(database, programme)
    made_up = bool(meeting["rehearsing"] and not meeting["participants"])
    here = statements(
        database,
        programme,
        meeting=meeting["id"],
        states=("approved", "merged"),
        rehearsal=made_up,
    )
    said = {one.id: one for one in here if one.state == "approved"}
    inside = _inside(programme, said)
    own = {
        theme.id: theme.central_statement
        for theme in stored_themes(database, programme)
        if theme.central_statement_id is None
    }
    themes = [
        replace(theme, central=theme.central or own.get(theme.id, ""))
        for theme in found.themes
        if theme.name and theme.id in inside
    ]
    themes.sort(key=lambda theme: -len(inside[theme.id]))
    counts = votes.counts(database, programme, meeting=meeting["id"], rehearsal=made_up)
    times = Counter(one.merged_into for one in here if one.merged_into is not None)
    slides = [_totals(meeting, made_up, len(said), len(themes), counts)]
    if themes:
        sizes = tuple((theme.name, len(inside[theme.id])) for theme in themes)
        slides.append(Slide("sizes", _("Waar het over ging"), counted=sizes))
    slides += [_theme(theme, inside[theme.id], times, counts) for theme in themes[:THEMES]]
    slides += _answers(meeting, made_up)
    slides.append(_next(meeting))
    return slides


def _inside(programme: int, said: Mapping[int, Statement]) -> dict[int, list[Statement]]:
    """Theme → its statements; each in one, decided before proposed, and the likeliest first."""
    first: dict[int, int | None] = {}
    for row in placements(forms.current.database(), programme):
        first.setdefault(row["statement_id"], row["theme_id"])
    inside: dict[int, list[Statement]] = {}
    for identifier, theme in first.items():
        if theme is not None and identifier in said:
            inside.setdefault(theme, []).append(said[identifier])
    return inside


def _totals(
    meeting: sqlite3.Row,
    made_up: bool,
    said: int,
    themes: int,
    counts: Mapping[int, VoteCount],
) -> Slide:
    people = meeting["rehearsing" if made_up else "participants"]
    cast = sum(one.base for one in counts.values())
    numbers = (
        (ngettext("deelnemer", "deelnemers", people), people),
        (ngettext("uitspraak", "uitspraken", said), said),
        (ngettext("thema", "thema's", themes), themes),
        (ngettext("stem", "stemmen", cast), cast),
    )
    shown = tuple(each for each in numbers if each[1])
    return Slide("totals", _("Wat er op tafel kwam"), counted=shown)


def _theme(
    theme: ThemeOnMap,
    said: list[Statement],
    times: Mapping[int, int],
    counts: Mapping[int, VoteCount],
) -> Slide:
    """Its central statement, and what was said most often or is most agreed with; among equals,
    drawn by lot, so that the order tells nothing."""

    def weight(one: Statement) -> tuple[int, float, str]:
        vote = counts.get(one.id)
        least = forms.current.config().group_size
        agreement = vote.agreement if vote and vote.base >= least else 0.0
        return -times.get(one.id, 0), -agreement, text_hash(f"{one.text}\n{one.id}")

    voices: list[str] = []
    for one in sorted(said, key=weight):
        text = one.public_text
        fits = sum(map(len, voices)) + len(text) <= LETTERS or not (voices or theme.central)
        if text != theme.central and text not in voices and fits and len(voices) < VOICES:
            voices.append(text)
    return Slide("theme", theme.name, base=len(said), texts=tuple(voices), lead=theme.central)


def _answers(meeting: sqlite3.Row, made_up: bool) -> Iterator[Slide]:
    for activity in meetings.activities(forms.current.database(), meeting["id"]):
        for slide in activity_slides(activity, made_up):
            if slide.layout in OF_ANSWERS and slide.page == 1:
                yield replace(slide, activity=activity["title"])


def _next(meeting: sqlite3.Row) -> Slide:
    """What follows; with the code, when one can sign up for it on the phone."""
    database = forms.current.database()
    follow_ups = programmes.follow_ups(database, meeting["programme_id"])
    told = tuple((row["title"], row["text"]) for row in follow_ups)
    title = _("Hoe het verder gaat") if told else _("Dank u wel")
    return Slide("next", title, told=told, base=int(bool(told) and _can_sign_up(meeting)))


def _can_sign_up(meeting: sqlite3.Row) -> bool:
    return any(
        question.kind is QuestionKind.CONTACT
        for activity in meetings.activities(forms.current.database(), meeting["id"])
        if activity["state"] == "open"
        for question in meetings.instrument_of(activity).questions
    )
