"""From a participant's form to what is stored: contacts apart, answers and statements together."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from flask import session

import forms.current
from collector import contacts, intake
from collector.errors import Refused
from collector.queries import answers, meetings, programmes, statements
from collector.records import Instrument, QuestionKind, Submission
from forms import joined
from forms.questions import QuestionnaireForm, form_for, to_submission


def own_statements(me: sqlite3.Row, activity: int) -> list[sqlite3.Row]:
    """What this participant said in this activity and did not withdraw."""
    rows = statements.statements_of_participant(forms.current.database(), me["id"])
    return [row for row in rows if row["activity_id"] == activity and row["state"] != "withdrawn"]


def form_of(activity: sqlite3.Row, me: sqlite3.Row) -> QuestionnaireForm:
    """The form of an activity, beginning with what this participant answered before."""
    database = forms.current.database()
    given = answers.responses_of(database, me["id"])
    topics = programmes.topics(database, activity["programme_id"])
    return form_for(
        meetings.instrument_of(activity),
        answers.own_answers(database, me["id"], activity["id"]),
        topics=[(topic["slug"], topic["title"]) for topic in topics],
        settled={row["question"] for row in own_statements(me, activity["id"])},
        returning=any(
            one["activity_id"] == activity["id"] and not one["withdrawn"] for one in given
        ),
    )


def hand_in(
    form: QuestionnaireForm, meeting: sqlite3.Row, activity: sqlite3.Row, me: sqlite3.Row
) -> bool:
    """Store a valid form; False when the activity is closed: then nothing is stored."""
    if activity["state"] != "open":
        return False
    database = forms.current.database()
    submission = without_repeated(
        to_submission(form, answers.own_answers(database, me["id"], activity["id"])),
        own_statements(me, activity["id"]),
    )
    if submission.contacts:
        contacts.sign_up(forms.current.contacts(), meeting["programme_slug"], submission.contacts)
    if only_contacts(form.instrument):
        # A row that says who handed this in would join a person to a sign-up.
        signed_up = [*session.get("signed_up", []), activity["id"]]
        session["signed_up"] = signed_up[-joined.KEPT :]
        return True
    try:
        intake.submit(database, me["id"], activity["id"], submission)
    except Refused:
        return False
    return True


def only_contacts(instrument: Instrument) -> bool:
    """Whether it asks nothing but contact details."""
    return all(question.kind is QuestionKind.CONTACT for question in instrument.questions)


def without_repeated(submission: Submission, earlier: list[sqlite3.Row]) -> Submission:
    """Words that this participant handed in before, at the same question, are not new."""
    before = {(row["question"], row["text"]) for row in earlier}
    kept = {
        question: tuple(draft for draft in drafts if (question, draft.text) not in before)
        for question, drafts in submission.statements.items()
    }
    return replace(submission, statements=kept)
