from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from analysis.documents.markdown import to_markdown
from analysis.documents.outline import full
from analysis.documents.web_page import to_html
from analysis.exchange.from_learning_network import plain
from analysis.exchange.learning_network import LearningNetworkReport
from analysis.exchange.questions import resource
from analysis.exchange.reading import read
from analysis.exchange.sketched import PHASES
from analysis.exchange.wrap_up import RoundTableWrapUp
from analysis.report import build
from collector.codebook import accept_theme
from collector.errors import InvalidFile, NotFound, Refused
from collector.events import EventKind
from collector.findings import store_run
from collector.imported import Stored
from collector.imports import store_import
from collector.queries import meetings, programmes, themes
from collector.queries.statements import statements
from collector.records import Instrument, ProgrammeKind, QuestionKind, Resource
from tests.analysis.exchange.reading_in import store, to_import

TABLES = (
    *("programmes", "roles", "regions", "topics", "follow_ups", "meetings", "speakers"),
    *("resources", "instruments", "activities", "statements", "themes", "placements"),
    *("imports", "events"),
)


def contents(connection: sqlite3.Connection) -> dict[str, int]:
    return {
        table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES
    }


def wrap_up(path: Path) -> RoundTableWrapUp:
    document = read(path)
    assert isinstance(document, RoundTableWrapUp)
    return document


def network_report(path: Path) -> LearningNetworkReport:
    document = read(path)
    assert isinstance(document, LearningNetworkReport)
    return document


def test_round_tables(fresh_db: sqlite3.Connection, round_tables: Path) -> None:
    stored = store(fresh_db, round_tables)
    slug = "verslag-rondetafels-opleiden-in-de-kustregio"
    assert stored == Stored(
        programme=stored.programme,
        slug=slug,
        title="Verslag rondetafels opleiden in de kustregio",
        created=True,
        meetings=3,
        themes=2,
        statements=8,
        verbatim=False,
    )
    row = programmes.programme(fresh_db, slug)
    assert (row["kind"], row["period"], row["participants_about"]) == (
        "round_table",
        "najaar 2021",
        40,
    )
    assert [each["name"] for each in programmes.roles(fresh_db, row["id"])] == [
        "schoolleiders",
        "mentoren",
        "studenten",
    ]
    assert [
        (meeting["title"], meeting["region"]) for meeting in meetings.meetings(fresh_db, row["id"])
    ] == [
        ("Gesprekstafel Walcheren e.o.", "Walcheren e.o."),
        ("Gesprekstafel Goes, Borsele e.o.", "Goes, Borsele e.o."),
        ("Gesprekstafel De Kop", "De Kop"),
    ]
    events = fresh_db.execute("SELECT kind, programme_id, data FROM events").fetchall()
    assert [tuple(each) for each in events] == [
        (EventKind.IMPORTED, stored.programme, '{"document": 1}')
    ]


def test_statements_of_round_tables(fresh_db: sqlite3.Connection, round_tables: Path) -> None:
    """Approved, verbatim, with their line; no meeting and no region is invented."""
    programme = store(fresh_db, round_tables, verbatim=True).programme
    document = wrap_up(round_tables)
    found = statements(fresh_db, programme)
    assert [each.text for each in found] == [each.text for each in document.statements]
    assert {
        (each.state, each.consent, each.source, each.meeting_id, each.region) for each in found
    } == {("approved", True, "import", None, None)}
    lines = fresh_db.execute("SELECT source_line FROM statements ORDER BY id")
    assert [row[0] for row in lines] == [each.line for each in document.statements]
    names = {theme.id: theme.name for theme in themes.themes(fresh_db, programme)}
    placed = [
        (row["statement_id"], names[row["theme_id"]], row["decided"])
        for row in themes.placements(fresh_db, programme)
    ]
    assert placed == [
        (own.id, document.themes[each.theme].name, 1)
        for own, each in zip(found, document.statements, strict=True)
    ]


