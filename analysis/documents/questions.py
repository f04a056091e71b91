"""What was asked, with what came of it: one part for each thing that a meeting did."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.documents.blocks import Bullet, Bullets, Part, Said
from analysis.documents.figures import answered
from analysis.report_parts import ActivityPart, QuestionPart


def activities(found: Iterable[ActivityPart]) -> tuple[Part, ...]:
    return tuple(_activity(each) for each in found)


def _activity(part: ActivityPart) -> Part:
    if not part.is_answered:
        return Part(part.title, (_asked(part.questions, told=False),))
    aside = (_asked(part.aside, told=True),) if part.aside else ()
    if not part.shown:
        return Part(part.title, aside)
    shown = tuple(_question(each) for each in part.shown)
    also = (Part("Ook gevraagd", aside, kind="also"),) if aside else ()
    return Part(part.title, parts=shown + also)


def _question(question: QuestionPart) -> Part:
    if question.statements or question.answer is None:
        return Part(question.label, (Said(question.statements),))
    return Part(question.label, answered(question.answer))


def _asked(questions: Iterable[QuestionPart], *, told: bool) -> Bullets:
    """:param told: say why nothing is shown; and of a question that nobody answered, not what
    could be chosen"""
    return Bullets(
        tuple(
            Bullet(
                each.label,
                remark=f" ({each.remark})" if told else "",
                below=each.offered if each.answer or not told else (),
            )
            for each in questions
        )
    )
