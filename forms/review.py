"""Looking through what was found in statements, one after the other, before they may go out."""

from __future__ import annotations

import re

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response

import forms.current
from collector import live
from collector import moderation as decide
from collector.errors import Conflict, Refused
from collector.personal_data import REPLACEMENTS, Kind
from collector.queries import meetings
from collector.queries.review import ReviewWork, review_work, waits
from collector.queries.statements import Statement
from forms.asked_of import asked_of
from forms.cards import card
from forms.desk import ID, did, number, page, programme_of, statement_of

bp = Blueprint("review", __name__, url_prefix="/facilitate")

KINDS = {
    Kind.NAME: _l("naam van iemand"),
    Kind.SCHOOL: _l("school of bestuur"),
    Kind.PLACE: _l("plaats"),
    Kind.ROLE: _l("functie die maar één iemand heeft"),
    Kind.EMAIL: _l("e-mailadres"),
    Kind.PHONE: _l("telefoonnummer"),
    Kind.ADDRESS: _l("adres"),
    Kind.URL: _l("webadres"),
    Kind.OTHER: _l("iets anders"),
}
"""What a facilitator can mark; the other kinds have a fixed form and are found by it."""

LISTED = 200


@bp.get("/<slug>/review")
def show(slug: str) -> str:
    """One statement in which something was found: that of `at`, or the first after `after`."""
    programme = programme_of(slug)
    database = forms.current.database()
    after = live.latest(database)
    work = review_work(database, programme["id"])
    shown = _chosen(work)
    place = work.found.index(shown) if shown else 0
    return page(
        "review.html",
        programme,
        tab="moderation",
        after=after,
        work=work,
        card=card(shown) if shown else None,
        waits=waits,
        place=place + 1,
        before=work.found[place - 1] if shown and place else None,
        next=work.found[place + 1] if shown and place + 1 < len(work.found) else None,
        question=_question(shown),
        kinds={kind: (word, REPLACEMENTS[kind]) for kind, word in KINDS.items()},
        listed=LISTED,
    )


def _chosen(work: ReviewWork) -> Statement | None:
    """What is asked for, or else what comes next; after the last one, what was skipped."""
    at, after = number(request.args.get("at")), number(request.args.get("after")) or 0
    for one in work.found:
        if one.id == at:
            return one
    left = work.left
    return next((one for one in left if one.id > after), left[0] if left else None)


def _question(shown: Statement | None) -> str:
    """What the statement answers, or else the title of the activity; of an import nothing."""
    if shown is None or shown.activity_id is None:
        return ""
    activity = meetings.activity(forms.current.database(), shown.activity_id)
    asked = asked_of([activity])
    return asked.get((shown.activity_id, shown.question)) or str(activity["title"])


@bp.post("/<slug>/review/clean")
def approve_clean(slug: str) -> Response:
    """Approve everything in which nothing was found, as it was when the page was made.

    :raise Refused: there is nothing like that (any more).
    :raise Conflict: one of them reads differently by now.
    """
    programme = programme_of(slug)
    database = forms.current.database()
    until = number(request.form.get("until")) or 0
    work = review_work(database, programme["id"], until=until)
    if not work.clean:
        raise Refused(_("Er is niets (meer) om in één keer goed te keuren."))
    if request.form.get("seen") != work.clean_seen:
        raise Conflict(
            _("Een van deze uitspraken is intussen veranderd of al beoordeeld. Kijk nog eens.")
        )
    act = decide.approve(
        database,
        programme["id"],
        forms.current.facilitator_id(),
        [(one.id, one.public_text) for one in work.clean],
    )
    n = len(work.clean)
    text = ngettext("%(num)s uitspraak goedgekeurd.", "%(num)s uitspraken goedgekeurd.", n)
    did(text, programme, act)
    return redirect(url_for(".show", slug=slug))


@bp.post(f"/<slug>/review/<{ID}:statement>/mark")
def mark(slug: str, statement: int) -> Response:
    """Mark words of the statement as personal data, wherever they stand in it.

    :raise Refused: nothing was filled in, they do not stand in it, or there is no such kind.
    """
    programme = programme_of(slug)
    one = statement_of(programme, statement)
    words, kind = request.form.get("words", "").strip(), request.form.get("kind", "")
    if kind not in set(KINDS):
        raise Refused(_("Kies wat het is: een naam, een school, iets anders."))
    if not words:
        raise Refused(_("Vul in welke woorden nog weg moeten, precies zoals ze er staan."))
    spans = occurrences(one.text, words)
    if not spans:
        raise Refused(_("Die woorden staan niet zo in de uitspraak. Neem ze letterlijk over."))
    act = decide.mark_spans(
        forms.current.database(),
        programme["id"],
        forms.current.facilitator_id(),
        statement,
        spans,
        Kind(kind),
    )
    did(_("Dit wordt weggehaald."), programme, act)
    return redirect(url_for(".show", slug=slug, at=statement))


def occurrences(text: str, words: str) -> list[tuple[int, int]]:
    """Where words stand in a text: as whole words, or else anywhere. (start, end) in characters."""
    anywhere = re.escape(words)
    for pattern in (rf"(?<!\w){anywhere}(?!\w)", anywhere):
        if found := [match.span() for match in re.finditer(pattern, text)]:
            return found
    return []
