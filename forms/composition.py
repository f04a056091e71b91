"""Which partnerships are in the room with both sides, for the facilitator who leads a meeting."""

from __future__ import annotations

import sqlite3

import forms.current
from collector.queries import meetings, programmes
from collector.records import ProgrammeKind


def composed(programme: sqlite3.Row, meeting: int) -> dict[str, object]:
    """`composition`: those that are there (made-up people count as long as nobody real is in);
    `complete`: how many of them have both sides; `absent`: the others of the programme."""
    if programme["kind"] != ProgrammeKind.LEARNING_NETWORK:
        return {"composition": [], "complete": 0, "absent": []}
    database = forms.current.database()
    present = meetings.composition(database, meeting, real=False)
    there = {one["id"] for one in present}
    everybody = programmes.partnerships(database, programme["id"])
    return {
        "composition": present,
        "complete": sum(not meetings.missing(one) for one in present),
        "absent": [one for one in everybody if one["id"] not in there],
        "missing": meetings.missing,
    }
