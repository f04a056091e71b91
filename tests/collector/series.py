"""A learning network of two years, with an evaluation in each; shared by tests of the years."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from collector.access import new_receipt
from collector.activities import add_activity, change_instrument
from collector.copies import copy_programme
from collector.intake import join, submit
from collector.meetings import set_activity_state
from collector.queries import meetings
from collector.records import (
    Instrument,
    Option,
    Question,
    QuestionKind,
    Side,
    StatementDraft,
    Submission,
)

STEPS = (Option("no", "Nee"), Option("bit", "Een beetje"), Option("yes", "Ja"))
WORTH = Question("worth", QuestionKind.SCALE, "Was het de moeite waard?", options=STEPS)
PARTS = Question(
    "parts",
    QuestionKind.MATRIX,
    "Wat was bruikbaar?",
    options=STEPS,
    rows=(Option("talks", "De presentaties"), Option("tables", "De gesprekken")),
)
YIELD = Question("yields", QuestionKind.STATEMENTS, "Wat neemt u mee?")
LOOKING_BACK = Instrument("onze-terugblik", "Terugblik", questions=(WORTH, PARTS, YIELD))


def two_years(
    connection: sqlite3.Connection, programme: int, changed: Instrument = LOOKING_BACK
) -> int:
    """The programme that repeats this one, and asks `changed` instead; its id."""
    last = meetings.meetings(connection, programme)[-1]["id"]
    add_activity(connection, last, LOOKING_BACK)
    connection.execute("UPDATE programmes SET period = '2022' WHERE id = ?", (programme,))
    made = copy_programme(connection, programme, title="Leernetwerk 2023", period="2023")
    if changed != LOOKING_BACK:
        change_instrument(connection, looking_back(connection, made), changed)
    return made


def looking_back(connection: sqlite3.Connection, programme: int) -> int:
    """The activity that asks the evaluation, open."""
    last = meetings.meetings(connection, programme)[-1]["id"]
    found = [
        row["id"]
        for row in meetings.activities(connection, last)
        if row["slug"] == LOOKING_BACK.slug
    ]
    set_activity_state(connection, found[-1], is_open=True)
    return int(found[-1])


def look_back(
    connection: sqlite3.Connection,
    programme: int,
    answers: Sequence[dict[str, object]],
    yields: Sequence[str] = (),
    **joined: object,
) -> None:
    """Each of these is handed in by somebody new; the first one says the yields."""
    activity = looking_back(connection, programme)
    meeting = meetings.activity(connection, activity)["meeting_id"]
    for number, given in enumerate(answers):
        who = join(connection, meeting, new_receipt(), side=Side.FIELD, **joined)  # type: ignore[arg-type]
        drafts = tuple(StatementDraft(text, consent=True) for text in yields if not number)
        said = {"yields": drafts} if drafts else {}
        key = f"{programme:016d}{who:016d}"
        submit(connection, who, activity, Submission(key, answers=given, statements=said))


def with_question(question: Question) -> Instrument:
    """The evaluation, in which this question stands instead of the one with its key."""
    questions = tuple(
        question if one.key == question.key else one for one in LOOKING_BACK.questions
    )
    return replace(LOOKING_BACK, questions=questions)
