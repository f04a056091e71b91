"""Questions that a document tells of, as instruments, so that its meetings can be held again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from collector.records import (
    ActivityTemplate,
    Instrument,
    Option,
    Question,
    QuestionKind,
    Resource,
)
from collector.slugs import key_of

CONSENT = Question(
    key="consent_publish",
    kind=QuestionKind.CONSENT,
    label="Mijn uitspraken mogen woordelijk, maar zonder namen, openbaar worden.",
)


def options(labels: Iterable[str]) -> tuple[Option, ...]:
    """Each label with a key made of it; keys are different."""
    labels = tuple(labels)
    keys = unique([key_of(label) or "option" for label in labels], "_")
    return tuple(Option(key, label) for key, label in zip(keys, labels, strict=True))


def unique(names: Sequence[str], joint: str = "-") -> list[str]:
    """The names, with a number behind each that was there before."""
    found: list[str] = []
    for name in names:
        free, number = name, 1
        while free in found:
            number += 1
            free = f"{name}{joint}{number}"
        found.append(free)
    return found


def asking(slug: str, title: str, questions: Iterable[Question], intro: str = "") -> Instrument:
    """An instrument of these questions; asks for consent where it asks for statements."""
    questions = tuple(questions)
    if any(question.kind is QuestionKind.STATEMENTS for question in questions):
        questions = (*questions, CONSENT)
    return Instrument(slug, title, intro, questions)


def together(slug: str, title: str, questions: Iterable[Question]) -> Instrument:
    """As `asking`; people of a partnership fill it in alone, and settle it together."""
    return replace(asking(slug, title, questions), together=True)


def activity(instrument: Instrument) -> ActivityTemplate:
    return ActivityTemplate(instrument.slug, instrument.title)


def resource(title: str, author: str | None, link: str | None) -> Resource:
    """A link that is no web address becomes one, or is left out."""
    link = link or ""
    if link.startswith("www."):
        link = f"https://{link}"
    return Resource(title, author or "", link=link if link.startswith("http") else "")
