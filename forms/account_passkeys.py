"""The passkeys of one's own account: make one with a name, and take one away."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse
from wtforms import StringField
from wtforms.validators import InputRequired, Length

import forms.current
from collector.errors import Refused
from collector.passkeys import NAME_LIMIT, add_passkey, passkeys_of, remove_passkey
from forms import passkey_ceremony
from forms.api.problems import problem
from forms.current import myself
from forms.desk import ID, one_line
from forms.present_password import PresentPasswordForm
from forms.relying_party import needed_party, relying_party

bp = Blueprint("account_passkeys", __name__, url_prefix="/facilitate/account/passkeys")


class PasskeyForm(PresentPasswordForm):
    name = StringField(
        _l("Hoe noemt u deze passkey?"),
        filters=[one_line],
        validators=[
            InputRequired(_l("Geef de passkey een naam.")),
            Length(max=NAME_LIMIT, message=_l("Deze naam is te lang: houd het op 80 tekens.")),
        ],
        render_kw={"autocomplete": "off", "maxlength": NAME_LIMIT},
    )


@bp.get("")
def show() -> str:
    return _page(PasskeyForm())


@bp.post("/options")
def options() -> Response:
    """For the script: what to ask the browser, once it is really this person; else what is wrong.

    :raise Refused: no browser offers passkeys here.
    """
    party, form, me = needed_party(), PasskeyForm(), myself()
    if not form.is_proved():
        wrong = [str(error) for errors in form.errors.values() for error in errors]
        return problem(422, " ".join(wrong))
    mine = passkeys_of(forms.current.database(), me["id"])
    asked = passkey_ceremony.to_make(party, me, mine)
    return Response(asked, mimetype="application/json")


@bp.post("")
def make() -> BaseResponse | tuple[str, int]:
    """What the browser answered becomes a passkey of this account."""
    party, form, me = needed_party(), PasskeyForm(), myself()
    if form.name.data:
        try:
            new = passkey_ceremony.made(party, me, request.form.get("credential", ""))
            add_passkey(
                forms.current.database(),
                me["id"],
                form.name.data[:NAME_LIMIT],
                credential=new.credential,
                public_key=new.public_key,
                sign_count=new.sign_count,
                transports=new.transports,
            )
        except Refused as refusal:
            form.form_errors = [forms.current.in_words(refusal.wording)]
        else:
            flash(_("De passkey %(name)s is gemaakt.", name=form.name.data), "success")
            return redirect(url_for(".show"))
    else:
        form.name.errors = [_("Geef de passkey een naam.")]
    return _page(form), 422


@bp.post(f"/<{ID}:identifier>/remove")
def remove(identifier: int) -> BaseResponse:
    """:raise NotFound: this account has no such passkey."""
    name = remove_passkey(forms.current.database(), forms.current.facilitator_id(), identifier)
    flash(_("De passkey %(name)s opent uw account niet meer.", name=name), "success")
    return redirect(url_for(".show"))


def _page(form: PasskeyForm) -> str:
    return render_template(
        "facilitator/account_passkeys.html",
        form=form,
        passkeys=passkeys_of(forms.current.database(), forms.current.facilitator_id()),
        party=relying_party(),
    )
