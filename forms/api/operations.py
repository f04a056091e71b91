"""The one table of the API: each address, what it takes, what it answers with, and who makes that.

The routes, the description (OpenAPI), the page for people and the tests all follow from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from forms.api import numbers, programmes, said, shapes
from forms.api.parameters import LARGEST, Parameter

MOST = 1000
"""Rows on one page."""

MEETING = Parameter("meeting", "Only of this meeting, by its number.", least=1)
PAGE = (
    Parameter("after", "Only what has a higher number: `last` of the page before.", default=0),
    Parameter("limit", "So many at most.", least=1, most=MOST, default=500),
)

PLACES: dict[str, tuple[str, dict[str, Any]]] = {
    "slug": (
        "Which programme.",
        {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]*$", "maxLength": 100},
    ),
    "meeting": ("Number of the meeting.", {"type": "integer", "minimum": 1, "maximum": LARGEST}),
    "activity": ("Number of the activity.", {"type": "integer", "minimum": 1, "maximum": LARGEST}),
}
"""Part of an address → its description and its schema."""


@dataclass(frozen=True)
class Operation:
    """One address. `path` as OpenAPI writes it; `answer` gets the wishes, and what `path` names."""

    path: str
    name: str
    summary: str
    shape: type
    answer: Callable[..., Any]
    parameters: tuple[Parameter, ...] = ()
    description: str = ""

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(name for name in PLACES if f"{{{name}}}" in self.path)


OPERATIONS = (
    Operation(
        "/programmes",
        "listProgrammes",
        "The programmes that you may see, newest first",
        shapes.Programmes,
        programmes.every,
    ),
    Operation(
        "/programmes/{slug}",
        "getProgramme",
        "One programme: roles, regions, topics, meetings, activities, questions",
        shapes.Programme,
        programmes.one,
    ),
    Operation(
        "/programmes/{slug}/statements",
        "listStatements",
        "Statements, in the order in which they came in, a page at a time",
        shapes.Statements,
        said.page_of_statements,
        (
            MEETING,
            Parameter("theme", "Only those placed or proposed in this theme.", least=1),
            Parameter("state", "Only in this state.", choices=said.STATES),
            *PAGE,
        ),
        "What was withdrawn and what was made up for a rehearsal is not here. To hear of new "
        "statements, ask again after `last`; a statement that was read before may change since "
        "(moderated, moved to another theme, taken back): the changes say when to read again.",
    ),
    Operation(
        "/programmes/{slug}/themes",
        "listThemes",
        "Themes with the numbers of their statements",
        shapes.Themes,
        said.all_themes,
    ),
    Operation(
        "/programmes/{slug}/votes",
        "listVotes",
        "How many agree, disagree and passed, by statement",
        shapes.Votes,
        numbers.page_of_votes,
        (
            Parameter("meeting", "Only votes of who was at this meeting.", least=1),
            *PAGE,
        ),
    ),
    Operation(
        "/programmes/{slug}/meetings/{meeting}",
        "getMeeting",
        "How far a meeting is: who is in by role and side, what came in",
        shapes.Room,
        numbers.room,
    ),
    Operation(
        "/programmes/{slug}/activities/{activity}/counts",
        "getCounts",
        "What was answered to the questions of an activity, as numbers",
        shapes.Counts,
        numbers.counts,
        description="Of questions that are answered in own words only how many answered.",
    ),
    Operation(
        "/programmes/{slug}/events",
        "listEvents",
        "What changed since a change that you know: numbers and kinds, never words",
        shapes.Events,
        numbers.page_of_events,
        PAGE,
    ),
)
