"""Where people can sign up for what follows."""

from __future__ import annotations

import sqlite3
from typing import Any

from collector.queries import meetings
from collector.records import QuestionKind

Places = dict[str, list[dict[str, Any]]]


def asked_at(connection: sqlite3.Connection, programme: int) -> Places:
    """Slug of a follow-up → the activities with a question that signs up for it: `activity`,
    `title`, `meeting` (ids), `meeting_title`, `is_open`, and `only`: it asks nothing else."""
    found: Places = {}
    for meeting in meetings.meetings(connection, programme):
        for slug, places in asked_in(connection, meeting).items():
            found.setdefault(slug, []).extend(places)
    return found


def asked_in(
    connection: sqlite3.Connection, meeting: sqlite3.Row
) -> dict[str, list[dict[str, Any]]]:
    """The same of one meeting."""
    found: Places = {}
    for row in meetings.activities(connection, meeting["id"]):
        questions = meetings.instrument_of(row).questions
        place = {
            "activity": row["id"],
            "title": row["title"],
            "meeting": meeting["id"],
            "meeting_title": meeting["title"],
            "is_open": row["state"] == "open",
            "only": all(one.kind is QuestionKind.CONTACT for one in questions),
        }
        for question in questions:
            if question.kind is QuestionKind.CONTACT and question.follow_up:
                found.setdefault(question.follow_up, []).append(place)
    return found
