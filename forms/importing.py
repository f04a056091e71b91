"""Reading in a file: choose it, see what was recognised, then read it in or leave it."""

from __future__ import annotations

import sqlite3
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as BaseResponse
from wtforms import FileField, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired

import forms.current
from collector import uploads as stored
from collector.errors import Refused
from collector.queries import programmes
from collector.queries.grants import open_programmes
from collector.queries.uploads import upload, uploads
from collector.reading_report import FileKind, Found, Target
from collector.uploads import LARGEST_FILE, UploadState
from forms.desk import ID, choices, number, one_line
from forms.plain_form import PlainForm
from forms.programme_forms import at_most

bp = Blueprint("importing", __name__, url_prefix="/facilitate/import")

LONGEST_NAME = 150
_BESIDE = 64 * 1024  # bytes of the form beside its file
BUSY = (UploadState.LOOK, UploadState.STORE)

KIND_WORDS = {
    FileKind.WRAP_UP: _l("een wrap-up van gesprekstafels"),
    FileKind.NETWORK_REPORT: _l("een verslag van een leernetwerk"),
    FileKind.TABLE: _l("een tabel"),
    FileKind.SURVEY: _l("een LimeSurvey-vragenlijst"),
    FileKind.CODEBOOK: _l("een codeboek (REFI-QDA)"),
    FileKind.CODED: _l("een gecodeerd project (REFI-QDA)"),
}
TARGET_WORDS = {
    Target.IGNORE: _l("niet inlezen"),
    Target.TEXT: _l("de uitspraak"),
    Target.THEME: _l("het thema"),
    Target.ASPECT: _l("inhoud of proces"),
    Target.TOPIC: _l("het hoofdonderwerp"),
    Target.MEETING: _l("de bijeenkomst"),
    Target.REGION: _l("de regio"),
    Target.ROLE: _l("de rol"),
    Target.PARTNERSHIP: _l("het partnerschap"),
    Target.PERSON: _l("het nummer van de deelnemer"),
}
VERBATIM_WORDS = {
    "no": _l("Nee, of dat weet ik niet"),
    "yes": _l("Ja: het is al openbaar, of iedereen die hier spreekt vond het goed"),
}


def _consent() -> RadioField:
    return RadioField(
        _l("Mogen deze uitspraken woordelijk worden gepubliceerd?"),
        choices=choices(VERBATIM_WORDS.items()),
        validators=[InputRequired(_l("Kies of deze uitspraken gepubliceerd mogen worden."))],
    )


class UploadForm(PlainForm):
    """A file, and where it goes. The file itself is in the request."""

    file = FileField(_l("Bestand"))
    programme = SelectField(_l("Waar komt het bij?"))
    verbatim = _consent()

    def validate_file(self, _field: FileField) -> None:
        if not received_name():
            raise ValidationError(_("Kies een bestand."))


class ChoiceForm(PlainForm):
    """How a file is to be read; the columns of a table are fields beside it."""

    title = StringField(
        _l("Titel van het nieuwe traject"), filters=[one_line], validators=[at_most(300)]
    )
    verbatim = _consent()


def received_name() -> str:
    """The name of the file that came along, without folders; "" when none came."""
    file = request.files.get("file")
    name = one_line((file.filename or "").replace("\\", "/").rpartition("/")[2]) if file else ""
    return name[-LONGEST_NAME:]


@bp.route("", methods=["GET", "POST"])
def start() -> str | BaseResponse | tuple[str, int]:
    """Choose a file; posting keeps it until it is read in or dropped, a day at most.

    :raise CSRFError: the token is not right; it is looked at here, after the size.
    """
    request.max_content_length = LARGEST_FILE + _BESIDE
    try:
        form = _upload_form()
        if not form.validate_on_submit():
            if "csrf_token" in form.errors:
                raise CSRFError
            return _start(form)
        content = request.files["file"].read()
    except RequestEntityTooLarge:
        form = _upload_form(formdata=None)
        form.file.errors = [_too_large()]
        return _start(form), 413
    try:
        identifier = stored.receive(
            forms.current.database(),
            forms.current.facilitator_id(),
            received_name(),
            content,
            programme=number(form.programme.data),
            verbatim=form.verbatim.data == "yes",
        )
    except Refused as refusal:
        form.file.errors = [forms.current.in_words(refusal.wording)]
        return _start(form)
    return redirect(url_for(".show", identifier=identifier))


