"""Closed questions of a release: what the example programme tells, and how it explains itself."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace

import pytest

from analysis.count_tables import Cell, Given, Grouping
from analysis.disclosure import Rules
from analysis.public_counts import (
    Asked,
    PublicCounts,
    ToldEarlier,
    gather,
    public_counts,
    to_keep,
    told_earlier,
)
from analysis.publication_rules import PUBLICATION_RULES, Choice
from collector.config import DATASETS, Config
from collector.records import Option, Question, QuestionKind
from forms.examples import load_example, play

RULES = Rules()
SCALE = Asked("Terugblik", "value", "Waardevol?", ("niet", "weinig", "iets", "wel", "zeer"), True)
FORMS = [Asked("Vormen", "form", "Welke?", ("kring", "lezing"), False, n) for n in range(2)]


def people(*numbers: tuple[str, Sequence[int]]) -> list[Given]:
    """Region → how many gave each answer."""
    return [
        Given(Cell(region, "Oost", "school"), place, f"{region} {place} {number}")
        for region, counts in numbers
        for place, n in enumerate(counts)
        for number in range(n)
    ]


def told(found: dict[Asked, list[Given]], earlier: ToldEarlier | None = None) -> PublicCounts:
    return public_counts(found, RULES, 1, earlier or ToldEarlier())


def test_example_tells_of_regions_roles_and_parts(
    fresh_db: sqlite3.Connection, config: Config
) -> None:
    """Before there were tables of groups, seven of these eight questions were told, none of them
    per part of the country."""
    example = load_example(DATASETS / "examples" / "round-table.yaml")
    programme = play(fresh_db, config, example)
    made = told(gather(fresh_db, programme))
    tables = {
        json.loads(name)[1]: {
            table.grouping.value: (table.scheme.size, len(table.numbers))
            for table in vintages[-1].tables
        }
        for name, vintages in made.vintages.items()
    }
    assert tables == {
        "aspects/guidance": {"country": (4, 1), "part": (2, 2), "role": (2, 2)},
        "aspects/mix": {"country": (4, 1), "part": (2, 5), "role": (2, 4)},
        "aspects/preparation": {"country": (4, 1), "region": (2, 6), "role": (2, 2)},
        "aspects/room": {"country": (4, 1), "region": (2, 4)},
        "duration": {"country": (3, 1)},
        "overall": {"country": (5, 1), "region": (2, 2), "role": (2, 2)},
        "topic_order/1": {"country": (3, 1)},
    }
    assert [row for row in made.regions if row[1] == "overall"] == [
        ("Terugblik op deze gesprekstafel", "overall", "Hoe waardevol was dit gesprek voor u?",
         "nee", position, name, region, n)
        for region, numbers in (("Nijmegen e.o.", (5, 10)), ("Zuid-Limburg", (5, 10)))
        for position, name, n in zip(
            (1, 2),
            ("Helemaal niet waardevol / Weinig waardevol / Enigszins waardevol",
             "Waardevol / Zeer waardevol"),
            numbers,
            strict=True,
        )
    ]  # fmt: skip


def test_explains_what_is_withheld_and_to_the_facilitator_what_would_help() -> None:
    given = people(("Twente", (2, 3, 6, 9, 8)), ("Nijmegen", (0, 0, 1, 1, 2)))
    made = told({SCALE: given})
    assert [(each.what, each.how_many, each.remedy) for each in made.withheld] == [
        ("Losse groepen per regio", None, "“Waardevol?”: met nog 6 antwoorden uit Nijmegen."),
    ]
    assert "Nijmegen" not in str([(each.what, each.why) for each in made.withheld])


def test_silent_question_says_what_it_takes() -> None:
    made = told({SCALE: people(("Twente", (0, 0, 1, 2, 4)))})
    assert made.rows == ()
    assert [each.remedy for each in made.withheld] == ["“Waardevol?”: met nog 3 antwoorden."]


def test_options_that_may_go_together_are_told_one_by_one() -> None:
    given = people(("Twente", (12, 9)))
    rare = people(("Twente", (2, 19)))
    made = told({FORMS[0]: given, FORMS[1]: rare})
    question = ("Vormen", "form", "Welke?", "ja")
    assert made.rows == (
        (*question, 1, "kring", None, None, 12),
        (*question, 2, "lezing", None, None, None),
    )
    assert told({FORMS[1]: rare}).rows == ()


def test_not_knowing_is_no_end_of_a_scale(instruments: dict) -> None:
    question = instruments["criteria"].question("criteria")
    rows = (Option("first", "Eerste criterium"),)
    rule = PUBLICATION_RULES[QuestionKind.MATRIX]
    labels = ("Nog niet", "Gedeeltelijk", "Grotendeels", "Helemaal")
    assert list(rule(replace(question, rows=rows), {"first": "fully"})) == [
        Choice("/first", " – Eerste criterium", labels, [3], ordered=True)
    ]
    assert list(rule(replace(question, rows=rows), {"first": "unknown"})) == []


def test_numbers_of_a_short_range_are_told_one_by_one() -> None:
    rule = PUBLICATION_RULES[QuestionKind.NUMBER]
    short = Question("n", QuestionKind.NUMBER, "Hoeveel?", minimum=1, maximum=3)
    assert list(rule(short, 3)) == [Choice("", "", ("1", "2", "3"), [2], ordered=True)]
    long = replace(short, minimum=0, maximum=50)
    names = ("tot en met 17", "boven 17, tot en met 33", "boven 33")
    assert [(one.options, one.chosen) for one in rule(long, 18)] == [(names, [1])]
    assert list(rule(replace(long, maximum=None), 18)) == []


def test_what_is_kept_for_the_next_release_holds_no_answer_of_anybody() -> None:
    given = people(("Twente", (6, 7, 8, 9, 8)))
    kept = json.loads(json.dumps(to_keep(told({SCALE: given}), 1)))
    assert kept["counted"] == sorted(one.mark for one in given)
    assert kept["told"][SCALE.name] == [
        {
            "release": 1,
            "group_size": 5,
            "bases": [["Twente", "Oost", "school", 38]],
            "tables": [
                {
                    "grouping": "country",
                    "classes": [0, 1, 2, 3, 4],
                    "numbers": [[[], [6, 7, 8, 9, 8]]],
                }
            ],
        }
    ]
    read = told_earlier([kept])
    assert read.vintages[SCALE.name][0].tables[0].grouping is Grouping.COUNTRY
    assert read.marks == {1: frozenset(one.mark for one in given)}


@pytest.mark.parametrize(("group_size", "rows"), [(5, 5), (6, 0)])
def test_old_numbers_stay_unless_they_were_told_under_looser_rules(
    group_size: int, rows: int
) -> None:
    given = people(("Twente", (5, 5, 5, 5, 5)))
    first = told({SCALE: given})
    more = [*given, Given(given[0].cell, 0, "late")]
    earlier = told_earlier([to_keep(first, 1)])
    again = public_counts({SCALE: more}, Rules(group_size), 2, earlier)
    assert len(again.rows) == rows
    assert again.vintages == first.vintages
    assert [each.what for each in again.withheld][:1] == (
        ["Nieuwe antwoorden"] if rows else ["Vragen met te weinig of eensgezinde antwoorden"]
    )


def test_nothing_new_is_not_said_to_be_withheld() -> None:
    given = people(("Twente", (5, 5, 5, 5, 5)))
    first = told({SCALE: given})
    again = public_counts({SCALE: given}, RULES, 2, told_earlier([to_keep(first, 1)]))
    assert (again.rows, again.withheld) == (first.rows, first.withheld)


def test_a_long_row_of_renewals_asks_for_ever_more_news() -> None:
    """Ten are enough for the second time; for the third, half of what there was."""
    stored: list[dict[str, object]] = []
    bases = []
    for release, people_each in enumerate((12, 15, 18, 24, 30, 38), start=1):
        found = {SCALE: people(("Twente", [people_each] * 5))}
        made = public_counts(found, RULES, release, told_earlier(stored))
        stored.insert(0, to_keep(made, release))
        bases.append([vintage.base for vintage in made.vintages[SCALE.name]])
    assert bases == [
        [60],
        [60, 75],
        [60, 75],
        [60, 75, 120],
        [60, 75, 120],
        [60, 75, 120, 190],
    ]
