"""An example programme: who came, what they said, what the facilitator decided."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from collector.records import (
    Contact,
    Instrument,
    MeetingTemplate,
    ProgrammeTemplate,
    Sector,
    Side,
    StatementDraft,
)

Themes = tuple[str, ...] | None
"""Names of themes; empty when no theme fits, None when that is left undecided."""


@dataclass(frozen=True)
class ExampleStatement:
    draft: StatementDraft
    themes: Themes = None  # what the facilitator decides about it


@dataclass(frozen=True)
class ExampleForm:
    """One form as it is handed in: answers and statements by question key."""

    instrument: str  # slug
    answers: dict[str, Any] = field(default_factory=dict)
    statements: dict[str, tuple[ExampleStatement, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class ExamplePartnership:
    name: str
    sectors: tuple[Sector, ...] = ()
    region: str | None = None


@dataclass(frozen=True)
class ExampleMeeting:
    """`template` has the speakers and resources of the example added."""

    template: MeetingTemplate
    title: str
    region: str | None = None
    date: datetime.date | None = None


@dataclass(frozen=True)
class ExampleParticipant:
    id: str
    meeting: int  # 0 is the first
    role: str | None = None
    side: Side | None = None
    partnership: str | None = None
    region: str | None = None
    forms: tuple[ExampleForm, ...] = ()


@dataclass(frozen=True)
class ExampleSketch:
    """What a partnership settles together in a meeting; values as they are stored."""

    partnership: str
    meeting: int  # 0 is the first
    instrument: str  # slug
    values: Mapping[str, Any] = field(default_factory=dict)
    settled: bool = False


@dataclass(frozen=True)
class ExampleTheme:
    name: str
    central_statement: str = ""


@dataclass(frozen=True)
class StatementPlace:
    """A statement of the example: whose it is, and which one of theirs."""

    participant: str
    text: str


@dataclass(frozen=True)
class Moderation:
    hidden: tuple[tuple[StatementPlace, str], ...] = ()  # with the reason
    merged: tuple[tuple[StatementPlace, StatementPlace], ...] = ()  # into the second
    waiting: tuple[StatementPlace, ...] = ()  # left for the facilitator to look at


@dataclass(frozen=True)
class Opinion:
    """How likely somebody agrees with the statements of one theme, or that begin in one way.

    `by`: line → group on it → likelihood, instead of `agree`.
    """

    agree: float
    theme: str = ""
    text_start: str = ""
    by: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class ExampleVotes:
    """`camps`: people who think alike about some things, whatever their role: name → share.

    `agree`: with a statement that no opinion is about; one half of these appeals to the first camp
    more by `tilt` and to the others less by it, the other half the other way round.
    """

    instrument: str
    each: int  # statements that one participant votes on, at most
    agree: float
    tilt: float
    passes: float
    camps: Mapping[str, float]
    opinions: tuple[Opinion, ...]


@dataclass(frozen=True)
class Example:
    """`template` and `instruments` are those of the example, with everything filled in."""

    slug: str
    title: str
    template: ProgrammeTemplate
    instruments: Mapping[str, Instrument]
    participants_about: int | None = None
    partnerships: tuple[ExamplePartnership, ...] = ()
    meetings: tuple[ExampleMeeting, ...] = ()
    participants: tuple[ExampleParticipant, ...] = ()
    sketches: tuple[ExampleSketch, ...] = ()
    steps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # text → state, of each
    themes: tuple[ExampleTheme, ...] = ()
    moderation: Moderation = Moderation()
    sign_ups: tuple[Contact, ...] = ()
    votes: ExampleVotes | None = None

    @property
    def statements(self) -> tuple[tuple[ExampleParticipant, ExampleStatement], ...]:
        """Every statement with the participant whose it is."""
        return tuple(
            (participant, statement)
            for participant in self.participants
            for form in participant.forms
            for statements in form.statements.values()
            for statement in statements
        )
