"""One form field per kind of question: reads what was typed, checks it, gives the stored value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Field

from collector.queries.votes import ToVoteOn
from collector.records import Contact, Question, QuestionKind, StatementDraft, Vote
from forms import language
from forms.verbatim import Typed, read

Topics = Sequence[tuple[str, str]]
"""(slug, title) of the topics that a statement may be about."""


@dataclass(frozen=True)
class Problem:
    """What is wrong, and the id of the element that the error summary points to."""

    id: str
    text: str
    where: str = ""  # for the summary: which question, or which part of it


@dataclass
class Parts:
    """What a form holds, taken apart: see `questions.to_submission`."""

    answers: dict[str, Any] = field(default_factory=dict)
    statements: dict[str, tuple[StatementDraft, ...]] = field(default_factory=dict)
    contacts: list[Contact] = field(default_factory=list)
    consents: list[bool] = field(default_factory=list)
    votes: dict[int, Vote] = field(default_factory=dict)


class QuestionField(Field):
    """One question on a form.

    `value` is what is stored (see `records.Question`), None when nothing was answered.

    :param topics: for statements whose topic the participant chooses
    :param settled: something was handed in before, so that `required` is met
    :param ballot: for votes, the statements to vote on
    :param may_keep_home: each statement can be left out of the consent for all of them
    """

    kind: ClassVar[QuestionKind]
    first = "-0"  # what comes after the id, for the first element to go to
    strange = False  # something was sent that is not on the form

    def __init__(
        self,
        question: Question,
        topics: Topics = (),
        *,
        settled: bool = False,
        ballot: Sequence[ToVoteOn] = (),
        may_keep_home: bool = False,
        **keywords: Any,
    ) -> None:
        super().__init__(question.label, **keywords)
        self.may_keep_home = may_keep_home
        self.question = question
        self.topics = topics
        self.ballot = ballot
        self.settled = settled
        self.required = question.required and not settled
        self.problems: list[Problem] = []

    def process(
        self, formdata: MultiDict[str, str] | None, data: Any = None, extra_filters: object = None
    ) -> None:
        """From what was sent; without that, from the stored value."""
        self.process_errors: list[str] = []
        self.errors: list[str] = []
        if formdata is None:
            self.fill(data)
        else:
            self.read(formdata)

    def validate(self, form: object, extra_validators: object = ()) -> bool:
        label = self.question.label
        self.problems = [replace(one, where=one.where or label) for one in self.check()]
        self.errors = [problem.text for problem in self.problems]
        return not self.problems

    @property
    def data(self) -> Any:
        return self.value

    @property
    def focus(self) -> str:
        return f"{self.id}{self.first}"

    @property
    def value(self) -> Any:
        raise NotImplementedError

    @property
    def filled(self) -> bool:
        return self.value is not None

    def fill(self, value: Any) -> None:
        """Begin with a stored value (or None)."""
        raise NotImplementedError

    def read(self, formdata: MultiDict[str, str]) -> None:
        raise NotImplementedError

    def check(self) -> Iterator[Problem]:
        raise NotImplementedError

    def add_to(self, parts: Parts) -> None:
        if self.value is not None:
            parts.answers[self.question.key] = self.value

    @property
    def missing(self) -> bool:
        return self.required and self.value is None

    @property
    def option_keys(self) -> list[str]:
        return [option.key for option in self.question.options]


class ShortTextField(QuestionField):
    kind = QuestionKind.SHORT_TEXT
    first = ""
    lines = False

    def fill(self, value: Any) -> None:
        self.typed = Typed(value if isinstance(value, str) else "")

    def read(self, formdata: MultiDict[str, str]) -> None:
        self.typed = read(formdata.get(self.name, ""), lines=self.lines)

    @property
    def value(self) -> str | None:
        return self.typed.text or None

    def check(self) -> Iterator[Problem]:
        problem = self.typed.problem(self.question.max_length)
        if problem:
            yield Problem(self.focus, problem)
        elif self.missing:
            yield Problem(self.focus, _("Schrijf hier uw antwoord."))


class LongTextField(ShortTextField):
    kind = QuestionKind.LONG_TEXT
    lines = True


class ChoiceField(QuestionField):
    kind = QuestionKind.CHOICE

    def fill(self, value: Any) -> None:
        self.chosen = value if value in self.option_keys else ""

    def read(self, formdata: MultiDict[str, str]) -> None:
        chosen = [value for value in formdata.getlist(self.name) if value]
        self.strange = len(set(chosen)) > 1 or any(one not in self.option_keys for one in chosen)
        self.chosen = chosen[0] if chosen and not self.strange else ""

    @property
    def value(self) -> str | None:
        return self.chosen or None

    def check(self) -> Iterator[Problem]:
        if self.strange:
            yield Problem(self.focus, _("Kies één van de mogelijkheden die hier staan."))
        elif self.missing:
            yield Problem(self.focus, _("Kies één van de mogelijkheden."))


class ScaleField(ChoiceField):
    kind = QuestionKind.SCALE


class ChoicesField(QuestionField):
    kind = QuestionKind.CHOICES

    def fill(self, value: Any) -> None:
        self.chosen = [key for key in self.option_keys if key in (value or ())]

    def read(self, formdata: MultiDict[str, str]) -> None:
        sent = formdata.getlist(self.name)
        self.strange = any(one not in self.option_keys for one in sent)
        self.chosen = [key for key in self.option_keys if key in sent]

    @property
    def value(self) -> list[str] | None:
        return self.chosen or None

    def check(self) -> Iterator[Problem]:
        if self.strange:
            yield Problem(self.focus, _("Kies uit de mogelijkheden die hier staan."))
        elif self.missing:
            yield Problem(self.focus, _("Kies één of meer van de mogelijkheden."))


class NumberField(QuestionField):
    """A number as people in the Netherlands write it: `2,5` and `1.500`."""

    kind = QuestionKind.NUMBER
    first = ""
    _plain = re.compile(r"[-−]?[0-9]{1,15}(,[0-9]{1,6})?")
    _thousands = re.compile(r"[-−]?[0-9]{1,3}(\.[0-9]{3}){1,4}(,[0-9]{1,6})?")
    _point = re.compile(r"[-−]?[0-9]{1,15}\.([0-9]{1,2}|[0-9]{4,6})")

    def fill(self, value: Any) -> None:
        self.typed = Typed(language.number(value) if isinstance(value, int | float) else "")

    def read(self, formdata: MultiDict[str, str]) -> None:
        self.typed = read(formdata.get(self.name, ""), lines=False)

    @property
    def value(self) -> int | float | None:
        text = self.typed.text.removesuffix(self.question.unit).strip().replace("−", "-")
        if self._thousands.fullmatch(text) and "," in text:
            text = text.replace(".", "")
        elif self._point.fullmatch(text):
            text = text.replace(".", ",")
        if not self._plain.fullmatch(text):
            return None
        number = float(text.replace(",", "."))
        return int(number) if number.is_integer() else number

    def check(self) -> Iterator[Problem]:
        if self._thousands.fullmatch(self.typed.text) and "," not in self.typed.text:
            text = _("Bedoelt u duizendtallen? Schrijf het getal dan zonder punt.")
            yield Problem(self.focus, text)
        elif self.typed.text and self.value is None:
            yield Problem(self.focus, _("Schrijf een getal in cijfers, zoals 4 of 2,5."))
        elif self.value is not None:
            yield from self._out_of_range(self.value)
        elif self.missing:
            yield Problem(self.focus, _("Vul een getal in."))

    def _out_of_range(self, value: float) -> Iterator[Problem]:
        least, most = self.question.minimum, self.question.maximum
        if least is not None and value < least:
            yield Problem(self.focus, _("Vul %(n)s of meer in.", n=language.number(least)))
        if most is not None and value > most:
            yield Problem(self.focus, _("Vul %(n)s of minder in.", n=language.number(most)))


class RankingField(QuestionField):
    """A place for each option. Part of them is enough, unless the question is required."""

    kind = QuestionKind.RANKING

    def fill(self, value: Any) -> None:
        ranked = [key for key in value or () if key in self.option_keys]
        self.places = {key: str(place) for place, key in enumerate(ranked, start=1)}

    def read(self, formdata: MultiDict[str, str]) -> None:
        sent = {key: formdata.get(f"{self.name}-{key}", "") for key in self.option_keys}
        allowed = {str(place) for place in range(1, len(sent) + 1)}
        self.places = {key: place for key, place in sent.items() if place in allowed}
        self.strange = any(place and place not in allowed for place in sent.values())

    @property
    def value(self) -> list[str] | None:
        return sorted(self.places, key=lambda key: int(self.places[key])) or None

    def check(self) -> Iterator[Problem]:
        used = [int(place) for place in self.places.values()]
        if self.strange:
            yield Problem(self.focus, _("Kies een plaats die in de lijst staat."))
        for place in sorted(set(used)):
            if used.count(place) > 1:
                text = _(
                    "Plaats %(n)s staat er meer dan één keer. Geef elk een eigen plaats.", n=place
                )
                yield Problem(self._element(place), text)
        if self.required and len(used) < len(self.question.options):
            yield Problem(self._empty(), _("Geef alles een plaats."))
        elif sorted(set(used)) != list(range(1, len(set(used)) + 1)):
            yield Problem(self.focus, _("Begin bij plaats 1 en sla geen plaats over."))

    def _element(self, place: int) -> str:
        held = [key for key in self.option_keys if self.places.get(key) == str(place)]
        return f"{self.id}-{self.option_keys.index(held[-1])}"

    def _empty(self) -> str:
        return f"{self.id}-{[key not in self.places for key in self.option_keys].index(True)}"


class MatrixField(QuestionField):
    kind = QuestionKind.MATRIX
    first = "-0-0"

    def fill(self, value: Any) -> None:
        stored: Mapping[str, str] = value if isinstance(value, dict) else {}
        self._keep(stored)

    def read(self, formdata: MultiDict[str, str]) -> None:
        sent = {row.key: formdata.get(f"{self.name}-{row.key}", "") for row in self.question.rows}
        self._keep(sent)
        self.strange = any(one and one not in self.option_keys for one in sent.values())

    def _keep(self, values: Mapping[str, str]) -> None:
        self.chosen = {
            row.key: values[row.key]
            for row in self.question.rows
            if values.get(row.key) in self.option_keys
        }

    @property
    def value(self) -> dict[str, str] | None:
        return self.chosen or None

    def check(self) -> Iterator[Problem]:
        if self.strange:
            yield Problem(self.focus, _("Kies per regel één van de mogelijkheden die hier staan."))
        for number, row in enumerate(self.question.rows):
            if self.required and row.key not in self.chosen:
                text = _("Kies één mogelijkheid bij “%(row)s”.", row=row.label)
                yield Problem(f"{self.id}-{number}-0", text)


class ConsentField(QuestionField):
    """Never ticked beforehand: only by the participant, now or earlier."""

    kind = QuestionKind.CONSENT
    first = ""

    def fill(self, value: Any) -> None:
        self.given = value is True

    def read(self, formdata: MultiDict[str, str]) -> None:
        self.given = formdata.get(self.name) == "yes"

    @property
    def value(self) -> bool:
        return self.given

    @property
    def filled(self) -> bool:
        return self.given

    def check(self) -> Iterator[Problem]:
        if self.required and not self.given:
            yield Problem(self.focus, _("Zonder deze toestemming kunt u dit niet inleveren."))

    def add_to(self, parts: Parts) -> None:
        super().add_to(parts)
        parts.consents.append(self.given)
