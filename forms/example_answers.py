"""What somebody answers in an example, checked against the questions it answers."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from collector.records import (
    Aspect,
    Instrument,
    Option,
    Question,
    QuestionKind,
    StatementDraft,
)
from collector.yaml_file import Item
from forms.example import ExampleForm, ExampleStatement, Themes


def read_form(item: Item, instrument: Instrument, themes: Collection[str]) -> ExampleForm:
    """The answers to one instrument. Consent counts as given unless the example says otherwise.

    :raise InvalidFile: a question that is not there, or a value that does not suit it.
    """
    questions = {question.key: question for question in instrument.questions}
    fields = item.mapping(list(questions))
    answers: dict[str, Any] = {}
    for question in instrument.questions:
        if question.kind is QuestionKind.CONSENT:
            given = fields.flag(question.key) if question.key in fields else True
            answers[question.key] = given
        elif question.kind is QuestionKind.CONTACT and question.key in fields:
            fields[question.key].fail("contacts stand under 'sign_ups', apart from the answers.")
        elif question.kind is QuestionKind.VOTES and question.key in fields:
            fields[question.key].fail("votes follow from the opinions under 'votes'.")
        elif question.kind is not QuestionKind.STATEMENTS and question.key in fields:
            answers[question.key] = read_value(fields[question.key], question)
        elif question.required:
            fields[question.key]  # says that it is missing
    consent = all(
        answers[question.key]
        for question in instrument.questions
        if question.kind is QuestionKind.CONSENT
    )
    statements = {
        question.key: tuple(
            _statement(one, question, consent, themes) for one in fields.items(question.key)
        )
        for question in instrument.questions
        if question.kind is QuestionKind.STATEMENTS and question.key in fields
    }
    return ExampleForm(instrument.slug, answers, statements)


def _statement(
    item: Item, question: Question, consent: bool, themes: Collection[str]
) -> ExampleStatement:
    fields = item.mapping(("text", "aspect", "theme"))
    text = fields["text"].text()
    if len(text) > question.max_length:
        fields["text"].fail(f"has {len(text)} characters, at most {question.max_length} fit.")
    if "aspect" in fields and not question.ask_aspect:
        fields["aspect"].fail(f"the question '{question.key}' does not ask for an aspect.")
    aspect = fields["aspect"].one_of(Aspect) if "aspect" in fields else None
    decided: Themes = None
    if "theme" in fields:
        theme = fields["theme"]
        named = list(theme.items()) if isinstance(theme.value, list) else [theme]
        decided = tuple(one.known(themes, "theme") for one in named)
    draft = StatementDraft(text=text, aspect=aspect, topic=question.topic, consent=consent)
    return ExampleStatement(draft, decided)


def read_value(item: Item, question: Question) -> Any:
    """The answer to a question that has one, as it is stored."""
    match question.kind:
        case QuestionKind.CHOICE | QuestionKind.SCALE:
            return item.known(_keys(question.options), "option")
        case QuestionKind.CHOICES | QuestionKind.RANKING:
            return _several(item, question)
        case QuestionKind.MATRIX:
            return _matrix(item, question)
        case QuestionKind.NUMBER:
            return _number(item, question)
    text = item.text()
    if len(text) > question.max_length:
        item.fail(f"has {len(text)} characters, at most {question.max_length} fit.")
    return text


def _keys(options: tuple[Option, ...]) -> list[str]:
    return [option.key for option in options]


def _several(item: Item, question: Question) -> list[str]:
    chosen = [one.known(_keys(question.options), "option") for one in item.items()]
    if len(set(chosen)) < len(chosen):
        item.fail("has an option twice; name each option once.")
    if question.kind is QuestionKind.RANKING and len(chosen) != len(question.options):
        item.fail(f"ranks {len(chosen)} of the {len(question.options)} options; rank all of them.")
    return chosen


def _matrix(item: Item, question: Question) -> dict[str, str]:
    rows = item.mapping(_keys(question.rows))
    options = _keys(question.options)
    return {key: value.known(options, "option") for key, value in rows.fields.items()}


def _number(item: Item, question: Question) -> float:
    number = item.number()
    if question.minimum is not None and number < question.minimum:
        item.fail(f"must be at least {question.minimum:g}, found {number:g}.")
    if question.maximum is not None and number > question.maximum:
        item.fail(f"must be at most {question.maximum:g}, found {number:g}.")
    return number
