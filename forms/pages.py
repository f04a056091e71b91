"""Registers every page of the service, what they share, and what goes wrong on them."""

from __future__ import annotations

import sqlite3
from typing import cast
from urllib.parse import urlsplit

from flask import (
    Flask,
    abort,
    flash,
    g,
    redirect,
    render_template,
    request,
)
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, TooManyRequests
from werkzeug.wrappers import Response as BaseResponse

import forms.about
import forms.access
import forms.account
import forms.account_code
import forms.account_passkeys
import forms.acts
import forms.agenda
import forms.amending
import forms.api.page
import forms.api.service
import forms.aspects
import forms.attached
import forms.audit
import forms.auditing
import forms.board_moves
import forms.closing
import forms.codes
import forms.consensus
import forms.copies
import forms.current
import forms.development
import forms.device
import forms.duplicates
import forms.earlier_versions
import forms.exports
import forms.facilitator
import forms.guessing
import forms.health
import forms.hosts
import forms.importing
import forms.invitation
import forms.language
import forms.log_in_tries
import forms.moderation
import forms.network
import forms.on_behalf
import forms.organisations
import forms.outcomes
import forms.own_erasure
import forms.own_partnership
import forms.pace
import forms.participant
import forms.partnership_changes
import forms.partnership_page
import forms.partnership_report
import forms.partnerships
import forms.passkey_ceremony
import forms.passkey_log_in
import forms.people
import forms.prepare
import forms.programme
import forms.programme_people
import forms.provider
import forms.question_editor
import forms.queued
import forms.receipts
import forms.rehearsal
import forms.releases
import forms.request_log
import forms.reset
import forms.review
import forms.run
import forms.runs
import forms.screens
import forms.second_step
import forms.security
import forms.self_study
import forms.sign_ups
import forms.sketch_desk
import forms.splits
import forms.status
import forms.steps
import forms.storage_trouble
import forms.streams
import forms.terms
import forms.theme_board
import forms.timer
import forms.together
import forms.tokens
import forms.voting
import forms.years
from collector.database import is_trouble
from collector.errors import (
    Conflict,
    GesprekstafelError,
    NotAllowed,
    NotFound,
    Refused,
    StorageError,
)
from forms import assets, headers
from forms.addresses import IdConverter, spoken_address
from forms.api.problems import is_of_programs
from forms.compression import compress

Explained = tuple[str, int, dict[str, str]]
"""A page, its status, and when it is worth trying again."""

FACILITATORS = (
    forms.facilitator,
    forms.programme,
    forms.partnerships,
    forms.organisations,
    forms.codes,
    forms.importing,
    forms.sign_ups,
    forms.attached,
    forms.prepare,
    forms.question_editor,
    forms.copies,
    forms.agenda,
    forms.run,
    forms.closing,
    forms.rehearsal,
    forms.timer,
    forms.on_behalf,
    forms.sketch_desk,
    forms.moderation,
    forms.review,
    forms.aspects,
    forms.duplicates,
    forms.acts,
    forms.theme_board,
    forms.board_moves,
    forms.splits,
    forms.runs,
    forms.consensus,
    forms.development,
    forms.outcomes,
    forms.exports,
    forms.years,
    forms.releases,
    forms.terms,
    forms.tokens,
    forms.account,
    forms.account_code,
    forms.account_passkeys,
    forms.second_step,
    forms.passkey_log_in,
    forms.status,
    forms.audit,
    forms.provider,
    forms.people,
    forms.programme_people,
    forms.invitation,
    forms.reset,
)
"""The rooms that only a facilitator comes in, all under `/facilitate`."""


def register(app: Flask) -> None:
    forms.hosts.register(app)
    forms.guessing.register(app)
    forms.log_in_tries.register(app)
    forms.passkey_ceremony.register(app)
    app.url_map.converters["int"] = IdConverter
    app.register_blueprint(forms.health.bp)
    app.register_blueprint(forms.language.bp)
    app.register_blueprint(forms.streams.bp)
    app.register_blueprint(forms.about.bp)
    app.register_blueprint(forms.security.bp)
    app.register_blueprint(forms.api.page.bp)
    forms.api.service.register(app)
    for room in FACILITATORS:
        app.register_blueprint(room.bp)
    app.register_blueprint(forms.participant.bp)
    app.register_blueprint(forms.queued.bp)
    app.register_blueprint(forms.device.bp)
    app.register_blueprint(forms.voting.bp)
    app.register_blueprint(forms.together.bp)
    app.register_blueprint(forms.earlier_versions.bp)
    app.register_blueprint(forms.steps.bp)
    app.register_blueprint(forms.receipts.bp)
    app.register_blueprint(forms.amending.bp)
    app.register_blueprint(forms.own_erasure.bp)
    app.register_blueprint(forms.self_study.bp)
    app.register_blueprint(forms.own_partnership.bp)
    app.register_blueprint(forms.partnership_page.bp)
    app.register_blueprint(forms.partnership_changes.bp)
    app.register_blueprint(forms.partnership_report.bp)
    app.register_blueprint(forms.screens.bp)
    app.register_blueprint(forms.network.bp)
    app.extensions["monitor"] = forms.health.Monitor(
        app.config["GESPREKSTAFEL"], app.extensions["watcher"]
    )
    app.teardown_appcontext(forms.current.close)
    app.teardown_request(forms.auditing.end)
    app.before_request(fields_only)
    app.before_request(forms.access.admit)
    app.before_request(forms.auditing.begin)
    app.after_request(compress)
    headers.register(app)
    forms.provider.register(app, app.config["GESPREKSTAFEL"].provider)
    forms.pace.register(app)
    assets.register(app)
    forms.storage_trouble.register(app)
    app.register_error_handler(NotFound, not_found)
    app.register_error_handler(NotAllowed, not_allowed)
    app.register_error_handler(Refused, refused)
    app.register_error_handler(Conflict, refused)
    app.register_error_handler(StorageError, not_stored)
    app.register_error_handler(sqlite3.DatabaseError, not_stored)
    app.register_error_handler(CSRFError, csrf_failed)
    app.register_error_handler(HTTPException, http_error)
    app.context_processor(shared)
    app.add_template_global(spoken_address)


