"""Which question a statement answers, told where an activity asks more than one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from collector.queries import meetings
from collector.records import QuestionKind
from collector.years import YIELDS

Asked = dict[tuple[int, str], str]


def parts_of(database: sqlite3.Connection, programme: int) -> Asked:
    """What a statement is about, for each question that asks statements: the question where its
    activity asks more than one thing, else the title of the activity."""
    found: Asked = {}
    for meeting in meetings.meetings(database, programme):
        rows = meetings.activities(database, meeting["id"])
        several = asked_of(rows)
        for row in rows:
            for one in meetings.instrument_of(row).questions:
                if one.kind is QuestionKind.STATEMENTS:
                    place = (row["id"], one.key)
                    yields = one.label if one.key == YIELDS else row["title"]
                    found[place] = several.get(place, yields)
    return found


def asked_of(activities: Iterable[sqlite3.Row]) -> Asked:
    """(activity, question key) → what was asked. Where there is but one question for statements,
    the title of the activity says enough: such an activity is not in it."""
    found: Asked = {}
    for activity in activities:
        questions = [
            one
            for one in meetings.instrument_of(activity).questions
            if one.kind is QuestionKind.STATEMENTS
        ]
        if len(questions) > 1:
            found |= {(activity["id"], one.key): one.label for one in questions}
    return found
