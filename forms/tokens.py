"""Koppelingen: the tokens with which a facilitator's programs read along."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import InputRequired, Length

import forms.current
from collector.errors import Refused
from collector.queries.grants import open_programmes, tenants_to_make_in
from collector.tokens import NAME_LIMIT, make_token, revoke_token, tokens_of
from forms.desk import ID, back, one_line
from forms.plain_form import PlainForm

bp = Blueprint("tokens", __name__, url_prefix="/facilitate")


class TokenForm(PlainForm):
    name = StringField(
        _l("Waarvoor is deze koppeling?"),
        filters=[one_line],
        validators=[
            InputRequired(_l("Geef de koppeling een naam.")),
            Length(max=NAME_LIMIT, message=_l("Deze naam is te lang: houd het op 80 tekens.")),
        ],
        render_kw={"autocomplete": "off", "maxlength": NAME_LIMIT},
    )


@bp.app_template_global("leads_somewhere")
def _leads_somewhere() -> bool:
    """Whether a program of this person has anything to read: see `Needs.TOKEN`."""
    database, me = forms.current.database(), forms.current.facilitator_id()
    return bool(open_programmes(database, me, to_lead=True) or tenants_to_make_in(database, me))


@bp.get("/tokens")
def show() -> str:
    return _page(TokenForm())


@bp.post("/tokens")
def make() -> str | tuple[str, int]:
    """Shows the token in the answer itself, so that it is kept nowhere: not in a cookie either."""
    form = TokenForm()
    if not form.validate_on_submit():
        return _page(form), 422
    facilitator, name = forms.current.facilitator_id(), form.name.data
    try:
        token = make_token(forms.current.database(), facilitator, name)
    except Refused as refusal:
        form.name.errors = [forms.current.in_words(refusal.wording)]
        return _page(form), 422
    return _page(TokenForm(formdata=None), key=token, name=name)


def _page(form: TokenForm, **values: str) -> str:
    every = tokens_of(forms.current.database(), forms.current.facilitator_id())
    return render_template("facilitator/tokens.html", form=form, tokens=every, **values)


@bp.post(f"/tokens/<{ID}:identifier>/revoke")
def revoke(identifier: int) -> Response:
    """:raise NotFound: this facilitator has no such token."""
    name = revoke_token(forms.current.database(), forms.current.facilitator_id(), identifier)
    flash(_("De koppeling %(name)s is ingetrokken.", name=name), "success")
    return back(url_for(".show"))
