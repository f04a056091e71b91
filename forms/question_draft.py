"""Questions as typed in the browser: kept as typed, checked as those in a file are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from collector.errors import InvalidFile
from collector.records import Instrument, Option, Question, QuestionKind
from collector.slugs import key_of
from collector.yaml_file import as_item
from forms.desk import clean, one_line
from forms.instruments import BOXES_LIMIT, KEYS_OF_KIND, LABEL_LIMIT, TEXT_LIMIT, read_question

MOST_QUESTIONS = 40
QUESTION_LIMIT = 500
HELP_LIMIT = 1000

ALWAYS = ("label", "help", "required", "dimension")
_LINES = ("options", "rows")
_FLAGS = ("required", "ask_topic", "ask_aspect")
_WHOLE = ("max_length", "boxes", "fill_in_count")
_NUMBERS = ("minimum", "maximum")


@dataclass
class DraftQuestion:
    """One question as typed; `name` is its place on the form, `key` is empty while it is new."""

    name: str
    kind: QuestionKind
    key: str = ""
    gone: bool = False  # taken off, but still at hand
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = (*ALWAYS, *KEYS_OF_KIND[self.kind])
        self.typed = {**dict.fromkeys(names, ""), **self.typed}

    def has(self, field_name: str) -> bool:
        """Whether a question of this kind has this field."""
        return field_name in ALWAYS or field_name in KEYS_OF_KIND[self.kind]

    def lines(self, field_name: str) -> list[str]:
        found = [one_line(line) for line in self.typed.get(field_name, "").splitlines()]
        return [line for line in found if line]


def drafted(instrument: Instrument) -> list[DraftQuestion]:
    """The questions of a version, as they would be typed."""
    return [
        DraftQuestion(f"q{number}", question.kind, question.key, typed=_typed(question))
        for number, question in enumerate(instrument.questions, start=1)
    ]


def _typed(question: Question) -> dict[str, str]:
    names = (*ALWAYS, *KEYS_OF_KIND[question.kind])
    typed: dict[str, str] = {}
    for name in names:
        value: Any = getattr(question, name)
        if name in _LINES:
            typed[name] = "\n".join(option.label for option in value)
        elif name in _FLAGS:
            typed[name] = "yes" if value else ""
        elif isinstance(value, float | int):
            typed[name] = f"{value:g}".replace(".", ",") if value or name in _NUMBERS else ""
        else:
            typed[name] = str(value or "")
    if question.kind is QuestionKind.STATEMENTS and question.ask_topic:
        typed["topic"] = "ask"
    return typed


def posted(form: MultiDict[str, str]) -> list[DraftQuestion]:
    """The questions on a form that was sent, in its order. What is strange is left out."""
    found: dict[str, DraftQuestion] = {}
    for name in form.getlist("question")[: MOST_QUESTIONS + 1]:
        kind = form.get(f"{name}-kind", "")
        if name in found or kind not in tuple(QuestionKind) or not name.isalnum():
            continue
        draft = DraftQuestion(
            name,
            QuestionKind(kind),
            form.get(f"{name}-key", "")[:60],
            gone=form.get(f"{name}-gone") == "yes",
        )
        for field_name in (*ALWAYS, *KEYS_OF_KIND[draft.kind]):
            draft.typed[field_name] = clean(form.get(f"{name}-{field_name}"))[:20_000]
        found[name] = draft
    return list(found.values())


def check(
    drafts: Sequence[DraftQuestion], before: Instrument, taken: Sequence[str] = ()
) -> tuple[Question, ...]:
    """The questions that are right, by the checker of files; the others get their `errors`.

    :param before: the version that is changed: its options keep their keys
    :param taken: keys that a new question cannot have
    """
    keys = {*taken, *(draft.key for draft in drafts if draft.key)}
    old = {question.key: question for question in before.questions}
    right: list[Question] = []
    for number, draft in enumerate((one for one in drafts if not one.gone), start=1):
        draft.errors = dict(_too_long(draft))
        if not draft.key or draft.key not in old or old[draft.key].kind is not draft.kind:
            draft.key = _new_key(draft, keys)
            keys.add(draft.key)
        where = f"questions[{number}]"
        item = as_item(Path("browser"), number, where, _values(draft, old.get(draft.key)))
        try:
            question = read_question(item)
        except InvalidFile as error:
            name = error.where.removeprefix(where).lstrip(".").split("[")[0].split(".")[0]
            draft.errors.setdefault(name or _first_of(draft), problem(draft, name))
            continue
        votes = [one for one in right if one.kind is QuestionKind.VOTES]
        if question.kind is QuestionKind.VOTES and votes:
            draft.errors["label"] = _("Er kan in een onderdeel maar één keer worden gestemd.")
        if not draft.errors:
            right.append(question)
    return tuple(right)


def _first_of(draft: DraftQuestion) -> str:
    return next((name for name in _LINES if draft.has(name) and not draft.lines(name)), "label")


def _too_long(draft: DraftQuestion) -> Iterator[tuple[str, str]]:
    for name, limit in (("label", QUESTION_LIMIT), ("help", HELP_LIMIT)):
        if len(draft.typed.get(name, "")) > limit:
            yield name, _("Houd dit korter: er passen %(n)s tekens.", n=limit)
    for name in _LINES:
        if any(len(line) > LABEL_LIMIT for line in draft.lines(name)):
            yield name, _("Houd elke regel korter: er passen %(n)s tekens.", n=LABEL_LIMIT)


def _new_key(draft: DraftQuestion, keys: set[str]) -> str:
    stem = key_of(draft.typed.get("label", "")) or "vraag"
    stem = stem if stem[0].isalpha() else f"vraag_{stem}"
    key, number = stem, 1
    while key in keys:
        number += 1
        key = f"{stem}_{number}"
    return key


def _values(draft: DraftQuestion, old: Question | None) -> dict[str, Any]:
    """As a file would give them: nothing where nothing was typed."""
    values: dict[str, Any] = {"key": draft.key, "kind": draft.kind.value}
    filled = draft.has("fill_in") and draft.lines(_filled_field(draft))
    for name in (*ALWAYS, *KEYS_OF_KIND[draft.kind]):
        text = draft.typed.get(name, "")
        if not text or (filled and name in ("fill_in", "fill_in_count")):
            continue
        if name in _LINES:
            values[name] = _options(draft.lines(name), getattr(old, name) if old else ())
        elif name in _FLAGS:
            values[name] = True
        elif name in _WHOLE:
            values[name] = int(text) if text.isdecimal() and len(text) < 10 else text
        elif name in _NUMBERS:
            values[name] = _number(text)
        else:
            values[name] = text
    values.setdefault("label", "")
    if values.get("topic") == "ask":
        del values["topic"]
        values["ask_topic"] = True
    return values


def _filled_field(draft: DraftQuestion) -> str:
    """What the organiser fills in where an instrument left it open."""
    return "rows" if draft.kind is QuestionKind.MATRIX else "options"


def _number(text: str) -> float | int | str:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return text
    if not abs(number) < 1e12:  # nor is "nan" a limit
        return text
    return int(number) if number.is_integer() else number


def _options(labels: Sequence[str], before: Sequence[Option]) -> list[dict[str, str]]:
    """With the key it had, for a label that was there before; a new one never gets a key again."""
    known = {option.label: option.key for option in before}
    used = {option.key for option in before}
    made: list[dict[str, str]] = []
    by_label: dict[str, str] = {}
    for number, label in enumerate(labels, start=1):
        same = by_label.get(label.casefold())
        key = same or known.get(label) or key_of(label) or f"antwoord_{number}"
        if not same and label not in known:
            stem, more = key, 1
            while key in used:
                more += 1
                key = f"{stem}_{more}"
        used.add(key)
        by_label[label.casefold()] = key
        made.append({"key": key, "label": label})
    return made


def problem(draft: DraftQuestion, name: str) -> str:
    """What is wrong with one field, for the person who typed it."""
    if name in _LINES or (not name and _first_of(draft) in _LINES):
        return _lines_problem(draft, name or _first_of(draft))
    limits: Mapping[str, int] = {"boxes": BOXES_LIMIT, "max_length": _longest(draft)}
    if name in limits:
        return _("Vul een heel getal in van 1 tot en met %(n)s.", n=limits[name])
    if name == "minimum":
        return _("Vul een getal in dat niet hoger is dan het hoogste.")
    if name == "maximum":
        return _("Vul een getal in.")
    if name == "label":
        return _("Schrijf hier de vraag.")
    return _("Dit past niet bij deze soort vraag.")


def _lines_problem(draft: DraftQuestion, name: str) -> str:
    lines = draft.lines(name)
    seen: set[str] = set()
    for line in lines:
        if line.casefold() in seen:
            return _("“%(line)s” staat er twee keer. Maak de regels verschillend.", line=line)
        seen.add(line.casefold())
    if name == "rows":
        return _("Geef ten minste één regel.")
    return _("Geef ten minste twee antwoorden, elk op een eigen regel.")


def _longest(draft: DraftQuestion) -> int:
    texts = (QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT)
    return TEXT_LIMIT if draft.kind in texts else 1000
