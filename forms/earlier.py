"""What was answered to the same question in an earlier meeting: together, and by oneself."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

import forms.current
from collector.queries import answers, meetings, statements
from collector.queries.presence import presence
from collector.queries.settled import settled_answers
from collector.records import Instrument, Question, QuestionKind
from forms import joined
from forms.answered import Lines, lines_of
from forms.shared_form import shared_lines

_IN_WORDS = (QuestionKind.STATEMENTS, QuestionKind.LONG_TEXT, QuestionKind.SHORT_TEXT)
_SHOWN_WITH = {"horizon_distance": "horizon"}
"""Dimension → the dimension of the words that it is about."""


@dataclass(frozen=True)
class Earlier:
    """`label` says whose answer it is, and of which meeting."""

    label: str
    lines: Lines


@dataclass(frozen=True)
class Newcomer:
    """What stands where there is nothing of then. `by_code`: with the code there would be."""

    text: str
    by_code: bool = False


@dataclass(frozen=True)
class _Said:
    question: Question
    meeting: sqlite3.Row
    lines: Lines
    together: bool
    agreed: bool = False

    @property
    def label(self) -> str:
        title = self.meeting["title"]
        if not self.together:
            return _("Uw eigen antwoord toen, bij %(meeting)s", meeting=title)
        if self.agreed:
            return _("Toen vastgesteld door uw partnerschap, bij %(meeting)s", meeting=title)
        return _("Toen opgeschreven door uw partnerschap, bij %(meeting)s", meeting=title)


def earlier_answers(
    place: sqlite3.Row, instrument: Instrument, me: sqlite3.Row | None, *, own: bool = True
) -> dict[str, list[Earlier]]:
    """Question key → the latest earlier answers: what the partnership wrote down, then one's own.

    Only questions with a dimension are followed over time. What the partnership wrote opens for who
    knows its code; one's own for the phone that has the receipt of then. Whoever has neither has
    none.

    :param own: one's own too
    """
    said: list[_Said] = []
    if _follows(instrument):
        said = [*_together(place, me), *(_own(place) if own else ())]
    found: dict[str, list[Earlier]] = {}
    for question in instrument.questions:
        for together in (True, False):
            # Of another meeting, or of another thing that it is about: the last of each.
            last = {
                one.question.dimension: one
                for one in said
                if one.together is together and _belongs(one.question, question)
            }
            shown = [Earlier(one.label, one.lines) for one in last.values()]
            if shown:
                found.setdefault(question.key, []).extend(shown)
    return found


def newcomer(place: sqlite3.Row, instrument: Instrument, me: sqlite3.Row | None) -> Newcomer | None:
    """What to say where nothing stands beside the questions, though they were asked before."""
    if me is None or not (_follows(instrument) and _asked_before(place, instrument)):
        return None
    present = presence(forms.current.database(), place["programme_id"])
    there = [one for one in present.get(me["partnership_id"], {}) if one < place["position"]]
    if not there:
        return Newcomer(
            _("Uw partnerschap is hier voor het eerst bij. Vul gewoon in waar u nu staat.")
        )
    if not me["knows_code"]:
        text = _(
            "Uw partnerschap was er eerder bij. Met de drie woorden van uw partnerschap ziet u bij"
            " elke vraag wat het toen vaststelde."
        )
        return Newcomer(text, by_code=True)
    return Newcomer(
        _("Uw partnerschap schreef hierover toen niets samen op. Vul in waar u nu staat.")
    )


def _follows(instrument: Instrument) -> bool:
    return any(question.dimension for question in instrument.questions)


def _belongs(then: Question, now: Question) -> bool:
    """Whether what was answered then is shown beside what is asked now."""
    if _SHOWN_WITH.get(now.dimension) == then.dimension:
        return then.kind in _IN_WORDS
    if not now.dimension or then.dimension != now.dimension:
        return False
    return then.kind is now.kind or (then.kind in _IN_WORDS and now.kind in _IN_WORDS)


def _asked_before(place: sqlite3.Row, instrument: Instrument) -> bool:
    database = forms.current.database()
    return any(
        _belongs(then, now)
        for meeting in _before(place)
        for row in meetings.activities(database, meeting["id"])
        for then in meetings.instrument_of(row).questions
        for now in instrument.questions
    )


def _before(place: sqlite3.Row) -> list[sqlite3.Row]:
    rows = meetings.meetings(forms.current.database(), place["programme_id"])
    return [row for row in rows if row["position"] < place["position"]]


def _together(place: sqlite3.Row, me: sqlite3.Row | None) -> Iterator[_Said]:
    """In the order of the meetings; nothing for who did not show to belong to the partnership."""
    if me is None or not me["knows_code"] or me["partnership_id"] is None:
        return
    database = forms.current.database()
    before = {row["id"]: row for row in _before(place)}
    for row in settled_answers(database, place["programme_id"]):
        if row["partnership_id"] == me["partnership_id"] and row["meeting_id"] in before:
            version = meetings.instrument(database, row["instrument_id"])
            for question in version.questions:
                if question.key == row["question"] and question.dimension:
                    lines = shared_lines(question, json.loads(row["value"]))
                    if lines:
                        meeting = before[row["meeting_id"]]
                        yield _Said(question, meeting, lines, True, bool(row["agreed"]))


def _own(place: sqlite3.Row) -> Iterator[_Said]:
    """By the receipts on this phone, in the order of the meetings."""
    for meeting in _before(place):
        me = joined.participant(meeting["id"])
        if me is not None:
            for question, lines in _own_lines(me):
                if question.dimension and lines:
                    yield _Said(question, meeting, lines, together=False)


def _own_lines(me: sqlite3.Row) -> Iterator[tuple[Question, Lines]]:
    database = forms.current.database()
    spoken = statements.statements_of_participant(database, me["id"])
    for response in answers.responses_of(database, me["id"]):
        if response["withdrawn"]:
            continue
        given = answers.answers_of(database, response["id"])
        for question in meetings.instrument(database, response["instrument_id"]).questions:
            if question.kind is QuestionKind.STATEMENTS:
                yield (
                    question,
                    [
                        row["text"]
                        for row in spoken
                        if row["activity_id"] == response["activity_id"]
                        and row["question"] == question.key
                        and row["state"] != "withdrawn"
                    ],
                )
            elif question.key in given:
                yield question, lines_of(question, given[question.key])
