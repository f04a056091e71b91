"""People of one partnership at a meeting of a network, for the tests of what they settle."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import Any

from collector.access import new_receipt
from collector.intake import join, submit
from collector.meetings import set_activity_state
from collector.partnerships import add_partnership
from collector.pens import Place
from collector.queries import meetings
from collector.records import Side, StatementDraft, Submission

CODE = "aardbei-aarde-abrikoos"


@dataclass
class Partners:
    """`partnership` at one meeting; `activities` by the slug of what they ask."""

    database: sqlite3.Connection
    programme: int
    meeting: int
    code: str
    partnership: int
    activities: dict[str, int]
    receipts: dict[int, str] = field(default_factory=dict)

    def place(self, slug: str = "baseline") -> Place:
        return Place(self.partnership, self.activities[slug])

    def come(
        self,
        side: Side = Side.INSTITUTE,
        *,
        partnership: int | None = None,
        knows: bool = True,
        rehearsal: bool = False,
    ) -> int:
        """The id of somebody who comes in."""
        receipt = new_receipt()
        participant = join(
            self.database,
            self.meeting,
            receipt,
            side=side,
            partnership=partnership or self.partnership,
            knows_code=knows,
            rehearsal=rehearsal,
        )
        self.receipts[participant] = receipt
        return participant

    def answer(self, participant: int, slug: str, **answers: Any) -> int:
        """Hand in; a list of texts are statements. The id of the response."""
        said = {
            key: tuple(StatementDraft(text) for text in value)
            for key, value in answers.items()
            if isinstance(value, tuple)
        }
        given = {key: value for key, value in answers.items() if key not in said}
        form = Submission(key=new_receipt()[:16], answers=given, statements=said)
        return submit(self.database, participant, self.activities[slug], form).response


def partners(database: sqlite3.Connection, programme: int, meeting: int = 0) -> Partners:
    row = meetings.meetings(database, programme)[meeting]
    activities = {}
    for one in meetings.activities(database, row["id"]):
        activities[one["slug"]] = one["id"]
        if not meetings.instrument_of(one).left_open:
            set_activity_state(database, one["id"], is_open=True)
    partnership = add_partnership(database, programme, "Opleidingsschool De Brug")
    database.execute("UPDATE partnerships SET code = ? WHERE id = ?", (CODE, partnership))
    return Partners(database, programme, row["id"], row["code"], partnership, activities)