def test_meetings_can_be_held_again(fresh_db: sqlite3.Connection, round_tables: Path) -> None:
    """The topics of the document are asked in each region."""
    programme = store(fresh_db, round_tables).programme
    for meeting in meetings.meetings(fresh_db, programme):
        rows = meetings.activities(fresh_db, meeting["id"])
        assert [row["title"] for row in rows] == ["Begeleiding", "Rooster"]
        (asked, consent) = meetings.instrument_of(rows[0]).questions
        assert (asked.kind, asked.label, asked.topic) == (
            QuestionKind.STATEMENTS,
            "wie begeleidt de starter, en hoe lang?",
            "begeleiding",
        )
        assert consent.kind is QuestionKind.CONSENT


def test_the_summary_is_kept(fresh_db: sqlite3.Connection, round_tables: Path) -> None:
    programme = store(fresh_db, round_tables).programme
    (row,) = programmes.imports(fresh_db, programme)
    summary = json.loads(row["summary"])
    assert (row["file"], summary["created"], summary["meetings"]) == ("rondetafels.md", True, 5)
    facts = dict(build(fresh_db, programme).introduction.facts)
    assert facts["Gesprekken"] == "5"
    assert facts["Deelnemers"] == "zo'n 40"


def test_network(fresh_db: sqlite3.Connection, network: Path) -> None:
    stored = store(fresh_db, network)
    assert (stored.meetings, stored.themes, stored.statements) == (2, 0, 2)
    programme = stored.programme
    first, second = meetings.meetings(fresh_db, programme)
    assert [row["name"] for row in meetings.speakers(fresh_db, first["id"])] == [
        "Dr. Noor van der Veen",
        "Tom Baas",
    ]
    assert [row["title"] for row in meetings.activities(fresh_db, first["id"])] == [
        "Vragen voor het gesprek",
        "Perspectieven",
    ]
    assert [row["title"] for row in meetings.activities(fresh_db, second["id"])] == [
        "Vragen voor het gesprek",
        "Waarborgen en fase van ontwikkeling",
        "Terugblik en opbrengsten",
    ]
    phases = meetings.instrument_of(meetings.activities(fresh_db, second["id"])[1])
    (matrix,) = phases.questions
    assert (matrix.kind, [row.label for row in matrix.rows]) == (
        QuestionKind.MATRIX,
        ["team", "tijd", "ruimte"],
    )
    assert [(each.text, each.question, each.state) for each in statements(fresh_db, programme)] == [
        ("Een gedeelde kijkwijzer.", "yields", "approved"),
        ("Nieuwe contacten, o.a. met de bibliotheek.", "yields", "approved"),
    ]
    assert [row["link"] for row in programmes.resources(fresh_db, programme)] == [
        "",
        "https://www.example.org/lezen",
    ]


def test_phases_are_those_of_the_instrument(instruments: dict[str, Instrument]) -> None:
    assert instruments["phases"].question("safeguard_phase").options == PHASES


def test_network_is_printed_whole(fresh_db: sqlite3.Connection, network: Path) -> None:
    document = network_report(network)
    text = to_markdown(full(build(fresh_db, store(fresh_db, network).programme)))
    parts = [
        *document.introduction,
        *(text for meeting in document.meetings for text in meeting.texts),
        *document.yields,
        *(each.text for each in document.follow_ups),
        *(each.title for each in document.resources),
    ]
    assert [part for part in parts if plain(part) not in text] == []
    # A list of questions stands in the running text, and is not repeated below it.
    assert text.count("Waar let de begeleider op") == 1


def test_twice(fresh_db: sqlite3.Connection, round_tables: Path, tmp_path: Path) -> None:
    first = store(fresh_db, round_tables)
    before = contents(fresh_db)
    copy = tmp_path / "kopie.md"
    copy.write_bytes(round_tables.read_bytes())
    again = store(fresh_db, copy)
    assert (again.programme, again.repeated, again.statements) == (first.programme, True, 0)
    assert contents(fresh_db) == before


def test_dry_run(fresh_db: sqlite3.Connection, round_tables: Path, network: Path) -> None:
    before = contents(fresh_db)
    for path, count in ((round_tables, 8), (network, 2)):
        tried = store(fresh_db, path, dry_run=True)
        assert (tried.dry_run, tried.created, tried.statements) == (True, True, count)
    assert contents(fresh_db) == before
    assert store(fresh_db, round_tables).dry_run is False


