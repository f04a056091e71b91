"""What a facilitator chooses for a programme: what may be published, and until when it is kept."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import BooleanField, DateField, RadioField, StringField, ValidationError
from wtforms.validators import Optional

import forms.current
from collector.errors import Refused, StorageError
from collector.expiring import erase_now
from collector.notice import missing
from collector.queries import terms as stored
from collector.queries.terms import Verbatim
from collector.records import ProgrammeKind
from collector.terms import change_terms
from forms.desk import choices, one_line, page, programme_of
from forms.plain_form import PlainForm
from forms.promises import promises

bp = Blueprint("terms", __name__, url_prefix="/facilitate")

SOON = timedelta(days=30)
"""So long before the end date every page of the programme says that it comes."""

VERBATIM_WORDS = {
    Verbatim.PER_STATEMENT: _l("Met toestemming, per uitspraak"),
    Verbatim.PER_FORM: _l("Met toestemming, per formulier"),
    Verbatim.NEVER: _l("Nooit"),
}
VERBATIM_HELP = {
    Verbatim.PER_STATEMENT: _l(
        "Deelnemers zetten zelf een vinkje, en kunnen losse uitspraken overslaan."
    ),
    Verbatim.PER_FORM: _l("Deelnemers zetten zelf een vinkje voor alles op het formulier."),
    Verbatim.NEVER: _l("Onderzoekers krijgen alleen thema's en aantallen."),
}


class TermsForm(PlainForm):
    verbatim = RadioField(
        _l("Mogen uitspraken woordelijk openbaar worden?"),
        choices=choices(VERBATIM_WORDS.items()),
    )
    counts = BooleanField(_l("Antwoorden op gesloten vragen en stemmen als aantallen publiceren"))
    ends_on = DateField(_l("Op deze dag wordt alles gewist"), validators=[Optional()])


class EraseForm(PlainForm):
    """Asks to type the title: this cannot be undone."""

    title = StringField(_l("Typ de naam van het traject"), filters=[one_line])

    def __init__(self, wanted: str, **keywords: object) -> None:
        self.wanted = wanted
        super().__init__(**keywords)

    def validate_title(self, field: StringField) -> None:
        if (field.data or "").casefold() != one_line(self.wanted).casefold():
            raise ValidationError(
                _("Er is niets gewist. Typ de naam precies zo: %(title)s", title=self.wanted)
            )


@bp.route("/<slug>/terms", methods=["GET", "POST"])
def show(slug: str) -> str | Response:
    """What is agreed now; posting changes it for whoever joins from now on."""
    programme = programme_of(slug)
    form = _form(programme)
    if not form.validate_on_submit():
        return _show(programme, form=form)
    try:
        changed = change_terms(
            forms.current.database(),
            programme["id"],
            forms.current.facilitator_id(),
            verbatim=Verbatim(form.verbatim.data),
            counts=form.counts.data,
            ends_on=form.ends_on.data,
        )
    except Refused as error:
        form.ends_on.errors = [forms.current.in_words(error.wording)]
        return _show(programme, form=form)
    if changed:
        flash(_("De afspraken zijn bewaard. Ze gelden voor wie vanaf nu meedoet."), "success")
    return redirect(url_for(".show", slug=slug))


def _form(programme: sqlite3.Row) -> TermsForm:
    now = stored.terms(forms.current.database(), programme["id"])
    return TermsForm(
        data={"verbatim": now.verbatim.value, "counts": now.counts, "ends_on": now.ends_on}
    )


def _show(programme: sqlite3.Row, **filled_in: object) -> str:
    """:param filled_in: forms that were handed in and are not right yet"""
    database, identifier = forms.current.database(), programme["id"]
    told = stored.terms_to_tell(database, identifier)
    values: dict[str, object] = {"form": None, "erase": None, **filled_in}
    return page(
        "terms.html",
        programme,
        tab="programme",
        form=values["form"] or _form(programme),
        erase=values["erase"] or EraseForm(programme["title"], formdata=None),
        agreed=stored.terms(database, identifier),
        ends_on=told.ends_on,
        promises=promises(told, network=programme["kind"] == ProgrammeKind.LEARNING_NETWORK),
        versions=stored.versions(database, identifier),
        earlier=stored.earlier_told(database, identifier),
        erased=stored.erased_on(database, identifier),
        verbatim_words=VERBATIM_WORDS,
        verbatim_help=VERBATIM_HELP,
        tomorrow=stored.today() + timedelta(days=1),
    )


@bp.post("/<slug>/terms/erase")
def erase(slug: str) -> str | Response:
    """Everything of the programme, now and for good, when its title was typed."""
    programme = programme_of(slug)
    form = EraseForm(programme["title"])
    if not form.validate_on_submit():
        return _show(programme, erase=form)
    database, by = forms.current.database(), forms.current.facilitator_id()
    try:
        erase_now(forms.current.config(), database, programme["id"], by)
    except (StorageError, sqlite3.OperationalError):
        if not stored.erased_on(database, programme["id"]):
            raise
        # It is gone from every page; the bytes in the file wait for who is reading it now.
        flash(_("Het bestand zelf wordt binnen een dag opgeruimd."), "warning")
    kept = forms.current.config().backup_days
    flash(
        _(
            "Alles van dit traject is gewist. Publicaties zijn gebleven. In een reservekopie staat"
            " het nog hoogstens %(days)s dagen; wie de computer beheert, kan het ook daar wissen.",
            days=kept,
        ),
        "success",
    )
    return redirect(url_for(".show", slug=slug))


_LACKS = {
    "GESPREKSTAFEL_CONTROLLER": _l("welke organisatie verantwoordelijk is"),
    "GESPREKSTAFEL_PRIVACY_CONTACT": _l("waar men vragen over persoonsgegevens stelt"),
    "GESPREKSTAFEL_LEGAL_BASIS": _l("op welke grond van de AVG antwoorden worden verzameld"),
    "GESPREKSTAFEL_HOSTED_BY": _l("wie de computer beheert, en in welk land"),
}


@bp.app_template_global("notice_lacks")
def notice_lacks() -> list[tuple[str, object]]:
    """Settings that the privacy notice needs and nobody filled in, with what each is about."""
    return [(name, _LACKS[name]) for name in missing(forms.current.config())]


@bp.app_template_global("ending")
def ending(programme: sqlite3.Row) -> date | None:
    """The end date of a programme when it is near; None when it is not, or when all is erased."""
    database = forms.current.database()
    end = stored.terms(database, programme["id"]).ends_on
    near = end is not None and end - SOON <= stored.today()
    return end if near and not stored.erased_on(database, programme["id"]) else None
