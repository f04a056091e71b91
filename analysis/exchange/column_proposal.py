"""What each column of a table probably holds, by its name and by what is in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from analysis.exchange.column_names import TARGETS
from analysis.exchange.sheets import Sheet, text_of
from collector.reading_report import QUESTION, Target
from collector.records import Aspect, Instrument, Question, QuestionKind

ASPECTS = {
    **dict.fromkeys(
        ("content", "inhoud", "inhoudelijk", "inhoudelijke uitwerking"), Aspect.CONTENT
    ),
    **dict.fromkeys(("process", "proces", "proces van uitwerking"), Aspect.PROCESS),
}
ASKED = frozenset(QuestionKind) - {QuestionKind.CONTACT, QuestionKind.VOTES, QuestionKind.CONSENT}
"""Kinds of questions that a table can answer: contact details and consent are nobody's to bring."""

SURELY_ANSWERS = 3
"""With so many questions in its heading a table holds answers: `rol` is then a question as well."""

_A_SENTENCE = 30  # characters: what is longer on average is said, not chosen


def target_of(instrument: str, key: str, part: str = "") -> str:
    """How a question is written as a target; `part` is an option, a row or a place in a ranking."""
    return f"{QUESTION}{instrument}/{key}" + (f"[{part}]" if part else "")


def read_target(target: str) -> tuple[str, str, str] | None:
    """Instrument, question and part; None for another kind of target."""
    found = re.fullmatch(rf"{QUESTION}([^/]+)/([^\[\]]+)(?:\[([^\[\]]+)\])?", target)
    return (found[1], found[2], found[3] or "") if found else None


def parts(question: Question) -> list[tuple[str, str]]:
    """(part, label) of a question that may be spread over columns."""
    if question.kind is QuestionKind.MATRIX:
        return [(row.key, row.label) for row in question.rows]
    if question.kind is QuestionKind.CHOICES:
        return [(option.key, option.label) for option in question.options]
    if question.kind is QuestionKind.RANKING:
        return [(str(place), f"{place}") for place in range(1, len(question.options) + 1)]
    return []


def answerable(instruments: Mapping[str, Instrument]) -> list[tuple[str, str]]:
    """(target, label) of every question, and part of one, that a column can be an answer to."""
    found = []
    for slug, instrument in instruments.items():
        for question in instrument.questions:
            if question.kind not in ASKED:
                continue
            label = f"{instrument.title}: {question.label}"
            if question.kind is not QuestionKind.MATRIX:
                found.append((target_of(slug, question.key), label))
            for part, name in parts(question):
                found.append((target_of(slug, question.key, part), f"{label} – {name}"))
    return found


def propose(sheet: Sheet, instruments: Mapping[str, Instrument]) -> dict[str, str]:
    """Heading → target. No two columns get a target that only one can have."""
    asked = _by_name(instruments)
    answers = sum(_plain(heading) in asked for heading in sheet.heading)
    names = {} if answers >= SURELY_ANSWERS else TARGETS
    taken: set[str] = set()
    found: dict[str, str] = {}
    for place, heading in enumerate(sheet.heading):
        plain = _plain(heading)
        target = names.get(plain) or asked.get(plain) or _by_content(sheet, place)
        if target in taken and target != Target.TEXT:
            target = Target.IGNORE
        taken.add(target)
        found[heading] = str(target)
    if not taken & {Target.TEXT} and not any(read_target(one) for one in taken):
        longest = _longest(sheet, [one for one in sheet.heading if found[one] == Target.IGNORE])
        if longest:
            found[longest] = str(Target.TEXT)
    return found


def _by_name(instruments: Mapping[str, Instrument]) -> dict[str, str]:
    """The names by which a question may head a column → its target."""
    found: dict[str, str] = {}
    for slug, instrument in instruments.items():
        for question in instrument.questions:
            if question.kind not in ASKED:
                continue
            for part, label in [("", ""), *parts(question)]:
                target = target_of(slug, question.key, part)
                mark = f"[{part}]" if part else ""
                named = f"{question.key}{mark}", f"{slug}/{question.key}{mark}", target
                told = f"{question.label} [{label}]" if part else question.label
                for name in (*named, told):
                    found.setdefault(_plain(name), target)
    return found


def _by_content(sheet: Sheet, place: int) -> str:
    values = [_plain(text) for text in samples(sheet, place, 50)]
    if len(values) > 2 and all(value in ASPECTS for value in values):
        return Target.ASPECT
    return Target.IGNORE


def _longest(sheet: Sheet, headings: Sequence[str]) -> str | None:
    """The column with the longest texts, if these are sentences."""
    lengths = {}
    for heading in headings:
        texts = samples(sheet, sheet.heading.index(heading), 200)
        if texts:
            lengths[heading] = sum(map(len, texts)) / len(texts)
    best = max(lengths, key=lambda heading: lengths[heading], default=None)
    return best if best is not None and lengths[best] >= _A_SENTENCE else None


def samples(sheet: Sheet, place: int, most: int) -> list[str]:
    """The first cells of a column that hold something."""
    found: list[str] = []
    for row in sheet.rows:
        text = text_of(row.cells[place]).strip() if place < len(row.cells) else ""
        if text:
            found.append(text)
        if len(found) == most:
            break
    return found


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
