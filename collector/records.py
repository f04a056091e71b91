"""What the service holds, as frozen dataclasses and enums: the words of the whole house."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any

STATEMENT_LIMIT = 1000
"""Longest statement, in characters (the longest of the 2018 round tables has 749)."""


class ProgrammeKind(StrEnum):
    ROUND_TABLE = "round_table"
    LEARNING_NETWORK = "learning_network"


class Side(StrEnum):
    """Which side of a partnership somebody comes from."""

    INSTITUTE = "institute"  # opleidingsinstituut
    FIELD = "field"  # werkveld


class Sector(StrEnum):
    PO = "po"
    VO = "vo"
    MBO = "mbo"


class Aspect(StrEnum):
    CONTENT = "content"  # aandachtspunt inhoudelijke uitwerking
    PROCESS = "process"  # proces van uitwerking


class QuestionKind(StrEnum):
    """One vocabulary: each kind has a field, a tally, a report rendering and a publication rule."""

    STATEMENTS = "statements"
    CHOICE = "choice"
    CHOICES = "choices"
    SCALE = "scale"
    NUMBER = "number"
    RANKING = "ranking"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    MATRIX = "matrix"
    CONTACT = "contact"
    CONSENT = "consent"
    VOTES = "votes"


class Vote(StrEnum):
    """What somebody thinks of a statement of others."""

    AGREE = "agree"  # eens
    DISAGREE = "disagree"  # oneens
    PASS = "pass"  # overgeslagen: no opinion, or not known


class Ballot(StrEnum):
    """Which approved statements are put to the vote."""

    PROGRAMME = "programme"  # of all meetings so far
    MEETING = "meeting"  # of this meeting


class StatementState(StrEnum):
    WAITING = "waiting"  # for moderation
    APPROVED = "approved"
    HIDDEN = "hidden"  # with a reason that the participant sees
    MERGED = "merged"  # into another statement
    WITHDRAWN = "withdrawn"  # by the participant


class ThemeState(StrEnum):
    PROPOSED = "proposed"  # by the analysis
    ACCEPTED = "accepted"  # by a person
    MERGED = "merged"  # into another theme
    SPLIT = "split"  # into parts, all of it
    REMOVED = "removed"


class JobKind(StrEnum):
    THEMES = "themes"
    SPLIT = "split"  # a theme into parts
    REPORT = "report"
    PUBLISH = "publish"
    DEVELOPMENT = "development"  # of partnerships, as others may see it
    EXPORT = "export"


class HowMany(StrEnum):
    """How many new themes a facilitator wishes, beside what would be found."""

    FEWER = "fewer"
    AS_FOUND = "as_found"
    MORE = "more"


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Option:
    key: str
    label: str


@dataclass(frozen=True)
class Question:
    """One question of an instrument. Which fields count depends on the kind.

    The stored value of an answer (JSON) per kind: choice and scale: an option key; choices and
    ranking: a list of option keys; number: int or float; short_text and long_text: str; matrix:
    {row key: option key}; consent: bool. Statements and votes become rows of their own; contact
    goes to the contacts file and leaves nothing behind here.
    """

    key: str
    kind: QuestionKind
    label: str
    help: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()  # choice, choices, scale, ranking, columns of a matrix
    rows: tuple[Option, ...] = ()  # matrix
    minimum: float | None = None  # number
    maximum: float | None = None  # number
    unit: str = ""  # number
    max_length: int = STATEMENT_LIMIT  # short_text, long_text, each statement
    boxes: int = 3  # statements: empty boxes to begin with
    topic: str | None = None  # statements, votes: slug of the topic, when fixed
    ask_topic: bool = False  # statements: let the participant choose a topic
    ask_aspect: bool = False  # statements: let the participant choose content or process
    dimension: str = ""  # what is followed over time: baseline and development share it
    ballot: Ballot = Ballot.PROGRAMME  # votes: the statements to vote on
    follow_up: str = ""  # contact: slug of the follow-up it signs up for
    fill_in: str = ""  # left open for the organiser: says what to fill in, until it is
    fill_in_count: int = 0  # how many labels the organiser is to give


@dataclass(frozen=True)
class Instrument:
    """The questions of an activity. A changed one is another version, named by `hash`."""

    slug: str
    title: str
    intro: str = ""
    questions: tuple[Question, ...] = ()
    together: bool = False  # filled in alone, then settled together by each partnership

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    @lru_cache(maxsize=128)
    def from_json(cls, text: str) -> Instrument:
        """The same text is the same instrument, read once."""
        data: dict[str, Any] = json.loads(text)
        questions = tuple(
            Question(
                **{
                    **question,
                    "kind": QuestionKind(question["kind"]),
                    "options": tuple(Option(**option) for option in question["options"]),
                    "rows": tuple(Option(**row) for row in question["rows"]),
                    "ballot": Ballot(question.get("ballot", Ballot.PROGRAMME)),
                }
            )
            for question in data.pop("questions")
        )
        return cls(**data, questions=questions)

    def question(self, key: str) -> Question:
        """:raise KeyError: there is no such question."""
        for question in self.questions:
            if question.key == key:
                return question
        raise KeyError(key)

    @property
    def to_vote_on(self) -> Question | None:
        """The question that puts statements to the vote, if there is one."""
        found = (one for one in self.questions if one.kind is QuestionKind.VOTES)
        return next(found, None)

    @property
    def only_votes(self) -> bool:
        """Whether it asks nothing but votes: then a phone shows one statement at a time."""
        return all(one.kind is QuestionKind.VOTES for one in self.questions)

    @property
    def left_open(self) -> tuple[Question, ...]:
        """The questions that the organiser still has to fill in before the activity can open."""
        return tuple(question for question in self.questions if question.fill_in)


@dataclass(frozen=True)
class Role:
    name: str
    group: str = ""  # bestuur, opleiding, school, ...: what a release may show


@dataclass(frozen=True)
class Region:
    name: str
    part: str = ""  # part of the country, for releases


@dataclass(frozen=True)
class Topic:
    slug: str
    title: str
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Speaker:
    name: str
    role: str = ""
    organisation: str = ""
    subject: str = ""
    kind: str = "presentation"  # or "case" (praktijkvoorbeeld)


@dataclass(frozen=True)
class Resource:
    title: str
    publisher: str = ""  # author or publisher
    kind: str = ""
    link: str = ""


@dataclass(frozen=True)
class FollowUp:
    slug: str
    title: str
    text: str = ""


@dataclass(frozen=True)
class ActivityTemplate:
    instrument: str  # slug
    title: str = ""


@dataclass(frozen=True)
class MeetingTemplate:
    title: str
    intro: str = ""
    self_study: str = ""  # how to work through it without the meeting
    speakers: tuple[Speaker, ...] = ()
    resources: tuple[Resource, ...] = ()
    activities: tuple[ActivityTemplate, ...] = ()


@dataclass(frozen=True)
class ProgrammeTemplate:
    """Everything a new programme starts with."""

    slug: str
    kind: ProgrammeKind
    title: str
    description: str = ""
    period: str = ""
    aim: str = ""
    contact: str = ""  # contact block of the wrap-up
    organisers: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    regions: tuple[Region, ...] = ()
    topics: tuple[Topic, ...] = ()
    meetings: tuple[MeetingTemplate, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    resources: tuple[Resource, ...] = ()


@dataclass(frozen=True)
class StatementDraft:
    """A statement as somebody hands it in; `topic` is a slug."""

    text: str
    aspect: Aspect | None = None
    topic: str | None = None
    consent: bool = False
    kept_home: bool = False  # left out by its author, whatever is consented for the others


@dataclass(frozen=True)
class Contact:
    """A sign-up for a follow-up. Lives in the contacts file only."""

    name: str
    email: str
    organisation: str = ""
    phone: str = ""
    follow_up: str = ""


@dataclass(frozen=True)
class Submission:
    """One form handed in: answers by question key, statements by question key."""

    key: str  # made by the client; the same key is the same submission
    answers: dict[str, Any] = field(default_factory=dict)
    statements: dict[str, tuple[StatementDraft, ...]] = field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    votes: dict[int, Vote] = field(default_factory=dict)  # by statement
    consent: bool | None = None  # set: also holds for what this form handed in before
