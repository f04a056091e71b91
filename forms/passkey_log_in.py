"""Logging in with a passkey: no address is typed, the browser says which account it is."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

import forms.current
from collector.errors import Refused
from collector.log_ins import Method
from collector.passkeys import note_use, passkey_by_credential
from forms import passkey_ceremony
from forms.desk import safe_target
from forms.log_in_tries import tries, try_of
from forms.proving import proved
from forms.relying_party import needed_party

bp = Blueprint("passkey_log_in", __name__, url_prefix="/facilitate/login/passkey")


@bp.post("/options")
def options() -> Response:
    """For the script: what to ask the browser.

    :raise Refused: no browser offers passkeys here.
    """
    return Response(passkey_ceremony.to_prove(needed_party()), mimetype="application/json")


@bp.post("")
def log_in() -> BaseResponse:
    """What the browser answered logs in, or says why not. Guessing at a signature is hopeless, so
    nobody has to wait; a try that failed is told to whose passkey it is."""
    target = safe_target(request.form.get("next"))
    party, answer = needed_party(), request.form.get("credential", "")
    try:
        credential = passkey_ceremony.credential_of(answer)
        passkey = passkey_by_credential(forms.current.database(), credential)
        if passkey is None:
            raise passkey_ceremony.no_proof()
        try:
            found = passkey_ceremony.proof(party, passkey, answer)
        except Refused:
            tries().failed(try_of(passkey["facilitator_id"]))
            raise
        if not note_use(forms.current.database(), passkey, found.sign_count):
            raise passkey_ceremony.no_proof()
    except Refused as refusal:
        flash(forms.current.in_words(refusal.wording), "error")
        return redirect(url_for("facilitator.login", next=target))
    return proved(passkey["facilitator_id"], Method.PASSKEY, target, ask_second=not found.verified)
