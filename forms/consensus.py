"""The facilitator's page of consensus: where nearly all agree, what divides, and whom."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _l

import forms.current
from collector import live
from collector.queries import meetings, programmes, themes
from forms.desk import number, page, programme_of
from forms.found_consensus import found

bp = Blueprint("consensus", __name__, url_prefix="/facilitate")

VERDICTS = {
    "agree": _l("bijna iedereen eens"),
    "disagree": _l("bijna iedereen oneens"),
    "divided": _l("verdeeld"),
    "mixed": _l("geen duidelijke uitkomst"),
    "few": _l("te weinig stemmen"),
}
LEANINGS = {
    "nearly_agree": _l("bijna allemaal eens"),
    "mostly_agree": _l("meestal eens"),
    "divided": _l("verdeeld"),
    "mostly_disagree": _l("meestal oneens"),
    "nearly_disagree": _l("bijna allemaal oneens"),
}
SORTS = {
    "agree": _l("meest eens eerst"),
    "divided": _l("meest verdeeld eerst"),
    "groups": _l("meest eens in elke groep eerst"),
    "votes": _l("minste stemmen eerst"),
}


@bp.get("/<slug>/consensus/")
def show(slug: str) -> str:
    """:raise NotFound: no programme has this slug."""
    programme = programme_of(slug)
    after = live.latest(forms.current.database())
    return page("consensus.html", programme, tab="consensus", after=after, **_situation(programme))


@bp.get("/<slug>/consensus/live")
def fragment(slug: str) -> str:
    """The part of the page that changes by itself."""
    programme = programme_of(slug)
    return render_template(
        "facilitator/consensus_live.html", programme=programme, **_situation(programme)
    )


def _situation(programme: sqlite3.Row) -> dict[str, object]:
    database, identifier = forms.current.database(), programme["id"]
    sort = request.args.get("sort", "agree")
    sort = sort if sort in SORTS else "agree"
    theme, region = number(request.args.get("theme")), number(request.args.get("region"))
    regions = programmes.regions(database, identifier)
    group_size = forms.current.config().group_size
    return {
        "found": found(
            database,
            identifier,
            group_size,
            theme=theme,
            region=next((row["name"] for row in regions if row["id"] == region), None),
            sort=sort,
        ),
        "sort": sort,
        "sorts": SORTS,
        "verdicts": VERDICTS,
        "leanings": LEANINGS,
        "theme": theme,
        "region": region,
        "themes": themes.themes(database, identifier),
        "regions": regions,
        "voting": _voting(identifier),
        "group_size": group_size,
    }


def _voting(programme: int) -> list[tuple[sqlite3.Row, sqlite3.Row]]:
    """(meeting, activity) of everything that statements are voted on in."""
    database = forms.current.database()
    return [
        (meeting, activity)
        for meeting in meetings.meetings(database, programme)
        for activity in meetings.activities(database, meeting["id"])
        if meetings.instrument_of(activity).to_vote_on
    ]
