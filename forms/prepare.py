"""Preparing one meeting: what the invitation says, who speaks, what will be asked; its sheet."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

import forms.current
from collector.activities import change_instrument
from collector.catching_up import set_catch_up
from collector.errors import Refused
from collector.meetings import add_resource, add_speaker, change_meeting
from collector.queries import meetings, programmes
from collector.queries.terms import terms_to_tell
from collector.records import Instrument, Question, QuestionKind
from forms.catalogue import catalogue
from forms.desk import ID, activity_of, back, clean, meeting_of, page, programme_of
from forms.instruments import fill_in
from forms.programme_forms import MeetingDetailsForm, ResourceForm, SpeakerForm, region_choices

bp = Blueprint("prepare", __name__, url_prefix="/facilitate")

KIND_WORDS = {
    QuestionKind.STATEMENTS: _l("uitspraken, in vakken"),
    QuestionKind.CHOICE: _l("één keuze"),
    QuestionKind.CHOICES: _l("meer keuzes mogelijk"),
    QuestionKind.SCALE: _l("schaal"),
    QuestionKind.NUMBER: _l("getal"),
    QuestionKind.RANKING: _l("volgorde"),
    QuestionKind.SHORT_TEXT: _l("korte tekst"),
    QuestionKind.LONG_TEXT: _l("tekst"),
    QuestionKind.MATRIX: _l("tabel, één keuze per regel"),
    QuestionKind.CONTACT: _l("contactgegevens"),
    QuestionKind.CONSENT: _l("toestemming"),
    QuestionKind.VOTES: _l("stemmen op uitspraken"),
}


@bp.route(f"/<slug>/meeting/<{ID}:meeting>/prepare", methods=["GET", "POST"])
def show(slug: str, meeting: int) -> str | Response:
    """Everything of the meeting; posting changes title, region, date and introduction."""
    programme = programme_of(slug)
    row = meeting_of(programme, meeting)
    form = _details(programme, row)
    if not form.validate_on_submit():
        return _show(programme, row, details=form)
    change_meeting(
        forms.current.database(),
        meeting,
        title=form.title.data,
        region=form.region_id(),
        day=form.day.data,
        intro=form.intro.data,
        self_study=form.self_study.data,
    )
    flash(_("De bijeenkomst is bewaard."), "success")
    return redirect(url_for(".show", slug=slug, meeting=meeting))


def _details(programme: sqlite3.Row, meeting: sqlite3.Row) -> MeetingDetailsForm:
    posted = request.form if request.endpoint == "prepare.show" and request.form else None
    form = MeetingDetailsForm(
        formdata=posted,
        title=meeting["title"],
        region=str(meeting["region_id"] or ""),
        day=date.fromisoformat(meeting["date"]) if meeting["date"] else None,
        intro=meeting["intro"],
        self_study=meeting["self_study"],
    )
    regions = programmes.regions(forms.current.database(), programme["id"])
    form.region.choices = region_choices(regions)
    return form


def _show(programme: sqlite3.Row, meeting: sqlite3.Row, **filled_in: object) -> str:
    """:param filled_in: forms that were handed in and are not right yet"""
    database, identifier = forms.current.database(), meeting["id"]
    activities = meetings.activities(database, identifier)
    values: dict[str, object] = {
        "details": _details(programme, meeting),
        "speaker": SpeakerForm(formdata=None, prefix="speaker-"),
        "resource": ResourceForm(formdata=None, prefix="resource-"),
        "labels": None,
        **filled_in,
    }
    return page(
        "prepare.html",
        programme,
        tab="programme",
        meeting=meeting,
        until=terms_to_tell(database, programme["id"]).ends_on,
        activities=[(one, meetings.instrument_of(one), _filled_in(one)) for one in activities],
        speakers=meetings.speakers(database, identifier),
        resources=programmes.resources(database, programme["id"], identifier),
        kind_words=KIND_WORDS,
        instruments=catalogue().instruments,
        **values,
    )


@bp.post(f"/<slug>/meeting/<{ID}:meeting>/catch-up")
def catch_up(slug: str, meeting: int) -> Response:
    """Whether the questions can also be answered outside the meeting (`on` is 1)."""
    row = meeting_of(programme_of(slug), meeting)
    on = request.form.get("on") == "1"
    set_catch_up(forms.current.database(), row["id"], on=on)
    flash(
        _("De vragen kunnen ook buiten de bijeenkomst worden ingevuld.")
        if on
        else _("De vragen kunnen alleen nog in de bijeenkomst worden ingevuld."),
        "success",
    )
    return back(url_for(".show", slug=slug, meeting=meeting), "catch-up")


@bp.post(f"/<slug>/meeting/<{ID}:meeting>/speakers")
def speaker(slug: str, meeting: int) -> str | Response:
    programme = programme_of(slug)
    row = meeting_of(programme, meeting)
    form = SpeakerForm(prefix="speaker-")
    if not form.validate_on_submit():
        return _show(programme, row, speaker=form)
    add_speaker(forms.current.database(), meeting, form.speaker())
    flash(_("%(name)s staat erbij.", name=form.name.data), "success")
    return redirect(url_for(".show", slug=slug, meeting=meeting) + "#speakers")


@bp.post(f"/<slug>/meeting/<{ID}:meeting>/resources")
def resource(slug: str, meeting: int) -> str | Response:
    programme = programme_of(slug)
    row = meeting_of(programme, meeting)
    form = ResourceForm(prefix="resource-")
    if not form.validate_on_submit():
        return _show(programme, row, resource=form)
    add_resource(forms.current.database(), programme["id"], meeting, form.resource())
    flash(_("De bron staat erbij."), "success")
    return redirect(url_for(".show", slug=slug, meeting=meeting) + "#resources")


def _filled_in(activity: sqlite3.Row) -> list[tuple[Question, list[str]]]:
    """Questions that the organiser filled in and can still correct, with their labels now.

    That is until somebody has answered: an answer keeps the labels that it was given to.
    """
    now = meetings.instrument_of(activity)
    as_shipped = catalogue().instruments.get(now.slug)
    if as_shipped is None or activity["responses"] or now.left_open:
        return []
    return [
        (question, [one.label for one in found.rows or found.options])
        for question in as_shipped.left_open
        for found in now.questions
        if found.key == question.key
    ]


def _open_again(instrument: Instrument, key: str) -> Instrument:
    """With this one question as it was before it was filled in."""
    shipped = catalogue().instruments[instrument.slug].question(key)
    questions = tuple(shipped if one.key == key else one for one in instrument.questions)
    return replace(instrument, questions=questions)


@bp.post(f"/<slug>/meeting/<{ID}:meeting>/activities/<{ID}:activity>/fill-in")
def labels(slug: str, meeting: int, activity: int) -> str | Response:
    """What the organiser fills in where an instrument left it open: a label a line."""
    programme = programme_of(slug)
    row = meeting_of(programme, meeting)
    place = activity_of(row, activity)
    question = request.form.get("question", "")
    typed = [clean(line) for line in request.form.getlist("label")]
    lines = [line for text in typed for line in text.splitlines() if line.strip()]
    instrument = meetings.instrument_of(place)
    if question in {one.key for one, _labels in _filled_in(place)}:
        instrument = _open_again(instrument, question)
    try:
        instrument = fill_in(instrument, question, lines)
    except Refused as error:
        return _show(
            programme,
            row,
            labels=(activity, question, typed, forms.current.in_words(error.wording)),
        )
    change_instrument(forms.current.database(), activity, instrument)
    flash(_("Ingevuld. Dit onderdeel kan nu open."), "success")
    return redirect(url_for(".show", slug=slug, meeting=meeting) + f"#a-{activity}")


@bp.get(f"/<slug>/meeting/<{ID}:meeting>/sheet")
def sheet(slug: str, meeting: int) -> str:
    """Paper for every table: how to join and what the talk is about; or cards to cut out."""
    programme = programme_of(slug)
    row = meeting_of(programme, meeting)
    database = forms.current.database()
    topics = [
        (topic["title"], json.loads(topic["questions"]))
        for topic in programmes.topics(database, programme["id"])
    ]
    if not topics:
        topics = [
            (one["title"], _to_talk_about(meetings.instrument_of(one)))
            for one in meetings.activities(database, meeting)
        ]
    return render_template(
        "facilitator/sheet.html",
        programme=programme,
        meeting=row,
        form="cards" if request.args.get("form") == "cards" else "table",
        topics=[(title, questions) for title, questions in topics if questions],
    )


def _to_talk_about(instrument: Instrument) -> list[str]:
    apart = (QuestionKind.CONTACT, QuestionKind.CONSENT, QuestionKind.VOTES)
    return [question.label for question in instrument.questions if question.kind not in apart]
