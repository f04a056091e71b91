"""What a facilitator, or the partnership itself, fills in about a partnership."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput

from collector.records import Sector, Side
from forms.desk import choices, number, one_line
from forms.plain_form import PlainForm
from forms.programme_forms import at_most

SIDE_WORDS = {Side.INSTITUTE: _l("Opleidingsinstituut"), Side.FIELD: _l("Werkveld")}


class SectorsForm(PlainForm):
    sectors = SelectMultipleField(
        _l("Sectoren"),
        choices=choices((one.value, one.value) for one in Sector),
        option_widget=CheckboxInput(),
    )

    def chosen_sectors(self) -> list[Sector]:
        return [Sector(one) for one in self.sectors.data or ()]


class PartnershipForm(SectorsForm):
    name = StringField(
        _l("Naam van het partnerschap"),
        filters=[one_line],
        validators=[DataRequired(_l("Geef het partnerschap een naam.")), at_most(200)],
    )
    region = SelectField(_l("Regio"))

    def region_id(self) -> int | None:
        return number(self.region.data)


class OrganisationForm(PlainForm):
    name = StringField(
        _l("Naam van de organisatie"),
        filters=[one_line],
        validators=[DataRequired(_l("Geef de organisatie een naam.")), at_most(200)],
    )
    side = RadioField(
        _l("Kant"),
        choices=choices((side.value, words) for side, words in SIDE_WORDS.items()),
        validators=[DataRequired(_l("Kies de kant."))],
    )

    def chosen_side(self) -> Side:
        return Side(self.side.data)


class NamedForm(PlainForm):
    named = RadioField(
        choices=choices((("1", _l("ja")), ("0", _l("nee")))), validators=[DataRequired()]
    )

    def agreed(self) -> bool:
        return bool(self.named.data == "1")