def shared() -> dict[str, object]:
    """What every template may use. An error page also comes without a database."""
    try:
        return {
            "facilitator": forms.current.facilitator(),
            "may_lead": forms.access.may_lead(),
            "may_read": forms.access.may_read(),
        }
    except (StorageError, sqlite3.DatabaseError):
        return {"facilitator": None, "may_lead": False, "may_read": False}


def fields_only() -> None:
    """Forms send fields; the form library would also read JSON, of any shape.

    :raise 415: the request holds JSON.
    """
    if request.is_json:
        abort(415)


def error_page(title: str, text: str, status: int) -> tuple[str, int]:
    number = forms.request_log.number() if status >= 500 else None
    page = render_template("error.html", title=title, text=text, status=status, number=number)
    return page, status


def not_found(error: NotFound) -> tuple[str, int]:
    return error_page(_("Niet gevonden"), forms.current.in_words(error.wording), 404)


def not_allowed(error: NotAllowed) -> tuple[str, int]:
    return error_page(_("Geen toegang"), forms.current.in_words(error.wording), 403)


def refused(error: GesprekstafelError) -> tuple[str, int] | BaseResponse:
    """Back to the page that the wish came from, with the reason; else a page that says it."""
    reason = forms.current.in_words(error.wording)
    came_from = _own_page(request.referrer)
    if request.method == "POST" and came_from and not request.headers.get("HX-Request"):
        flash(reason, "error")
        return redirect(came_from)
    return error_page(_("Dit kan nu niet"), reason, 409)


def _own_page(address: str | None) -> str | None:
    """The address if it is one of this service."""
    try:
        return address if address and urlsplit(address).netloc == request.host else None
    except ValueError:
        return None


def not_stored(error: StorageError | sqlite3.DatabaseError) -> Explained:
    """The database is locked, full, read-only, damaged or gone: nothing of this was stored."""
    if isinstance(error, sqlite3.DatabaseError) and not is_trouble(error):
        raise error
    g.went_wrong = f"{type(error).__name__}: {error}"
    title, text = forms.storage_trouble.told(error)
    return *error_page(title, text, 503), {"Retry-After": forms.storage_trouble.AGAIN_SECONDS}


def csrf_failed(_error: CSRFError) -> tuple[str, int]:
    return error_page(
        _("Deze pagina is verlopen"),
        _("Ga terug, laad de pagina opnieuw en probeer het nog eens. Uw tekst staat er nog."),
        400,
    )


def wait_a_little(error: TooManyRequests) -> Explained:
    """Nothing was done with what was sent; a phone sends it again by itself."""
    seconds = int(cast(int, error.retry_after))
    text = ngettext(
        "Er kwam hiervandaan te veel achter elkaar. Wacht nog %(num)s seconde en ga dan terug:"
        " wat u typte staat er nog.",
        "Er kwam hiervandaan te veel achter elkaar. Wacht nog %(num)s seconden en ga dan terug:"
        " wat u typte staat er nog.",
        seconds,
    )
    return *error_page(_("Even wachten"), text, 429), {"Retry-After": str(seconds)}


def http_error(error: HTTPException) -> tuple[str, int] | Explained | BaseResponse:
    if error.code is None or error.code < 400:
        return error.get_response()
    if isinstance(error, TooManyRequests):
        return wait_a_little(error)
    if is_of_programs(request.path):  # an address that no route has, or another method
        return forms.api.service.http_error(error)
    texts = {
        404: (_("Niet gevonden"), _("Deze pagina bestaat niet. Controleer het adres of de code.")),
        405: (_("Dit kan hier niet"), _("Ga terug naar de vorige pagina.")),
        413: (_("Te groot"), _("Dit is meer dan de dienst aanneemt. Stuur het in delen.")),
        500: (
            _("Er ging iets mis"),
            _("Dat ligt aan ons. Wat al bevestigd was, is bewaard. Probeer het nog eens."),
        ),
    }
    title, text = texts.get(error.code, (_("Dit kan niet"), _("Ga terug en probeer het anders.")))
    return error_page(title, text, error.code)
