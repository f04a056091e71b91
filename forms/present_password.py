"""Before something that weighs, whoever is logged in proves it once more: by the password.

A laptop that is left open must not be enough to put a passkey of somebody else on an account. Who
has no password proves it by having logged in just now.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length

import forms.current
from collector.errors import Busy
from collector.events import now
from collector.log_ins import log_in_by_id
from collector.passwords import has_password, is_own_password
from forms.current import myself
from forms.log_in_tries import in_minutes, tries, try_of
from forms.plain_form import PlainForm

JUST_NOW = timedelta(minutes=15)


class PresentPasswordForm(PlainForm):
    """A form that asks the present password along with what it is about."""

    present = PasswordField(
        _l("Uw wachtwoord van nu"),
        validators=[
            InputRequired(_l("Vul uw wachtwoord van nu in.")),
            Length(max=500, message=_l("Dit wachtwoord is te lang.")),
        ],
        render_kw={"autocomplete": "current-password"},
    )

    def __init__(self, *given: Any, **keywords: Any) -> None:
        super().__init__(*given, **keywords)
        if not has_password(forms.current.database(), forms.current.facilitator_id()):
            del self.present

    def is_proved(self) -> bool:
        """Whether all was filled in well and it is really this person; errors say what is wrong."""
        if not self.validate_on_submit():
            return False
        if self.present is not None:
            error = _wrong(self.present.data)
            if error:
                self.present.errors = [error]
        else:
            error = "" if _came_in_just_now() else _not_just_now()
            if error:
                self.form_errors = [error]
        return not error


def _wrong(typed: str) -> str:
    """What is wrong with the password; "": nothing. Trying is counted as at the door."""
    one = try_of(forms.current.facilitator_id())
    if wait := tries().begin(one):
        return in_minutes(wait)
    try:
        right = is_own_password(forms.current.database(), forms.current.facilitator_id(), typed)
    except Busy as busy:
        tries().right(one)
        return forms.current.in_words(busy.wording)
    if not right:
        tries().failed(one)
        return str(_("Dit is niet uw wachtwoord van nu."))
    tries().right(one)
    return ""


def _came_in_just_now() -> bool:
    started = log_in_by_id(forms.current.database(), myself()["log_in"])["started_at"]
    passed = datetime.fromisoformat(now()) - datetime.fromisoformat(started)
    return timedelta() <= passed <= JUST_NOW


def _not_just_now() -> str:
    return str(_("Log eerst uit en opnieuw in: dit kan tot een kwartier na het inloggen."))
