"""On the page of a partnership: where it stood and where it stands, per dimension and safeguard."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from collector.courses import Course, Followed, Stand, follow, in_order, scales_changed
from collector.queries import meetings
from collector.queries.presence import presence
from collector.queries.settled import settled_answers
from collector.queries.steps import steps_in
from collector.records import QuestionKind
from forms.answered import Lines
from forms.movement import newcomers, short
from forms.shared_form import shared_lines

HORIZON = "horizon"
_IN_WORDS = (QuestionKind.STATEMENTS, QuestionKind.LONG_TEXT, QuestionKind.SHORT_TEXT)


@dataclass(frozen=True)
class Dot:
    """A phase on the line; `x` in units of the drawing."""

    x: int
    first: bool
    last: bool


@dataclass(frozen=True)
class Row:
    """One thing that is followed. `cells`: per meeting the phase, and whether it was written down
    together; None: not answered there."""

    label: str
    cells: tuple[tuple[str, bool] | None, ...]
    moved: int | None  # phases forward; less than 0: back; None: answered once
    to_go: int  # phases to the last one
    dots: tuple[Dot, ...]
    rescaled: bool


@dataclass(frozen=True)
class Words:
    """What was written down together about one thing, in one meeting or in several."""

    label: str
    told: tuple[tuple[str, Lines], ...]  # title of the meeting, what was written


def part(database: sqlite3.Connection, partnership: sqlite3.Row) -> dict[str, object]:
    programme, own = partnership["programme_id"], partnership["id"]
    titles = {row["position"]: row["title"] for row in meetings.meetings(database, programme)}
    found = in_order(follow(database, programme))
    changed = scales_changed([followed for followed, _ in found])
    mine = [(followed, course) for followed, course in found if own in course.stands]
    positions = sorted({one for _, course in mine for one in course.stands[own]})
    present = presence(database, programme)
    there = present.get(own, {})
    words = list(_words(database, partnership))
    return {
        "columns": [titles[position] for position in positions],
        "rows": [
            _row(followed, course, course.stands[own], positions, followed.name in changed)
            for followed, course in mine
        ],
        "since": titles[min(there)] if own in newcomers(present) else "",
        "studied": [titles[one] for one, here in there.items() if here.studied],
        "horizon": next((one for dimension, one in words if dimension == HORIZON), None),
        "words": [one for dimension, one in words if dimension != HORIZON and len(one.told) > 1],
        "steps": steps_in(database, programme).get(own),
    }


def _row(
    followed: Followed,
    course: Course,
    stands: dict[int, Stand],
    positions: list[int],
    rescaled: bool,
) -> Row:
    names = [option.label for option in followed.options]
    first, last = stands[min(stands)].place, stands[max(stands)].place
    return Row(
        label=short(course.label),
        cells=tuple(
            (names[stands[one].place], stands[one].settled) if one in stands else None
            for one in positions
        ),
        moved=last - first if len(stands) > 1 else None,
        to_go=len(names) - 1 - last,
        dots=tuple(
            Dot(12 + 30 * place, place == first, place == last) for place in range(len(names))
        ),
        rescaled=rescaled,
    )


def _words(database: sqlite3.Connection, partnership: sqlite3.Row) -> Iterator[tuple[str, Words]]:
    """(dimension, what was written about it), in the order of asking."""
    told: dict[str, dict[str, Lines]] = {}
    labels: dict[str, str] = {}
    titles = {
        row["id"]: row["title"] for row in meetings.meetings(database, partnership["programme_id"])
    }
    for row in settled_answers(database, partnership["programme_id"]):
        if row["partnership_id"] != partnership["id"]:
            continue
        for question in meetings.instrument(database, row["instrument_id"]).questions:
            if question.key == row["question"] and question.dimension:
                lines = shared_lines(question, json.loads(row["value"]))
                if question.kind in _IN_WORDS and lines:
                    labels.setdefault(question.dimension, question.label)
                    told.setdefault(question.dimension, {})[titles[row["meeting_id"]]] = lines
    for dimension, by_meeting in told.items():
        yield dimension, Words(labels[dimension], tuple(by_meeting.items()))
