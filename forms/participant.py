"""The participant's phone: a code, who you are, the activities, a form."""

from __future__ import annotations

import io
import sqlite3

import segno
from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

import forms.current
import forms.storage_trouble
from collector import live
from collector.access import in_groups, normalise_code
from collector.catching_up import accepts
from collector.database import is_trouble
from collector.errors import NotFound, StorageError
from collector.notice import notice
from collector.queries import meetings, programmes
from collector.queries.grants import tenant
from forms import joined, overview, own_partnership, queued
from forms.coming_in import come_in
from forms.earlier import earlier_answers, newcomer
from forms.handing_in import form_of, hand_in, own_statements
from forms.joining import CodeForm, ReceiptForm, who_form
from forms.promises import Promises, promises_of_programme, promises_to
from forms.questions import QuestionnaireForm

bp = Blueprint("participant", __name__)

View = str | BaseResponse | tuple[str | Response, int]


@bp.route("/", methods=["GET", "POST"])
def start() -> View:
    """Where everybody begins: the code on the screen."""
    form = CodeForm()
    if not form.validate_on_submit():
        return _start(form), 422 if form.errors else 200
    code = normalise_code(form.code.data)
    try:
        meetings.meeting_by_code(forms.current.database(), code)
    except NotFound:
        text = _("Deze code is niet bekend. Kijk nog eens op het scherm of vraag het na.")
        form.code.errors = [text]
        return _start(form), 404
    return redirect(url_for(".meeting", code=code), 303)


def _start(form: CodeForm) -> str:
    return render_template("participant/start.html", form=form, here=joined.meetings_here())


@bp.route("/r", methods=["GET", "POST"])
def own_receipt() -> View:
    form = ReceiptForm()
    if form.validate_on_submit():
        receipt = in_groups(normalise_code(form.receipt.data))
        return redirect(url_for("receipts.show", receipt=receipt), 303)
    return render_template("participant/own_receipt.html", form=form), 422 if form.errors else 200


@bp.get("/about/privacy")
def privacy() -> str:
    """The privacy notice, with what is promised at the meeting with this `code`; without one, at
    the meetings that somebody takes part in on this device.

    :raise NotFound: no meeting has this code.
    """
    code = normalise_code(request.args.get("code", ""))
    places = [_meeting(code)] if code else joined.meetings_here()
    return render_template(
        "participant/privacy.html",
        notice=notice(forms.current.config()),
        words=forms.current.in_words,
        promised=[(one, _of_programme(one), _promises(one)) for one in places],
    )


def _of_programme(place: sqlite3.Row) -> dict[str, str]:
    """Who holds it (`tenant`, may be empty), and whom to ask (`contact`, may be empty)."""
    database = forms.current.database()
    programme = programmes.programme_by_id(database, place["programme_id"])
    owner = tenant(database, programme["tenant_id"]) if programme["tenant_id"] else None
    return {"contact": programme["contact"], "tenant": owner["name"] if owner else ""}


def _promises(place: sqlite3.Row) -> Promises:
    me = joined.participant(place["id"])
    return promises_to(me) if me else promises_of_programme(place["programme_id"])


@bp.get("/m/<code>/qr.svg")
def qr(code: str) -> Response:
    """:raise NotFound: no meeting has this code."""
    meeting = _meeting(code)
    address = url_for(".meeting", code=meeting["code"], _external=True)
    drawing = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawing, kind="svg", border=2, dark="#06252c", light="#ffffff", omitsize=True
    )
    return Response(drawing.getvalue(), mimetype="image/svg+xml")


def _meeting(code: str) -> sqlite3.Row:
    return meetings.meeting_by_code(forms.current.database(), normalise_code(code))


@bp.get("/m/<code>")
def meeting(code: str) -> View:
    """Whoever has not joined tells who he or she is; the others see what there is to do.

    :raise NotFound: no meeting has this code.
    """
    place = _meeting(code)
    if place["code"] != code:
        return redirect(url_for(".meeting", code=place["code"]))
    me = joined.participant(place["id"])
    if me is None:
        joined.receipt(place["id"])
        return _page("who.html", place, form=who_form(forms.current.database(), place))
    return _page("meeting.html", place, **overview.of(place, me), me=me)


@bp.get("/m/<code>/who")
def who(code: str) -> View:
    """Change who you said you are."""
    place = _meeting(code)
    me = joined.participant(place["id"])
    if me is None:
        return redirect(url_for(".meeting", code=place["code"]))
    return _page("who.html", place, form=who_form(forms.current.database(), place, me), me=me)


