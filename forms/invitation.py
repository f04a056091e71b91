"""What somebody does with an invitation that was handed over: makes an account, or uses one.

Looking at it uses nothing up: mail is scanned by machines that open every link. Whoever has the
link need not have an account, and is not told which addresses have one.
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

import forms.current
from collector.errors import Busy, NotFound, Refused
from collector.invitations import accept, accept_as_new, find_invitation, is_for
from collector.log_ins import Method
from collector.password_rules import MAXIMUM, MINIMUM
from collector.queries.people import place_row
from forms.addresses import this_path
from forms.desk import one_line
from forms.plain_form import PlainForm
from forms.proving import proved
from forms.role_forms import ROLES

bp = Blueprint("invitation", __name__, url_prefix="/facilitate/invitation")

Answer = str | Response | tuple[str, int]


class PasswordForm(PlainForm):
    """Once: who types it may look at it, and a browser can make and keep one."""

    password = PasswordField(
        _l("Kies een wachtwoord"),
        validators=[
            InputRequired(_l("Kies een wachtwoord.")),
            Length(max=MAXIMUM, message=_l("Dit wachtwoord is te lang.")),
        ],
        render_kw={"autocomplete": "new-password", "minlength": MINIMUM},
    )


class AccountForm(PasswordForm):
    name = StringField(
        _l("Uw naam"),
        filters=[one_line],
        validators=[
            InputRequired(_l("Vul uw naam in.")),
            Length(max=100, message=_l("Houd dit korter: er passen %(max)d tekens.")),
        ],
        render_kw={"autocomplete": "name"},
    )


@bp.get("/<invitation_key>")
def show(invitation_key: str) -> Answer:
    return _page(invitation_key, AccountForm(formdata=None))


@bp.post("/<invitation_key>")
def make(invitation_key: str) -> Answer:
    """An account for somebody new, who is then logged in."""
    form = AccountForm()
    if not form.validate_on_submit():
        return _page(invitation_key, form, 422)
    try:
        made = accept_as_new(
            forms.current.database(), invitation_key, form.name.data, form.password.data
        )
    except NotFound:
        return dead_link()
    except (Refused, Busy) as refusal:
        form.password.errors = [forms.current.in_words(refusal.wording)]
        return _page(invitation_key, form, 422)
    return proved(made, Method.PASSWORD, None, ask_second=False)


@bp.post("/<invitation_key>/accept")
def take(invitation_key: str) -> Answer:
    """For who is logged in; who is not, is asked to."""
    me = forms.current.facilitator()
    if me is None:
        return redirect(
            url_for("facilitator.login", next=url_for(".show", invitation_key=invitation_key)), 303
        )
    try:
        accept(forms.current.database(), invitation_key, me["id"])
    except NotFound:
        return dead_link()
    flash(_("U hebt de uitnodiging aangenomen."), "success")
    return redirect(url_for("facilitator.overview"), 303)


def _page(key: str, form: AccountForm, status: int = 200) -> tuple[str, int]:
    database, me = forms.current.database(), forms.current.facilitator()
    try:
        found = find_invitation(database, key)
    except NotFound:
        return dead_link()
    assert found.role is not None and found.place is not None
    text = render_template(
        "facilitator/invitation.html",
        key=key,
        found=found,
        role=ROLES[found.role],
        place=place_row(database, found.place),
        form=form,
        mine=me is not None and is_for(database, found, me["id"]),
        here=this_path(),
        minimum=MINIMUM,
    )
    return text, status


def dead_link() -> tuple[str, int]:
    """The same for whatever is the matter with it."""
    return render_template("facilitator/dead_link.html"), 404
