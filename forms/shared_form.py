"""The shared answers of a partnership as a form: the same fields, none of them required."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, cast

from flask import request
from wtforms import HiddenField

from collector.pens import Place
from collector.queries.sketches import EMPTY, Shared
from collector.records import Instrument, Question, QuestionKind
from collector.sketches import Draft
from forms.answered import Lines, lines_of
from forms.composite_fields import NOTHING, Box, StatementsField
from forms.fields import QuestionField
from forms.plain_form import PlainForm
from forms.questions import FIELDS, PREFIX
from forms.verbatim import Typed

BASE = "base_"
"""Before the key of a question: which revision was on the screen. Only what comes with it is saved,
so that a phone can send one question of the form."""

KEY = re.compile(r"[0-9a-f]{32}")
"""What a page calls itself, so that what it sends twice counts once."""

LEFT_OUT = frozenset({QuestionKind.CONSENT, QuestionKind.CONTACT, QuestionKind.VOTES})
"""Of a person, not of a partnership."""


class TextsField(StatementsField):
    """Statements of a partnership together: an answer like the others, a list of texts."""

    def fill(self, value: Any) -> None:
        texts = value if isinstance(value, list) else []
        self.boxes = [Box(self._name(number), Typed(text)) for number, text in enumerate(texts)]
        self.boxes = self.boxes or [Box(self._name(0), NOTHING)]

    @property
    def least(self) -> int:
        return 1

    @property
    def value(self) -> list[str] | None:  # type: ignore[override]
        return [box.text for box in self.boxes if box.text] or None


def shared_lines(question: Question, value: Any) -> Lines:
    """As people read it back, a line each."""
    if value is None:
        return []
    if question.kind is QuestionKind.STATEMENTS:
        return [str(one) for one in value]
    return lines_of(question, value)


class SharedForm(PlainForm):
    """Made by `shared_form`. `key` is of this page, so that sending again is one draft."""

    class Meta(PlainForm.Meta):  # the service checks the token of every form that changes something
        csrf = False

    key = HiddenField("", default=lambda: uuid.uuid4().hex)
    asked: tuple[Question, ...] = ()
    bases: Mapping[str, int] = MappingProxyType({})

    @property
    def questions(self) -> list[QuestionField]:
        return [field for field in self if isinstance(field, QuestionField)]

    def question(self, key: str) -> QuestionField:
        """:raise KeyError: there is no such question."""
        return cast(QuestionField, self[PREFIX + key])

    def sent(self) -> Iterator[QuestionField]:
        """The questions that came along."""
        return (one for one in self.questions if f"{BASE}{one.question.key}" in request.form)

    def draft(self, place: Place, field: QuestionField) -> Draft:
        """What the field holds, as it is saved."""
        question, base = field.question.key, self.bases[field.question.key]
        value = field.value
        content = json.dumps([self.key.data, *place, question, base, value])
        key = hashlib.sha256(content.encode()).hexdigest()[:32]
        return Draft(question, value, base, key)


def asked_together(instrument: Instrument) -> tuple[Question, ...]:
    """What a partnership settles of an instrument; nothing of it is required."""
    return tuple(
        replace(one, required=False, ask_aspect=False, ask_topic=False)
        for one in instrument.questions
        if one.kind not in LEFT_OUT
    )


def shared_form(instrument: Instrument, shared: Mapping[str, Shared]) -> SharedForm:
    """With the shared answers as they stand; what was sent stands over them."""
    questions = asked_together(instrument)
    fields = {PREFIX + question.key: _field(question) for question in questions}
    made = type("Shared", (SharedForm,), {**fields, "asked": questions})
    stands = {PREFIX + key: one.value for key, one in shared.items()}
    form = cast(SharedForm, made(data=stands, formdata=None))
    form.bases = {one.key: shared.get(one.key, EMPTY).revision for one in questions}
    if request.method == "POST":
        _read_sent(form)
    return form


def _field(question: Question) -> QuestionField:
    if question.kind is QuestionKind.STATEMENTS:
        return TextsField(question)
    return FIELDS[question.kind](question)


def _read_sent(form: SharedForm) -> None:
    sent = request.form.get("key", "")
    form.key.data = sent if KEY.fullmatch(sent) else uuid.uuid4().hex
    bases = dict(form.bases)
    for field in form.sent():
        field.process(request.form)
        bases[field.question.key] = number_of(request.form[f"{BASE}{field.question.key}"])
    form.bases = bases


def number_of(text: str | None) -> int:
    """A revision or version that a page sent back; 0 when it cannot be one."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else 0


def partnership_of(me: sqlite3.Row | None) -> int | None:
    """The partnership whose shared pages open for this participant."""
    if me is None or not me["knows_code"] or me["rehearsal"]:
        return None
    return cast("int | None", me["partnership_id"])
