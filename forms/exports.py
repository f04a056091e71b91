"""Data to take along: asked for with one click, with personal data only on purpose."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from flask import Blueprint, Response, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse
from wtforms import RadioField, StringField, ValidationError
from wtforms.validators import InputRequired

import forms.auditing
import forms.current
from collector.errors import NotFound
from collector.exports import ExportForm, request_export, subject_of
from collector.queries import exports as stored
from collector.queries.outcomes import latest_job, shown_release
from collector.queries.published import taken_back_since
from collector.records import JobKind, JobState
from forms.desk import ID, back, choices, one_line, page, programme_of
from forms.plain_form import PlainForm

bp = Blueprint("exports", __name__, url_prefix="/facilitate")

NAMES = {
    ExportForm.XLSX: "Excel",
    ExportForm.CSV: "CSV",
    ExportForm.SAV: "SPSS",
    ExportForm.QDPX: "ATLAS.ti, MAXQDA, NVivo",
    ExportForm.QDC: _l("Codeboek"),
    ExportForm.DATAPACKAGE: _l("Datapakket"),
}
EXPLAINED = {
    ExportForm.XLSX: _l("Eén werkmap: een blad per tabel, met een codeboek."),
    ExportForm.CSV: _l("Een bestand per tabel, voor Excel en R."),
    ExportForm.SAV: _l("Een bestand per tabel, met labels en ontbrekende waarden (.sav)."),
    ExportForm.QDPX: _l("Een gecodeerd project: elke uitspraak met haar thema’s (REFI-QDA)."),
    ExportForm.QDC: _l("Alleen de thema’s als codes, voor een project dat u al hebt (REFI-QDA)."),
    ExportForm.DATAPACKAGE: _l("Voor programma’s en archieven (Frictionless Data Package)."),
}
_BUSY = (JobState.WAITING, JobState.RUNNING)


class IdentifiedForm(PlainForm):
    """Asks to type the title: what is downloaded cannot be called back."""

    form = RadioField(
        _l("Waarvoor?"),
        choices=choices((form.value, name) for form, name in NAMES.items()),
        validators=[InputRequired(_l("Kies waarvoor u de gegevens nodig hebt."))],
    )
    title = StringField(_l("Typ de naam van het traject"), filters=[one_line])

    def __init__(self, wanted: str, **keywords: object) -> None:
        self.wanted = wanted
        super().__init__(**keywords)

    def validate_title(self, field: StringField) -> None:
        if (field.data or "").casefold() != one_line(self.wanted).casefold():
            raise ValidationError(
                _("Er is niets gemaakt. Typ de naam precies zo: %(title)s", title=self.wanted)
            )


@dataclass(frozen=True)
class Offered:
    """One format: how far the worker is with it, and the file when it is there."""

    form: ExportForm
    identified: bool
    job: sqlite3.Row | None
    file: sqlite3.Row | None

    @property
    def busy(self) -> bool:
        return self.job is not None and self.job["state"] in _BUSY

    @property
    def failed(self) -> bool:
        return self.job is not None and self.job["state"] == JobState.FAILED

    @property
    def size(self) -> str:
        """Of the file: `43 kB`"""
        return f"{max(1, round(self.file['size'] / 1000)) if self.file else 0} kB"

    @property
    def name(self) -> str:
        return str(NAMES[self.form])

    @property
    def explained(self) -> str:
        return str(EXPLAINED[self.form])


def situation(programme: sqlite3.Row) -> dict[str, object]:
    """What the page of outcomes shows of it."""
    database, identifier = forms.current.database(), programme["id"]
    files = stored.exports(database, identifier, forms.current.facilitator_id())
    there = {(row["form"], bool(row["identified"])): row for row in files}
    every = [
        Offered(
            form,
            identified,
            latest_job(
                database, identifier, JobKind.EXPORT, subject_of(form, identified=identified)
            ),
            there.get((form.value, identified)),
        )
        for identified in (False, True)
        for form in ExportForm
    ]
    return {
        "offered": [one for one in every if not one.identified],
        "identified": [one for one in every if one.identified and (one.busy or one.file)],
        "from_release": shown_release(database, identifier),
        "behind": taken_back_since(database, identifier),
    }


@bp.post("/<slug>/outcomes/export/<form>")
def make(slug: str, form: str) -> BaseResponse:
    """Ask the worker for a file without personal data.

    :raise NotFound: there is no such format.
    """
    programme = programme_of(slug)
    _ask(programme, _form_of(form), identified=False)
    flash(_("Het bestand wordt gemaakt."), "success")
    return back(url_for("outcomes.show", slug=slug), "export")


@bp.route("/<slug>/outcomes/export/identified", methods=["GET", "POST"])
def identified(slug: str) -> str | BaseResponse:
    """With personal data, when the title of the programme was typed."""
    programme = programme_of(slug)
    form = IdentifiedForm(programme["title"])
    if not form.validate_on_submit():
        return page(
            "export_identified.html",
            programme,
            tab="outcomes",
            form=form,
            explained={one.value: text for one, text in EXPLAINED.items()},
        )
    _ask(programme, ExportForm(form.form.data), identified=True)
    flash(_("Het bestand met persoonsgegevens wordt gemaakt. Het komt in het logboek."), "success")
    return back(url_for("outcomes.show", slug=slug), "export")


@bp.get(f"/<slug>/outcomes/export/<{ID}:export>")
def fetch(slug: str, export: int) -> Response:
    """:raise NotFound: it is gone, or somebody else's."""
    programme = programme_of(slug)
    row = stored.export(
        forms.current.database(), programme["id"], forms.current.facilitator_id(), export
    )
    forms.auditing.write_down()
    return Response(
        row["content"],
        mimetype="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{row["name"]}"',
            "Cache-Control": "no-store",
        },
    )


def _form_of(name: str) -> ExportForm:
    """:raise NotFound: there is no such format."""
    if name not in {one.value for one in ExportForm}:
        raise NotFound(_("Dit soort bestand wordt hier niet gemaakt."))
    return ExportForm(name)


def _ask(programme: sqlite3.Row, form: ExportForm, *, identified: bool) -> None:
    request_export(
        forms.current.database(),
        programme["id"],
        forms.current.facilitator_id(),
        form,
        identified=identified,
    )
