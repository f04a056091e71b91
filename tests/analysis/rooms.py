"""Small programmes that were really held: people join, hand in, and a facilitator decides."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from collector import codebook, intake, moderation
from collector.meetings import set_activity_state
from collector.partnerships import add_partnership
from collector.programmes import create_programme
from collector.queries import meetings, programmes
from collector.queries.statements import statements
from collector.records import (
    ActivityTemplate,
    Aspect,
    FollowUp,
    Instrument,
    MeetingTemplate,
    Option,
    ProgrammeKind,
    ProgrammeTemplate,
    Question,
    QuestionKind,
    Region,
    Resource,
    Role,
    Speaker,
    StatementDraft,
    Submission,
    Topic,
)
from tests.conftest import new_theme

CONSENT = Question("consent", QuestionKind.CONSENT, "Mag het openbaar?")
PHASES = (Option("none", "Nog niets"), Option("some", "Een begin"), Option("all", "Klaar"))

ASKING = Instrument(
    "asking",
    "Wat vindt u?",
    questions=(
        Question("said", QuestionKind.STATEMENTS, "Wat valt u op?", topic="tijd"),
        CONSENT,
    ),
)
LOOKING_BACK = Instrument(
    "looking-back",
    "Terugblik",
    questions=(
        Question(
            "value",
            QuestionKind.SCALE,
            "Hoe waardevol was dit?",
            options=(Option("little", "Weinig"), Option("much", "Veel")),
        ),
        Question(
            "order",
            QuestionKind.RANKING,
            "Wat eerst?",
            options=(Option("time", "Tijd"), Option("money", "Geld")),
        ),
        Question(
            "parts",
            QuestionKind.MATRIX,
            "Hoe waren de onderdelen?",
            rows=(Option("start", "Het begin"), Option("end", "Het einde")),
            options=(Option("bad", "Slecht"), Option("good", "Goed")),
        ),
        Question("talks", QuestionKind.NUMBER, "Met hoeveel mensen sprak u?", unit="mensen"),
        Question("tip", QuestionKind.LONG_TEXT, "Welke tip heeft u?"),
    ),
)
PHASE = Instrument(
    "phase",
    "Hoe ver bent u?",
    questions=(
        Question(
            "rooster",
            QuestionKind.SCALE,
            "Rooster: hoe ver bent u?",
            options=PHASES,
            dimension="rooster",
        ),
    ),
)
YIELDS = Instrument(
    "yields",
    "Terugblik",
    questions=(Question("yields", QuestionKind.STATEMENTS, "Wat neemt u mee?"), CONSENT),
)
INSTRUMENTS = {each.slug: each for each in (ASKING, LOOKING_BACK, PHASE, YIELDS)}


def _doing(*slugs: str) -> tuple[ActivityTemplate, ...]:
    return tuple(ActivityTemplate(slug) for slug in slugs)


ROUND_TABLE = ProgrammeTemplate(
    slug="small-table",
    kind=ProgrammeKind.ROUND_TABLE,
    title="Tafels over tijd",
    period="najaar 2025",
    aim="Horen waar de tijd blijft.",
    contact="Bureau Tijd\ntijd@example.org",
    organisers=("Bureau Tijd", "Stichting Klok"),
    roles=(Role("mentor"), Role("directeur"), Role("student")),
    regions=(Region("Waterland"), Region("De Kempen")),
    topics=(Topic("tijd", "Tijd", ("Waar blijft de tijd?", "Wat kan eraf?")),),
    meetings=(MeetingTemplate("Tafel", activities=_doing("asking", "looking-back")),),
    follow_ups=(FollowUp("more", "Voorjaarstafel", "In het voorjaar praten we verder."),),
)
NETWORK = ProgrammeTemplate(
    slug="small-network",
    kind=ProgrammeKind.LEARNING_NETWORK,
    title="Netwerk rooster",
    period="2025",
    organisers=("Bureau Tijd",),
    roles=(Role("roostermaker"),),
    meetings=(
        MeetingTemplate(
            "Bijeenkomst 1",
            intro="We kijken terug.\n\nEn vooruit.",
            self_study="Maak een uur vrij.",
            speakers=(
                Speaker("Ilse Ruiter", "roostermaker", "Scholengroep Zuid", "Ruimte maken", "case"),
            ),
            resources=(Resource("Roosterboek", "Klokhuis", link="https://example.org/rooster"),),
            activities=_doing("asking", "phase"),
        ),
        MeetingTemplate("Bijeenkomst 2", activities=_doing("phase", "yields")),
    ),
    follow_ups=(FollowUp("circle", "Kring", "Eens per maand."),),
    resources=(Resource("Handreiking", "Bureau Tijd"),),
)


@dataclass
class Room:
    """A programme with its meetings open, and a facilitator who can decide."""

    connection: sqlite3.Connection
    programme: int
    facilitator: int
    receipts: count

    @property
    def meetings(self) -> list[int]:
        return [row["id"] for row in meetings.meetings(self.connection, self.programme)]

    def activity(self, meeting: int, slug: str) -> int:
        rows = meetings.activities(self.connection, meeting)
        return next(row["id"] for row in rows if row["slug"] == slug)

    def come(
        self, meeting: int = 0, *, role: str | None = None, partnership: str | None = None
    ) -> int:
        """Somebody joins the meeting with this number; the participant."""
        rows = programmes.roles(self.connection, self.programme)
        return intake.join(
            self.connection,
            self.meetings[meeting],
            f"bewijs-{next(self.receipts)}",
            role=next((row["id"] for row in rows if row["name"] == role), None),
            partnership=(
                add_partnership(self.connection, self.programme, partnership)
                if partnership
                else None
            ),
        )

    def answer(
        self,
        participant: int,
        slug: str,
        answers: Mapping[str, Any] | None = None,
        said: Mapping[str, Sequence[StatementDraft]] | None = None,
        meeting: int = 0,
    ) -> None:
        intake.submit(
            self.connection,
            participant,
            self.activity(self.meetings[meeting], slug),
            Submission(
                f"sleutel-{next(self.receipts)}",
                dict(answers or {}),
                {key: tuple(drafts) for key, drafts in (said or {}).items()},
            ),
        )

    def say(
        self,
        *texts: str,
        aspect: Aspect | None = None,
        consent: bool = True,
        slug: str = "asking",
        question: str = "said",
        meeting: int = 0,
    ) -> list[int]:
        """Somebody hands in these statements, and they are approved; their ids."""
        before = {each.id for each in self.statements()}
        drafts = [StatementDraft(text, aspect=aspect, consent=consent) for text in texts]
        self.answer(self.come(meeting), slug, said={question: drafts}, meeting=meeting)
        new = [each for each in self.statements() if each.id not in before]
        shown = [(each.id, each.public_text) for each in new]
        moderation.approve(self.connection, self.programme, self.facilitator, shown)
        return [each.id for each in new]

    def statements(self) -> list:
        return statements(self.connection, self.programme)

    def theme(self, name: str, central: str = "") -> int:
        return new_theme(self.connection, self.programme, self.facilitator, name, central)

    def place(self, statement: int, *themes: int) -> None:
        codebook.place(self.connection, self.programme, self.facilitator, statement, themes)


def hold(connection: sqlite3.Connection, facilitator: int, template: ProgrammeTemplate) -> Room:
    """A room in which everything is open."""
    programme = create_programme(connection, template, INSTRUMENTS)
    room = Room(connection, programme, facilitator, count(1))
    for meeting in room.meetings:
        for row in meetings.activities(connection, meeting):
            set_activity_state(connection, row["id"], is_open=True)
    return room
