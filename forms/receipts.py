"""Reading back with a receipt: what was handed in, and changing or withdrawing it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse
from wtforms import BooleanField, StringField, ValidationError

import forms.current
from collector import corrections, live
from collector.access import in_groups, normalise_code
from collector.errors import NotFound, Refused
from collector.queries import answers, meetings, statements
from collector.queries.published import InRelease, newest, published_of
from collector.queries.terms import terms_of_participant
from collector.queries.votes import votes_with
from collector.records import STATEMENT_LIMIT, Aspect
from collector.tallies import VoteCount
from forms import joined
from forms.answered import Answered, answered
from forms.asked_of import asked_of
from forms.plain_form import PlainForm
from forms.promises import promises_to
from forms.reasons import told
from forms.releases import in_words
from forms.verbatim import read

bp = Blueprint("receipts", __name__, url_prefix="/r")

View = str | BaseResponse | tuple[str, int]


class ChangeForm(PlainForm):
    """A statement as it stands, to be changed."""

    text = StringField()
    aspect = StringField()
    consent = BooleanField()

    def validate_text(self, field: StringField) -> None:
        typed = read(field.data or "")
        field.data = typed.text
        problem = typed.problem(STATEMENT_LIMIT)
        if problem:
            raise ValidationError(problem)
        if not typed.text:
            raise ValidationError(_("Schrijf uw uitspraak op, of trek haar in."))

    def validate_aspect(self, field: StringField) -> None:
        if (field.data or "") not in ("", *Aspect):
            field.data = ""
            raise ValidationError(_("Kies uit de mogelijkheden die hier staan."))


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


def _me(receipt: str) -> sqlite3.Row:
    """:raise NotFound: nobody has this receipt."""
    return answers.participant_by_receipt(forms.current.database(), normalise_code(receipt))


@bp.get("/<receipt>")
def show(receipt: str) -> View:
    """:raise NotFound: nobody has this receipt."""
    me = _me(receipt)
    changed = request.args.get("changed", type=int)
    return _page("receipt.html", receipt, me, given=_given(me), changed=changed)


def _page(template: str, receipt: str, me: sqlite3.Row, **values: object) -> str:
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
        **values,
    )


def _given(me: sqlite3.Row) -> list[Given]:
    database = forms.current.database()
    own = _own_statements(me)
    return [
        Given(
            response=row["id"],
            activity=row["activity_id"],
            title=row["title"],
            is_open=row["state"] == "open",
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
        found = _own_statement(row, question, published.get(row["id"], ()))
        own.setdefault(row["response_id"], []).append(found)
    return own


def _own_statement(
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
    me = _me(receipt)
    joined.keep(me["meeting_id"], normalise_code(receipt))
    place = meetings.meeting(forms.current.database(), me["meeting_id"])
    return redirect(url_for("participant.meeting", code=place["code"]), 303)


@bp.route("/<receipt>/statements/<int:statement>", methods=["GET", "POST"])
def change(receipt: str, statement: int) -> View:
    """Change the words, the aspect or the consent of an own statement.

    :raise NotFound: not a statement of this receipt.
    """
    me = _me(receipt)
    row = _row(me, statement)
    form = ChangeForm(data=_initial(row))
    if form.validate_on_submit():
        try:
            corrections.change_statement(
                forms.current.database(),
                me["id"],
                statement,
                text=form.text.data,
                aspect=Aspect(form.aspect.data) if form.aspect.data else None,
                # Where no words are published, it is not asked, and stays what it was.
                consent=form.consent.data if _asked(me) else bool(row["consent"]),
            )
        except Refused as error:
            form.text.errors = [forms.current.in_words(error.wording)]
        else:
            flash(_("Uw wijziging is bewaard."), "success")
            return redirect(url_for(".show", receipt=receipt, changed=statement), 303)
    status = 422 if form.errors else 200
    return _page("change.html", receipt, me, form=form, statement=_alone(me, row)), status


def _asked(me: sqlite3.Row) -> bool:
    return terms_of_participant(forms.current.database(), me["id"]).publishes_words


def _alone(me: sqlite3.Row, row: sqlite3.Row) -> OwnStatement:
    """One statement, on a page of its own."""
    published = published_of(forms.current.database(), me["id"])
    return _own_statement(row, releases=published.get(row["id"], ()))


def _row(me: sqlite3.Row, statement: int) -> sqlite3.Row:
    rows = statements.statements_of_participant(forms.current.database(), me["id"])
    for row in rows:
        if row["id"] == statement:
            return row
    raise NotFound(_("Deze uitspraak hoort niet bij dit bewijs."))


def _initial(row: sqlite3.Row) -> dict[str, Any]:
    return {"text": row["text"], "aspect": row["aspect"] or "", "consent": bool(row["consent"])}


@bp.route("/<receipt>/statements/<int:statement>/withdraw", methods=["GET", "POST"])
def withdraw_statement(receipt: str, statement: int) -> View:
    """:raise NotFound: not a statement of this receipt."""
    me = _me(receipt)
    row = _row(me, statement)
    form = PlainForm()
    if form.validate_on_submit():
        corrections.withdraw_statement(forms.current.database(), me["id"], statement)
        _say_withdrawn(_("De uitspraak is ingetrokken."), _alone(me, row).releases)
        return redirect(url_for(".show", receipt=receipt), 303)
    return _page("withdraw.html", receipt, me, form=form, statement=_alone(me, row))


def _say_withdrawn(text: str, releases: Sequence[InRelease]) -> None:
    """What was done, and what cannot be undone."""
    if releases:
        there = _(
            "In %(release)s staat het nog. Dat bestand kan al zijn gedownload. In de volgende"
            " publicatie staat het niet meer.",
            release=in_words(releases[0]),
        )
        text = f"{text} {there}"
    flash(text, "success")


@bp.route("/<receipt>/forms/<int:response>/withdraw", methods=["GET", "POST"])
def withdraw_form(receipt: str, response: int) -> View:
    """:raise NotFound: not a form of this receipt."""
    me = _me(receipt)
    given = next((one for one in _given(me) if one.response == response), None)
    if given is None:
        raise NotFound(_("Dit formulier hoort niet bij dit bewijs."))
    form = PlainForm()
    if form.validate_on_submit():
        corrections.withdraw_response(forms.current.database(), me["id"], response)
        text = _("Alles van “%(title)s” is ingetrokken.", title=given.title)
        _say_withdrawn(text, given.releases)
        return redirect(url_for(".show", receipt=receipt), 303)
    return _page("withdraw.html", receipt, me, form=form, given=given)