def _upload_form(**keywords: Any) -> UploadForm:
    database = forms.current.database()
    own = open_programmes(database, forms.current.facilitator_id(), to_lead=True)
    found = programmes.programmes_among(database, own)
    wanted = request.args.get("programme", "")
    chosen = next((str(row["id"]) for row in found if row["slug"] == wanted), "")
    form = UploadForm(programme=chosen, **keywords)
    rows = [(row["id"], row["title"]) for row in found]
    form.programme.choices = choices([("", _l("een nieuw traject")), *rows])
    return form


def _too_large() -> str:
    size = LARGEST_FILE // 1024 // 1024
    return _(
        "Dit bestand is groter dan %(size)s MB. Verdeel het, of haal afbeeldingen eruit.", size=size
    )


def _start(form: UploadForm) -> str:
    return render_template(
        "facilitator/import.html",
        form=form,
        waiting_files=uploads(forms.current.database(), forms.current.facilitator_id()),
        busy=BUSY,
        largest=LARGEST_FILE,
        too_large=_too_large(),
    )


@bp.get(f"/<{ID}:identifier>")
def show(identifier: int) -> str:
    """What was recognised, and what would be read in."""
    return _show(_upload(identifier))


def _upload(identifier: int) -> sqlite3.Row:
    return upload(forms.current.database(), identifier, forms.current.facilitator_id())


def _show(row: sqlite3.Row, form: ChoiceForm | None = None) -> str:
    found = Found.from_json(row["found"]) if row["found"] else None
    verbatim = "yes" if row["verbatim"] else "no"
    title = row["title"] or (found.title if found else "")
    return render_template(
        "facilitator/import_file.html",
        upload=row,
        found=found,
        form=form or ChoiceForm(formdata=None, title=title, verbatim=verbatim),
        chosen=_columns(found) if form and found else {},
        busy=row["state"] in BUSY,
        kind_words=KIND_WORDS,
        target_words=TARGET_WORDS,
        question_words=dict(found.questions) if found else {},
        in_words=forms.current.in_words,
    )


@bp.get(f"/<{ID}:identifier>/live")
def fragment(identifier: int) -> Response:
    """Nothing while the worker is at it; the whole page anew when it is done."""
    if _upload(identifier)["state"] in BUSY:
        return Response(status=204)
    return Response(headers={"HX-Refresh": "true"})


@bp.post(f"/<{ID}:identifier>")
def choose(identifier: int) -> str | BaseResponse:
    """`do=look`: look again with these choices; `do=store`: read it in, if it was seen so."""
    row = _upload(identifier)
    found = Found.from_json(row["found"]) if row["found"] else None
    form = ChoiceForm()
    if found is None:
        raise Refused("Dit bestand wordt al verwerkt, of is er niet meer. Laad de pagina opnieuw.")
    if not form.validate_on_submit():
        return _show(row, form)
    database, columns = forms.current.database(), _columns(found)
    title = found.title if row["slug"] else form.title.data or found.title
    verbatim = form.verbatim.data == "yes"
    there = {one.heading: one.target for one in found.columns}
    is_seen = (columns, title, verbatim) == (there, found.title, bool(row["verbatim"]))
    if request.form.get("do") == "store" and is_seen:
        stored.store_it(database, identifier)
    else:
        if request.form.get("do") == "store":
            flash(_("U koos iets anders. Kijk eerst hoe het nu wordt gelezen."), "warning")
        stored.look_again(database, identifier, columns=columns, title=title, verbatim=verbatim)
    return redirect(url_for(".show", identifier=identifier))


def _columns(found: Found) -> dict[str, str]:
    """Heading → target as the form says; what it does not say, as it was."""
    return {
        one.heading: request.form.get(f"column-{place}", one.target)[:500]
        for place, one in enumerate(found.columns)
    }


@bp.post(f"/<{ID}:identifier>/drop")
def drop(identifier: int) -> BaseResponse:
    """The file goes at once; nothing of it was read in."""
    row = _upload(identifier)
    stored.drop(forms.current.database(), row["id"])
    flash(_("%(file)s is verwijderd.", file=row["file"]), "success")
    return redirect(url_for(".start"))