def test_failure_at_the_last_step_leaves_nothing(
    fresh_db: sqlite3.Connection, round_tables: Path
) -> None:
    """The last table that is written refuses: its summary has to be JSON that SQLite accepts."""
    before = contents(fresh_db)
    data = to_import(round_tables, wrap_up(round_tables))
    with pytest.raises(sqlite3.IntegrityError, match="CHECK constraint failed"):
        store_import(fresh_db, replace(data, summary={"score": float("nan")}))
    assert contents(fresh_db) == before
    assert not fresh_db.in_transaction
    assert store_import(fresh_db, data).created


def test_into_a_programme(fresh_db: sqlite3.Connection, round_tables: Path, tmp_path: Path) -> None:
    """Statements join; a theme of the same name is used again; the rest stays as it is."""
    first = store(fresh_db, round_tables)
    more = tmp_path / "meer.md"
    text = round_tables.read_text(encoding="utf-8")
    more.write_text(text.replace("Thema 2: Mentoren", "Thema 2: Coaches"), encoding="utf-8")
    before = contents(fresh_db)
    second = store(fresh_db, more, programme=first.slug)
    assert (second.programme, second.created, second.meetings) == (first.programme, False, 0)
    assert (second.themes, second.statements) == (1, 8)
    after = contents(fresh_db)
    grown = {table: after[table] - before[table] for table in TABLES}
    assert {table: number for table, number in grown.items() if number} == {
        "statements": 8,
        "themes": 1,
        "placements": 8,
        "imports": 1,
        "events": 1,
    }
    names = [theme.name for theme in themes.themes(fresh_db, first.programme)]
    assert names == ["Tijd en ruimte", "Mentoren", "Coaches"]
    counts = [len(theme.statements) for theme in build(fresh_db, first.programme).themes]
    assert counts == [10, 3, 3]


def test_into_a_programme_of_the_other_kind(
    fresh_db: sqlite3.Connection, round_tables: Path, learning_network: int
) -> None:
    before = contents(fresh_db)
    slug = programmes.programme_by_id(fresh_db, learning_network)["slug"]
    with pytest.raises(Refused, match="ander soort traject"):
        store(fresh_db, round_tables, programme=slug)
    with pytest.raises(NotFound, match="Er is geen traject 'nergens'"):
        store(fresh_db, round_tables, programme="nergens")
    assert contents(fresh_db) == before


def test_network_into_a_programme(
    fresh_db: sqlite3.Connection, network: Path, learning_network: int
) -> None:
    row = programmes.programme_by_id(fresh_db, learning_network)
    before = [each["title"] for each in meetings.meetings(fresh_db, learning_network)]
    stored = store(fresh_db, network, programme=row["slug"])
    assert (stored.created, stored.statements) == (False, 2)
    assert [each["title"] for each in meetings.meetings(fresh_db, learning_network)] == before
    titles = [each["title"] for each in programmes.follow_ups(fresh_db, learning_network)]
    assert titles == ["Ontwikkelnetwerk", "Volgend leernetwerk", "Vervolg"]
    report = build(fresh_db, learning_network)
    assert report.introduction.paragraphs == ()
    assert len(report.evaluation.yields[0].statements) == 2


