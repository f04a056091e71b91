"""The questions of a sketch as a page shows them: what each answered alone, and what they share."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

import forms.current
from collector.pens import Place
from collector.queries import sketches
from collector.records import Question, QuestionKind
from forms.answered import Lines
from forms.fields import Problem, QuestionField
from forms.shared_form import SharedForm, shared_lines


@dataclass(frozen=True)
class Answer:
    """What one person answered alone to one question; `token` names it for copying."""

    side: str | None
    own: bool
    value: Any
    lines: Lines
    token: str


@dataclass(frozen=True)
class Glance:
    """Whether they agree, in a few words."""

    same: bool
    text: str


@dataclass
class Block:
    """One question. `conflict`: what stands there by now, while something else was sent."""

    question: Question
    answers: list[Answer]
    revision: int
    lines: Lines  # of the shared answer
    value: Any
    editor: QuestionField | None = None  # to write in; None: only to look at
    conflict: Lines | None = None
    problems: Sequence[Problem] = field(default_factory=tuple)
    below: dict[str, Lines] = field(default_factory=dict)  # row of a matrix → what is visible of it

    @property
    def glance(self) -> Glance | None:
        values = [one.value for one in self.answers]
        look = _GLANCES.get(self.question.kind)
        return look(self.question, values) if look and len(values) > 1 else None

    def who_chose(self, option: str, row: str = "") -> list[Answer]:
        """Whose answer this option is (of a row, in a matrix)."""
        return [one for one in self.answers if option in _chosen(one.value, row)]

    def is_shared(self, option: str, row: str = "") -> bool:
        """Whether the shared answer is this one."""
        return option in _chosen(self.value, row)


def _chosen(value: Any, row: str) -> list[str]:
    if isinstance(value, dict):
        return [value[row]] if row in value else []
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, str) else []


def blocks(
    place: Place, form: SharedForm, *, me: sqlite3.Row | None = None, writing: bool = False
) -> list[Block]:
    """Every question that is settled together, in order.

    :param me: whose own answers are marked
    :param writing: with fields to write in
    """
    database = forms.current.database()
    shared = sketches.sketch(database, *place)
    said: dict[str, list[Answer]] = {}
    for one in sketches.side_by_side(database, *place, me["id"] if me else None):
        question = next((q for q in form.asked if q.key == one.question), None)
        if question is not None and (lines := shared_lines(question, one.value)):
            answer = Answer(one.side, one.own, one.value, lines, token_of(one.value))
            said.setdefault(one.question, []).append(answer)
    made = [
        _block(question, said.get(question.key, []), shared, form if writing else None)
        for question in form.asked
    ]
    return _with_rows(made)


def _block(
    question: Question,
    answers: list[Answer],
    shared: dict[str, sketches.Shared],
    form: SharedForm | None,
) -> Block:
    stands = shared.get(question.key, sketches.EMPTY)
    return Block(
        question,
        answers,
        stands.revision,
        shared_lines(question, stands.value),
        stands.value,
        editor=form.question(question.key) if form else None,
    )


def _with_rows(made: list[Block]) -> list[Block]:
    """A matrix shows under each row what was written at the question of the same name: phase and
    what is visible of a safeguard are read together."""
    texts = {one.question.key: one for one in made if one.question.kind is QuestionKind.STATEMENTS}
    for block in made:
        rows = {row.key for row in block.question.rows}
        block.below = {key: texts[key].lines for key in rows & texts.keys() if texts[key].lines}
    return made


def token_of(value: Any) -> str:
    """Names an answer without saying whose it is."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def _options_glance(question: Question, values: Sequence[Any]) -> Glance:
    places = {option.key: number for number, option in enumerate(question.options)}
    found = [places[value] for value in values if value in places]
    apart = max(found, default=0) - min(found, default=0)
    if not apart:
        return Glance(True, _("U koos allemaal hetzelfde."))
    if question.kind is QuestionKind.SCALE:
        text = ngettext(
            "U ligt %(num)s stap uit elkaar.", "U ligt %(num)s stappen uit elkaar.", apart
        )
        return Glance(False, text)
    return Glance(False, _("U koos verschillend."))


def _choices_glance(question: Question, values: Sequence[Any]) -> Glance:
    counts = Counter(key for value in values for key in value)
    everybody = [one.label for one in question.options if counts[one.key] == len(values)]
    if len({frozenset(value) for value in values}) == 1:
        return Glance(True, _("U koos allemaal hetzelfde."))
    if everybody:
        return Glance(False, _("U koos allemaal: %(what)s.", what=_short(everybody)))
    return Glance(False, _("U koos verschillend."))


def _ranking_glance(question: Question, values: Sequence[Any]) -> Glance:
    labels = {option.key: option.label for option in question.options}
    firsts = Counter(labels.get(value[0], value[0]) for value in values if value)
    if len(firsts) == 1:
        text = _("U zet allemaal “%(what)s” bovenaan.", what=_short(firsts))
        return Glance(len({tuple(value) for value in values}) == 1, text)
    return Glance(False, _("Bovenaan staat: %(what)s.", what=_short(firsts)))


def _matrix_glance(question: Question, values: Sequence[Any]) -> Glance:
    differ = [
        row.label
        for row in question.rows
        if len({value[row.key] for value in values if row.key in value}) > 1
    ]
    if not differ:
        return Glance(True, _("U koos allemaal hetzelfde."))
    if len(differ) == len(question.rows):
        return Glance(False, _("U verschilt op elke regel."))
    return Glance(False, _("U verschilt bij: %(what)s.", what=_short(differ)))


def _short(labels: Iterable[str]) -> str:
    """What stands before a colon says enough."""
    return ", ".join(label.split(":")[0] for label in labels)


_GLANCES = {
    QuestionKind.SCALE: _options_glance,
    QuestionKind.CHOICE: _options_glance,
    QuestionKind.CHOICES: _choices_glance,
    QuestionKind.RANKING: _ranking_glance,
    QuestionKind.MATRIX: _matrix_glance,
}


def copied(block: Block, token: str) -> tuple[Any, bool]:
    """The shared answer after somebody's own answer was taken over, and whether there was one.

    What was written together stays: a text comes below it, statements come beside it.
    """
    found = next((one.value for one in block.answers if one.token == token), None)
    if found is None:
        return block.value, False
    if block.question.kind is QuestionKind.STATEMENTS:
        return [*dict.fromkeys([*(block.value or []), *found])], True
    texts = (QuestionKind.LONG_TEXT, QuestionKind.SHORT_TEXT)
    if block.question.kind in texts and block.value and found not in block.value:
        between = "\n" if block.question.kind is QuestionKind.LONG_TEXT else " "
        return f"{block.value}{between}{found}", True
    return (block.value if block.question.kind in texts and block.value else found), True
