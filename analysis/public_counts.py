"""Counts of closed questions as a release holds them: in classes, nothing small, per question."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.answers import given_answers
from analysis.disclosure import (
    Rules,
    Withheld,
    breakdown_allowed,
    protect,
    protect_each,
    told,
    too_narrow,
)
from analysis.publication_rules import PUBLICATION_RULES
from analysis.release_tables import Row

UNKNOWN_PART = "onbekend"


@dataclass(frozen=True)
class Asked:
    """One question as it is published: whose classes exclude each other, unless `together`."""

    instrument: str
    key: str
    label: str
    classes: tuple[str, ...]
    together: bool = False  # several may be chosen

    @property
    def name(self) -> str:
        """Refers to this question from one release to the next."""
        return json.dumps([self.instrument, self.key, self.label, *self.classes])


@dataclass
class Answers:
    """Who chose what, as numbers: part of the country → class → n, and how many answered."""

    numbers: dict[str, Counter[int]] = field(default_factory=dict)
    bases: Counter[str] = field(default_factory=Counter)

    def add(self, part: str, chosen: Sequence[int]) -> None:
        self.numbers.setdefault(part, Counter()).update(chosen)
        self.bases[part] += 1

    def national(self, size: int) -> list[int]:
        return [sum(numbers[place] for numbers in self.numbers.values()) for place in range(size)]


@dataclass(frozen=True)
class PublicCounts:
    """Rows for `counts_national`, how many answered each question (private), what is withheld."""

    rows: tuple[Row, ...]
    bases: Mapping[str, int]
    withheld: tuple[Withheld, ...]


def gather(connection: sqlite3.Connection, programme: int) -> dict[Asked, Answers]:
    """Answers per published question. Those followed over time are left to `development`."""
    found: dict[Asked, Answers] = {}
    for each in given_answers(connection, programme):
        question, value = each.question, each.value
        if question.dimension or value is None:
            continue
        for key, label, names, chosen, together in PUBLICATION_RULES[question.kind](
            question, value
        ):
            title = each.instrument.title
            asked = Asked(title, question.key + key, question.label + label, names, together)
            found.setdefault(asked, Answers()).add(each.row["part"] or UNKNOWN_PART, chosen)
    return found


def public_counts(
    found: Mapping[Asked, Answers],
    rules: Rules,
    earlier: Mapping[str, int],
    earlier_rows: Sequence[Row],
) -> PublicCounts:
    """What of these answers may be published.

    A question that got fewer than `news_size` new answers since the release before keeps its old
    numbers: the difference would be those few people.

    :param earlier: name of a question → how many had answered it when it was last told.
    :param earlier_rows: the rows of `counts_national` in the release before, as far as they may
        stay; a question that has none there is silent until there is enough news.
    """
    rows: list[Row] = []
    bases: dict[str, int] = {}
    silent = breakdowns = cells = kept = 0
    for asked in sorted(found, key=lambda each: (each.instrument, each.key, each.label)):
        answers = found[asked]
        base = answers.bases.total()
        before = earlier.get(asked.name)
        if before is not None and abs(base - before) < rules.news_size:
            old = [row for row in earlier_rows if _is_of(row, asked)]
            rows += old
            kept += bool(old)
            silent += not old
            continue
        shown = _national(asked, answers, rules)
        if all(n is None for n in shown):
            silent += 1
            continue
        bases[asked.name] = base
        cells += sum(1 for n in shown if n is None)
        rows += [_row(asked, place, None, n) for place, n in enumerate(shown)]
        parts = _per_part(asked, answers, rules) if None not in shown else []
        breakdowns += not parts
        rows += parts
    # A question that is silent now is still measured against what was last told of it.
    bases = {**earlier, **bases}
    return PublicCounts(tuple(rows), bases, tuple(_explain(silent, cells, breakdowns, kept, rules)))


def _is_of(row: Row, asked: Asked) -> bool:
    return row[:3] == (asked.instrument, asked.key, asked.label) and row[5] in asked.classes


def _row(asked: Asked, place: int, part: str | None, n: int | None) -> Row:
    return (
        asked.instrument,
        asked.key,
        asked.label,
        "ja" if asked.together else "nee",
        place + 1,
        asked.classes[place],
        None,
        part,
        n,
    )


def _national(asked: Asked, answers: Answers, rules: Rules) -> tuple[int | None, ...]:
    counts = answers.national(len(asked.classes))
    base = answers.bases.total()
    if asked.together:
        return protect_each(counts, base, rules)
    shown = protect(counts, rules)
    cells = {str(place): n for place, n in enumerate(shown)}
    if too_narrow(cells, [(list(cells), base)], rules):
        return (None,) * len(counts)
    return shown


def _per_part(asked: Asked, answers: Answers, rules: Rules) -> list[Row]:
    parts = sorted(answers.numbers)
    size = range(len(asked.classes))
    cells = [[answers.numbers[part][place] for place in size] for part in parts]
    if asked.together:
        allowed = len(parts) >= 2 and all(
            None not in protect_each(group, answers.bases[part], rules)
            for part, group in zip(parts, cells, strict=True)
        )
    else:
        allowed = breakdown_allowed(cells, rules)
    if not allowed:
        return []
    return [
        _row(asked, place, part, group[place])
        for part, group in zip(parts, cells, strict=True)
        for place in size
    ]


def _explain(
    silent: int, cells: int, breakdowns: int, kept: int, rules: Rules
) -> Iterator[Withheld]:
    if silent:
        yield Withheld(
            "Vragen met te weinig of eensgezinde antwoorden",
            f"Elk aantal onder de {rules.group_size} zou te herleiden zijn.",
            told(silent, rules),
        )
    if cells:
        yield Withheld(
            "Losse aantallen bij een vraag",
            f"Ze zijn kleiner dan {rules.group_size}, of zouden zo'n aantal verraden.",
            told(cells, rules),
        )
    if breakdowns:
        yield Withheld(
            "Antwoorden per landsdeel",
            f"Alleen gepubliceerd als elk aantal ten minste {rules.group_size} is.",
            told(breakdowns, rules),
        )
    if kept:
        yield Withheld(
            "Nieuwe antwoorden",
            f"Een vraag met minder dan {rules.news_size} nieuwe antwoorden houdt de cijfers van de"
            " vorige publicatie.",
            told(kept, rules),
        )
