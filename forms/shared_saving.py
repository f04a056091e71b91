"""Saves what was sent of a sketch, question by question, and says what became of each."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import request
from flask_babel import gettext as _

import forms.current
from collector import pens, sketches
from collector.errors import Conflict, Refused
from collector.pens import Place
from collector.queries import sketches as queries
from forms.answered import Lines
from forms.fields import QuestionField
from forms.shared_form import SharedForm, TextsField, shared_lines
from forms.side_by_side import Block, blocks, copied


@dataclass(frozen=True)
class Writer:
    """A participant, or a facilitator for people without a phone."""

    participant: int | None = None
    facilitator: int | None = None


@dataclass(frozen=True)
class There:
    """What stands there by now."""

    revision: int
    lines: Lines


@dataclass
class Outcome:
    """What became of what was sent: question → its revision, its problems, or what stands there
    instead. `message`: why nothing more was saved. `pen_lost`: somebody else writes now."""

    saved: dict[str, int] = field(default_factory=dict)
    problems: dict[str, list[str]] = field(default_factory=dict)
    conflicts: dict[str, There] = field(default_factory=dict)
    message: str = ""
    pen_lost: bool = False

    @property
    def right(self) -> bool:
        return not (self.problems or self.conflicts or self.message)

    @property
    def status(self) -> int:
        if self.right:
            return 200
        return 409 if self.conflicts or self.message else 422


def save_sent(place: Place, form: SharedForm, writer: Writer) -> Outcome:
    """Everything that came along; what is wrong at one question stops no other."""
    outcome = Outcome()
    for one in form.sent():
        _check_and_save(place, form, one, writer, outcome)
    return outcome


def copy_over(place: Place, form: SharedForm, chosen: str, writer: Writer) -> Outcome:
    """Take over what somebody answered alone; `chosen` is question:token."""
    outcome = Outcome()
    key, _colon, token = chosen.partition(":")
    block = next((one for one in blocks(place, form) if one.question.key == key), None)
    value, found = copied(block, token) if block else (None, False)
    if block is None or not found:
        outcome.message = _("Dit antwoord is er niet meer. Het is gewijzigd of ingetrokken.")
        return outcome
    one = form.question(key)
    one.fill(value)
    form.bases = {**form.bases, key: block.revision}
    _check_and_save(place, form, one, writer, outcome)
    return outcome


def _check_and_save(
    place: Place, form: SharedForm, one: QuestionField, writer: Writer, outcome: Outcome
) -> None:
    key, database = one.question.key, forms.current.database()
    if not one.validate(form):
        outcome.problems[key] = [problem.text for problem in one.problems]
        return
    draft = form.draft(place, one)
    try:
        outcome.saved[key] = sketches.save(
            database, place, draft, participant=writer.participant, by=writer.facilitator
        )
    except Conflict as error:
        stands = queries.sketch(database, *place).get(key, queries.EMPTY)
        outcome.conflicts[key] = There(stands.revision, shared_lines(one.question, stands.value))
        pen = pens.holder(database, place)
        if writer.participant and pen and pen["participant_id"] != writer.participant:
            outcome.pen_lost = True
            outcome.message = forms.current.in_words(error.wording)
    except Refused as error:
        outcome.message = forms.current.in_words(error.wording)


def renew(place: Place, form: SharedForm) -> None:
    """The form comes back with what was typed; pressing once more then holds against what stands
    there now. And with one more box, if that was asked."""
    newest = queries.sketch(forms.current.database(), *place)
    form.bases = {key: newest.get(key, queries.EMPTY).revision for key in form.bases}
    for one in form.questions:
        if isinstance(one, TextsField) and one.question.key == request.form.get("more"):
            one.grow()


def marked(made: list[Block], outcome: Outcome) -> list[Block]:
    """With what is wrong with what was sent, or what stands there instead."""
    for one in made:
        if one.question.key in outcome.conflicts:
            one.conflict = outcome.conflicts[one.question.key].lines
        if one.editor is not None and one.question.key in outcome.problems:
            one.problems = one.editor.problems
    return made
