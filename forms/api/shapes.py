"""What the API answers with, as frozen dataclasses: the description is made from these too.

Field names are English and stay as they are; what people wrote is given as they wrote it. Nothing
here says who took part, and nothing joins two things that the same person said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from collector.events import EventKind
from collector.records import Aspect, ProgrammeKind, QuestionKind

State = Literal["waiting", "approved", "hidden", "merged"]
NEWEST = "Number of the last change in the programme that this answer takes in"
LAST = "Give this as `after` to read on; the same as `after` when there was nothing"
MORE = "Whether there is more now; also when not, read on later with `last`"


@dataclass(frozen=True)
class ProgrammeSummary:
    slug: Annotated[str, "Names the programme in addresses"]
    title: str
    kind: ProgrammeKind
    period: str
    example: Annotated[bool, "Played, to look around in"]
    meetings: int
    participants: int
    statements: Annotated[int, "Without what was withdrawn"]
    open_activities: Annotated[int, "Activities that take answers now"]


@dataclass(frozen=True)
class Programmes:
    programmes: tuple[ProgrammeSummary, ...]


@dataclass(frozen=True)
class Role:
    name: str
    group: Annotated[str, "What a release would show instead; may be empty"]


@dataclass(frozen=True)
class Region:
    name: str
    part: Annotated[str, "Part of the country; may be empty"]


@dataclass(frozen=True)
class Topic:
    title: Annotated[str, "As statements name it"]
    slug: str
    questions: Annotated[tuple[str, ...], "Guiding questions"]


@dataclass(frozen=True)
class Option:
    key: str
    label: str


@dataclass(frozen=True)
class Question:
    key: Annotated[str, "Names the question within its activity"]
    kind: QuestionKind
    label: str
    options: tuple[Option, ...]
    rows: Annotated[tuple[Option, ...], "Of a matrix"]
    unit: Annotated[str, "Of a number; may be empty"]


@dataclass(frozen=True)
class Activity:
    id: int
    title: str
    state: Literal["open", "closed"]
    instrument: Annotated[str, "Names the list of questions"]
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Meeting:
    id: int
    title: str
    date: Annotated[str | None, "As 2026-03-31"]
    region: str | None
    activities: tuple[Activity, ...]


@dataclass(frozen=True)
class Programme:
    slug: str
    title: str
    kind: ProgrammeKind
    period: str
    aim: str
    organisers: tuple[str, ...]
    example: bool
    roles: tuple[Role, ...]
    regions: tuple[Region, ...]
    topics: Annotated[tuple[Topic, ...], "What is asked about, fixed beforehand: not the themes"]
    meetings: tuple[Meeting, ...]
    newest_event: Annotated[int, NEWEST]


@dataclass(frozen=True)
class Placement:
    theme: Annotated[int | None, "Number of the theme; null: no theme fits"]
    decided: Annotated[bool, "By a person; otherwise proposed by the analysis"]
    confidence: Annotated[float | None, "Of a proposal, 0 to 1; null: of a decision, or not known"]


@dataclass(frozen=True)
class Statement:
    id: Annotated[int, "Stays the same; increases in the order in which statements came in"]
    meeting: Annotated[int | None, "Null: imported without a meeting"]
    activity: int | None
    question: Annotated[str, "Key of the question; empty: imported"]
    topic: Annotated[str | None, "Title of the topic that was asked about"]
    aspect: Aspect | None
    region: Annotated[str | None, "Null: not known, and never guessed"]
    text: Annotated[str, "Verbatim, with all that may identify somebody: not for publication"]
    public_text: Annotated[str, "With personal data replaced, as far as it was found"]
    publishable: Annotated[
        bool, "Consented to, looked through and approved in exactly the public text"
    ]
    consent: Annotated[bool, "The author allows publication word for word, and so do the terms"]
    state: State
    reason: Annotated[str, "Why it is hidden; may be empty"]
    merged_into: Annotated[int | None, "The statement that it is a duplicate of"]
    source: Literal["participant", "facilitator", "import"]
    themes: Annotated[tuple[Placement, ...], "Empty: not placed yet"]


@dataclass(frozen=True)
class Statements:
    statements: tuple[Statement, ...]
    last: Annotated[int, LAST]
    more: Annotated[bool, MORE]
    newest_event: Annotated[int, NEWEST]


@dataclass(frozen=True)
class Members:
    decided: Annotated[tuple[int, ...], "Statements that a person placed here"]
    proposed: Annotated[tuple[int, ...], "Statements that the analysis proposes here"]


@dataclass(frozen=True)
class Theme:
    id: int
    state: Literal["proposed", "accepted"]
    name: Annotated[str, "What a person called it, or else the proposed label"]
    named: Annotated[bool, "By a person"]
    key_phrases: tuple[str, ...]
    central_statement: Annotated[str, "May be empty"]
    central_statement_id: Annotated[int | None, "When the central statement was collected itself"]
    members: Annotated[Members, "Statements that wait or are approved"]


@dataclass(frozen=True)
class Themes:
    themes: Annotated[tuple[Theme, ...], "In the order of the board"]
    nowhere: Annotated[Members, "Statements that fit in no theme"]
    newest_event: Annotated[int, NEWEST]


@dataclass(frozen=True)
class Count:
    label: str
    n: int


@dataclass(frozen=True)
class States:
    waiting: Annotated[int, "For moderation"]
    approved: int
    hidden: int
    merged: int


@dataclass(frozen=True)
class Handed:
    """An activity of a meeting, and how many answered."""

    id: int
    title: str
    state: Literal["open", "closed"]
    responses: int


@dataclass(frozen=True)
class Room:
    """How far a meeting is."""

    id: int
    title: str
    participants: int
    roles: tuple[Count, ...]
    sides: Annotated[tuple[Count, ...], "institute, field, or onbekend (not known)"]
    statements: States
    activities: tuple[Handed, ...]
    newest_event: Annotated[int, NEWEST]


@dataclass(frozen=True)
class OptionCount:
    key: str
    label: str
    n: int


@dataclass(frozen=True)
class RowCounts:
    label: str
    counts: tuple[OptionCount, ...]


@dataclass(frozen=True)
class Place:
    label: str
    mean: Annotated[float, "Mean place, from 1"]


@dataclass(frozen=True)
class QuestionCounts:
    key: str
    kind: QuestionKind
    label: str
    base: Annotated[int, "How many answered this question"]
    counts: Annotated[tuple[OptionCount, ...], "Of a choice, choices, a scale"]
    mean: Annotated[float | None, "Of a number; of a scale, of the position from 1"]
    median: float | None
    places: Annotated[tuple[Place, ...], "Of a ranking, best first"]
    rows: Annotated[tuple[RowCounts, ...], "Of a matrix"]


@dataclass(frozen=True)
class Counts:
    activity: int
    title: str
    state: Literal["open", "closed"]
    responses: int
    questions: Annotated[
        tuple[QuestionCounts, ...], "Without statements, votes, contact and consent"
    ]
    newest_event: Annotated[int, NEWEST]


@dataclass(frozen=True)
class StatementVotes:
    statement: int
    agree: int
    disagree: int
    passed: int


@dataclass(frozen=True)
class Votes:
    votes: Annotated[tuple[StatementVotes, ...], "Of approved statements, by number"]
    least: Annotated[int, "Statements on which fewer people voted are left out"]
    withheld: Annotated[int, "How many were left out for that reason"]
    last: Annotated[int, LAST]
    more: Annotated[bool, MORE]
    newest_event: Annotated[int, NEWEST]


@dataclass(frozen=True)
class Event:
    id: int
    kind: EventKind
    meeting: Annotated[int | None, "Null: of the whole programme"]


@dataclass(frozen=True)
class Events:
    events: tuple[Event, ...]
    last: Annotated[int, LAST]
    more: Annotated[bool, MORE]


@dataclass(frozen=True)
class Problem:
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
