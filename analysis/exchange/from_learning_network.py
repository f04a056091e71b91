"""A report of a learning network → programme, meetings with their questions, yields."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from analysis.exchange import questions, reading, sketched
from analysis.exchange.learning_network import LearningNetworkReport, ReadMeeting
from analysis.exchange.speakers import ReadSpeaker
from collector.imported import Import, ImportedStatement
from collector.records import (
    FollowUp,
    Instrument,
    MeetingTemplate,
    ProgrammeKind,
    ProgrammeTemplate,
    Question,
    QuestionKind,
    Speaker,
)
from collector.slugs import slugify

YIELDS = "yields"
_LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")
_CASE = re.compile(r"\bpraktijkvoorbeeld", re.IGNORECASE)


def from_learning_network(document: LearningNetworkReport, file: str, content: str) -> Import:
    """Meetings that can be held again, with what the document tells of them; yields as statements.

    :param content: names the bytes of the file.
    """
    instruments: dict[str, Instrument] = {}
    meetings = tuple(
        _meeting(document, number, instruments) for number in range(len(document.meetings))
    )
    template = ProgrammeTemplate(
        slug="",
        kind=ProgrammeKind.LEARNING_NETWORK,
        title=document.title,
        period=document.period or "",
        aim=document.aim or "",
        contact="\n".join(document.contact),
        organisers=document.organisers,
        meetings=meetings,
        follow_ups=_follow_ups(document),
        resources=tuple(
            questions.resource(each.title, each.author, each.link) for each in document.resources
        ),
    )
    return Import(
        file=file,
        hash=content,
        template=template,
        instruments=instruments,
        regions=(None,) * len(meetings),
        statements=tuple(ImportedStatement(text, question=YIELDS) for text in document.yields),
        summary=_summary(document),
    )


def plain(text: str) -> str:
    """Markdown links as text, with the address behind it where there is one."""

    def written_out(match: re.Match[str]) -> str:
        words, address = match[1], match[2].strip()
        is_address = address.startswith(("http://", "https://")) and address != words
        return f"{words} ({address})" if is_address else words

    return _LINK.sub(written_out, text)


def _summary(document: LearningNetworkReport) -> dict[str, Any]:
    """What `reading.summary` gives, and the running text that has no column of its own."""
    return {
        **reading.summary(document),
        "introduction": [plain(text) for text in document.introduction],
        "evaluation": plain(document.evaluation),
    }


def _follow_ups(document: LearningNetworkReport) -> tuple[FollowUp, ...]:
    slugs = questions.unique([slugify(each.title) for each in document.follow_ups])
    return tuple(
        FollowUp(slug, each.title, plain(each.text))
        for slug, each in zip(slugs, document.follow_ups, strict=True)
    )


def _meeting(
    document: LearningNetworkReport, number: int, instruments: dict[str, Instrument]
) -> MeetingTemplate:
    """The pattern of one meeting; adds its instruments.

    Its introduction is its text, questions that are lines of their own included.
    """
    meeting = document.meetings[number]
    made = _instruments(document, number)
    instruments.update({each.slug: each for each in made})
    is_case = any(_CASE.search(text) for text in meeting.texts)
    return MeetingTemplate(
        title=_title(meeting),
        intro=_running(meeting),
        speakers=tuple(_speaker(each, is_case) for each in meeting.speakers),
        activities=tuple(map(questions.activity, made)),
    )


def _running(meeting: ReadMeeting) -> str:
    """Its paragraphs, blank lines between; of a list of questions each on a line of its own."""
    parts: list[str] = []
    for text in meeting.texts:
        line = f"• {plain(text)}" if text in meeting.questions else plain(text)
        if parts and line.startswith("• ") and parts[-1].startswith("• "):
            parts[-1] += f"\n{line}"
        else:
            parts.append(line)
    return "\n\n".join(parts)


def _title(meeting: ReadMeeting) -> str:
    if meeting.focus and meeting.focus.casefold() not in meeting.title.casefold():
        return f"{meeting.title}: {meeting.focus}"
    return meeting.title


def _speaker(speaker: ReadSpeaker, is_case: bool) -> Speaker:
    return Speaker(
        speaker.name,
        speaker.role or "",
        speaker.organisation or "",
        speaker.subject,
        "case" if is_case else "presentation",
    )


def _instruments(document: LearningNetworkReport, number: int) -> list[Instrument]:
    meeting = document.meetings[number]
    made = []
    if meeting.questions:
        asked = [
            Question(f"question_{place}", QuestionKind.STATEMENTS, plain(text), boxes=2)
            for place, text in enumerate(meeting.questions, start=1)
        ]
        made.append(questions.asking("guiding-questions", "Vragen voor het gesprek", asked))
    if meeting.perspectives:
        made.append(_perspectives(meeting))
    told = sketched.sketched([each.texts for each in document.meetings])
    made += sketched.instruments(told, number)
    if document.safeguards and number == _place_of_safeguards(document):
        made.append(_safeguards(document))
    if document.yields and number == len(document.meetings) - 1:
        question = Question(YIELDS, QuestionKind.STATEMENTS, "Wat neemt u mee uit het leernetwerk?")
        made.append(questions.asking("evaluation", "Terugblik en opbrengsten", [question]))
    return [replace(each, slug=f"imported-{number + 1}-{each.slug}") for each in made]


def _perspectives(meeting: ReadMeeting) -> Instrument:
    return questions.asking(
        "perspectives",
        "Perspectieven",
        [
            Question(
                "perspectives",
                QuestionKind.CHOICES,
                "Welke perspectieven spelen in uw partnerschap een rol?",
                options=questions.options(meeting.perspectives),
            ),
            Question("explain", QuestionKind.LONG_TEXT, "Waarom juist deze?"),
        ],
    )


def _place_of_safeguards(document: LearningNetworkReport) -> int:
    """The meeting whose text names them all; else the first."""
    for number, meeting in enumerate(document.meetings):
        text = " ".join(meeting.texts).casefold()
        if all(safeguard.casefold() in text for safeguard in document.safeguards):
            return number
    return 0


def _safeguards(document: LearningNetworkReport) -> Instrument:
    return questions.together(
        "phases",
        "Waarborgen en fase van ontwikkeling",
        [
            Question(
                "safeguard_phase",
                QuestionKind.MATRIX,
                "In welke fase is uw partnerschap, per waarborg?",
                options=sketched.PHASES,
                rows=questions.options(document.safeguards),
                dimension="safeguards",
            )
        ],
    )
