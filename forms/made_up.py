"""Made-up answers that look like those of a room, the same for each seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from collector.config import DATASETS
from collector.records import (
    Aspect,
    Instrument,
    Question,
    QuestionKind,
    StatementDraft,
    Submission,
    Vote,
)
from collector.yaml_file import read_yaml

SAID = DATASETS / "rehearsal.yaml"
LEFT_EMPTY = 0.12
"""The share of people who leave a question empty that they may leave empty."""
PASSED_BY = 0.2
"""The share of statements that somebody does not come to."""
AGREES = 0.8


@dataclass(frozen=True)
class Words:
    """What made-up people say; see `datasets/rehearsal.yaml`."""

    openings: tuple[str, ...]
    clauses: tuple[str, ...]
    texts: tuple[str, ...]
    short: tuple[str, ...]


def load_words(path: Path = SAID) -> Words:
    """:raise InvalidFile: the file is not right."""
    names = ("openings", "clauses", "texts", "short")
    fields = read_yaml(path).mapping(names)
    return Words(**{name: tuple(item.text() for item in fields[name].items()) for name in names})


def can_answer(instrument: Instrument) -> bool:
    """Whether it asks anything but contact details, which are never made up, and votes."""
    kinds = {question.kind for question in instrument.questions}
    return bool(kinds - {QuestionKind.CONTACT, QuestionKind.VOTES})


class Room:
    """The people of one rehearsal; what they say comes from one source of chance."""

    def __init__(self, words: Words, seed: int) -> None:
        self.words = words
        self.chance = random.Random(seed)
        pairs = [f"{a} {b}." for a in words.openings for b in words.clauses]
        self.chance.shuffle(pairs)
        self._unsaid = pairs

    def hands_in(self, instrument: Instrument) -> Submission | None:
        """One form; None where there is nothing to answer, or this person passes it by."""
        answers: dict[str, Any] = {}
        statements: dict[str, tuple[StatementDraft, ...]] = {}
        if not can_answer(instrument) or self.chance.random() < 0.06:
            return None
        consent = self.chance.random() < 0.9
        for question in instrument.questions:
            if question.kind is QuestionKind.STATEMENTS:
                statements[question.key] = self._statements(question, consent)
            elif question.kind is QuestionKind.CONSENT:
                answers[question.key] = consent
            elif question.kind in _ANSWERS and (
                question.required or self.chance.random() > LEFT_EMPTY
            ):
                answers[question.key] = _ANSWERS[question.kind](self, question)
        key = f"{self.chance.getrandbits(128):032x}"
        return Submission(key=key, answers=answers, statements=statements)

    def votes(self, statements: Iterable[int]) -> dict[int, Vote]:
        """What one person votes on most of these statements. The room agrees on some of them, and
        is of two minds about the others."""
        camp = self.chance.random() < 0.5
        found = {}
        for statement in statements:
            if self.chance.random() < PASSED_BY:
                continue
            shared, for_one_camp = statement % 3 != 0, statement % 2 == camp
            likely = AGREES if shared or for_one_camp else 1 - AGREES
            agrees = self.chance.random() < likely
            unsure = self.chance.random() < LEFT_EMPTY
            found[statement] = Vote.PASS if unsure else Vote.AGREE if agrees else Vote.DISAGREE
        return found

    def _statements(self, question: Question, consent: bool) -> tuple[StatementDraft, ...]:
        said = [self._unsaid.pop() for _ in range(self.chance.choice((1, 1, 2))) if self._unsaid]
        return tuple(
            StatementDraft(
                text=text[: question.max_length],
                aspect=self.chance.choice(tuple(Aspect)) if question.ask_aspect else None,
                topic=question.topic,
                consent=consent,
            )
            for text in said
        )

    def _one(self, question: Question) -> str:
        """An option, the middle of the list more often than its ends."""
        place = self.chance.triangular(0, len(question.options), len(question.options) * 0.6)
        return question.options[min(int(place), len(question.options) - 1)].key

    def _several(self, question: Question) -> list[str]:
        keys = [option.key for option in question.options]
        chosen = set(self.chance.sample(keys, self.chance.randint(1, max(1, len(keys) // 2))))
        return [key for key in keys if key in chosen]

    def _order(self, question: Question) -> list[str]:
        """Not quite by chance: rooms agree a little."""
        keys = [option.key for option in question.options]
        return sorted(keys, key=lambda key: keys.index(key) + self.chance.uniform(0, len(keys)))

    def _number(self, question: Question) -> int:
        lowest = int(question.minimum or 0)
        highest = int(question.maximum) if question.maximum is not None else lowest + 10
        return self.chance.randint(lowest, max(lowest, min(highest, lowest + 10)))

    def _cells(self, question: Question) -> dict[str, str]:
        return {row.key: self._one(question) for row in question.rows}

    def _short(self, question: Question) -> str:
        return self._any(self.words.short)[: question.max_length]

    def _long(self, question: Question) -> str:
        return self._any(self.words.texts)[: question.max_length]

    def _any(self, of: Sequence[str]) -> str:
        return self.chance.choice(of)


_ANSWERS: dict[QuestionKind, Callable[[Room, Question], Any]] = {
    QuestionKind.CHOICE: Room._one,
    QuestionKind.SCALE: Room._one,
    QuestionKind.CHOICES: Room._several,
    QuestionKind.RANKING: Room._order,
    QuestionKind.NUMBER: Room._number,
    QuestionKind.MATRIX: Room._cells,
    QuestionKind.SHORT_TEXT: Room._short,
    QuestionKind.LONG_TEXT: Room._long,
}
