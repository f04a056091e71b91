"""Instruments as data: loads them from YAML, checks them, fills in what was left open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from collector.errors import Refused
from collector.records import STATEMENT_LIMIT, Ballot, Instrument, Option, Question, QuestionKind
from collector.slugs import key_of
from collector.yaml_file import SLUG, SNAKE_CASE, Fields, Item, read_yaml
from forms.programme_templates import load_template, load_templates

__all__ = ["fill_in", "load_instrument", "load_instruments", "load_template", "load_templates"]

TEXT_LIMIT = 5000
"""Most characters that a text question may ask for; a statement has its own limit."""
BOXES_LIMIT = 10
FILL_IN_LIMIT = 20
LABEL_LIMIT = 200

OPTION_KEY = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")

ALWAYS = ("key", "kind", "label", "help", "required", "dimension")
_OPTIONS = ("options", "fill_in", "fill_in_count")
KEYS_OF_KIND = {
    QuestionKind.STATEMENTS: ("max_length", "boxes", "topic", "ask_topic", "ask_aspect"),
    QuestionKind.CHOICE: _OPTIONS,
    QuestionKind.CHOICES: _OPTIONS,
    QuestionKind.SCALE: _OPTIONS,
    QuestionKind.RANKING: _OPTIONS,
    QuestionKind.MATRIX: (*_OPTIONS, "rows"),
    QuestionKind.NUMBER: ("minimum", "maximum", "unit"),
    QuestionKind.SHORT_TEXT: ("max_length",),
    QuestionKind.LONG_TEXT: ("max_length",),
    QuestionKind.CONTACT: ("follow_up",),
    QuestionKind.CONSENT: (),
    QuestionKind.VOTES: ("ballot", "topic"),
}
_ALL_KEYS = tuple(
    dict.fromkeys([*ALWAYS, *(key for keys in KEYS_OF_KIND.values() for key in keys)])
)


def load_instruments(folder: Path) -> dict[str, Instrument]:
    """Every instrument of a folder by slug.

    :raise InvalidFile: one of them is not right.
    """
    instruments = (load_instrument(path) for path in sorted(folder.glob("*.yaml")))
    return {instrument.slug: instrument for instrument in instruments}


def load_instrument(path: Path) -> Instrument:
    """The instrument in a file; the name of the file is its slug.

    :raise InvalidFile: names file, line, key and remedy.
    """
    root = read_yaml(path)
    if not SLUG.fullmatch(path.stem):
        root.fail(
            f"the name of the file is the slug, and '{path.stem}' cannot be one; "
            "use small letters, digits and hyphens."
        )
    fields = root.mapping(("title", "intro", "together", "questions"))
    questions: dict[str, Question] = {}
    for item in fields["questions"].items():
        question = read_question(item)
        if question.key in questions:
            item.fail(f"there are two questions '{question.key}'; give one another key.")
        kinds = [one.kind for one in questions.values()]
        if question.kind is QuestionKind.VOTES and QuestionKind.VOTES in kinds:
            item.fail("statements are put to the vote once in an instrument; remove one.")
        questions[question.key] = question
    if not questions:
        fields["questions"].fail("an instrument needs at least one question.")
    return Instrument(
        slug=path.stem,
        title=fields["title"].text(),
        intro=fields.text("intro"),
        questions=tuple(questions.values()),
        together=fields.flag("together"),
    )


def read_question(item: Item) -> Question:
    """One question, checked: the same for a file and for what is typed in the browser.

    :raise InvalidFile: names file, line, key and remedy.
    """
    fields = item.mapping(_ALL_KEYS)
    key = fields["key"].text()
    if not SNAKE_CASE.fullmatch(key):
        fields["key"].fail(f"'{key}' cannot be a key; write it like '{key_of(key) or 'my_key'}'.")
    kind = fields["kind"].one_of(QuestionKind)
    suiting = (*ALWAYS, *KEYS_OF_KIND[kind])
    for name, value in fields.fields.items():
        if name not in suiting:
            value.fail(f"does not go with kind '{kind}'; remove it, or choose another kind.")
    question = Question(
        key=key,
        kind=kind,
        label=fields["label"].text(),
        help=fields.text("help"),
        required=fields.flag("required"),
        dimension=fields.text("dimension"),
        follow_up=fields.text("follow_up"),
        unit=fields.text("unit"),
        ballot=fields["ballot"].one_of(Ballot) if "ballot" in fields else Ballot.PROGRAMME,
        max_length=_max_length(fields, kind),
    )
    question = _with_statements(question, fields)
    question = _with_range(question, fields)
    return _with_options(question, fields)


def _max_length(fields: Fields, kind: QuestionKind) -> int:
    if kind in (QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT):
        default = 200 if kind is QuestionKind.SHORT_TEXT else STATEMENT_LIMIT
        return fields.whole("max_length", default, 1, TEXT_LIMIT)
    return fields.whole("max_length", STATEMENT_LIMIT, 1, STATEMENT_LIMIT)


def _with_statements(question: Question, fields: Fields) -> Question:
    if "topic" in fields and fields.flag("ask_topic"):
        fields["ask_topic"].fail("the topic is fixed by 'topic'; keep one of the two.")
    return replace(
        question,
        boxes=fields.whole("boxes", 3, 1, BOXES_LIMIT),
        topic=fields.text("topic") or None,
        ask_topic=fields.flag("ask_topic"),
        ask_aspect=fields.flag("ask_aspect"),
    )


def _with_range(question: Question, fields: Fields) -> Question:
    minimum = fields["minimum"].number() if "minimum" in fields else None
    maximum = fields["maximum"].number() if "maximum" in fields else None
    if minimum is not None and maximum is not None and minimum > maximum:
        fields["minimum"].fail(f"{minimum:g} is more than the maximum, {maximum:g}; swap them.")
    return replace(question, minimum=minimum, maximum=maximum)


def _with_options(question: Question, fields: Fields) -> Question:
    suiting = KEYS_OF_KIND[question.kind]
    open_text = fields.text("fill_in")
    question = replace(
        question,
        options=_options(fields, "options"),
        rows=_options(fields, "rows"),
        fill_in=open_text,
        fill_in_count=fields.whole("fill_in_count", 0, 1, FILL_IN_LIMIT),
    )
    if "fill_in_count" in fields and not open_text:
        fields["fill_in_count"].fail("says how many to fill in, but not what; add 'fill_in: …'.")
    matrix = question.kind is QuestionKind.MATRIX
    if "options" in suiting and not (open_text and not matrix):
        _at_least(fields, "options", question.options, 2, question.kind)
    if matrix and not open_text:
        _at_least(fields, "rows", question.rows, 1, question.kind)
    if open_text and (question.rows if matrix else question.options):
        name = "rows" if matrix else "options"
        fields[name].fail(f"the organiser fills these in; remove '{name}', or 'fill_in'.")
    return question


def _at_least(
    fields: Fields, name: str, options: Sequence[Option], least: int, kind: QuestionKind
) -> None:
    if len(options) >= least:
        return
    where = fields.get(name) or fields.item
    where.fail(
        f"a question of kind '{kind}' needs {least} or more {name}, found {len(options)}; "
        f"list them under '{name}:', or leave them open with 'fill_in: …'."
    )


def _options(fields: Fields, name: str) -> tuple[Option, ...]:
    options: dict[str, Option] = {}
    for item in fields.items(name):
        option = _option(item)
        if option.key in options:
            item.fail(f"the key '{option.key}' is there twice; write 'key: …' and 'label: …'.")
        options[option.key] = option
    return tuple(options.values())


def _option(item: Item) -> Option:
    """An option is a label, from which its key is made, or a mapping of key and label."""
    if not isinstance(item.value, dict):
        label = item.text()
        if not key_of(label):
            item.fail(f"no key can be made of '{label}'; write 'key: …' and 'label: …'.")
        return Option(key_of(label), label)
    fields = item.mapping(("key", "label"))
    key = fields["key"].text()
    if not OPTION_KEY.fullmatch(key):
        fields["key"].fail(f"'{key}' cannot be a key; write it like '{key_of(key) or 'my_key'}'.")
    return Option(key, fields["label"].text())


def fill_in(instrument: Instrument, question_key: str, labels: Sequence[str]) -> Instrument:
    """What the organiser fills in, where an instrument left it open: rows or options.

    :return: another instrument, in which this question is no longer open.
    :raise Refused: in Dutch, for the organiser: nothing to fill in here, or the wrong labels.
    """
    question = next((one for one in instrument.left_open if one.key == question_key), None)
    if question is None:
        raise Refused(f"Bij de vraag '{question_key}' valt niets (meer) in te vullen.")
    labels = [" ".join(label.split()) for label in labels]
    _check_labels(question, labels)
    filled = tuple(_filled(labels))
    change = {"rows" if question.kind is QuestionKind.MATRIX else "options": filled}
    closed = replace(question, fill_in="", fill_in_count=0, **change)  # type: ignore[arg-type]
    questions = tuple(closed if one is question else one for one in instrument.questions)
    return replace(instrument, questions=questions)


def _check_labels(question: Question, labels: Sequence[str]) -> None:
    wanted = question.fill_in_count
    if wanted and len(labels) != wanted:
        raise Refused(f"Vul er {wanted} in bij '{question.label}'; u vulde er {len(labels)} in.")
    if not wanted and len(labels) < 2:
        raise Refused(f"Vul er ten minste 2 in bij '{question.label}'.")
    seen: set[str] = set()
    for number, label in enumerate(labels, start=1):
        if not label:
            raise Refused(f"Nummer {number} bij '{question.label}' is nog leeg.")
        if len(label) > LABEL_LIMIT:
            raise Refused(
                f"Nummer {number} bij '{question.label}' is te lang: "
                f"{len(label)} tekens, en er passen er {LABEL_LIMIT}."
            )
        if label.casefold() in seen:
            raise Refused(f"'{label}' staat er twee keer bij '{question.label}'.")
        seen.add(label.casefold())


def _filled(labels: Iterable[str]) -> Iterable[Option]:
    taken: set[str] = set()
    for number, label in enumerate(labels, start=1):
        key = key_of(label) or f"item_{number}"
        if key in taken:  # two labels that differ only in what a key cannot hold
            key = f"{key}_{number}"
        taken.add(key)
        yield Option(key, label)
