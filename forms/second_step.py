"""The second step of logging in: a code from the app, or a recovery code."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

import forms.current
from collector import second_factor
from forms.desk import one_line
from forms.log_in_tries import in_minutes, tries, try_of
from forms.plain_form import PlainForm
from forms.proving import half_way, proved_twice

bp = Blueprint("second_step", __name__, url_prefix="/facilitate/login")


def code_field() -> StringField:
    """Digits of the app or a recovery code: `one-time-code` lets a phone offer it."""
    return StringField(
        _l("Code"),
        filters=[one_line],
        validators=[
            InputRequired(_l("Vul de code in.")),
            Length(max=40, message=_l("Dit is te lang voor een code.")),
        ],
        render_kw={
            "autocomplete": "one-time-code",
            "autocapitalize": "none",
            "spellcheck": "false",
        },
    )


class CodeForm(PlainForm):
    code = code_field()
    trusted = BooleanField(_l("Vraag in deze browser 30 dagen niet om een code"))


@bp.get("/code")
def show() -> str | Response:
    if half_way() is None:
        return _too_late()
    return _page(CodeForm())


@bp.post("/code")
def check() -> str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]:
    """A right code logs in; a wrong one counts as a try at the account."""
    half = half_way()
    if half is None:
        return _too_late()
    form = CodeForm()
    if not form.validate_on_submit():
        return _page(form), 422
    one = try_of(half["who"])
    if wait := tries().begin_second(one):
        tries().failed(one)
        form.code.errors = [in_minutes(wait)]
        return _page(form), 429, {"Retry-After": str(wait)}
    if second_factor.use(forms.current.database(), half["who"], form.code.data):
        tries().second_right(one)
        return proved_twice(half, trusted=form.trusted.data)
    tries().failed(one)
    form.code.errors = [
        _(
            "Deze code klopt niet of is al gebruikt. Neem de code die de app nu laat zien, of een"
            " herstelcode."
        )
    ]
    return _page(form), 422


def _page(form: CodeForm) -> str:
    return render_template("facilitator/second_step.html", form=form)


def _too_late() -> Response:
    half = session.pop("half_way", None)
    flash(_("Dit duurde te lang. Begin opnieuw met inloggen."), "warning")
    return redirect(url_for("facilitator.login", next=half["next"] if half else None))