@bp.post("/m/<code>")
def join(code: str) -> View:
    """:raise NotFound: no meeting has this code."""
    place = _meeting(code)
    before = joined.participant(place["id"])
    form = who_form(forms.current.database(), place, before)
    if not form.validate():
        return _page("who.html", place, form=form, me=before), 422
    first = come_in(place, form)
    if first:
        return redirect(url_for(".meeting", code=place["code"], first=1), 303)
    todo = [] if before else overview.open_activities(place)
    if len(todo) == 1:
        return redirect(url_for(".answer", code=place["code"], activity=todo[0]), 303)
    return redirect(url_for(".meeting", code=place["code"]), 303)


@bp.get("/m/<code>/activities")
def activities(code: str) -> str:
    """The list alone, for a phone that heard that something opened.

    :raise 403: nobody joined on this phone.
    """
    place = _meeting(code)
    me = joined.participant(place["id"])
    if me is None:
        abort(403)
    return render_template(
        "participant/activities.html",
        meeting=place,
        items=overview.items(place, me),
        own=own_partnership.of(place, me),
        me=me,
        receipt=in_groups(joined.receipt(place["id"])),
    )


@bp.route("/m/<code>/<int:activity>", methods=["GET", "POST"])
def answer(code: str, activity: int) -> View:
    """The form of one activity. To a queue on the phone it says what became of what was sent.

    :raise NotFound: the activity is not one of this meeting.
    """
    place = _meeting(code)
    me = joined.participant(place["id"])
    if me is None and request.method == "GET":
        flash(_("Laat eerst weten wie u bent. Daarna kunt u verder."), "warning")
        return redirect(url_for(".meeting", code=place["code"]), 303)
    try:
        row = meetings.activity(forms.current.database(), activity)
        if row["meeting_id"] != place["id"]:
            raise NotFound(_("Dit onderdeel hoort niet bij deze bijeenkomst."))
    except NotFound:
        if queued.asks():
            return queued.is_gone()
        raise
    if meetings.instrument_of(row).only_votes:
        return redirect(url_for("voting.show", code=place["code"], activity=activity), 303)
    form = form_of(row, me)
    status = 200
    if form.more.data:
        form.grow(form.more.data)
    elif form.is_submitted():
        status = _received(form, place, row, me)
        if queued.asks():
            return forms.storage_trouble.again_later(queued.became(form, status))
        if status == 303:
            return redirect(url_for(".meeting", code=place["code"], received=activity), 303)
    return forms.storage_trouble.again_later(_form_page(form, place, row, me, status))


def _form_page(
    form: QuestionnaireForm,
    place: sqlite3.Row,
    activity: sqlite3.Row,
    me: sqlite3.Row | None,
    status: int,
) -> tuple[str, int]:
    earlier = earlier_answers(place, form.instrument, me)
    page = _page(
        "form.html",
        place,
        activity=activity,
        form=form,
        mine=own_statements(me, activity["id"]) if me else [],
        earlier=earlier,
        newcomer=None if earlier else newcomer(place, form.instrument, me),
        receipt=in_groups(joined.receipt(place["id"])),
        is_open=_is_open(place, activity, me) and status != 409,
        is_known=me is not None,
        colleagues_see=form.instrument.together and me is not None and me["partnership_id"],
        typed=form.is_submitted(),
        done=form.returning,
    )
    return page, status


def _is_open(place: sqlite3.Row, activity: sqlite3.Row, me: sqlite3.Row | None) -> bool:
    if me is None:
        return bool(activity["state"] == "open")
    return accepts(forms.current.database(), place, activity, me)


def _received(
    form: QuestionnaireForm, place: sqlite3.Row, activity: sqlite3.Row, me: sqlite3.Row | None
) -> int:
    """303 when it is stored; else the status of the page that says why not and shows it again."""
    if me is None or (queued.asks() and not queued.is_of(joined.owner(place["id"]))):
        return 403
    try:
        if not form.validate():
            return 422
        return 303 if hand_in(form, place, activity, me) else 409
    except (StorageError, sqlite3.DatabaseError) as error:
        if isinstance(error, sqlite3.DatabaseError) and not is_trouble(error):
            raise
        forms.storage_trouble.say(error)
        form.put_off()
        return 503


def _page(template: str, place: sqlite3.Row, **values: object) -> str:
    return render_template(
        f"participant/{template}",
        meeting=place,
        newest=live.latest(forms.current.database()),
        owner=joined.owner(place["id"]),
        promises=_promises(place) if template == "who.html" else None,
        **values,
    )
