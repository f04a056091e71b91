"""Who shows to belong to a partnership, by its three words."""

from __future__ import annotations

import sqlite3

from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import StringField, ValidationError

import forms.current
from collector.errors import NotFound
from collector.queries.partnerships import partnership_by_code
from collector.spoken_codes import read_spoken_code
from forms.guessing import address, wrong_codes
from forms.pace import too_many
from forms.plain_form import PlainForm
from forms.wrong_codes import Kind


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
    :raise TooManyRequests: this address gave too many codes that are not right.
    """
    if wait := seconds_to_wait():
        raise too_many(wait)
    code = read_spoken_code(typed)
    try:
        return partnership_by_code(forms.current.database(), code)
    except NotFound:
        wrong_codes(Kind.PARTNERSHIP).note(address(), code)
        raise


def seconds_to_wait() -> int:
    """Until this address may give a code again; 0: now."""
    return wrong_codes(Kind.PARTNERSHIP).wait_for(address())
