"""The second step of one's own account: an app with codes, and recovery codes for who lost it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import forms.current
from collector import one_time_codes, recovery_codes, second_factor
from collector.database import transaction
from collector.errors import Refused
from forms.current import myself
from forms.log_in_tries import in_minutes, tries, try_of
from forms.plain_form import PlainForm
from forms.present_password import PresentPasswordForm
from forms.qr_code import qr_code
from forms.second_step import code_field

bp = Blueprint("account_code", __name__, url_prefix="/facilitate/account/code")

Answer = str | Response | tuple[str, int]


class ConfirmForm(PlainForm):
    code = code_field()


class RemoveForm(PresentPasswordForm):
    code = code_field()


@bp.get("")
def show() -> Answer:
    """Whether a code is asked, and what can be done about it."""
    return _page()


@bp.post("/start")
def start() -> Answer:
    """A secret for the app, when it is really this person."""
    form = PresentPasswordForm()
    if not form.is_proved():
        return _page(start=form), 422
    one_time_codes.begin(forms.current.database(), forms.current.facilitator_id())
    return redirect(url_for(".scan"))


@bp.get("/scan")
def scan() -> Answer:
    """The secret, to take over in the app, until the first code was right."""
    return _scan_page(ConfirmForm())


@bp.post("/scan")
def confirm() -> Answer:
    """Shows the recovery codes in the answer itself, so that they are kept nowhere else."""
    form = ConfirmForm()
    if not form.validate_on_submit():
        return _with_status(_scan_page(form))
    try:
        codes = second_factor.switch_on(
            forms.current.database(), forms.current.facilitator_id(), form.code.data
        )
    except Refused as refusal:
        form.code.errors = [forms.current.in_words(refusal.wording)]
        return _with_status(_scan_page(form))
    return render_template("facilitator/recovery_codes.html", codes=codes, is_new=True)


@bp.post("/recovery")
def recovery() -> Answer:
    """Ten new recovery codes; the old ones no longer work."""
    form = PresentPasswordForm(prefix="renew-")
    if not form.is_proved():
        return _page(renew=form), 422
    codes = second_factor.renew_recovery_codes(
        forms.current.database(), forms.current.facilitator_id()
    )
    return render_template("facilitator/recovery_codes.html", codes=codes, is_new=False)


@bp.post("/remove")
def remove() -> Answer:
    """By password and code: whoever has one of the two cannot take the other away."""
    form = RemoveForm()
    if not form.is_proved():
        return _page(remove=form), 422
    database, me = forms.current.database(), forms.current.facilitator_id()
    one = try_of(me)
    if wait := tries().begin_second(one):
        form.code.errors = [in_minutes(wait)]
        return _page(remove=form), 422
    if not second_factor.use(database, me, form.code.data):
        tries().failed(one)
        form.code.errors = [_("Deze code klopt niet of is al gebruikt.")]
        return _page(remove=form), 422
    tries().second_right(one)
    with transaction(database):
        second_factor.take_away(database, me)
    flash(_("Er wordt geen code meer gevraagd. De herstelcodes werken niet meer."), "success")
    return redirect(url_for("account.show"))


def _page(
    start: PresentPasswordForm | None = None,
    renew: PresentPasswordForm | None = None,
    remove: RemoveForm | None = None,
) -> str:
    database, me = forms.current.database(), forms.current.facilitator_id()
    if not second_factor.is_asked(database, me):
        return render_template(
            "facilitator/account_code_off.html", form=start or PresentPasswordForm(formdata=None)
        )
    return render_template(
        "facilitator/account_code.html",
        renew=renew or PresentPasswordForm(formdata=None, prefix="renew-"),
        remove=remove or RemoveForm(formdata=None),
        left=recovery_codes.left(database, me),
        of=recovery_codes.COUNT,
    )


def _scan_page(form: ConfirmForm) -> Answer:
    me = myself()
    secret = one_time_codes.waiting_secret(forms.current.database(), me["id"])
    if secret is None:
        return redirect(url_for(".show"))
    return render_template(
        "facilitator/account_code_scan.html",
        form=form,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        drawing=qr_code(one_time_codes.address_of(secret, me["email"])),
    )


def _with_status(page: Answer) -> Answer:
    return (page, 422) if isinstance(page, str) else page
