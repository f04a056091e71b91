"""What a facilitator fills in about a programme, a meeting, a speaker, a resource."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from collector.records import FollowUp, Resource, Speaker
from forms.desk import choices, clean, number, one_line
from forms.plain_form import PlainForm


def at_most(limit: int) -> Length:
    return Length(max=limit, message=_l("Houd dit korter: er passen %(max)d tekens."))


def region_choices(regions: Iterable[sqlite3.Row]) -> list[SelectChoice]:
    return choices([("", _l("geen regio")), *((row["id"], row["name"]) for row in regions)])


class ProgrammeForm(PlainForm):
    title = StringField(
        _l("Titel"),
        filters=[one_line],
        validators=[DataRequired(_l("Geef het traject een titel.")), at_most(300)],
    )
    period = StringField(_l("Periode"), filters=[one_line], validators=[at_most(200)])


class NewProgrammeForm(ProgrammeForm):
    """`regions`: those that get a meeting; stays empty where the template has its own meetings.

    `tenant` is asked of who may make programmes in more than one organisation.
    """

    tenant = SelectField(_l("Van welke organisatie is dit traject?"))

    regions = SelectMultipleField(
        _l("Regio's die een bijeenkomst krijgen"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )


class ProgrammeDetailsForm(ProgrammeForm):
    aim = TextAreaField(_l("Doel"), filters=[clean], validators=[at_most(3000)])
    organisers = TextAreaField(_l("Organisatoren"), filters=[clean], validators=[at_most(3000)])
    contact = TextAreaField(
        _l("Contact, onder aan het verslag"), filters=[clean], validators=[at_most(3000)]
    )

    def organiser_names(self) -> list[str]:
        """One a line."""
        return [name for line in self.organisers.data.splitlines() if (name := one_line(line))]


class MeetingForm(PlainForm):
    title = StringField(
        _l("Titel"),
        filters=[one_line],
        validators=[DataRequired(_l("Geef de bijeenkomst een titel.")), at_most(300)],
    )
    region = SelectField(_l("Regio"))
    day = DateField(
        _l("Datum"), validators=[Optional()], render_kw={"min": "2000-01-01", "max": "2100-12-31"}
    )
    intro = TextAreaField(
        _l("Inleiding voor de deelnemers"), filters=[clean], validators=[at_most(3000)]
    )

    def region_id(self) -> int | None:
        return number(self.region.data)


def dates_form(meetings: Iterable[sqlite3.Row], **keywords: Any) -> PlainForm:
    """A field `day-<id>` for each meeting, beginning with the date it has."""
    fields = {
        f"day-{meeting['id']}": DateField(
            meeting["title"],
            validators=[Optional()],
            default=date.fromisoformat(meeting["date"]) if meeting["date"] else None,
            render_kw={"min": "2000-01-01", "max": "2100-12-31"},
        )
        for meeting in meetings
    }
    return cast(PlainForm, type("DatesForm", (PlainForm,), fields)(**keywords))


class MeetingDetailsForm(MeetingForm):
    self_study = TextAreaField(
        _l("Om later zelf mee te werken"), filters=[clean], validators=[at_most(3000)]
    )


class NewMeetingForm(MeetingForm):
    pattern = RadioField(_l("Welke bijeenkomst wordt het?"))


class FollowUpForm(PlainForm):
    title = StringField(
        _l("Titel"),
        filters=[one_line],
        validators=[DataRequired(_l("Geef het vervolg een titel.")), at_most(200)],
    )
    text = TextAreaField(_l("Uitleg"), filters=[clean], validators=[at_most(3000)])

    def follow_up(self) -> FollowUp:
        """Without its slug, which is made once."""
        return FollowUp("", self.title.data, self.text.data)


class SpeakerForm(PlainForm):
    name = StringField(
        _l("Naam"),
        filters=[one_line],
        validators=[DataRequired(_l("Wie is de spreker? Vul een naam in.")), at_most(200)],
    )
    role = StringField(_l("Functie"), filters=[one_line], validators=[at_most(200)])
    organisation = StringField(_l("Organisatie"), filters=[one_line], validators=[at_most(200)])
    subject = StringField(_l("Onderwerp"), filters=[one_line], validators=[at_most(300)])
    kind = SelectField(
        _l("Soort"),
        choices=choices([("presentation", _l("presentatie")), ("case", _l("praktijkvoorbeeld"))]),
    )

    def speaker(self) -> Speaker:
        return Speaker(
            name=self.name.data,
            role=self.role.data,
            organisation=self.organisation.data,
            subject=self.subject.data,
            kind=self.kind.data,
        )


class ResourceForm(PlainForm):
    title = StringField(
        _l("Titel"),
        filters=[one_line],
        validators=[DataRequired(_l("Geef de bron een titel.")), at_most(300)],
    )
    publisher = StringField(_l("Auteur of uitgever"), filters=[one_line], validators=[at_most(200)])
    kind = StringField(
        _l("Soort, zoals katern of instrument"), filters=[one_line], validators=[at_most(80)]
    )
    link = URLField(
        _l("Webadres"),
        filters=[one_line],
        validators=[
            Optional(),
            at_most(500),
            Regexp(r"https?://[^\s/]+", message=_l("Begin een webadres met https://")),
        ],
    )

    def resource(self) -> Resource:
        return Resource(self.title.data, self.publisher.data, self.kind.data, self.link.data)
