"""The own answer to the same question in an earlier meeting, by the receipts on this phone."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

import forms.current
from collector.queries import answers, meetings
from collector.records import Instrument, Question
from forms import joined
from forms.answered import Lines, answered


@dataclass(frozen=True)
class Earlier:
    meeting: str  # title
    lines: Lines


def earlier_answers(place: sqlite3.Row, instrument: Instrument) -> dict[str, Earlier]:
    """Question key → the own answer of an earlier meeting, the latest one.

    Only questions with a dimension are followed over time. Whoever was not there before, or has
    another phone and did not type the earlier receipt, has none.
    """
    wanted = {_followed(question) for question in instrument.questions if question.dimension}
    found: dict[str, Earlier] = {}
    for meeting in meetings.meetings(forms.current.database(), place["programme_id"]):
        me = joined.participant(meeting["id"])
        if wanted and me is not None and meeting["position"] < place["position"]:
            for question, lines in _followed_answers(me):
                if _followed(question) in wanted and lines:
                    found[question.key] = Earlier(meeting["title"], lines)
    return found


def _followed(question: Question) -> tuple[str, str, str]:
    return question.key, question.dimension, question.kind


def _followed_answers(me: sqlite3.Row) -> list[tuple[Question, Lines]]:
    database = forms.current.database()
    return [
        (one.question, one.lines)
        for response in answers.responses_of(database, me["id"])
        if not response["withdrawn"]
        for one in answered(
            meetings.instrument(database, response["instrument_id"]),
            answers.answers_of(database, response["id"]),
        )
        if one.question.dimension
    ]
