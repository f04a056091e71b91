"""Changing and withdrawing what was handed in, with the receipt: by somebody who waits for it, or
from the queue of a phone that had no connection."""

from __future__ import annotations

import re
import sqlite3
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, url_for
from flask_babel import gettext as _
from wtforms import BooleanField, HiddenField, StringField, ValidationError

import forms.current
from collector import corrections
from collector.errors import Conflict, NotFound, Refused
from collector.queries import statements
from collector.queries.published import InRelease, published_of
from collector.queries.terms import terms_of_participant
from collector.records import STATEMENT_LIMIT, Aspect
from forms import joined, queued
from forms.plain_form import PlainForm
from forms.receipts import OwnStatement, View, given_by, me_of, own_statement, page
from forms.releases import in_words
from forms.verbatim import read

bp = Blueprint("amending", __name__, url_prefix="/r")

_KEY = re.compile(r"[0-9a-f]{32}")


class WithdrawForm(PlainForm):
    """Takes back what stands on the page, in the version that is seen there."""

    key = HiddenField("", default=lambda: uuid.uuid4().hex)
    seen = HiddenField("")

    problem = ""  # why it could not be done
    meanwhile = False  # something else stands there by now

    def validate_key(self, field: HiddenField) -> None:
        if not _KEY.fullmatch(field.data or ""):  # a page of long ago, or no page at all
            field.data = uuid.uuid4().hex

    @property
    def problems(self) -> list[str]:
        return [self.problem] if self.problem else []

    def do(self, act: Callable[..., None], *given: object, **values: object) -> int:
        """303: done, now or before. 409: it could not be, and `problem` says why."""
        seen = self.seen.data or None
        try:
            act(forms.current.database(), *given, **values, key=self.key.data, seen=seen)
        except (Conflict, Refused) as error:
            self.problem = forms.current.in_words(error.wording)
            self.meanwhile = isinstance(error, Conflict)
            return 409
        return 303


class ChangeForm(WithdrawForm):
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

    @property
    def problems(self) -> list[str]:
        return [*super().problems, *self.text.errors, *self.aspect.errors]


@bp.route("/<receipt>/statements/<int:statement>", methods=["GET", "POST"])
def change(receipt: str, statement: int) -> View:
    """Change the words, the aspect or the consent of an own statement.

    :raise NotFound: not a statement of this receipt.
    """
    me = me_of(receipt)
    row = _row(me, statement)
    form = ChangeForm(data=_initial(row))
    status = 200
    if form.is_submitted() and not (status := _refused(form, me)):
        status = form.do(
            corrections.change_statement,
            me["id"],
            statement,
            text=form.text.data,
            aspect=Aspect(form.aspect.data) if form.aspect.data else None,
            # Where no words are published, it is not asked, and stays what it was.
            consent=form.consent.data if _asked(me) else bool(row["consent"]),
        )
        row = _row(me, statement)
        form.seen.data = corrections.version(row)
    if queued.asks():
        return _became(form, status, row)
    if status == 303:
        flash(_("Uw wijziging is bewaard."), "success")
        return redirect(url_for("receipts.show", receipt=receipt, changed=statement), 303)
    return page("change.html", receipt, me, form=form, statement=_alone(me, row)), status


def _refused(form: WithdrawForm, me: sqlite3.Row) -> int:
    """403: a queue sends it for somebody who is not on this phone now; 422: it is not right; 0:
    neither."""
    if not queued.is_of(joined.owner(me["meeting_id"])):
        return 403
    return 0 if form.validate() else 422


def _became(
    form: WithdrawForm, status: int, now: sqlite3.Row | None = None
) -> tuple[Response, int]:
    """What the queue on a phone reads.

    :param now: the statement as it stands, which it is told when that is not what was seen
    """
    there = {"text": now["text"], "version": corrections.version(now)} if now else {"text": ""}
    answer = jsonify(
        stored=status == 303,
        problems=form.problems,
        conflict=there if form.meanwhile else None,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer, 200 if status == 303 else status


def _asked(me: sqlite3.Row) -> bool:
    return terms_of_participant(forms.current.database(), me["id"]).publishes_words


def _alone(me: sqlite3.Row, row: sqlite3.Row) -> OwnStatement:
    """One statement, on a page of its own."""
    published = published_of(forms.current.database(), me["id"])
    return own_statement(row, releases=published.get(row["id"], ()))


def _row(me: sqlite3.Row, statement: int) -> sqlite3.Row:
    rows = statements.statements_of_participant(forms.current.database(), me["id"])
    for row in rows:
        if row["id"] == statement:
            return row
    raise NotFound(_("Deze uitspraak hoort niet bij dit bewijs."))


def _initial(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "text": row["text"],
        "aspect": row["aspect"] or "",
        "consent": bool(row["consent"]),
        "seen": corrections.version(row),
    }


@bp.route("/<receipt>/statements/<int:statement>/withdraw", methods=["GET", "POST"])
def withdraw_statement(receipt: str, statement: int) -> View:
    """:raise NotFound: not a statement of this receipt."""
    me = me_of(receipt)
    row = _row(me, statement)
    form = WithdrawForm(data={"seen": corrections.version(row)})
    status = 200
    if form.is_submitted() and not (status := _refused(form, me)):
        status = form.do(corrections.withdraw_statement, me["id"], statement)
        row = _row(me, statement)
        form.seen.data = corrections.version(row)
    if queued.asks():
        return _became(form, status, row)
    if status == 303:
        _say_withdrawn(_("De uitspraak is ingetrokken."), _alone(me, row).releases)
        return redirect(url_for("receipts.show", receipt=receipt), 303)
    return page("withdraw.html", receipt, me, form=form, statement=_alone(me, row)), status


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
    me = me_of(receipt)
    given = next((one for one in given_by(me) if one.response == response), None)
    if given is None:
        raise NotFound(_("Dit formulier hoort niet bij dit bewijs."))
    database = forms.current.database()
    form = WithdrawForm(data={"seen": corrections.version_of_form(database, response)})
    status = 200
    if form.is_submitted() and not (status := _refused(form, me)):
        status = form.do(corrections.withdraw_response, me["id"], response)
        form.seen.data = corrections.version_of_form(database, response)
    if queued.asks():
        return _became(form, status)
    if status == 303:
        text = _("Alles van “%(title)s” is ingetrokken.", title=given.title)
        _say_withdrawn(text, given.releases)
        return redirect(url_for("receipts.show", receipt=receipt), 303)
    return page("withdraw.html", receipt, me, form=form, given=given), status
