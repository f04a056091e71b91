"""The facilitator's front door: logging in and out, and the programmes there are."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

import forms.current
from collector.access import in_groups
from collector.accounts import verify_facilitator
from collector.errors import Busy
from collector.log_ins import Method, end_log_in
from collector.queries import programmes
from collector.queries.grants import meetings_to_help, open_programmes, tenants_to_make_in
from forms.dates import day, day_of, hour, moment
from forms.desk import one_line, safe_target
from forms.log_in_tries import in_minutes, tries, try_at
from forms.plain_form import PlainForm
from forms.proving import proved
from forms.relying_party import relying_party

bp = Blueprint("facilitator", __name__, url_prefix="/facilitate")
bp.add_app_template_filter(day)
bp.add_app_template_filter(day_of)
bp.add_app_template_filter(moment)
bp.add_app_template_filter(hour)
bp.add_app_template_filter(lambda code: in_groups(code, 3), "code")


class LoginForm(PlainForm):
    email = EmailField(
        lazy_gettext("E-mailadres"),
        filters=[one_line],
        validators=[
            InputRequired(lazy_gettext("Vul uw e-mailadres in.")),
            Length(max=200, message=lazy_gettext("Dit is te lang voor een e-mailadres.")),
        ],
    )
    password = PasswordField(
        lazy_gettext("Wachtwoord"),
        validators=[
            InputRequired(lazy_gettext("Vul uw wachtwoord in.")),
            Length(max=500, message=lazy_gettext("Dit wachtwoord is te lang.")),
        ],
    )


@bp.route("/login", methods=["GET", "POST"])
def login() -> str | Response | tuple[str, int, dict[str, str]]:
    """Log in, and go on to the page that was asked for (`next`, one of ours only)."""
    target = safe_target(request.args.get("next"))
    if forms.current.facilitator() is not None:
        return redirect(target or url_for(".overview"))
    form = LoginForm()
    if not form.validate_on_submit():
        return _login_page(form, target)
    one = try_at(form.email.data)
    if wait := tries().begin(one):
        tries().failed(one)
        form.form_errors = [in_minutes(wait)]
        return _login_page(form, target), 429, {"Retry-After": str(wait)}
    try:
        row = verify_facilitator(forms.current.database(), form.email.data, form.password.data)
    except Busy as busy:
        tries().right(one)
        form.form_errors = [forms.current.in_words(busy.wording)]
        return _login_page(form, target), 503, {"Retry-After": "5"}
    if row is not None:
        tries().right(one)
        return proved(row["id"], Method.PASSWORD, target)
    tries().failed(one)
    form.form_errors = [
        _("Dit e-mailadres en wachtwoord horen niet bij elkaar. Probeer het nog eens.")
    ]
    return _login_page(form, target)


def _login_page(form: LoginForm, target: str | None) -> str:
    return render_template(
        "facilitator/login.html", form=form, target=target or "", party=relying_party()
    )


@bp.post("/logout")
def logout() -> Response:
    here = forms.current.facilitator()
    if here is not None:
        end_log_in(forms.current.database(), here["log_in"])
    session.clear()
    flash(_("U bent uitgelogd."), "success")
    return redirect(url_for("facilitator.login"))


@bp.get("/")
def overview() -> str:
    """One's own programmes, newest first, and meetings to help at."""
    database, me = forms.current.database(), forms.current.facilitator_id()
    return render_template(
        "facilitator/overview.html",
        programmes=programmes.programmes_among(database, open_programmes(database, me)),
        leads=open_programmes(database, me, to_lead=True),
        helping=meetings_to_help(database, me),
        may_make=bool(tenants_to_make_in(database, me)),
    )
