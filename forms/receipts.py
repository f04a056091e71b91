"""Reading back with a receipt: what was handed in, and changing or withdrawing it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

import forms.current
from collector import live
from collector.access import in_groups, normalise_code
from collector.catching_up import accepts
from collector.queries import answers, meetings, statements
from collector.queries.outcomes import shown_release
from collector.queries.published import InRelease, newest, published_of
from collector.queries.terms import terms_of_participant
from collector.queries.votes import votes_with
from collector.tallies import VoteCount
from forms import joined
from forms.answered import Answered, answered
from forms.asked_of import asked_of
from forms.promises import promises_to
from forms.reasons import told

bp = Blueprint("receipts", __name__, url_prefix="/r")

View = str | BaseResponse | tuple[str | BaseResponse, int]


@dataclass(frozen=True)
class OwnStatement:
    """A statement with what became of it, for the person who said it."""

    id: int
    asked: str  # the question; "" where the form asked but one
    text: str
    aspect: str | None
    topic: str | None
    consent: bool
    state: str
    reason: tuple[str, str]  # from the list, and in the facilitator's words
    merged_text: str  # the public text of the statement that it counts with; may be empty
    releases: Sequence[InRelease] = ()  # in which it stood, with the words of then; newest first


@dataclass(frozen=True)
class Given:
    """One form that was handed in."""

    response: int
    activity: int
    title: str
    is_open: bool
    withdrawn: bool
    answers: list[Answered]
    statements: list[OwnStatement]
    votes: VoteCount | None = None  # where one votes

    @property
    def releases(self) -> list[InRelease]:
        """Those in which something of it stands; newest first."""
        found = {one for statement in self.statements for one in statement.releases}
        return sorted(found, key=lambda one: -one.number)


def me_of(receipt: str) -> sqlite3.Row:
    """:raise NotFound: nobody has this receipt."""
    return answers.participant_by_receipt(forms.current.database(), normalise_code(receipt))


@bp.get("/<receipt>")
def show(receipt: str) -> View:
    """:raise NotFound: nobody has this receipt."""
    me = me_of(receipt)
    changed = request.args.get("changed", type=int)
    sent = "sent" in request.args  # by a queue, that has just heard that it was done
    return page("receipt.html", receipt, me, given=given_by(me), changed=changed, sent=sent)


def page(template: str, receipt: str, me: sqlite3.Row, **values: object) -> str:
    place = meetings.meeting(forms.current.database(), me["meeting_id"])
    grouped = in_groups(normalise_code(receipt))
    present = joined.participant(me["meeting_id"])
    here = present is not None and present["id"] == me["id"]
    return render_template(
        f"receipt/{template}",
        receipt=grouped,
        me=me,
        meeting=place,
        here=here,
        # On somebody else's device nothing of this person is kept.
        owner=joined.owner(me["meeting_id"]) if here else "",
        follow=grouped,
        newest=live.latest(forms.current.database()),
        promises=promises_to(me),
        agreed=terms_of_participant(forms.current.database(), me["id"]),
        counted_in=newest(forms.current.database(), place["programme_id"]),
        shown=shown_release(forms.current.database(), place["programme_id"]),
        data_address=forms.current.data_address,
        **values,
    )


def given_by(me: sqlite3.Row) -> list[Given]:
    database = forms.current.database()
    own = _own_statements(me)
    place = meetings.meeting(database, me["meeting_id"])
    asked = {row["id"]: row for row in meetings.activities(database, me["meeting_id"])}
    return [
        Given(
            response=row["id"],
            activity=row["activity_id"],
            title=row["title"],
            is_open=accepts(database, place, asked[row["activity_id"]], me),
            withdrawn=bool(row["withdrawn"]),
            answers=answered(
                meetings.instrument(database, row["instrument_id"]),
                answers.answers_of(database, row["id"]),
            ),
            statements=own.get(row["id"], []),
            votes=votes_with(database, row["id"]) if _votes(row) else None,
        )
        for row in answers.responses_of(database, me["id"])
    ]


def _votes(row: sqlite3.Row) -> bool:
    instrument = meetings.instrument(forms.current.database(), row["instrument_id"])
    return instrument.to_vote_on is not None


def _own_statements(me: sqlite3.Row) -> dict[int, list[OwnStatement]]:
    """By the form with which they were handed in."""
    database = forms.current.database()
    asked = asked_of(meetings.activities(database, me["meeting_id"]))
    published = published_of(database, me["id"])
    own: dict[int, list[OwnStatement]] = {}
    for row in statements.statements_of_participant(database, me["id"]):
        question = asked.get((row["activity_id"], row["question"]), "")
        found = own_statement(row, question, published.get(row["id"], ()))
        own.setdefault(row["response_id"], []).append(found)
    return own


def own_statement(
    row: sqlite3.Row, asked: str = "", releases: Sequence[InRelease] = ()
) -> OwnStatement:
    merged = None
    if row["merged_into"]:
        database = forms.current.database()
        merged = statements.statement(database, row["programme_id"], row["merged_into"])
    return OwnStatement(
        id=row["id"],
        asked=asked,
        text=row["text"],
        aspect=row["aspect"],
        topic=row["topic"],
        consent=bool(row["consent"]),
        state=row["state"],
        reason=told(row["reason"] or ""),
        # Somebody else's words: only as they are shown to everybody.
        merged_text=merged.public_text if merged and merged.state == "approved" else "",
        releases=releases,
    )


@bp.post("/<receipt>/continue")
def go_on(receipt: str) -> View:
    """Go on with this receipt on this phone. Asks for a press: a link alone does not do it."""
    me = me_of(receipt)
    joined.keep(me["meeting_id"], normalise_code(receipt))
    place = meetings.meeting(forms.current.database(), me["meeting_id"])
    return redirect(url_for("participant.meeting", code=place["code"]), 303)
