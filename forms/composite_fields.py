"""The two kinds of questions that are not answers: statements and contact details."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from collector.records import Aspect, Contact, QuestionKind, StatementDraft
from forms.fields import Parts, Problem, QuestionField
from forms.verbatim import Typed, read

BOXES_MAXIMUM = 20
CONTACT_LIMIT = 200
NOTHING = Typed("")


@dataclass
class Box:
    """One statement as it stands in the form, right or not."""

    id: str
    typed: Typed = NOTHING
    aspect: str = ""
    topic: str = ""
    kept_home: bool = False  # not to be published, whatever is consented for the others
    is_new: bool = False  # just asked for: the cursor belongs there

    @property
    def text(self) -> str:
        return self.typed.text

    @property
    def element(self) -> str:
        return f"{self.id}-text"


class StatementsField(QuestionField):
    """As many boxes as somebody needs. What was handed in before is not in them."""

    kind = QuestionKind.STATEMENTS
    first = "-0-text"

    def fill(self, value: Any) -> None:
        self.boxes = [Box(self._name(number)) for number in range(self.least)]

    def read(self, formdata: MultiDict[str, str]) -> None:
        self.boxes = []
        for number in range(BOXES_MAXIMUM):
            name = self._name(number)
            if number < self.least or f"{name}-text" in formdata:
                typed = read(formdata.get(f"{name}-text", ""))
                aspect, topic = formdata.get(f"{name}-aspect", ""), formdata.get(f"{name}-topic")
                kept_home = bool(formdata.get(f"{name}-home"))
                self.boxes.append(Box(name, typed, aspect, topic or "", kept_home))

    def grow(self) -> None:
        """One more box, up to the maximum."""
        numbers = {box.id for box in self.boxes}
        free = [n for n in range(BOXES_MAXIMUM) if self._name(n) not in numbers]
        if free:
            self.boxes.append(Box(self._name(free[0]), is_new=True))

    @property
    def least(self) -> int:
        """Boxes to begin with: one is enough for who comes back."""
        return 1 if self.settled else self.question.boxes

    @property
    def may_grow(self) -> bool:
        return len(self.boxes) < BOXES_MAXIMUM

    def _name(self, number: int) -> str:
        return f"{self.name}-{number}"

    @property
    def value(self) -> None:
        """Statements are rows of their own, not an answer."""

    @property
    def filled(self) -> bool:
        return any(box.text for box in self.boxes)

    def check(self) -> Iterator[Problem]:
        remedy = _("Verdeel het over meer vakken, of maak het korter.")
        aspects = {"", *Aspect}
        topics = {"", *(slug for slug, _title in self.topics)}
        for number, box in enumerate(self.boxes, start=1):
            problem = box.typed.problem(self.question.max_length, remedy)
            if box.aspect not in aspects or box.topic not in topics:
                problem = problem or _("Kies bij deze uitspraak uit wat er staat.")
            if problem:
                yield Problem(box.element, problem, _("Uitspraak %(n)s", n=number))
        if self.required and not self.filled:
            yield Problem(self.focus, _("Schrijf ten minste één uitspraak op."))

    def add_to(self, parts: Parts) -> None:
        drafts = tuple(
            StatementDraft(
                text=box.text,
                aspect=Aspect(box.aspect) if self.question.ask_aspect and box.aspect else None,
                topic=(box.topic if self.question.ask_topic else self.question.topic) or None,
                kept_home=box.kept_home,
            )
            for box in self.boxes
            if box.text
        )
        if drafts:
            parts.statements[self.question.key] = drafts


@dataclass(frozen=True)
class ContactLine:
    name: str
    label: str
    type: str
    autocomplete: str
    required: bool = False


class ContactField(QuestionField):
    """Goes to the contacts file; what was handed in before is never shown again."""

    kind = QuestionKind.CONTACT
    first = "-name"
    _email = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

    @property
    def contact_lines(self) -> tuple[ContactLine, ...]:
        return (
            ContactLine("name", _("Naam"), "text", "name", required=True),
            ContactLine("email", _("E-mailadres"), "email", "email", required=True),
            ContactLine("organisation", _("Organisatie"), "text", "organization"),
            ContactLine("phone", _("Telefoonnummer"), "tel", "tel"),
        )

    def fill(self, value: Any) -> None:
        self.typed = {line.name: NOTHING for line in self.contact_lines}

    def read(self, formdata: MultiDict[str, str]) -> None:
        self.typed = {
            line.name: read(formdata.get(f"{self.name}-{line.name}", ""), lines=False)
            for line in self.contact_lines
        }

    @property
    def value(self) -> None:
        """Leaves nothing behind among the answers."""

    @property
    def filled(self) -> bool:
        return any(typed.text for typed in self.typed.values())

    def check(self) -> Iterator[Problem]:
        for name, typed in self.typed.items():
            problem = typed.problem(CONTACT_LIMIT)
            if problem:
                yield Problem(f"{self.id}-{name}", problem)
        if not (self.filled or self.required):
            return
        if not self.typed["name"].text:
            yield Problem(f"{self.id}-name", _("Vul uw naam in, of laat alle vakken leeg."))
        if not self._email.fullmatch(self.typed["email"].text):
            text = _("Vul een e-mailadres in, zoals naam@school.nl, of laat alle vakken leeg.")
            yield Problem(f"{self.id}-email", text)

    def add_to(self, parts: Parts) -> None:
        if self.filled:
            typed = {name: typed.text for name, typed in self.typed.items()}
            parts.contacts.append(Contact(**typed, follow_up=self.question.follow_up))
