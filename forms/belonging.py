"""Who shows to belong to a partnership, by its three words."""

from __future__ import annotations

import sqlite3
from typing import cast

from flask import abort, current_app, request
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import StringField, ValidationError

import forms.current
from collector.errors import NotFound
from collector.queries.partnerships import partnership_by_code
from collector.spoken_codes import read_spoken_code
from forms.plain_form import PlainForm
from forms.wrong_codes import WrongCodes


class SpokenCodeForm(PlainForm):  # a question to the service: changes nothing, so without a token
    class Meta(PlainForm.Meta):
        csrf = False

    code = StringField()

    def validate_code(self, field: StringField) -> None:
        if not (field.data or "").strip():
            raise ValidationError(_("Typ de drie woorden van uw partnerschap."))
        if not read_spoken_code(field.data):
            raise ValidationError(_("Dit herkennen wij niet. Een code heeft drie woorden."))

    def refuse_for(self, seconds: int) -> None:
        """Say that nothing was looked up."""
        self.code.errors = [wait_a_little(seconds)]


def wait_a_little(seconds: int) -> str:
    return str(
        ngettext(
            "Hiervandaan kwamen veel verkeerde codes. Wacht nog %(num)s seconde.",
            "Hiervandaan kwamen veel verkeerde codes. Wacht nog %(num)s seconden.",
            seconds,
        )
    )


def partnership_of(typed: str) -> sqlite3.Row:
    """The partnership (as of `collector.queries.partnerships`) whose code somebody gave, in an
    address or in a field.

    :raise NotFound: no partnership has these words.
    :raise 429: this address gave too many codes that are not right.
    """
    if seconds_to_wait():
        abort(429)
    try:
        return partnership_by_code(forms.current.database(), read_spoken_code(typed))
    except NotFound:
        _wrong_codes().note(_address())
        raise


def seconds_to_wait() -> int:
    """Until this address may give a code again; 0: now."""
    return _wrong_codes().wait_for(_address())


def _wrong_codes() -> WrongCodes:
    return cast(WrongCodes, current_app.extensions["wrong_codes"])


def _address() -> str:
    return request.remote_addr or ""
