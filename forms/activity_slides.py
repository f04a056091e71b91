"""The slides of one activity of a meeting, from what is stored now."""

from __future__ import annotations

import sqlite3

from flask_babel import gettext as _

import forms.current
from collector.queries import answers, meetings, programmes, statements
from collector.records import Instrument, QuestionKind
from forms.handing_in import only_contacts
from forms.slides import Slide, questions_only, slides
from forms.voted import NOBODY, how_voted


def activity_slides(activity: sqlite3.Row, made_up: bool) -> list[Slide]:
    """:param made_up: of made-up answers, as long as there is no real one"""
    database = forms.current.database()
    instrument = meetings.instrument_of(activity)
    programme = meetings.activity(database, activity["id"])["programme_id"]
    if only_contacts(instrument):
        return [_sign_up(activity, instrument, programme)]
    approved = statements.statements(
        database, programme, activity=activity["id"], states=("approved",), rehearsal=made_up
    )
    texts = {
        question.key: [
            one.public_text for one in reversed(approved) if one.question == question.key
        ]
        for question in instrument.questions
        if question.kind is QuestionKind.STATEMENTS
    }
    if activity["results_hidden"] and not instrument.only_votes:
        return questions_only(instrument)
    values = answers.values_in(database, activity["id"], rehearsal=made_up, in_the_room=True)
    size = forms.current.config().group_size
    voted = how_voted(activity["id"]) if instrument.to_vote_on else NOBODY
    return slides(instrument, values, texts, size, voted)


def _sign_up(activity: sqlite3.Row, instrument: Instrument, programme: int) -> Slide:
    """What one can sign up for, with the code while that is possible; never who or how many did."""
    rows = programmes.follow_ups(forms.current.database(), programme)
    about = {row["slug"]: (row["title"], row["text"]) for row in rows}
    told = tuple(about.get(one.follow_up, (one.label, "")) for one in instrument.questions)
    return Slide("next", _("Hoe het verder gaat"), told=told, base=int(activity["state"] == "open"))
