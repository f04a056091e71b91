"""What a wrap-up holds, as pure data: no numbers of the house, no names of participants."""

from __future__ import annotations

from dataclasses import dataclass, field

from collector.records import ProgrammeKind


@dataclass(frozen=True)
class Citation:
    """One statement, word for word. `number` is its number throughout the report.

    `times` is how often it was made: 1 plus the duplicates merged into it.
    """

    number: int
    text: str
    times: int = 1


@dataclass(frozen=True)
class Statements:
    """By aspect: what to work out, how to go about it, and those without aspect."""

    content: tuple[Citation, ...] = ()
    process: tuple[Citation, ...] = ()
    other: tuple[Citation, ...] = ()

    def __len__(self) -> int:
        return len(self.content) + len(self.process) + len(self.other)


@dataclass(frozen=True)
class ThemePart:
    """`central_number`: the number of the collected statement that the central one also is.

    `provisional`: proposed by the analysis, not accepted by a person.
    """

    name: str
    central_statement: str
    central_number: int | None
    provisional: bool
    statements: Statements


@dataclass(frozen=True)
class Answer:
    """What a room answered to a closed question. `form` names the macro that shows it.

    `counts`: the table of a question (label, number; share of `base`, 0 … 1). `rows`: of a matrix,
    each row's name and numbers (None: withheld). `places`: (label, mean place) of a ranking.
    `sentence`: what is said in words, in Dutch.
    """

    form: str  # counts, matrix, places, sentence; aside: only that there were answers
    sentence: str
    counts: tuple[tuple[str, int, float], ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, tuple[int, ...] | None], ...] = ()
    places: tuple[tuple[str, str], ...] = ()
    few: bool = False  # aside because fewer people answered than may be shown
    unseen: bool = False  # aside because nobody moderates these answers


@dataclass(frozen=True)
class QuestionPart:
    """A question with what came of it.

    `offered`: its options or rows, while nobody answered; its rows, while too few did.
    """

    label: str
    statements: tuple[Citation, ...] = ()
    answer: Answer | None = None
    offered: tuple[str, ...] = ()

    @property
    def is_shown(self) -> bool:
        return bool(self.statements or (self.answer and self.answer.form != "aside"))

    @property
    def remark(self) -> str:
        """Why nothing is shown."""
        return self.answer.sentence if self.answer else "geen antwoorden"


@dataclass(frozen=True)
class ActivityPart:
    title: str
    questions: tuple[QuestionPart, ...]

    @property
    def is_answered(self) -> bool:
        return any(each.answer or each.statements for each in self.questions)

    @property
    def shown(self) -> tuple[QuestionPart, ...]:
        """The questions of which there is something to show."""
        return tuple(each for each in self.questions if each.is_shown)

    @property
    def aside(self) -> tuple[QuestionPart, ...]:
        """The other ones: too few answers, answers that nobody moderated, or none."""
        return tuple(each for each in self.questions if not each.is_shown)


@dataclass(frozen=True)
class SpeakerPart:
    name: str
    role: str
    subject: str
    is_case: bool


@dataclass(frozen=True)
class ResourcePart:
    title: str
    publisher: str
    link: str
    description: str = ""


@dataclass(frozen=True)
class MeetingPart:
    title: str
    date: str
    attendance: str
    intro: tuple[str, ...]
    speakers: tuple[SpeakerPart, ...]
    activities: tuple[ActivityPart, ...]
    resources: tuple[ResourcePart, ...]
    self_study: tuple[str, ...]


@dataclass(frozen=True)
class TopicPart:
    title: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Development:
    """One thing in which partnerships are followed, as others may see it.

    `moves`: (phases at first, phases at last, how many partnerships). Where those would tell of
    one, `changes`: (direction, how many). None is a number that is withheld.
    """

    name: str
    moves: tuple[tuple[str, str, int | None], ...] = ()
    changes: tuple[tuple[str, int | None], ...] = ()

    @property
    def withheld(self) -> bool:
        return not (self.moves or self.changes)


@dataclass(frozen=True)
class YieldGroup:
    """Yields that belong to one theme; without a theme the name is empty."""

    theme: str
    statements: tuple[Citation, ...]


@dataclass(frozen=True)
class Evaluation:
    text: tuple[str, ...] = ()
    yields: tuple[YieldGroup, ...] = ()
    activities: tuple[ActivityPart, ...] = ()


@dataclass(frozen=True)
class VotedStatement:
    """A statement with the votes of others on it; at least the group size together."""

    citation: Citation
    agree: int
    disagree: int
    passed: int

    @property
    def base(self) -> int:
        return self.agree + self.disagree + self.passed


@dataclass(frozen=True)
class VotesOnTheme:
    """What most agree with and what divides, in one theme; without a theme the name is empty."""

    theme: str
    agreed: tuple[VotedStatement, ...]
    divided: tuple[VotedStatement, ...]


@dataclass(frozen=True)
class VotesPart:
    """`sentence`: how it was voted and what is left out, in Dutch."""

    themes: tuple[VotesOnTheme, ...]
    sentence: str


@dataclass(frozen=True)
class Introduction:
    """`facts`: (term, description) in Dutch; `paragraphs`: of a document that was read in."""

    aim: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class YearsQuestion:
    """A question of the evaluation over the years, on one scale.

    `rows`: (year, or a row of a matrix with the year; numbers per option, None for too few).
    `changed`: what was asked otherwise, in Dutch.
    """

    label: str
    options: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...] | None], ...]
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class YearsPart:
    """This programme beside the ones that it repeats, earliest first.

    `turnout`: per year its name, the people per meeting and the partnerships, in words. `themes`:
    yields per theme, a number a year.
    """

    years: tuple[str, ...]
    turnout: tuple[tuple[str, str, str], ...]
    questions: tuple[YearsQuestion, ...]
    themes: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True)
class Report:
    """A whole wrap-up, or that of one `region`.

    `trace`: number in the report → id of the statement; stays in the house.
    """

    kind: ProgrammeKind
    title: str
    period: str
    organisers: tuple[str, ...]
    notices: tuple[str, ...]
    introduction: Introduction
    topics: tuple[TopicPart, ...]
    themes: tuple[ThemePart, ...]
    no_theme: Statements
    undecided: Statements
    answers: tuple[ActivityPart, ...]
    meetings: tuple[MeetingPart, ...]
    development: tuple[Development, ...]
    evaluation: Evaluation
    follow_ups: tuple[tuple[str, tuple[str, ...]], ...]
    resources: tuple[ResourcePart, ...]
    method: tuple[str, ...]
    contact: tuple[str, ...]
    votes: VotesPart | None = None
    withheld: tuple[str, ...] = ()
    years: YearsPart | None = None
    region: str = ""
    trace: dict[int, int] = field(default_factory=dict)
