"""Partnerships followed over the meetings: where each stood first, and where last.

What is asked with the same `dimension` (and, in a matrix, the same row) on the same scale is one
thing that is followed. The wrap-up and the release count from the same steps.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median_low
from typing import Any

from analysis.answers import Answered, given_answers
from collector.queries.meetings import meetings
from collector.records import Option, Question, QuestionKind


@dataclass(frozen=True)
class Followed:
    """One thing that is followed over the meetings; `row` of a matrix, or empty."""

    dimension: str
    row: str
    options: tuple[Option, ...]

    @property
    def name(self) -> str:
        """Refers to it from one release to the next."""
        return json.dumps(["development", self.dimension, self.row, len(self.options)])


@dataclass
class Course:
    """partnership → meeting → places on the scale (from 0), and what it was last called."""

    label: str
    asked: tuple[int, int, int]  # first in which meeting, as which question, as which row
    places: dict[int, dict[int, list[int]]] = field(default_factory=dict)

    @property
    def meetings(self) -> set[int]:
        """The positions of the meetings in which somebody answered."""
        return {meeting for by_meeting in self.places.values() for meeting in by_meeting}

    def steps(self) -> list[tuple[int, int]]:
        """Per partnership that answered in two meetings its first and its last place.

        Several people of one partnership count as one: their lower median. Newcomers, who
        answered once, are left out.
        """
        pairs = []
        for by_meeting in self.places.values():
            if len(by_meeting) >= 2:
                first, last = min(by_meeting), max(by_meeting)
                pairs.append((median_low(by_meeting[first]), median_low(by_meeting[last])))
        return pairs


def follow(
    connection: sqlite3.Connection, programme: int, *, to_publish: bool = False
) -> dict[Followed, Course]:
    """What partnerships answered to the scales that have a dimension, per meeting.

    :param to_publish: only what may be counted in a release, by what was told to who answered
    """
    position = {row["id"]: row["position"] for row in meetings(connection, programme)}
    found: dict[Followed, Course] = {}
    for each in given_answers(connection, programme, to_publish=to_publish):
        partnership = each.row["partnership_id"]
        if not each.question.dimension or partnership is None:
            continue
        meeting = position[each.row["meeting_id"]]
        number = each.instrument.questions.index(each.question)
        place_of = {option.key: place for place, option in enumerate(each.question.options)}
        for place, (row, label, chosen) in enumerate(_chosen(each)):
            if chosen in place_of:
                followed = Followed(each.question.dimension, row, each.question.options)
                asked = (meeting, number, place)
                course = found.setdefault(followed, Course(label, asked))
                course.label, course.asked = label, min(course.asked, asked)
                places = course.places.setdefault(partnership, {})
                places.setdefault(meeting, []).append(place_of[chosen])
    return found


def _chosen(each: Answered) -> Iterator[tuple[str, str, Any]]:
    """(row of the matrix, what it is called, key of the chosen option)."""
    question: Question = each.question
    if question.kind is QuestionKind.SCALE and isinstance(each.value, str):
        yield "", question.label, each.value
    elif question.kind is QuestionKind.MATRIX and isinstance(each.value, dict):
        for row in question.rows:
            yield row.key, row.label, each.value.get(row.key)
