"""A learning network in which people of partnerships answer, alone or together."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from collector import intake
from collector.access import new_receipt
from collector.courses import Course, follow
from collector.meetings import set_activity_state
from collector.partnerships import add_partnership
from collector.queries import meetings
from collector.records import Submission

PHASES = ("not_started", "exploring", "designing", "trying", "embedded")
WHERE = {"baseline": 0, "horizon": 0, "phases": 1, "design": 2, "development": 2}


class Network:
    """Partnerships by name, activities by the slug of what they ask."""

    def __init__(self, connection: sqlite3.Connection, programme: int) -> None:
        self.connection = connection
        self.programme = programme

    def partnership(self, name: str) -> int:
        return add_partnership(self.connection, self.programme, name)

    def activity(self, slug: str) -> tuple[int, int]:
        """(meeting, activity), which is open from now on."""
        meeting = meetings.meetings(self.connection, self.programme)[WHERE[slug]]["id"]
        rows = meetings.activities(self.connection, meeting)
        (activity,) = (row["id"] for row in rows if row["slug"] == slug)
        set_activity_state(self.connection, activity, is_open=True)
        return meeting, activity

    def come(self, slug: str, name: str, *, made_up: bool = False, studied: bool = False) -> int:
        return intake.join(
            self.connection,
            self.activity(slug)[0],
            new_receipt(),
            partnership=self.partnership(name),
            rehearsal=made_up,
            self_study=studied,
        )

    def say(self, slug: str, name: str, phase: str, *, made_up: bool = False) -> int:
        who = self.come(slug, name, made_up=made_up)
        self.answer(who, slug, {"content_phase": phase})
        return who

    def answer(self, who: int, slug: str, answers: dict[str, Any]) -> None:
        submission = Submission(new_receipt(), answers)
        intake.submit(self.connection, who, self.activity(slug)[1], submission)

    def settle(self, slug: str, name: str, question: str, value: object) -> None:
        """As the one who holds the pen writes it."""
        activity = self.activity(slug)[1]
        instrument = meetings.activity(self.connection, activity)["instrument_id"]
        own = (self.partnership(name), activity, question)
        revision = self.connection.execute(
            "SELECT count(*) + 1 FROM sketches"
            " WHERE (partnership_id, activity_id, question) = (?, ?, ?)",
            own,
        ).fetchone()[0]
        self.connection.execute(
            "INSERT INTO sketches (partnership_id, activity_id, question, instrument_id, revision,"
            " value, key) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*own, instrument, revision, json.dumps(value), new_receipt()),
        )

    def course(self, dimension: str = "content", *, to_publish: bool = False) -> Course:
        found = follow(self.connection, self.programme, to_publish=to_publish)
        (course,) = (each for key, each in found.items() if key.dimension == dimension)
        return course

    def go(self, name: str, first: int, last: int) -> None:
        """A partnership that stood at one phase in the first meeting, at another in the third."""
        self.say("baseline", name, PHASES[first])
        self.say("development", name, PHASES[last])
