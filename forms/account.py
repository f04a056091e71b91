"""One's own account: name and password, what is asked at the door, and where one is logged in."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

import forms.current
from collector import second_factor
from collector.accounts import name_facilitator
from collector.database import transaction
from collector.errors import Busy, Refused
from collector.log_ins import (
    end_log_in_from_afar,
    end_log_ins,
    log_in_by_id,
    log_ins_of,
)
from collector.passkeys import passkeys_of
from collector.password_rules import MAXIMUM, MINIMUM
from collector.passwords import has_password, set_password
from collector.recovery_codes import left
from forms.current import myself
from forms.desk import ID, back, one_line
from forms.devices import in_words
from forms.log_in_tries import tries
from forms.plain_form import PlainForm
from forms.present_password import PresentPasswordForm
from forms.provider import is_linked

bp = Blueprint("account", __name__, url_prefix="/facilitate/account")

Answer = str | Response | tuple[str, int]


class NameForm(PlainForm):
    name = StringField(
        _l("Uw naam"),
        filters=[one_line],
        validators=[Length(max=100, message=_l("Deze naam is te lang: houd het op 100 tekens."))],
        render_kw={"autocomplete": "name", "maxlength": 100},
    )


class PasswordForm(PresentPasswordForm):
    new = PasswordField(
        _l("Nieuw wachtwoord"),
        validators=[InputRequired(_l("Vul een nieuw wachtwoord in."))],
        render_kw={"autocomplete": "new-password", "maxlength": MAXIMUM},
    )
    again = PasswordField(
        _l("Nog een keer"),
        validators=[EqualTo("new", _l("Dit is niet hetzelfde als het nieuwe wachtwoord."))],
        render_kw={"autocomplete": "new-password", "maxlength": MAXIMUM},
    )


@dataclass(frozen=True)
class LogIn:
    """One browser, as its owner is told of it; moments are stored ones."""

    id: int
    device: str
    method: str
    since: str
    seen_on: str
    is_here: bool
    is_open: bool
    trusted_until: str | None


@bp.get("")
def show() -> str:
    return _page(NameForm(data={"name": myself()["name"]}))


@bp.post("")
def rename() -> Answer:
    form = NameForm()
    if not form.validate_on_submit():
        return _page(form), 422
    name_facilitator(forms.current.database(), myself()["id"], form.name.data)
    flash(_("Uw naam is bewaard."), "success")
    return redirect(url_for(".show"))


@bp.route("/password", methods=["GET", "POST"])
def password() -> Answer:
    """A new password; every other browser is logged out."""
    form, me = PasswordForm(), myself()
    if form.is_proved():
        database = forms.current.database()
        try:
            ended = set_password(database, me["id"], form.new.data, but=me["log_in"])
        except (Refused, Busy) as refusal:
            form.new.errors = [forms.current.in_words(refusal.wording)]
        else:
            flash(_("Uw wachtwoord is veranderd.") + _and_ended(ended), "success")
            return redirect(url_for(".show"))
    page = render_template("facilitator/account_password.html", form=form, least=MINIMUM)
    return (page, 422) if form.errors else page


@bp.post(f"/log-ins/<{ID}:identifier>/end")
def end(identifier: int) -> Response:
    """:raise NotFound: this account has no such log-in.
    :raise Refused: it is this one."""
    if identifier == myself()["log_in"]:
        raise Refused("Hier logt u uit met de knop bovenaan de pagina.")
    row = end_log_in_from_afar(forms.current.database(), myself()["id"], identifier)
    device = in_words(row["device"])
    flash(_("%(device)s is uitgelogd en wordt niet meer vertrouwd.", device=device), "success")
    return back(url_for(".show"), "log-ins")


@bp.post("/log-ins/end-others")
def end_others() -> Response:
    me, database = myself(), forms.current.database()
    with transaction(database):
        ended = end_log_ins(database, me["id"], but=me["log_in"])
    flash(_("U bent alleen hier nog ingelogd.") + _and_ended(ended), "success")
    return back(url_for(".show"), "log-ins")


def _and_ended(number: int) -> str:
    if not number:
        return ""
    return " " + ngettext(
        "Op %(num)s andere plek bent u uitgelogd.",
        "Op %(num)s andere plekken bent u uitgelogd.",
        number,
    )


def _page(form: NameForm) -> str:
    me, database = myself(), forms.current.database()
    return render_template(
        "facilitator/account.html",
        form=form,
        me=me,
        has_password=has_password(database, me["id"]),
        second=second_factor.is_asked(database, me["id"]),
        codes_left=left(database, me["id"]),
        passkeys=passkeys_of(database, me["id"]),
        linked=is_linked(me["id"]),
        log_ins=_log_ins(me["id"], me["log_in"]),
        failed_before=log_in_by_id(database, me["log_in"])["failed_before"],
        failed_since=tries().failed_since(me["id"]),
    )


def _log_ins(facilitator: int, here: int) -> list[LogIn]:
    """This one first."""
    found = [
        LogIn(
            id=row["id"],
            device=in_words(row["device"]),
            method=row["method"],
            since=row["started_at"],
            seen_on=row["seen_on"],
            is_here=row["id"] == here,
            is_open=row["ended_at"] is None,
            trusted_until=row["trusted_until"],
        )
        for row in log_ins_of(forms.current.database(), facilitator)
    ]
    return sorted(found, key=lambda one: not one.is_here)
