"""From a participant's form to what is stored: contacts apart, answers and statements together."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import request, session

import forms.current
from collector import contacts, intake, votes
from collector.catching_up import accepts
from collector.errors import Refused
from collector.queries import answers, meetings, programmes, statements
from collector.queries.terms import terms
from collector.queries.votes import ballot
from collector.records import Instrument, QuestionKind, Submission
from forms import joined
from forms.questions import QuestionnaireForm, form_for, to_submission


def own_statements(me: sqlite3.Row, activity: int) -> list[sqlite3.Row]:
    """What this participant said in this activity and did not withdraw."""
    rows = statements.statements_of_participant(forms.current.database(), me["id"])
    return [row for row in rows if row["activity_id"] == activity and row["state"] != "withdrawn"]


def form_of(activity: sqlite3.Row, me: sqlite3.Row | None) -> QuestionnaireForm:
    """The form of an activity, beginning with what this participant answered before.

    :param me: None when nobody joined yet: a facilitator enters it for somebody new
    """
    database = forms.current.database()
    instrument = meetings.instrument_of(activity)
    before = answers.standing(database, me["id"], activity["id"]) if me else answers.NOTHING
    # What is handed in stands in the request: then nothing that stood before is shown.
    begins = before.response if request.method != "POST" else None
    return form_for(
        instrument,
        answers.answers_of(database, begins) if begins is not None else {},
        topics=_topics(instrument, activity["programme_id"]),
        settled=before.said,
        verbatim=terms(database, activity["programme_id"]).verbatim,
        returning=before.response is not None,
        ballot=ballot(database, activity, me["id"] if me else None)
        if instrument.to_vote_on
        else (),
    )


def _topics(instrument: Instrument, programme: int) -> list[tuple[str, str]]:
    """(slug, title) of each, where the form asks for it."""
    if not any(question.ask_topic for question in instrument.questions):
        return []
    rows = programmes.topics(forms.current.database(), programme)
    return [(row["slug"], row["title"]) for row in rows]


def hand_in(
    form: QuestionnaireForm, meeting: sqlite3.Row, activity: sqlite3.Row, me: sqlite3.Row
) -> bool:
    """Store a valid form; False when the activity is closed: then nothing is stored."""
    if not accepts(forms.current.database(), meeting, activity, me):
        return False
    if only_contacts(form.instrument):
        sign_up(form, meeting)
        signed_up = [*session.get("signed_up", []), activity["id"]]
        session["signed_up"] = signed_up[-joined.KEPT :]
        return True
    try:
        store(form, meeting, activity, me)
    except Refused:
        return False
    return True


def sign_up(form: QuestionnaireForm, meeting: sqlite3.Row) -> None:
    """Store a valid form that asks nothing but contact details.

    No row says who handed it in, not even that somebody did: that would join a person to a sign-up.
    """
    _keep_contacts(meeting, to_submission(form))


def store(
    form: QuestionnaireForm,
    meeting: sqlite3.Row,
    activity: sqlite3.Row,
    me: sqlite3.Row,
    *,
    entered_by: int | None = None,
) -> None:
    """Store a valid form: the answers, statements and votes of `me`, and contact details apart.

    :param entered_by: the facilitator who enters it for somebody else
    :raise Refused: the activity is closed; a facilitator may enter it then too.
    """
    database = forms.current.database()
    submission = to_submission(form, _consented(form, me, activity))
    if submission.statements and form.returning:
        texts = [one.text for drafts in submission.statements.values() for one in drafts]
        before = answers.said_before(database, me["id"], activity["id"], texts)
        submission = without_repeated(submission, before)
    if not form.instrument.only_votes:
        intake.submit(database, me["id"], activity["id"], submission, entered_by=entered_by)
    if submission.votes:
        votes.cast(database, me["id"], activity["id"], submission.votes, entered_by=entered_by)
    _keep_contacts(meeting, submission)


def _consented(
    form: QuestionnaireForm, me: sqlite3.Row, activity: sqlite3.Row
) -> Mapping[str, Any]:
    """The answers that stood before, where it matters: a form that asks consent."""
    asks = any(one.kind is QuestionKind.CONSENT for one in form.instrument.questions)
    if not (asks and form.returning):
        return {}
    return answers.own_answers(forms.current.database(), me["id"], activity["id"])


def _keep_contacts(meeting: sqlite3.Row, submission: Submission) -> None:
    if submission.contacts:
        until = terms(forms.current.database(), meeting["programme_id"]).ends_on
        contacts.sign_up(
            forms.current.contacts(),
            meeting["programme_slug"],
            submission.contacts,
            until=until,
        )


def only_contacts(instrument: Instrument) -> bool:
    """Whether it asks nothing but contact details."""
    return all(question.kind is QuestionKind.CONTACT for question in instrument.questions)


def without_repeated(submission: Submission, before: set[tuple[str, str]]) -> Submission:
    """Words that this participant handed in before, at the same question, are not new."""
    kept = {
        question: tuple(draft for draft in drafts if (question, draft.text) not in before)
        for question, drafts in submission.statements.items()
    }
    return replace(submission, statements=kept)
