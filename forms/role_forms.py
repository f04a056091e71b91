"""Which role somebody has where, as it is chosen."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, RadioField, SelectField, StringField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

import forms.current
from collector.accounts import check_email
from collector.errors import Refused
from collector.grants import AccountRole, Place
from forms.dates import day
from forms.desk import choices, one_line
from forms.plain_form import PlainForm

ROLES = {
    AccountRole.ORGANISER: (
        _l("Organisator"),
        _l("Beheert alle trajecten van de organisatie, en wie daar wat mag."),
    ),
    AccountRole.FACILITATOR: (
        _l("Gespreksleider"),
        _l("Bereidt een traject voor, leidt het en ordent wat er gezegd is."),
    ),
    AccountRole.HELPER: (
        _l("Helper"),
        _l(
            "Helpt bij één bijeenkomst: onderdelen openen, het scherm, de klok, invullen voor wie"
            " geen telefoon heeft."
        ),
    ),
    AccountRole.READER: (
        _l("Meelezer"),
        _l("Leest wat eruit komt: aantallen, thema's en verslagen. Verandert niets."),
    ),
}
"""What each role is called, and what it lets somebody do."""


class EmailForm(PlainForm):
    email = EmailField(
        _l("E-mailadres"),
        filters=[one_line],
        validators=[
            InputRequired(_l("Vul het e-mailadres in.")),
            Length(max=200, message=_l("Dit is te lang voor een e-mailadres.")),
        ],
        render_kw={"autocomplete": "off"},
    )

    def validate_email(self, field: EmailField) -> None:
        """:raise ValidationError: this is no address."""
        try:
            check_email(field.data)
        except Refused as refusal:
            raise ValidationError(forms.current.in_words(refusal.wording)) from refusal


class RoleForm(PlainForm):
    """`choices_of` says which roles and places there are to choose from."""

    role = RadioField(
        _l("Wat gaat deze persoon doen?"),
        validators=[InputRequired(_l("Kies wat deze persoon gaat doen."))],
    )
    place = SelectField(_l("Waarvoor?"))

    def validate_place(self, field: SelectField) -> None:
        """:raise ValidationError: this role does not exist at this place; says where it does."""
        kind = (field.data or "").partition("-")[0]
        role = self.role.data
        if role == AccountRole.ORGANISER and kind != "tenant":
            raise ValidationError(_("Een organisator is er voor de hele organisatie: kies die."))
        if role == AccountRole.HELPER and kind != "meeting":
            raise ValidationError(_("Een helper hoort bij één bijeenkomst: kies er een."))
        if role in (AccountRole.FACILITATOR, AccountRole.READER) and kind == "meeting":
            raise ValidationError(
                _("Leiden en meelezen gaat over een heel traject: kies het traject.")
            )

    @property
    def chosen(self) -> tuple[AccountRole, Place]:
        """Of a form that was filled in well."""
        kind, _sign, number = self.place.data.partition("-")
        return AccountRole(self.role.data), Place(**{kind: int(number)})


class InvitationForm(EmailForm, RoleForm):
    """Whom, and which role."""


class ResetForm(PlainForm):
    everything = BooleanField(
        _l("Haal ook de tweede stap en de passkeys weg"),
    )


class TenantForm(PlainForm):
    name = StringField(
        _l("Naam van de organisatie"),
        filters=[one_line],
        validators=[
            InputRequired(_l("Geef de organisatie een naam.")),
            Length(max=200, message=_l("Houd dit korter: er passen %(max)d tekens.")),
        ],
    )


def choices_of(
    form: RoleForm, places: Iterable[sqlite3.Row], tenant: int | None = None
) -> RoleForm:
    """Fill in what can be chosen.

    :param places: programmes with their meetings: see `places_of_tenant`
    :param tenant: the organisation, when roles for the whole of it can be given too
    """
    roles = [role for role in ROLES if tenant or role is not AccountRole.ORGANISER]
    form.role.choices = [(str(role), ROLES[role][0]) for role in roles]
    found: list[SelectChoice] = []
    if tenant:
        found = choices([(f"tenant-{tenant}", _l("de hele organisatie"))])
    seen = set()
    for row in places:
        group = row["programme"] if tenant else None
        if row["programme_id"] not in seen:
            seen.add(row["programme_id"])
            found += _option(f"programme-{row['programme_id']}", _l("het hele traject"), group)
        if row["meeting_id"]:
            name = row["meeting"] + (f", {day(row['date'])}" if row["date"] else "")
            found += _option(f"meeting-{row['meeting_id']}", name, group)
    form.place.choices = found
    return form


def _option(value: str, label: Any, group: str | None) -> list[SelectChoice]:
    (one,) = choices([(value, label)])
    one.optgroup = group
    return [one]
