"""What a partnership wrote down together, in blocks: one rendering for each kind of question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from analysis.documents.blocks import Block, Bullet, Bullets, Facts, Prose
from analysis.report_learning_network import paragraphs
from collector.records import Question, QuestionKind

Blocks = tuple[Block, ...]


def answered(question: Question, value: Any) -> Blocks:
    """:param value: as `collector.records.Question` describes it; for statements a list of texts"""
    return _SHOWN[question.kind](question, value)


def _one(question: Question, value: Any) -> Blocks:
    return (Prose(_labels(question).get(value, str(value))),)


def _several(question: Question, value: Any) -> Blocks:
    labels = _labels(question)
    return (Bullets(tuple(Bullet(labels.get(key, str(key))) for key in value)),)


def _ranked(question: Question, value: Any) -> Blocks:
    labels = _labels(question)
    rows = enumerate((labels.get(key, str(key)) for key in value), start=1)
    return (Facts(tuple((str(place), label) for place, label in rows)),)


def _matrix(question: Question, value: Any) -> Blocks:
    labels = _labels(question)
    told = tuple(
        (row.label, labels.get(value[row.key], str(value[row.key])))
        for row in question.rows
        if value.get(row.key)
    )
    return (Facts(told),)


def _number(question: Question, value: Any) -> Blocks:
    return (Prose(f"{value} {question.unit}".strip()),)


def _text(_question: Question, value: Any) -> Blocks:
    return tuple(Prose(each) for each in paragraphs(value))


def _statements(_question: Question, value: Any) -> Blocks:
    return (Bullets(tuple(Bullet(text) for text in value)),)


def _yes_or_no(_question: Question, value: Any) -> Blocks:
    return (Prose("ja" if value else "nee"),)


def _nothing(_question: Question, _value: Any) -> Blocks:
    """Is never settled together."""
    return ()


def _labels(question: Question) -> Mapping[str, str]:
    return {option.key: option.label for option in question.options}


_SHOWN: Mapping[QuestionKind, Callable[[Question, Any], Blocks]] = {
    QuestionKind.STATEMENTS: _statements,
    QuestionKind.CHOICE: _one,
    QuestionKind.CHOICES: _several,
    QuestionKind.SCALE: _one,
    QuestionKind.NUMBER: _number,
    QuestionKind.RANKING: _ranked,
    QuestionKind.SHORT_TEXT: _text,
    QuestionKind.LONG_TEXT: _text,
    QuestionKind.MATRIX: _matrix,
    QuestionKind.CONTACT: _nothing,
    QuestionKind.CONSENT: _yes_or_no,
    QuestionKind.VOTES: _nothing,
}
