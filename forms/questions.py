"""Question kind ↔ form field: a form from a stored instrument, and a submission from a form."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, cast

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from collector.queries.terms import Verbatim
from collector.queries.votes import ToVoteOn
from collector.records import Instrument, QuestionKind, Submission
from forms.composite_fields import ContactField, StatementsField
from forms.fields import (
    ChoiceField,
    ChoicesField,
    ConsentField,
    LongTextField,
    MatrixField,
    NumberField,
    Parts,
    Problem,
    QuestionField,
    RankingField,
    ScaleField,
    ShortTextField,
    Topics,
)
from forms.plain_form import PlainForm
from forms.votes_field import VotesField

FIELDS: dict[QuestionKind, type[QuestionField]] = {
    one.kind: one
    for one in (
        StatementsField,
        ChoiceField,
        ChoicesField,
        ScaleField,
        NumberField,
        RankingField,
        ShortTextField,
        LongTextField,
        MatrixField,
        ContactField,
        ConsentField,
        VotesField,
    )
}

PREFIX = "q_"
"""Before every key, so that no question can take the name of something else on the form."""

_KEY = re.compile(r"[0-9a-f]{32}")


class QuestionnaireForm(PlainForm):
    """The questions of one instrument. Made by `form_for`.

    `words_stay_home`: it asks for statements, and none of them is ever published.
    `more` is the name of the button that asks for one more box; its value is the question key.
    """

    instrument: Instrument
    returning = False
    words_stay_home = False
    key = HiddenField("", default=lambda: uuid.uuid4().hex)
    more = HiddenField("")

    @property
    def questions(self) -> list[QuestionField]:
        return [field for field in self if isinstance(field, QuestionField)]

    def question(self, key: str) -> QuestionField:
        """:raise KeyError: there is no such question."""
        return cast(QuestionField, self[PREFIX + key])

    @property
    def problems(self) -> list[Problem]:
        """For the error summary, in the order of the page."""
        return [*self.general, *(one for field in self.questions for one in field.problems)]

    @property
    def first(self) -> str:
        """The element that a problem of the whole form points to."""
        return self.questions[0].focus if self.questions else ""

    general: tuple[Problem, ...] = ()

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        right = bool(super().validate(extra_validators))
        self.general = self._check() or (self._nothing() if right else ())
        return right and not self.general

    def _check(self) -> tuple[Problem, ...]:
        if self.errors.get("csrf_token") or not _KEY.fullmatch(self.key.data or ""):
            self.key.data = uuid.uuid4().hex
            text = _("Deze pagina was verlopen. Uw tekst staat er nog: lever opnieuw in.")
            return (Problem(self.first, text),)
        return ()

    def _nothing(self) -> tuple[Problem, ...]:
        only_consent = all(field.kind is QuestionKind.CONSENT for field in self.questions)
        if not (self.returning or only_consent or any(field.filled for field in self.questions)):
            return (Problem(self.first, _("U heeft nog niets ingevuld.")),)
        return ()

    def put_off(self) -> None:
        """Say that it is right, but could not be stored now. Its key stays: it counts once."""
        text = _(
            "Opslaan lukt nu niet. Uw tekst staat hieronder nog. "
            "Wacht een halve minuut en druk dan nog eens op Inleveren."
        )
        self.general = (Problem(self.first, text),)

    def grow(self, key: str) -> None:
        """One more box for the statements of this question; nothing if that cannot be."""
        for field in self.questions:
            if isinstance(field, StatementsField) and field.question.key == key:
                field.grow()


class _Same:
    """The thing itself as a key: comparing all that is in it would take longer than making it."""

    def __init__(self, thing: Any) -> None:
        self.thing = thing

    def __hash__(self) -> int:
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.thing is other.thing


@lru_cache(maxsize=128)
def _form_class(
    instrument: _Same,
    topics: Topics,
    settled: Collection[str],
    ballot: _Same,
    verbatim: Verbatim,
) -> type[QuestionnaireForm]:
    """Made once for all phones that are asked the same; what somebody typed is not in it."""
    asked = [
        question
        for question in instrument.thing.questions
        if question.kind is not QuestionKind.CONSENT or verbatim is not Verbatim.NEVER
    ]
    consents = any(question.kind is QuestionKind.CONSENT for question in asked)
    fields = {
        PREFIX + question.key: FIELDS[question.kind](
            question,
            topics,
            settled=question.key in settled,
            ballot=ballot.thing,
            may_keep_home=consents and verbatim is Verbatim.PER_STATEMENT,
        )
        for question in asked
    }
    made = type("Questionnaire", (QuestionnaireForm,), {**fields, "instrument": instrument.thing})
    return cast(type[QuestionnaireForm], made)


def form_for(
    instrument: Instrument,
    answers: Mapping[str, Any] | None = None,
    *,
    topics: Topics = (),
    settled: Collection[str] = (),
    returning: bool = False,
    ballot: Sequence[ToVoteOn] = (),
    verbatim: Verbatim = Verbatim.PER_STATEMENT,
    **keywords: Any,
) -> QuestionnaireForm:
    """The form of an instrument.

    Reads the request when it was posted; otherwise begins with the stored answers.

    :param answers: question key → stored value, of this participant
    :param topics: (slug, title), for statements whose topic is asked
    :param settled: keys of required questions that were met before (statements handed in)
    :param returning: something was handed in before, so that leaving all empty is allowed
    :param ballot: the statements to vote on
    :param verbatim: how consent is asked; where nothing is published word for word, it is not
    """
    made = _form_class(
        _Same(instrument), tuple(topics), frozenset(settled), _Same(ballot or ()), verbatim
    )
    initial = {PREFIX + key: value for key, value in (answers or {}).items()}
    form = made(data=initial, **keywords)
    form.returning = returning
    form.words_stay_home = verbatim is Verbatim.NEVER and any(
        field.kind is QuestionKind.STATEMENTS for field in form.questions
    )
    return form


def form_from(instrument: Instrument, typed: MultiDict[str, str], **keywords: Any) -> Any:
    """The same from given fields, without a request's token (for imports and tests)."""
    return form_for(instrument, formdata=typed, meta={"csrf": False}, **keywords)


def to_submission(form: QuestionnaireForm, earlier: Mapping[str, Any] | None = None) -> Submission:
    """What a valid form hands in.

    The key is made of the form's key and of what it holds: sending the same again is the same
    submission, and sending something else from the same page is a next one.

    :param earlier: the answers that stood before; a consent that differs from them also holds for
        the statements that were handed in with them
    """
    parts = Parts()
    for field in form.questions:
        field.add_to(parts)
    consent = bool(parts.consents) and all(parts.consents)
    statements = {
        key: tuple(replace(draft, consent=consent and not draft.kept_home) for draft in drafts)
        for key, drafts in parts.statements.items()
    }
    content = json.dumps(
        [
            parts.answers,
            {key: [vars(draft) for draft in drafts] for key, drafts in statements.items()},
        ],
        sort_keys=True,
    )
    changed = any(
        (earlier or {}).get(field.question.key, field.value) != field.value
        for field in form.questions
        if isinstance(field, ConsentField)
    )
    return Submission(
        key=hashlib.sha256(f"{form.key.data} {content}".encode()).hexdigest()[:32],
        answers=parts.answers,
        statements=statements,
        contacts=tuple(parts.contacts),
        votes=parts.votes,
        consent=consent if changed else None,
    )
