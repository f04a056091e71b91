"""Changing what an activity asks, in the browser: every press keeps everything that was typed."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field, replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

import forms.current
from collector.activities import change_instrument
from collector.errors import Conflict
from collector.queries import answers, meetings, programmes
from collector.records import Instrument, Question, QuestionKind
from forms.desk import ID, activity_of, clean, meeting_of, number, one_line, page, programme_of
from forms.prepare import KIND_WORDS
from forms.question_draft import MOST_QUESTIONS, DraftQuestion, check, drafted, posted
from forms.questions import form_for

bp = Blueprint("question_editor", __name__, url_prefix="/facilitate")

TITLE_LIMIT = 200
INTRO_LIMIT = 2000


@dataclass
class Draft:
    """What stands on the page: typed, checked, and what it would change for answers given."""

    title: str
    intro: str
    questions: list[DraftQuestion]
    version: int  # the id of the version that is changed
    errors: dict[str, str] = field(default_factory=dict)  # of title, intro, and of the whole ("")
    right: tuple[Question, ...] = ()
    losses: list[str] = field(default_factory=list)
    focus: str = ""  # the question to go to

    @property
    def asked(self) -> list[DraftQuestion]:
        return [one for one in self.questions if not one.gone]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(id of the field, what is wrong with it), for the summary."""
        found = [(name, text) for name, text in self.errors.items()]
        for one in self.asked:
            found += [(f"{one.name}-{name}", text) for name, text in one.errors.items()]
        return found


@bp.route(
    f"/<slug>/meeting/<{ID}:meeting>/activities/<{ID}:activity>/questions", methods=["GET", "POST"]
)
def edit(slug: str, meeting: int, activity: int) -> str | Response | tuple[str, int]:
    """The questions of one activity. A button does one thing (`do`) and shows the page again;
    only `save` stores, as a new version."""
    programme = programme_of(slug)
    row = meeting_of(programme, meeting)
    place = activity_of(row, activity)
    before = meetings.instrument_of(place)
    if request.method == "GET":
        draft = Draft(place["title"], before.intro, drafted(before), place["instrument_id"])
        return _page(programme, row, place, draft)
    draft = _posted(request.form, place)
    do = request.form.get("do", "save")
    if do != "save":
        _press(draft, do)
        return _page(programme, row, place, draft)
    made = _checked(draft, before, place)
    losses = _losses(before, made, place) if made else []
    if made is None or (losses and request.form.get("sure") != "yes"):
        draft.losses = losses
        return _page(programme, row, place, draft), 422
    try:
        change_instrument(
            forms.current.database(),
            activity,
            made,
            title=draft.title,
            instead_of=draft.version,
            by=forms.current.facilitator_id(),
        )
    except Conflict as error:
        draft.errors[""] = forms.current.in_words(error.wording)
        return _page(programme, row, place, draft), 409
    flash(_("De vragen zijn bewaard."), "success")
    return redirect(url_for("prepare.show", slug=slug, meeting=meeting) + f"#a-{activity}")


def _posted(form: MultiDict[str, str], place: sqlite3.Row) -> Draft:
    return Draft(
        title=one_line(form.get("title"))[:1000],
        intro=clean(form.get("intro"))[:20_000],
        questions=posted(form),
        version=number(form.get("version")) or place["instrument_id"],
    )


def _press(draft: Draft, do: str) -> None:
    """One button: `add`, or `up`, `down`, `remove`, `restore` with the name of a question."""
    what, _dash, name = do.partition("-")
    if what == "add":
        _add(draft, request.form.get("kind", ""))
        return
    at = next((place for place, one in enumerate(draft.questions) if one.name == name), None)
    if at is None:
        return
    draft.focus = name
    one = draft.questions[at]
    if what in ("remove", "restore"):
        one.gone = what == "remove"
    elif what in ("up", "down"):
        draft.questions.remove(one)
        draft.questions.insert(max(0, at - 1) if what == "up" else at + 1, one)


