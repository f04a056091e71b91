"""The wrap-up of a region: what was said there, and nothing about a group that is too small."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import pytest

from analysis.documents.markdown import to_markdown
from analysis.documents.outline import full
from analysis.report import Report, build, build_region
from analysis.report_answers import Asked
from analysis.report_region import region, regions_with_people
from collector import intake, moderation
from collector.errors import NotFound, Refused
from collector.queries import programmes
from collector.records import Option, Question, QuestionKind, StatementDraft
from tests.analysis import rooms
from tests.analysis.rooms import Room

WATERLAND, KEMPEN = "Waterland", "De Kempen"


@pytest.fixture
def table(fresh_db: sqlite3.Connection, facilitator: int) -> Room:
    return rooms.hold(fresh_db, facilitator, rooms.ROUND_TABLE)


def come(room: Room, place: str, role: str = "mentor") -> int:
    rows = programmes.regions(room.connection, room.programme)
    roles = programmes.roles(room.connection, room.programme)
    return intake.join(
        room.connection,
        room.meetings[0],
        f"bewijs-{next(room.receipts)}",
        role=next(row["id"] for row in roles if row["name"] == role),
        region=next((row["id"] for row in rows if row["name"] == place), None),
    )


def say(room: Room, place: str, text: str) -> int:
    """Somebody there says it; the id."""
    before = {each.id for each in room.statements()}
    room.answer(come(room, place), "asking", said={"said": [StatementDraft(text, consent=True)]})
    (new,) = (each for each in room.statements() if each.id not in before)
    moderation.approve(
        room.connection, room.programme, room.facilitator, [(new.id, new.public_text)]
    )
    return int(new.id)


def fill(room: Room, places: Sequence[tuple[str, int]]) -> None:
    for place, count in places:
        for _ in range(count):
            come(room, place)


def of(room: Room, place: str, group_size: int = 5) -> Report:
    whole = build(room.connection, room.programme, group_size=group_size)
    return build_region(room.connection, room.programme, place, whole, group_size=group_size)


def texts(report: Report) -> list[str]:
    parts = (*(each.statements for each in report.themes), report.no_theme, report.undecided)
    return [c.text for each in parts for c in (*each.content, *each.process, *each.other)]


def test_only_what_was_said_there(table: Room) -> None:
    """With the numbers and the central statements of the whole; no themes that it did not touch."""
    time, money = table.theme("Tijd", "Tijd is van iedereen"), table.theme("Geld")
    here = [say(table, WATERLAND, f"Hier {n}.") for n in range(5)]
    there = [say(table, KEMPEN, f"Daar {n}.") for n in range(5)]
    for each in (*here, there[0]):
        table.place(each, time)
    table.place(there[1], money)
    whole, report = build(table.connection, table.programme), of(table, WATERLAND)
    assert sorted(texts(report)) == [f"Hier {n}." for n in range(5)]
    assert [each.name for each in report.themes] == ["Tijd"]
    assert report.themes[0].central_statement == "Tijd is van iedereen"
    assert report.trace == {n: each for n, each in whole.trace.items() if each in here}
    assert report.region == WATERLAND
    facts = dict(report.introduction.facts)
    assert (facts["Deelnemers"], facts["Uitspraken"]) == ("5", "5, in 1 thema")
    text = to_markdown(full(report))
    assert "**Regio Waterland**" in text
    assert "Daar" not in text


def test_a_central_statement_from_elsewhere(table: Room) -> None:
    """It is the central one there too, with its number in the whole."""
    from collector import codebook

    time = table.theme("Tijd")
    here = [say(table, WATERLAND, f"Hier {n}.") for n in range(5)]
    there = [say(table, KEMPEN, f"Daar {n}.") for n in range(5)]
    for each in (*here, there[0]):
        table.place(each, time)
    codebook.set_central_statement(
        table.connection, table.programme, table.facilitator, time, statement=there[0]
    )
    whole, report = build(table.connection, table.programme), of(table, WATERLAND)
    assert report.themes[0].central_statement == "Daar 0."
    assert whole.trace[report.themes[0].central_number] == there[0]
    assert sorted(texts(report)) == [f"Hier {n}." for n in range(5)]


def test_what_was_said_in_two_regions(table: Room) -> None:
    """Told where any of the merged ones was said, counted as often as it was said there."""
    kept, *_ = [say(table, WATERLAND, f"Hier {n}.") for n in range(5)]
    first, second, *_ = [say(table, KEMPEN, f"Daar {n}.") for n in range(5)]
    for each in (first, second):
        moderation.merge(table.connection, table.programme, table.facilitator, each, kept)
    found = {each.text: each.times for each in of(table, KEMPEN).undecided.other}
    assert found == {"Hier 0.": 2, "Daar 2.": 1, "Daar 3.": 1, "Daar 4.": 1}
    found = {each.text: each.times for each in of(table, WATERLAND).undecided.other}
    assert found["Hier 0."] == 1
    whole = build(table.connection, table.programme)
    assert {each.text: each.times for each in whole.undecided.other}["Hier 0."] == 3


@pytest.mark.parametrize(
    ("there", "refusal"),
    [
        ([(WATERLAND, 4), (KEMPEN, 9)], r"te weinig mensen mee \(minder dan 5\)"),
        ([(WATERLAND, 9), (KEMPEN, 4)], "met die van het geheel ernaast"),
        ([(WATERLAND, 9), ("", 1)], "met die van het geheel ernaast"),
        ([(KEMPEN, 9)], r"te weinig mensen mee \(minder dan 5\)"),
        ([(WATERLAND, 9), (KEMPEN, 5)], None),
        ([(WATERLAND, 5)], None),
    ],
)
def test_too_few_people(table: Room, there: list[tuple[str, int]], refusal: str | None) -> None:
    """Too few there, or too few left over beside the whole."""
    fill(table, there)
    if refusal is None:
        assert of(table, WATERLAND).region == WATERLAND
        return
    with pytest.raises(Refused, match=refusal):
        of(table, WATERLAND)


def test_unknown_region(table: Room) -> None:
    fill(table, [(WATERLAND, 5)])
    with pytest.raises(NotFound, match=r"geen regio “Limburg”\. Wel: Waterland, De Kempen"):
        of(table, "Limburg")
    assert [name for _, name in regions_with_people(table.connection, table.programme)] == [
        WATERLAND
    ]


def test_no_role_can_be_worked_out(table: Room) -> None:
    """Of a role, no number where a small one would be left over: there, or elsewhere."""
    for place, role, count in (
        (WATERLAND, "mentor", 6),
        (WATERLAND, "directeur", 5),
        (WATERLAND, "student", 2),
        (KEMPEN, "mentor", 1),
        (KEMPEN, "directeur", 6),
    ):
        for _ in range(count):
            come(table, place, role)
    # Two students: then the next role is held back as well. One mentor elsewhere: no number here.
    found = region(table.connection, table.programme, WATERLAND, 5)
    assert (dict(found.roles), found.more_roles) == ({}, True)
    assert "Rollen" not in dict(of(table, WATERLAND).introduction.facts)
    for _ in range(3):
        come(table, WATERLAND, "student")
    found = region(table.connection, table.programme, WATERLAND, 5)
    assert dict(found.roles) == {"student": 5, "directeur": 5}
    told = dict(of(table, WATERLAND).introduction.facts)["Rollen"]
    assert sorted(told.split(", ")) == ["directeur (5)", "en andere rollen", "student (5)"]


CHOICE = Question("q", QuestionKind.CHOICE, "Wat?", options=(Option("a", "A"), Option("b", "B")))
MATRIX = Question(
    "m",
    QuestionKind.MATRIX,
    "Hoe?",
    rows=(Option("r", "Begin"), Option("s", "Eind")),
    options=(Option("a", "A"), Option("b", "B")),
)


@pytest.mark.parametrize(
    ("here", "elsewhere", "form"),
    [(9, 0, "counts"), (9, 5, "counts"), (9, 4, "aside"), (4, 9, "aside"), (0, 9, "aside")],
)
def test_no_answer_can_be_worked_out(here: int, elsewhere: int, form: str) -> None:
    asked = Asked("i", CHOICE, ["a"] * (here + elsewhere), ["X"] * here + ["Y"] * elsewhere)
    assert asked.told(5, "X").form == form


def test_no_row_can_be_worked_out() -> None:
    """Six here and two there filled in the second row: the whole tells eight."""
    values = [{"r": "a", "s": "b"}] * 6 + [{"r": "a"}] * 4 + [{"r": "b", "s": "b"}] * 2
    asked = Asked("i", MATRIX, values, ["X"] * 6 + ["Y"] * 6)
    assert asked.told(5, "X").rows == (("Begin", (6, 0)), ("Eind", None))
