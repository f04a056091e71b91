"""What partnerships of an example settle together: read from YAML, and written as they would."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from collector import sketches, steps
from collector.pens import Place
from collector.queries import meetings
from collector.queries import sketches as queries
from collector.queries.steps import steps_of
from collector.records import Instrument, QuestionKind
from collector.sketches import Draft
from collector.steps import StepState
from collector.yaml_file import Fields, Item
from forms.example import Example, ExampleSketch
from forms.example_answers import read_value


def read_sketches(fields: Fields, example: Example) -> tuple[ExampleSketch, ...]:
    """:raise InvalidFile: a question that is not there, or a value that does not suit it."""
    return tuple(_sketch(item, example) for item in fields.items("sketches"))


def _sketch(item: Item, example: Example) -> ExampleSketch:
    fields = item.mapping(("partnership", "meeting", "instrument", "settled", "values"))
    meeting = fields.whole("meeting", 1, 1, len(example.meetings)) - 1
    asked = [one.instrument for one in example.meetings[meeting].template.activities]
    name = fields["instrument"].known(asked, "instrument")
    return ExampleSketch(
        fields["partnership"].known([one.name for one in example.partnerships], "partnership"),
        meeting,
        name,
        _values(fields["values"], example.instruments[name]),
        settled=fields.flag("settled"),
    )


def _values(item: Item, instrument: Instrument) -> dict[str, Any]:
    questions = {one.key: one for one in instrument.questions}
    given = item.mapping(list(questions)).fields
    return {
        key: [one.text() for one in value.items()]
        if questions[key].kind is QuestionKind.STATEMENTS
        else read_value(value, questions[key])
        for key, value in given.items()
    }


def read_steps(fields: Fields, partnerships: Collection[str]) -> dict[str, dict[str, str]]:
    """Partnership → text of a step → how far it is."""
    given = fields["steps"].mapping(list(partnerships)).fields if "steps" in fields else {}
    return {name: dict(_states(several)) for name, several in given.items()}


def _states(several: Item) -> Iterator[tuple[str, str]]:
    for item in several.items():
        fields = item.mapping(("text", "state"))
        yield fields["text"].text(), fields["state"].one_of(StepState).value


def settle_example(
    connection: sqlite3.Connection,
    example: Example,
    rooms: list[int],
    partnerships: Mapping[str, int],
) -> None:
    """Write and settle what was not written yet; what is there stays as it is."""
    for one in example.sketches:
        asked = {
            row["slug"]: row["id"] for row in meetings.activities(connection, rooms[one.meeting])
        }
        place = Place(partnerships[one.partnership], asked[one.instrument])
        if queries.version(connection, *place):
            continue
        for question, value in one.values.items():
            name = f"{example.slug}/{one.partnership}/{one.meeting}/{one.instrument}/{question}"
            key = hashlib.sha256(name.encode()).hexdigest()[:32]
            sketches.save(connection, place, Draft(question, value, 0, key))
        if one.settled:
            sketches.settle(connection, place, seen=queries.version(connection, *place))
            _follow(connection, example, one.partnership, place.partnership, rooms[-1])


def _follow(
    connection: sqlite3.Connection, example: Example, name: str, partnership: int, meeting: int
) -> None:
    states = example.steps.get(name, {})
    for row in steps_of(connection, partnership):
        if row["text"] in states:
            state = StepState(states[row["text"]])
            steps.set_state(connection, partnership, row["id"], state, meeting=meeting)
