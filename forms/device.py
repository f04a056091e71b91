"""What a phone keeps of this service: the page as an app, pages for without a connection, and
leaving nothing behind for the next person."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

import forms.current
from collector import live
from collector.access import in_groups, normalise_code
from collector.queries import meetings
from forms import assets, joined
from forms.addresses import this_page
from forms.plain_form import PlainForm

bp = Blueprint("device", __name__)

SHARED = ("store.js", "queue.js")
"""Scripts that the page and its service worker both begin with."""
SCRIPTS = (
    *SHARED,
    "live.js",
    "connection.js",
    "statements.js",
    "draft.js",
    "outbox.js",
    "orphans.js",
    "participant.js",
    "timer.js",
)
"""Of every phone page: in this order, fetched as one."""
SHELL = (
    "style.css",
    "participant.css",
    "vendor/figtree/figtree-latin-wght-normal.woff2",
    "icon.svg",
)
"""The files that a phone page needs; kept on the phone, next to the pages it has seen."""
ICONS = (
    ("icon.svg", "any", "image/svg+xml", "any"),
    ("icons/icon-192.png", "192x192", "image/png", "any"),
    ("icons/icon-512.png", "512x512", "image/png", "any"),
    ("icons/maskable-512.png", "512x512", "image/png", "maskable"),
)


_REMARK = re.compile(r"^\s*//.*\n|^[ ]+", re.MULTILINE)


@bp.app_context_processor
def scripts() -> dict[str, object]:
    return {"phone_script": _program_address()}


def _joined(*names: str) -> str:
    """Scripts as one, without indents and the lines that only explain: those stay here."""
    folder = Path(current_app.static_folder or "")
    return _REMARK.sub("", "".join((folder / name).read_text("utf-8") for name in names))


def _program_address() -> str:
    marks = "".join(assets.fingerprint(name) for name in SCRIPTS)
    return url_for("device.program", v=hashlib.sha256(marks.encode()).hexdigest()[:12])


@bp.get("/phone.js")
def program() -> Response:
    """The scripts of a phone as one: a request less for each, and they compress better."""
    answer = Response(_joined(*SCRIPTS), mimetype="text/javascript")
    same = this_page() == _program_address()
    answer.headers["Cache-Control"] = assets.FOREVER if same else assets.ASK_FIRST
    return answer


def _static(name: str) -> str:
    return url_for("static", filename=name)


@bp.get("/manifest.webmanifest")
def manifest() -> Response:
    """https://www.w3.org/TR/appmanifest/"""
    answer = jsonify(
        id=url_for("participant.start"),
        name="Gesprekstafel",
        short_name="Gesprekstafel",
        description=_("Meedoen aan een gesprekstafel of leernetwerk"),
        lang=forms.current.locale(),
        start_url=url_for("participant.start"),
        scope=url_for("participant.start"),
        display="standalone",
        background_color="#fbf8f2",
        theme_color="#0d4f5c",
        icons=[
            {"src": _static(name), "sizes": sizes, "type": kind, "purpose": purpose}
            for name, sizes, kind, purpose in ICONS
        ],
    )
    answer.mimetype = "application/manifest+json"
    return _asked_again(answer)


@bp.get("/service-worker.js")
def service_worker() -> Response:
    """From the root, because it may only look after what lies below it.

    Begins with the list of files, whose addresses hold their content: a file that changes makes
    this another script, and the browser then fetches what is new. So does another language: a
    phone never keeps pages of two.
    """
    files = [*(_static(name) for name in SHELL), _program_address()]
    worker = _joined(*SHARED, "service-worker.js")
    language = forms.current.locale()
    about = {
        "version": hashlib.sha256("".join([language, *files, worker]).encode()).hexdigest()[:12],
        "files": files,
        "away": url_for(".away", language=language),
    }
    text = f"const SHELL = {json.dumps(about)};\n{worker}"
    return _asked_again(Response(text, mimetype="text/javascript"))


def _asked_again(answer: Response) -> Response:
    """Asked for every time, sent only when it changed."""
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@bp.get("/away")
def away() -> str:
    """What the phone shows when there is no connection and it does not have the page."""
    return render_template("participant/away.html")


@bp.route("/m/<code>/leave", methods=["GET", "POST"])
def leave(code: str) -> str | BaseResponse:
    """Done on this phone: what was kept on it goes, so that the next person can come in.

    :raise NotFound: no meeting has this code.
    """
    database = forms.current.database()
    place = meetings.meeting_by_code(database, normalise_code(code))
    form = PlainForm()
    if joined.participant(place["id"]) is None and not form.is_submitted():
        return redirect(url_for("participant.meeting", code=place["code"]), 303)
    owner, receipt = joined.owner(place["id"]), joined.receipt(place["id"])
    gone = form.validate_on_submit()
    if gone:
        joined.forget(
            place["id"], [row["id"] for row in meetings.activities(database, place["id"])]
        )
    return render_template(
        "participant/leave.html",
        meeting=place,
        form=form,
        gone=gone,
        owner="" if gone else owner,
        left=owner,
        newest=live.latest(database),
        receipt=in_groups(receipt),
    )
