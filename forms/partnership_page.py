"""The own page of a partnership: open to whoever knows its three words, also without a meeting."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import StringField, ValidationError

import forms.current
from collector.errors import NotFound
from collector.spoken_codes import WORDS_IN_A_CODE, read_spoken_code
from forms import partnership_who
from forms.belonging import partnership_of, seconds_to_wait
from forms.plain_form import PlainForm

bp = Blueprint("partnership_page", __name__)


@dataclass(frozen=True)
class Part:
    """A piece of the page: `partnership/parts/<name>.html`, in which `part` is what `load` gives of
    the database and the partnership (a row of `collector.queries.partnerships`)."""

    name: str
    load: Callable[[sqlite3.Connection, sqlite3.Row], dict[str, object]]


PARTS = (Part("who", partnership_who.part),)
"""From top to bottom."""


class SpokenCodeForm(PlainForm):  # a question to the service: changes nothing, so without a token
    class Meta(PlainForm.Meta):
        csrf = False

    code = StringField()

    def validate_code(self, field: StringField) -> None:
        if not (field.data or "").strip():
            raise ValidationError(_("Typ de drie woorden van uw partnerschap."))
        if not read_spoken_code(field.data):
            text = _(
                "Dit herkennen wij niet. Een code heeft %(n)s woorden, met een spatie ertussen."
            )
            raise ValidationError(text % {"n": WORDS_IN_A_CODE})


@bp.route("/p", methods=["GET", "POST"])
def enter() -> tuple[str, int] | Response:
    """Type the code."""
    form, status = SpokenCodeForm(), 200
    if form.validate_on_submit():
        if wait := seconds_to_wait():
            text = _("Hiervandaan kwamen veel verkeerde codes. Wacht nog %(n)s seconden.", n=wait)
            form.code.errors, status = [text], 429
        else:
            try:
                row = partnership_of(form.code.data)
                return redirect(url_for(".show", spoken=row["code"]), 303)
            except NotFound as error:
                form.code.errors, status = [forms.current.in_words(error.wording)], 404
    elif form.errors:
        status = 422
    return render_template("partnership/enter.html", form=form), status


@bp.get("/p/<spoken>")
def show(spoken: str) -> str | Response:
    """:raise NotFound: no partnership has this code."""
    row = partnership_of(spoken)
    if row["code"] != spoken:
        return redirect(url_for(".show", spoken=row["code"]))
    database = forms.current.database()
    return render_template(
        "partnership/page.html",
        partnership=row,
        parts=[(one.name, one.load(database, row)) for one in PARTS],
    )
