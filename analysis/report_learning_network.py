"""Per meeting of a learning network: who spoke, what was asked, what was said."""

from __future__ import annotations

import re
import sqlite3
from datetime import date

from analysis.report_answers import ASIDE, asked_and_answered, signature_of
from analysis.report_introduction import Background
from analysis.report_material import Material
from analysis.report_parts import (
    ActivityPart,
    Answer,
    Evaluation,
    MeetingPart,
    QuestionPart,
    ResourcePart,
    SpeakerPart,
    YieldGroup,
)
from collector.queries import meetings as stored
from collector.queries import programmes
from collector.records import Instrument, Question, QuestionKind, ThemeState
from collector.years import YIELDS, is_evaluation

_MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)


def paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"\n\s*\n", text) if part.strip())


def day(iso: str | None) -> str:
    """ "2026-03-05" → "5 maart 2026"; "" without a date."""
    if not iso:
        return ""
    found = date.fromisoformat(iso)
    return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"


def resources(
    connection: sqlite3.Connection, known: Background, meeting: int | None = None
) -> tuple[ResourcePart, ...]:
    told = {each["title"]: each["description"] for each in known.imported.get("resources", ())}
    return tuple(
        ResourcePart(row["title"], row["publisher"], row["link"], told.get(row["title"]) or "")
        for row in programmes.resources(connection, known.programme["id"], meeting)
    )


def meeting_parts(
    connection: sqlite3.Connection, known: Background, material: Material, group_size: int
) -> tuple[MeetingPart, ...]:
    """In order; the evaluation stands apart."""
    return tuple(_meeting(connection, known, material, row, group_size) for row in known.meetings)


def _meeting(
    connection: sqlite3.Connection,
    known: Background,
    material: Material,
    row: sqlite3.Row,
    group_size: int,
) -> MeetingPart:
    return MeetingPart(
        title=row["title"],
        date=day(row["date"]),
        attendance=_attendance(connection, row, group_size),
        intro=paragraphs(row["intro"]),
        speakers=tuple(_speaker(each) for each in stored.speakers(connection, row["id"])),
        activities=_activities(connection, known, material, row, group_size, evaluating=False),
        resources=resources(connection, known, row["id"]),
        self_study=paragraphs(row["self_study"]),
    )


def _attendance(connection: sqlite3.Connection, row: sqlite3.Row, group_size: int) -> str:
    """Who was there, and who answered the questions outside the meeting."""
    outside = row["outside"]
    caught_up = f"{outside}" if outside >= group_size else f"minder dan {group_size}"
    also = f"{caught_up} deelnemers buiten de bijeenkomst" if outside else ""
    return "; ".join(each for each in (_present(connection, row, group_size), also) if each)


def _present(connection: sqlite3.Connection, row: sqlite3.Row, group_size: int) -> str:
    present = row["participants"]
    if not present:
        return ""
    if present < group_size:
        return f"minder dan {group_size} deelnemers"
    partnerships = len(stored.composition(connection, row["id"]))
    if partnerships < 2:
        return f"{present} deelnemers"
    return f"{present} deelnemers uit {partnerships} partnerschappen"


def _speaker(row: sqlite3.Row) -> SpeakerPart:
    role = ", ".join(each for each in (row["role"], row["organisation"]) if each)
    return SpeakerPart(row["name"], role, row["subject"], row["kind"] == "case")


def _activities(
    connection: sqlite3.Connection,
    known: Background,
    material: Material,
    meeting: sqlite3.Row,
    group_size: int,
    *,
    evaluating: bool,
) -> tuple[ActivityPart, ...]:
    parts = []
    for row in stored.activities(connection, meeting["id"]):
        instrument = stored.instrument_of(row)
        if is_evaluation(instrument) is not evaluating:
            continue
        answers = _answers(connection, known, row, instrument, group_size)
        questions = tuple(
            _question(material, row["id"], question, answers.get(question.key))
            for question in instrument.questions
            if question.kind not in ASIDE and not (evaluating and question.key == YIELDS)
        )
        part = ActivityPart(row["title"], questions)
        if questions and (part.is_answered or not _is_told(part, meeting["intro"])):
            parts.append(part)
    return tuple(parts)


def _is_told(part: ActivityPart, intro: str) -> bool:
    """Whether the introduction of the meeting lists these questions already."""
    lines = intro.split("\n")
    return all(f"• {question.label}" in lines for question in part.questions)


def _answers(
    connection: sqlite3.Connection,
    known: Background,
    row: sqlite3.Row,
    instrument: Instrument,
    group_size: int,
) -> dict[str, Answer]:
    """Of the questions as they are asked now; answers to other versions are not mixed in."""
    now = {signature_of(instrument.slug, question) for question in instrument.questions}
    return {
        each.question.key: each.told(group_size, known.region)
        for each in asked_and_answered(connection, known.programme["id"], row["id"])
        if signature_of(instrument.slug, each.question) in now
    }


def _question(
    material: Material, activity: int, question: Question, found: Answer | None
) -> QuestionPart:
    if question.kind is QuestionKind.STATEMENTS:
        said = tuple(
            material.cite(identifier)
            for identifier, each in material.said.items()
            if each.activity_id == activity and each.question == question.key
        )
        return QuestionPart(question.label, statements=said)
    # What could be chosen says what it was about; the steps of a scale do not.
    offered = question.rows or (() if question.kind is QuestionKind.SCALE else question.options)
    if found is not None:
        # What was asked about (such as the criteria) is told, also where the answers are too few.
        offered = question.rows if found.form == "aside" else ()
    labels = tuple(each.label for each in offered)
    return QuestionPart(question.label, answer=found, offered=labels)


def evaluation(
    connection: sqlite3.Connection, known: Background, material: Material, group_size: int
) -> Evaluation:
    """What participants took home, and how they look back."""
    yields = _yields(material)  # first: their numbers come before those of other questions
    activities: list[ActivityPart] = []
    for row in known.meetings:
        activities += _activities(connection, known, material, row, group_size, evaluating=True)
    return Evaluation(
        text=paragraphs(known.imported.get("evaluation", "")),
        yields=yields,
        activities=tuple(each for each in activities if each.is_answered),
    )


def _yields(material: Material) -> tuple[YieldGroup, ...]:
    """By theme where people accepted themes; one in two themes is in both."""
    left = [each for each, said in material.said.items() if said.question == YIELDS]
    groups, placed = [], set()
    for theme in material.themes:
        if theme.state != ThemeState.ACCEPTED:
            continue
        members = [each for each in left if each in material.members[theme.id]]
        placed.update(members)
        if members:
            groups.append(YieldGroup(theme.name, tuple(map(material.cite, members))))
    rest = [each for each in left if each not in placed]
    if rest:
        groups.append(YieldGroup("", tuple(map(material.cite, rest))))
    return tuple(groups)


def left_over(material: Material) -> list[int]:
    """Statements that belong to no question that the report shows (read in from elsewhere)."""
    return [each for each in material.said if each not in material.numbers]
