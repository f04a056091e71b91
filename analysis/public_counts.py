"""Counts of closed questions as a release holds them: every question in the tables it allows."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from analysis.count_tables import Cell, Given, Grouping, Scheme, Table, part_and_role, schemes_of
from analysis.disclosure import Rules, Withheld
from analysis.interval_audit import Contradiction
from analysis.publication_rules import PUBLICATION_RULES
from analysis.reader_knowledge import Vintage, population
from analysis.release_tables import Row
from analysis.table_choice import choose, lacking
from analysis.withheld_counts import Published, explain
from collector.given_answers import Answered, given_answers

UNKNOWN = "onbekend"
NO_GROUP = "overig"


@dataclass(frozen=True)
class Asked:
    """One question as it is published, or one option of a question to which several may be chosen.

    Classes exclude each other; of an option they are whether it was chosen, or not.
    """

    instrument: str
    key: str
    label: str
    options: tuple[str, ...]
    ordered: bool
    option: int | None = None

    @property
    def name(self) -> str:
        """Refers to this question from one release to the next."""
        own = self.options if self.option is None else self.options[self.option : self.option + 1]
        return json.dumps([self.instrument, self.key, self.label, *own])

    @property
    def schemes(self) -> tuple[Scheme, ...]:
        return schemes_of(2 if self.option is not None else len(self.options), self.ordered)


@dataclass(frozen=True)
class ToldEarlier:
    """What was told of every question before, kept in the private database.

    :param vintages: name of a question → what releases told of it, the newest last
    :param marks: release → the marks of the answers that were counted in it
    """

    vintages: Mapping[str, Sequence[Vintage]] = field(default_factory=dict)
    marks: Mapping[int, Set[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class PublicCounts:
    """Rows for `counts_national` and `counts_region`, and what is withheld.

    `vintages` and `marks` are private, for the next release.
    """

    rows: tuple[Row, ...]
    regions: tuple[Row, ...]
    vintages: Mapping[str, Sequence[Vintage]]
    marks: frozenset[str]
    withheld: tuple[Withheld, ...]


def gather(connection: sqlite3.Connection, programme: int) -> dict[Asked, list[Given]]:
    """Answers per published question. Those followed over time are left to `development`."""
    found: dict[Asked, list[Given]] = {}
    for each in given_answers(connection, programme, to_publish=True):
        question, value = each.question, each.value
        if question.dimension or value is None:
            continue
        cell, mark = _cell(each), _mark(each)
        for one in PUBLICATION_RULES[question.kind](question, value):
            key, label = question.key + one.key, question.label + one.label
            asked = Asked(each.instrument.title, key, label, one.options, one.ordered)
            if one.together:
                for place in range(len(one.options)):
                    own = Asked(asked.instrument, key, label, one.options, False, place)
                    given = Given(cell, 0 if place in one.chosen else 1, mark)
                    found.setdefault(own, []).append(given)
            else:
                found.setdefault(asked, []).append(Given(cell, one.chosen[0], mark))
    return found


def _cell(each: Answered) -> Cell:
    row = each.row
    no_group = UNKNOWN if row["role_group"] is None else NO_GROUP
    return Cell(row["region"] or UNKNOWN, row["part"] or UNKNOWN, row["role_group"] or no_group)


def _mark(each: Answered) -> str:
    """Changes when the answer or where somebody comes from changes; tells neither."""
    words = json.dumps([each.row["submission"], *_cell(each)])
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def public_counts(
    found: Mapping[Asked, Sequence[Given]], rules: Rules, release: int, earlier: ToldEarlier
) -> PublicCounts:
    """What of these answers may be published.

    A question that got too few new answers since it was last told keeps its old numbers, and so
    does one of which nothing new may stand beside the old: the difference would be
    those few people.

    :param release: the number of the release that is made
    """
    rows: list[Row] = []
    regions: list[Row] = []
    vintages = dict(earlier.vintages)
    published: list[Published] = []
    for asked in sorted(found, key=lambda each: (each.instrument, each.key, each.option or 0)):
        before = earlier.vintages.get(asked.name, ())
        now = _now(asked, found[asked], rules, before, earlier.marks)
        if now.tables and not (before and now.tables is before[-1].tables):
            vintage = Vintage(release, rules.group_size, _bases(found[asked]), now.tables)
            vintages[asked.name] = (*before, vintage)
        rows += _rows(asked, now.tables)
        regions += _region_rows(asked, now.tables)
        published.append(now)
    rows += _empty_options(found, rows)
    marks = frozenset(each.mark for given in found.values() for each in given)
    return PublicCounts(
        tuple(rows), tuple(regions), vintages, marks, tuple(explain(published, rules))
    )


def _now(
    asked: Asked,
    given: Sequence[Given],
    rules: Rules,
    before: Sequence[Vintage],
    marks: Mapping[int, Set[str]],
) -> Published:
    """The tables of one question: new ones, or the old ones, or none."""
    try:
        people = population(given, before, marks)
    except Contradiction:
        return Published(asked.label)
    old = before[-1].tables if before and before[-1].group_size >= rules.group_size else ()
    if old and all(layer.now and layer.then[-1] for layer in people):
        return Published(asked.label, old, lacking=lacking(given, old, asked.schemes, rules))
    few = _too_few(len(given), before, rules)
    if not few:
        choice = choose(given, asked.schemes, people, before, rules)
        if choice.tables or not before:
            return Published(asked.label, choice.tables, lacking=choice.lacking)
    # Who takes an answer back is not counted again in a new release, unless his leaving would show.
    went = sum(n for layer, n in people.items() if not layer.now and layer.then[-1])
    if few or went < rules.news_size:
        return Published(asked.label, old, kept=bool(old))
    return Published(asked.label)


def _too_few(base: int, before: Sequence[Vintage], rules: Rules) -> bool:
    """Whether there is too little news: less than `news_size`, or from the third time on less than
    half of what there was.

    Each renewal is audited beside all those before it, so a long row of small ones would take ever
    longer and tell ever more of the few in between. This way a row of n times as many answers has
    no more than two and the logarithm of n to the base 1.5.
    """
    if not before:
        return False
    last = before[-1].base
    needed = rules.news_size if len(before) == 1 else max(rules.news_size, last // 2)
    return abs(base - last) < needed


def _bases(given: Sequence[Given]) -> dict[Cell, int]:
    bases: dict[Cell, int] = {}
    for each in given:
        bases[each.cell] = bases.get(each.cell, 0) + 1
    return bases


def _classes(asked: Asked, table: Table) -> Iterator[tuple[int, str, int]]:
    """Position and name of each class that is told, and its place in the table."""
    if asked.option is not None:
        yield asked.option + 1, asked.options[asked.option], 0
        return
    for place, name in enumerate(table.scheme.names(asked.options)):
        yield place + 1, name, place


def _rows(asked: Asked, tables: Sequence[Table]) -> Iterator[Row]:
    several = "nee" if asked.option is None else "ja"
    for table in tables:
        if table.grouping is Grouping.REGION:
            continue
        for group, numbers in table.numbers.items():
            part, role_group = part_and_role(table.grouping, group)
            for position, name, place in _classes(asked, table):
                question = (asked.instrument, asked.key, asked.label, several)
                yield (*question, position, name, role_group, part, numbers[place])


def _empty_options(found: Iterable[Asked], rows: Sequence[Row]) -> list[Row]:
    """Of a question of which some options are told: the others, so that it is seen that they are
    withheld."""
    told = {(*row[:3], row[5]) for row in rows}
    some = {row[:3] for row in rows if row[3] == "ja"}
    return [
        (*question, "ja", asked.option + 1, asked.options[asked.option], None, None, None)
        for asked in found
        for question in [(asked.instrument, asked.key, asked.label)]
        if asked.option is not None
        and question in some
        and (*question, asked.options[asked.option]) not in told
    ]


def _region_rows(asked: Asked, tables: Sequence[Table]) -> Iterator[Row]:
    several = "nee" if asked.option is None else "ja"
    for table in tables:
        if table.grouping is Grouping.REGION:
            for (region,), numbers in table.numbers.items():
                for position, name, place in _classes(asked, table):
                    question = (asked.instrument, asked.key, asked.label, several)
                    yield (*question, position, name, region, numbers[place])


def told_earlier(stored: Sequence[Mapping[str, Any]]) -> ToldEarlier:
    """What the private database keeps of earlier releases, the newest first."""
    if not stored:
        return ToldEarlier()
    return ToldEarlier(
        {
            name: tuple(Vintage.from_json(each) for each in vintages)
            for name, vintages in stored[0].get("told", {}).items()
        },
        {int(one["number"]): frozenset(one["counted"]) for one in stored if "counted" in one},
    )


def to_keep(counts: PublicCounts, release: int) -> dict[str, Any]:
    """For `told_earlier` of the next release."""
    return {
        "number": release,
        "told": {
            name: [each.to_json() for each in vintages]
            for name, vintages in counts.vintages.items()
        },
        "counted": sorted(counts.marks),
    }
