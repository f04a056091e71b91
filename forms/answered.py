"""Stored answers as people read them back: question kind → lines of text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from collector.records import Instrument, Option, Question, QuestionKind
from forms.language import number

Lines = list[str]


@dataclass(frozen=True)
class Answered:
    """One question with what was answered; `lines` are plain text, one paragraph each."""

    question: Question
    lines: Lines


def answered(instrument: Instrument, answers: Mapping[str, Any]) -> list[Answered]:
    """The questions of this version that were answered, in order."""
    return [
        Answered(question, lines_of(question, answers[question.key]))
        for question in instrument.questions
        if question.key in answers
    ]


def lines_of(question: Question, value: Any) -> Lines:
    """:param value: as `records.Question` describes it"""
    return _LINES[question.kind](question, value)


def _label(options: tuple[Option, ...], key: str) -> str:
    return next((option.label for option in options if option.key == key), key)


def _text(question: Question, value: Any) -> Lines:
    return [str(value)]


def _choice(question: Question, value: Any) -> Lines:
    return [_label(question.options, value)]


def _choices(question: Question, value: Any) -> Lines:
    return [_label(question.options, key) for key in value]


def _ranking(question: Question, value: Any) -> Lines:
    return [f"{place}. {_label(question.options, key)}" for place, key in enumerate(value, start=1)]


def _number(question: Question, value: Any) -> Lines:
    return [f"{number(value)} {question.unit}".strip()]


def _matrix(question: Question, value: Any) -> Lines:
    return [
        f"{_label(question.rows, row)}: {_label(question.options, key)}"
        for row, key in value.items()
    ]


def _consent(question: Question, value: Any) -> Lines:
    return [_("ja") if value else _("nee")]


def _elsewhere(question: Question, value: Any) -> Lines:
    """Statements and votes are rows of their own; contacts are kept apart."""
    return []


_LINES: dict[QuestionKind, Callable[[Question, Any], Lines]] = {
    QuestionKind.STATEMENTS: _elsewhere,
    QuestionKind.CHOICE: _choice,
    QuestionKind.CHOICES: _choices,
    QuestionKind.SCALE: _choice,
    QuestionKind.NUMBER: _number,
    QuestionKind.RANKING: _ranking,
    QuestionKind.SHORT_TEXT: _text,
    QuestionKind.LONG_TEXT: _text,
    QuestionKind.MATRIX: _matrix,
    QuestionKind.CONTACT: _elsewhere,
    QuestionKind.CONSENT: _consent,
    QuestionKind.VOTES: _elsewhere,
}