def test_too_long(fresh_db: sqlite3.Connection, tmp_path: Path) -> None:
    path = tmp_path / "lang.md"
    path.write_text(
        "Verslag tafels\n\nThema: Tijd\n\nProces van uitwerking\n\n- Kort.\n- " + "lang " * 250,
        encoding="utf-8",
    )
    with pytest.raises(
        InvalidFile, match=r"^regel 8: Deze uitspraak heeft 1249 tekens\. Verdeel hem"
    ):
        store(fresh_db, path)
    path.write_text(f"Verslag {'tafels ' * 60}\n\nThema: Tijd\n\n- Kort.", encoding="utf-8")
    with pytest.raises(InvalidFile, match=r"^regel 1: De titel heeft 427 tekens\."):
        store(fresh_db, path)
    assert contents(fresh_db)["programmes"] == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zie [hier](#) voor meer.", "Zie hier voor meer."),
        ("Zie [de wijzer](https://example.org/a).", "Zie de wijzer (https://example.org/a)."),
        ("[https://example.org](https://example.org)", "https://example.org"),
        ("Zonder link [12] en (zo).", "Zonder link [12] en (zo)."),
    ],
)
def test_plain(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_round_tables_2018(fresh_db: sqlite3.Connection, round_tables_2018: Path) -> None:
    """The real wrap-up: 97 statements, every one of them word for word in the report."""
    document = wrap_up(round_tables_2018)
    stored = store(fresh_db, round_tables_2018)
    assert (stored.meetings, stored.themes, stored.statements) == (8, 6, 97)
    report = build(fresh_db, stored.programme)
    counts = [
        (len(each.statements.content), len(each.statements.process)) for each in report.themes
    ]
    assert counts == [(6, 12), (6, 4), (5, 7), (14, 13), (9, 11), (3, 7)]
    cited = [
        each
        for theme in report.themes
        for each in (*theme.statements.content, *theme.statements.process)
    ]
    assert [each.number for each in cited] == list(range(1, 98))
    assert [each.text for each in cited] == [each.text for each in document.statements]
    markdown = to_markdown(full(report))
    html = unescape(re.sub(r"<[^>]+>", "", to_html(full(report))))
    for each in cited:
        assert f"- {each.text} [{each.number}]\n" in markdown
        assert f"{each.text}\N{NO-BREAK SPACE}[{each.number}]" in html
    assert [theme.central_number for theme in report.themes if theme.central_number] == [
        cited_number(report.themes[3].central_statement, cited),
        cited_number(report.themes[5].central_statement, cited),
    ]
    assert len(report.topics) == 3
    assert dict(report.introduction.facts)["Regio's"].count("•") == 7


def cited_number(text: str, cited: list) -> int:
    return next(each.number for each in cited if each.text == text)


def test_network_2022(fresh_db: sqlite3.Connection, network_2022: Path) -> None:
    """The real report: the same parts as the document."""
    document = network_report(network_2022)
    stored = store(fresh_db, network_2022)
    report = build(fresh_db, stored.programme)
    assert report.kind is ProgrammeKind.LEARNING_NETWORK
    assert len(report.meetings) == 3
    assert sum(len(each.speakers) for each in report.meetings) == 4
    (group,) = report.evaluation.yields
    assert [each.text for each in group.statements] == list(document.yields)
    assert len(group.statements) == 10
    assert (len(report.follow_ups), len(report.resources)) == (2, 3)
    text = to_markdown(full(report))
    for meeting in document.meetings:
        assert [each for each in meeting.questions if each not in text] == []
        assert [each for each in meeting.texts if plain(each) not in text] == []
    offered = [
        question.offered
        for activity in report.meetings[1].activities
        for question in activity.questions
        if question.offered
    ]
    assert offered == [document.safeguards]
    assert len(document.safeguards) == 4


def test_resource_link() -> None:
    assert resource("A", None, "www.example.org") == Resource("A", link="https://www.example.org")
    assert resource("A", "B", "mailto:a@example.org") == Resource("A", "B")


def test_method_tells_where_the_grouping_is_from(
    fresh_db: sqlite3.Connection, round_tables: Path, facilitator: int
) -> None:
    """Also after the analysis ran: it leaves alone what the document decided."""
    programme = store(fresh_db, round_tables).programme
    store_run(fresh_db, programme, {}, [], [])
    read_from = "De thema's, de kernuitspraken en de indeling komen uit het ingelezen verslag"
    assert build(fresh_db, programme).method[2] == f"{read_from}."
    first = themes.themes(fresh_db, programme)[0]
    accept_theme(fresh_db, programme, facilitator, first.id, "Ruimte en tijd")
    assert build(fresh_db, programme).method[2] == (
        f"{read_from}; gespreksleiders hebben die daarna bijgewerkt."
    )
