"""What the projector shows of an activity: question kind → slides. Never a text unseen, never a
small group."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _

from collector.records import Instrument, Question, QuestionKind
from collector.tallies import Tally, tally
from forms.voted import NOBODY, Voted, outcomes

LINE = 36
"""Characters on a line of one of the two columns on the screen."""
LINES = 18
"""Lines on a screen of two columns, with room to spare."""


@dataclass(frozen=True)
class Slide:
    """One screen. `layout` is the name of a macro in `screen/slides.html`."""

    layout: str
    title: str
    base: int = 0  # how many answered
    tally: Tally | None = None
    texts: tuple[str, ...] = ()
    voted: Voted = NOBODY
    counted: tuple[tuple[str, int], ...] = ()  # questions of which only the number is shown
    least: int = 0  # more than 0: so many must have answered before anything is shown
    page: int = 1
    pages: int = 1
    lead: str = ""  # what stands largest: a central statement
    told: tuple[tuple[str, str], ...] = ()  # headings with their text
    activity: str = ""  # of which it is, where slides of several stand together


@dataclass(frozen=True)
class Shown:
    """What there is to show of one question."""

    question: Question
    values: Sequence[Any]
    statements: Sequence[str]  # public texts of approved statements, newest first
    group_size: int
    voted: Voted = NOBODY


def slides(
    instrument: Instrument,
    values: Mapping[str, Sequence[Any]],
    statements: Mapping[str, Sequence[str]],
    group_size: int,
    voted: Voted = NOBODY,
) -> list[Slide]:
    """The slides of an activity, in the order of its questions; the mere numbers come last.

    :param values: question key → stored values of everybody
    :param statements: question key → public texts of approved statements, newest first
    :param group_size: fewest answers of which a division is shown
    :param voted: how the votes stand, where statements are voted on
    """
    made: list[Slide] = []
    counted: list[tuple[str, int]] = []
    for question in instrument.questions:
        shown = Shown(
            question,
            values.get(question.key, ()),
            statements.get(question.key, ()),
            group_size,
            voted,
        )
        for slide in _SLIDES[question.kind](shown):
            if slide.layout == "counted":
                counted += slide.counted
            else:
                made.append(slide)
    if counted:
        made.append(Slide("counted", _("Antwoorden in eigen woorden"), counted=tuple(counted)))
    return made or [Slide("intro", instrument.intro)]


def questions_only(instrument: Instrument) -> list[Slide]:
    """What is asked, and nothing of what was answered: while the room thinks first."""
    asked = [question for question in instrument.questions if question.kind not in _PRIVATE]
    made = [
        Slide("asked", question.label, texts=tuple(option.label for option in question.options))
        for question in asked
    ]
    return made or [Slide("intro", instrument.intro)]


_PRIVATE = (QuestionKind.CONTACT, QuestionKind.CONSENT)


def _tallied(layout: str) -> Callable[[Shown], Iterator[Slide]]:
    def make(shown: Shown) -> Iterator[Slide]:
        if shown.question.dimension:
            # Of a partnership: a few answers beside many would tell of one (`forms.hall_picture`).
            yield Slide("followed", shown.question.label)
            return
        counts = tally(shown.question, shown.values)
        if counts.base < shown.group_size:
            yield Slide("few", shown.question.label, base=counts.base, least=shown.group_size)
        else:
            yield Slide(layout, shown.question.label, base=counts.base, tally=counts)

    return make


def _counted(shown: Shown) -> Iterator[Slide]:
    """Texts that nobody has looked at: only how many there are."""
    base = tally(shown.question, shown.values).base
    yield Slide("counted", shown.question.label, counted=((shown.question.label, base),))


def _statements(shown: Shown) -> Iterator[Slide]:
    pages = list(paged(shown.statements)) or [()]
    for number, texts in enumerate(pages, start=1):
        yield Slide(
            "statements",
            shown.question.label,
            base=len(shown.statements),
            texts=texts,
            page=number,
            pages=len(pages),
        )


def _votes(shown: Shown) -> Iterator[Slide]:
    """How far the room is; and once the facilitator shows it, what it agrees on and what not."""
    voted = shown.voted
    if not voted.counts:
        yield Slide("voting", shown.question.label, base=voted.voters, voted=voted)
        return
    for title, screens in outcomes(voted.counts):
        for page, counts in enumerate(screens, start=1):
            some = replace(voted, counts=counts)
            pages = len(screens)
            yield Slide("voted", title, base=voted.voters, voted=some, page=page, pages=pages)


def _nothing(shown: Shown) -> Iterator[Slide]:
    """Consent and contact details are nobody's business on a wall."""
    yield from ()


def paged(texts: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Texts divided over screens, in order; a long one may have a screen to itself."""
    page: list[str] = []
    used = 0.0
    for text in texts:
        lines = 0.8 + sum(max(1, math.ceil(len(line) / LINE)) for line in text.split("\n"))
        if page and used + lines > LINES:
            yield tuple(page)
            page, used = [], 0.0
        page.append(text)
        used += lines
    if page:
        yield tuple(page)


_SLIDES: dict[QuestionKind, Callable[[Shown], Iterator[Slide]]] = {
    QuestionKind.STATEMENTS: _statements,
    QuestionKind.CHOICE: _tallied("bars"),
    QuestionKind.CHOICES: _tallied("bars"),
    QuestionKind.SCALE: _tallied("bars"),
    QuestionKind.NUMBER: _tallied("middle"),
    QuestionKind.RANKING: _tallied("places"),
    QuestionKind.SHORT_TEXT: _counted,
    QuestionKind.LONG_TEXT: _counted,
    QuestionKind.MATRIX: _tallied("cells"),
    QuestionKind.CONTACT: _nothing,
    QuestionKind.CONSENT: _nothing,
    QuestionKind.VOTES: _votes,
}
