"""Partnerships followed over the meetings: where each stood in which one. Counts only, no writes.

What is asked with the same `dimension` (and, in a matrix, the same row) on the same scale is one
thing that is followed; on another scale it is another thing, and the two are never compared. The
desk, the wrap-up and the release count from the same steps.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from statistics import median_low
from typing import Any

from collector.given_answers import given_answers
from collector.queries import meetings
from collector.queries.presence import Present, presence
from collector.queries.settled import settled_answers
from collector.queries.terms import terms
from collector.records import Option, Question, QuestionKind


@dataclass(frozen=True)
class Followed:
    """One thing that is followed over the meetings; `row` of a matrix, or empty."""

    dimension: str
    row: str
    options: tuple[Option, ...]

    @property
    def name(self) -> str:
        """Refers to it from one release to the next, whatever the scale."""
        return json.dumps(["development", self.dimension, self.row])


@dataclass(frozen=True)
class Stand:
    """Where a partnership stood in one meeting: a place on the scale, from 0.

    What it settled together; else the lower median of what `people` of it answered.
    """

    place: int
    settled: bool
    people: int


@dataclass
class Course:
    """partnership → position of the meeting → where it stood; and what it was last called."""

    label: str
    asked: tuple[int, int, int]  # first in which meeting, as which question, as which row
    stands: dict[int, dict[int, Stand]] = field(default_factory=dict)

    @property
    def meetings(self) -> set[int]:
        """The positions of the meetings in which a partnership stood somewhere."""
        return {meeting for by_meeting in self.stands.values() for meeting in by_meeting}

    def moves(self) -> dict[int, tuple[Stand, Stand]]:
        """Where each partnership that stood somewhere in two meetings stood first, and last."""
        return {
            partnership: (by_meeting[min(by_meeting)], by_meeting[max(by_meeting)])
            for partnership, by_meeting in self.stands.items()
            if len(by_meeting) >= 2
        }

    def steps(self) -> list[tuple[int, int]]:
        """The first and the last place of each that moved or stood still. Who answered in one
        meeting only, a newcomer for one, is left out."""
        return [(first.place, last.place) for first, last in self.moves().values()]

    def once(self) -> dict[int, Stand]:
        """Partnership → where it stood in the only meeting in which it answered."""
        return {
            partnership: stand
            for partnership, by_meeting in self.stands.items()
            if len(by_meeting) == 1
            for stand in by_meeting.values()
        }

    def newcomers(self, present: Present) -> set[int]:
        """Of those that answered once: whose first meeting came after this was first asked."""
        return {
            partnership
            for partnership in self.once()
            if min(present.get(partnership, self.stands[partnership])) > self.asked[0]
        }


@dataclass(frozen=True)
class _Said:
    """One answer of a person, or of a partnership together."""

    partnership: int
    meeting: int  # position
    number: int  # of the question among those that were asked
    question: Question
    value: Any
    settled: bool


def follow(
    connection: sqlite3.Connection, programme: int, *, to_publish: bool = False
) -> dict[Followed, Course]:
    """What partnerships answered to the scales that have a dimension, per meeting.

    :param to_publish: only what may be counted in a release, by what was told to who answered. What
        was settled together then counts when everybody was told so who came to that meeting for the
        partnership; else the answers do of those who were.
    """
    said = [
        *_given(connection, programme, to_publish),
        *_settled(connection, programme, to_publish),
    ]
    found: dict[Followed, Course] = {}
    places: dict[tuple[Followed, int, int], list[int]] = {}
    together: dict[tuple[Followed, int, int], int] = {}
    for each in sorted(said, key=lambda one: one.meeting):
        place_of = {option.key: place for place, option in enumerate(each.question.options)}
        for row_number, (row, label, chosen) in enumerate(_chosen(each.question, each.value)):
            if chosen not in place_of:
                continue
            followed = Followed(each.question.dimension, row, each.question.options)
            asked = (each.meeting, each.number, row_number)
            course = found.setdefault(followed, Course(label, asked))
            course.label, course.asked = label, min(course.asked, asked)
            at = followed, each.partnership, each.meeting
            places.setdefault(at, [])
            if each.settled:
                together[at] = place_of[chosen]
            else:
                places[at].append(place_of[chosen])
    for at, chosen_places in places.items():
        followed, partnership, meeting = at
        place = together[at] if at in together else median_low(chosen_places)
        stand = Stand(place, at in together, len(chosen_places))
        found[followed].stands.setdefault(partnership, {})[meeting] = stand
    return found


def in_order(found: Mapping[Followed, Course]) -> list[tuple[Followed, Course]]:
    """As they were asked."""
    return sorted(found.items(), key=lambda each: each[1].asked)


def scales_changed(found: Collection[Followed]) -> set[str]:
    """Names of what was asked on more than one scale: those answers do not compare."""
    seen = [each.name for each in found]
    return {each for each in seen if seen.count(each) > 1}


def _given(connection: sqlite3.Connection, programme: int, to_publish: bool) -> Iterator[_Said]:
    position = _positions(connection, programme)
    for each in given_answers(connection, programme, to_publish=to_publish):
        partnership = each.row["partnership_id"]
        if each.question.dimension and partnership is not None:
            number = each.instrument.questions.index(each.question)
            meeting = position[each.row["meeting_id"]]
            yield _Said(partnership, meeting, number, each.question, each.value, settled=False)


def _settled(connection: sqlite3.Connection, programme: int, to_publish: bool) -> Iterator[_Said]:
    if to_publish and not terms(connection, programme).counts:
        return
    position, present = _positions(connection, programme), presence(connection, programme)
    for row in settled_answers(connection, programme):
        instrument = meetings.instrument(connection, row["instrument_id"])
        keys = [question.key for question in instrument.questions]
        partnership, meeting = row["partnership_id"], position[row["meeting_id"]]
        here = present.get(partnership, {}).get(meeting)
        if row["question"] in keys and (not to_publish or (here is not None and here.countable)):
            number = keys.index(row["question"])
            question, value = instrument.questions[number], json.loads(row["value"])
            if question.dimension:
                yield _Said(partnership, meeting, number, question, value, settled=True)


def _positions(connection: sqlite3.Connection, programme: int) -> dict[int, int]:
    return {row["id"]: row["position"] for row in meetings.meetings(connection, programme)}


def _chosen(question: Question, value: Any) -> Iterator[tuple[str, str, Any]]:
    """(row of the matrix, what it is called, key of the chosen option)."""
    if question.kind is QuestionKind.SCALE and isinstance(value, str):
        yield "", question.label, value
    elif question.kind is QuestionKind.MATRIX and isinstance(value, dict):
        for row in question.rows:
            yield row.key, row.label, value.get(row.key)
