"""What was answered in a programme, each value beside the question as it was asked then."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from collector.queries.answers import answers_in_programme
from collector.queries.meetings import instrument
from collector.records import Instrument, Question


@dataclass(frozen=True)
class Answered:
    """One current answer. `row` is of `answers_in_programme`; `value` as `Question` describes."""

    row: sqlite3.Row
    instrument: Instrument  # the version that was answered
    question: Question
    value: Any


def given_answers(
    connection: sqlite3.Connection, programme: int, *, to_publish: bool = False
) -> Iterator[Answered]:
    """In the order of the meetings.

    An answer to a question that its own version of the instrument does not have is left out.

    :param to_publish: only what may be counted in a release, by what was told to who answered
    """
    versions: dict[int, Instrument] = {}
    for row in answers_in_programme(connection, programme, to_publish=to_publish):
        number = row["instrument_id"]
        if number not in versions:
            versions[number] = instrument(connection, number)
        version = versions[number]
        question = next((each for each in version.questions if each.key == row["question"]), None)
        if question is not None:
            yield Answered(row, version, question, json.loads(row["value"]))