def _add(draft: Draft, kind: str) -> None:
    if kind not in tuple(QuestionKind):
        draft.errors["kind"] = _("Kies eerst wat voor vraag het wordt.")
    elif len(draft.asked) >= MOST_QUESTIONS:
        draft.errors["kind"] = _("Er passen %(n)s vragen in een onderdeel.", n=MOST_QUESTIONS)
    else:
        names = {one.name for one in draft.questions}
        name = next(f"q{n}" for n in range(1, 200) if f"q{n}" not in names)
        draft.questions.append(DraftQuestion(name, QuestionKind(kind)))
        draft.focus = name


def _checked(draft: Draft, before: Instrument, place: sqlite3.Row) -> Instrument | None:
    """The new version; None when something is not right yet: the draft says what."""
    taken = answers.questions_ever(forms.current.database(), place["id"])
    draft.right = check(draft.questions, before, sorted(taken))
    if not draft.title:
        draft.errors["title"] = _("Geef het onderdeel een titel.")
    elif len(draft.title) > TITLE_LIMIT:
        draft.errors["title"] = _("Houd dit korter: er passen %(n)s tekens.", n=TITLE_LIMIT)
    if len(draft.intro) > INTRO_LIMIT:
        draft.errors["intro"] = _("Houd dit korter: er passen %(n)s tekens.", n=INTRO_LIMIT)
    if not draft.asked:
        draft.errors["kind"] = _("Een onderdeel heeft ten minste één vraag. Voeg er een toe.")
    if draft.problems:
        return None
    title = before.title if draft.title == place["title"] else draft.title
    return replace(before, title=title, intro=draft.intro, questions=draft.right)


def _losses(before: Instrument, after: Instrument, place: sqlite3.Row) -> list[str]:
    """What happens to answers that were given; nothing while nobody answered."""
    if not place["responses"]:
        return []
    now = {question.key: question for question in after.questions}
    found: list[str] = []
    for old in before.questions:
        new = now.get(old.key)
        if new is None:
            found.append(_("“%(label)s” wordt niet meer gevraagd.", label=old.label))
            continue
        if new.label != old.label:
            found.append(_("“%(old)s” wordt “%(new)s”.", old=old.label, new=new.label))
        left = {one.key for one in (*new.options, *new.rows)}
        found += [
            _("Bij “%(label)s” valt “%(one)s” weg.", label=new.label, one=one.label)
            for one in (*old.options, *old.rows)
            if one.key not in left
        ]
    return found


@bp.post(f"/<slug>/meeting/<{ID}:meeting>/activities/<{ID}:activity>/preview")
def preview(slug: str, meeting: int, activity: int) -> str:
    """What a phone would show of what is typed now; stores nothing."""
    programme = programme_of(slug)
    place = activity_of(meeting_of(programme, meeting), activity)
    draft = _posted(request.form, place)
    draft.right = check(draft.questions, meetings.instrument_of(place))
    return render_template("facilitator/preview.html", **_on_a_phone(programme, place, draft))


def _on_a_phone(programme: sqlite3.Row, place: sqlite3.Row, draft: Draft) -> dict[str, object]:
    """The questions that are right, as the participants' own form."""
    instrument = replace(meetings.instrument_of(place), questions=draft.right)
    topics = programmes.topics(forms.current.database(), programme["id"])
    form = form_for(
        instrument,
        topics=[(topic["slug"], topic["title"]) for topic in topics],
        formdata=None,
        meta={"csrf": False},
    )
    return {"draft": draft, "form": form, "unready": len(draft.asked) - len(draft.right)}


def _page(programme: sqlite3.Row, meeting: sqlite3.Row, place: sqlite3.Row, draft: Draft) -> str:
    database = forms.current.database()
    if not draft.right:
        # For the picture of the phone; what is wrong is said only when somebody saves.
        shown = [replace(one, typed=dict(one.typed), errors={}) for one in draft.questions]
        draft.right = check(shown, meetings.instrument_of(place))
    return page(
        "question_editor.html",
        programme,
        tab="programme",
        meeting=meeting,
        activity=place,
        kind_words=KIND_WORDS,
        topics=programmes.topics(database, programme["id"]),
        follow_ups=programmes.follow_ups(database, programme["id"]),
        **_on_a_phone(programme, place, draft),
    )
