from __future__ import annotations

import sqlite3
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from analysis.documents import markdown, web_page
from analysis.documents.outline import full
from analysis.report import Report, build
from analysis.report_answers import RENDERINGS, answer
from analysis.report_introduction import shown_counts
from analysis.report_parts import Citation
from collector import codebook, findings, moderation
from collector.errors import NotFound
from collector.findings import ProposedPlacement, ProposedTheme
from collector.records import Aspect, Instrument, QuestionKind
from tests.analysis import rooms
from tests.analysis.rooms import Room

GOLDEN = Path(__file__).parents[1] / "golden"
CONTENT, PROCESS = Aspect.CONTENT, Aspect.PROCESS

AWKWARD = (
    "Één cliënt én een garçon: naïef, €\u00a03,50 – “goed”.",
    "*Niet* vet, __ook__ niet, en `geen` code ~~weg~~ $x$",
    '<b>geen</b> HTML & &amp; <script>alert("x")</script>',
    '\'t Kan "zo" & <zo> niet',
    "# geen kop",
    "1. geen lijst",
    "- ook niet",
    "> en geen citaat",
    "[geen](http://example.org) link, ![geen](x) beeld [12]",
    "twee  spaties | en een streep \\ en nog een \\* sterretje",
    "Eerste regel\ntweede regel\n\n- derde na een lege",
    "Regel\r\nvan Windows",
    "eindigt met kruis #",
    "12) ook geen lijst",
    "=====",
    ":--|--:",
)


@pytest.fixture
def table(fresh_db: sqlite3.Connection, facilitator: int) -> Room:
    return rooms.hold(fresh_db, facilitator, rooms.ROUND_TABLE)


@pytest.fixture
def network(fresh_db: sqlite3.Connection, facilitator: int) -> Room:
    return rooms.hold(fresh_db, facilitator, rooms.NETWORK)


def to_html(report: Report, standalone: bool = False) -> str:
    return web_page.to_html(full(report), standalone=standalone)


def to_markdown(report: Report) -> str:
    return markdown.to_markdown(full(report))


def report_of(room: Room, **options: object) -> Report:
    return build(room.connection, room.programme, **options)  # type: ignore[arg-type]


class _Reader(HTMLParser):
    """Texts of elements with a class, and the levels of the headings."""

    def __init__(self, html: str, wanted: str = "report-said") -> None:
        super().__init__()
        self.wanted, self.texts, self.levels, self.depth = wanted, [], [], 0
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.update(name for name, _ in attrs)
        if tag in ("h1", "h2", "h3", "h4", "h5"):
            self.levels.append(int(tag[1]))
        if ("class", self.wanted) in attrs:
            self.texts.append("")
            self.depth = 1
        elif self.depth:
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        self.depth = max(0, self.depth - 1)

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.texts[-1] += data


def shown_by(markdown: str) -> list[str]:
    """What a reader of the Markdown sees in each list item, line breaks as line ends."""
    found: list[str] = []
    depth = 0
    for token in MarkdownIt("commonmark").enable("table").parse(markdown):
        depth += token.type == "list_item_open"
        if token.type == "list_item_open" and depth == 1:
            found.append("")
        if token.type == "inline" and depth:
            assert not {"em_open", "strong_open", "link_open", "code_inline", "html_inline"} & {
                child.type for child in token.children or []
            } or token.content.startswith("**")
            words = "".join(
                "\n" if child.type in ("hardbreak", "softbreak") else child.content
                for child in token.children or []
            )
            found[-1] += f"\n\n{words}" if found[-1] else words
        depth -= token.type == "list_item_close"
    return found


def play_round_table(table: Room) -> None:
    """Statements in themes, in none, undecided, merged, hidden; answers of six people."""
    time, money = table.theme("Tijd", "Tijd is van iedereen"), table.theme("Geld")
    both, dear = table.say("Een uur kost geld.", "Uren zijn duur.", aspect=CONTENT)
    (clock,) = table.say("Zet de klok stil.", aspect=PROCESS)
    (again,) = table.say("Zet de klok even stil.", aspect=PROCESS)
    (weather,) = table.say("Het regende.")
    table.say("Wie begint er?", aspect=PROCESS)
    (rude,) = table.say("Dit staat er niet in.")
    table.place(both, time, money)
    table.place(dear, money)
    table.place(clock, time)
    table.place(weather)
    moderation.merge(table.connection, table.programme, table.facilitator, again, clock)
    moderation.hide(table.connection, table.programme, table.facilitator, rude, "Een naam.")
    codebook.set_central_statement(
        table.connection, table.programme, table.facilitator, money, statement=dear
    )
    roles = ["mentor"] * 5 + ["directeur"] * 5 + ["student"]
    for number, role in enumerate(roles):
        answers = {
            "value": "much" if number % 3 else "little",
            "order": ["time", "money"] if number % 2 else ["money", "time"],
            "parts": {"start": "good", **({"end": "bad"} if number < 4 else {})},
            "talks": number,
            "tip": "Een tip die niemand nakeek.",
        }
        table.answer(table.come(role=role), "looking-back", answers)


def play_network(network: Room) -> None:
    """Six partnerships that move, one newcomer; statements and yields, one yield in a theme."""
    names = ["Aa", "Berkel", "Dommel", "Eem", "Geul", "Regge"]
    for number, name in enumerate(names):
        before, after = [("none", "some"), ("some", "some"), ("some", "none")][number % 3]
        for meeting, phase in enumerate((before, after)):
            participant = network.come(meeting, role="roostermaker", partnership=name)
            network.answer(participant, "phase", {"rooster": phase}, meeting=meeting)
    newcomer = network.come(1, partnership="Vecht")
    network.answer(newcomer, "phase", {"rooster": "all"}, meeting=1)
    network.say("Maak eerst het rooster, dan de rest.")
    one, _ = network.say("Een plan.", "Nieuwe mensen.", slug="yields", question="yields", meeting=1)
    network.place(one, network.theme("Plannen"))


@pytest.mark.parametrize("kind", ["round-table", "learning-network"])
def test_golden(kind: str, fresh_db: sqlite3.Connection, facilitator: int) -> None:
    """The whole report of a small programme of each kind, letter by letter."""
    if kind == "round-table":
        room = rooms.hold(fresh_db, facilitator, rooms.ROUND_TABLE)
        play_round_table(room)
    else:
        room = rooms.hold(fresh_db, facilitator, rooms.NETWORK)
        play_network(room)
    golden = GOLDEN / f"{kind}.md"
    assert to_markdown(report_of(room)) == golden.read_text(encoding="utf-8")


def test_verbatim_in_html(table: Room) -> None:
    for text in AWKWARD:
        table.say(text)
    # A parser of HTML reads CR LF as LF, as a browser does.
    expected = sorted(text.replace("\r\n", "\n") for text in AWKWARD)
    html = to_html(report_of(table))
    assert sorted(text.replace("\r\n", "\n") for text in _Reader(html).texts) == expected
    assert "<b>" not in html
    assert "<script" not in html


def test_verbatim_in_markdown(table: Room) -> None:
    for text in AWKWARD:
        table.say(text)
    report = report_of(table)
    shown = shown_by(to_markdown(report))
    numbered = {each.number: each.text.replace("\r\n", "\n") for each in report.undecided.other}
    assert len(numbered) == len(AWKWARD)
    for number, text in numbered.items():
        assert f"{text} [{number}]" in shown


def test_numbers_are_traceable(table: Room) -> None:
    """The same number wherever a statement stands, and each leads back to its statement."""
    play_round_table(table)
    report = report_of(table)
    texts = {each.id: each.text for each in table.statements()}
    time, money = report.themes
    assert time.statements.content == (Citation(1, "Een uur kost geld."),)
    assert time.statements.process == (Citation(2, "Zet de klok stil.", times=2),)
    assert {each.number for each in money.statements.content} == {1, 3}
    assert (money.central_statement, money.central_number) == ("Uren zijn duur.", 3)
    assert {number: texts[identifier] for number, identifier in report.trace.items()} == {
        1: "Een uur kost geld.",
        2: "Zet de klok stil.",
        3: "Uren zijn duur.",
        4: "Het regende.",
        5: "Wie begint er?",
    }
    assert [each.text for each in report.no_theme.other] == ["Het regende."]
    assert [each.text for each in report.undecided.process] == ["Wie begint er?"]


def test_numbers_do_not_tell_who_wrote_what(table: Room) -> None:
    """Statements of one person do not stand together in the order in which they came."""
    said = [table.say(f"Eerst {n}", f"Dan {n}", f"Tot slot {n}") for n in range(6)]
    order = [report_of(table).trace[number] for number in range(1, 19)]
    assert sorted(order) == sorted(each for one in said for each in one)
    assert order != sorted(order)


def test_small_groups_are_not_counted(table: Room) -> None:
    play_round_table(table)
    report = report_of(table)
    facts = dict(report.introduction.facts)
    # One student: then one more group is held back, or the total would tell.
    assert facts["Rollen"] == "mentor, directeur (5), student"
    (part,) = report.answers
    assert {each.label: each.answer.rows for each in part.shown if each.answer.rows} == {
        "Hoe waren de onderdelen?": (("Het begin", (0, 11)), ("Het einde", None)),
    }
    small = report_of(table, group_size=12)
    assert small.answers[0].shown == ()
    assert {each.remark for each in small.answers[0].aside} == {"minder dan 12 antwoorden"}


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": 9, "b": 5}, {"a": 9, "b": 5}),
        ({"a": 9, "b": 6, "c": 2}, {"a": 9}),
        ({"a": 9, "b": 3, "c": 2}, {"a": 9}),
        ({"a": 9, "b": 1}, {}),
        ({"a": 0, "b": 7}, {"b": 7}),
    ],
)
def test_no_count_can_be_worked_out(counts: dict[str, int], shown: dict[str, int]) -> None:
    assert shown_counts(counts, 5) == shown


def test_open_answers_are_counted_only(table: Room) -> None:
    play_round_table(table)
    text = to_markdown(report_of(table))
    assert "Een tip die niemand nakeek." not in text
    assert "- Welke tip heeft u? (11 antwoorden, niet nagekeken)" in text.split("\n")


def test_every_kind_of_question_has_a_rendering() -> None:
    assert set(RENDERINGS) == set(QuestionKind)


def test_every_rendering_can_be_told_of_nothing(instruments: dict[str, Instrument]) -> None:
    for instrument in instruments.values():
        for question in instrument.questions:
            assert answer(question, [], 5).sentence


def test_personal_data_is_replaced(table: Room) -> None:
    table.say("Bel Jansje van Dam maar.")
    span = {"start": 4, "end": 18, "kind": "name", "replacement": "[naam]"}
    findings.store_deidentifications(
        table.connection, table.programme, {"Bel Jansje van Dam maar.": [span]}
    )
    report = report_of(table)
    assert [each.text for each in report.undecided.other] == ["Bel [naam] maar."]
    assert "Jansje" not in to_html(report) + to_markdown(report)


def test_consent(table: Room) -> None:
    """Without consent a statement stays among those who took part, and the report says so."""
    table.say("Dit mag.")
    table.say("Dit mag niet.", consent=False)
    for text in ("Dit mag.", "Dit mag niet."):
        findings.store_deidentifications(table.connection, table.programme, {text: []})
    report, public = report_of(table), report_of(table, public=True)
    assert len(report.undecided) == 2
    assert report.notices == (
        "Dit verslag is bedoeld voor de deelnemers. Voor 1 uitspraak in dit verslag is geen"
        " toestemming gegeven om die openbaar te maken. Maak het verslag daarom niet openbaar.",
    )
    assert [each.text for each in public.undecided.other] == ["Dit mag."]
    assert public.notices == (
        "Weggelaten: 1 uitspraak zonder toestemming om die openbaar te maken, of nog niet nagekeken"
        " op persoonsgegevens.",
    )


def test_proposals(table: Room) -> None:
    """Provisional while nobody accepted a theme; afterwards only in accepted themes, when sure."""
    sure, unsure = table.say("Zeker weten.", "Misschien wel.")

    def run() -> None:
        placements = [
            ProposedPlacement(sure, "new", 0.9),
            ProposedPlacement(unsure, "new", 0.4),
        ]
        findings.store_run(
            table.connection,
            table.programme,
            {},
            [ProposedTheme("new", "zeker", (), sure)],
            placements,
        )

    run()
    (theme,) = report_of(table).themes
    assert (theme.name, theme.provisional) == ("zeker", True)
    assert [each.text for each in theme.statements.other] == ["Zeker weten."]
    assert [each.text for each in report_of(table).undecided.other] == ["Misschien wel."]
    accepted = table.theme("Zekerheid")
    report = report_of(table)
    assert [(each.name, len(each.statements)) for each in report.themes] == [("Zekerheid", 0)]
    assert len(report.undecided) == 2
    table.place(unsure, accepted)
    (theme,) = report_of(table).themes
    assert (theme.provisional, [each.text for each in theme.statements.other]) == (
        False,
        ["Misschien wel."],
    )


def test_a_hidden_central_statement_is_not_shown(table: Room) -> None:
    theme = table.theme("Tijd")
    (central,) = table.say("Tijd heelt.")
    codebook.set_central_statement(
        table.connection, table.programme, table.facilitator, theme, statement=central
    )
    assert report_of(table).themes[0].central_number == 1
    moderation.hide(table.connection, table.programme, table.facilitator, central, "Niet nodig.")
    assert report_of(table).themes[0].central_statement == ""


def test_development(network: Room) -> None:
    play_network(network)
    (few,) = report_of(network).development
    assert (few.name, few.withheld, few.moves, few.changes) == ("Rooster", True, (), ())
    shown = to_html(report_of(network))
    assert "Te weinig partnerschappen om aantallen te tonen bij: Rooster." in shown
    for number in range(12):
        before, after = [("none", "all"), ("some", "some")][number % 2]
        for meeting, phase in enumerate((before, after)):
            participant = network.come(meeting, partnership=f"Beek {number}")
            network.answer(participant, "phase", {"rooster": phase}, meeting=meeting)
    (rooster,) = report_of(network).development
    told = (("verder", None), ("gelijk", 8), ("terug", None))  # of the eight, eight and two
    assert (rooster.moves, rooster.changes) == ((), told)
    assert "niet getoond" in to_markdown(report_of(network))


def test_development_from_phase_to_phase(network: Room) -> None:
    moves = [("none", "some"), ("none", "all"), ("some", "some"), ("some", "all")]
    for number in range(22):
        before, after = moves[number % 4]
        for meeting, phase in enumerate((before, after)):
            participant = network.come(meeting, partnership=f"Beek {number}")
            network.answer(participant, "phase", {"rooster": phase}, meeting=meeting)
    (rooster,) = report_of(network).development
    assert rooster.changes == ()
    assert [move for move in rooster.moves if move[-1]] == [
        ("Nog niets", "Een begin", 6),
        ("Nog niets", "Klaar", 6),
        ("Een begin", "Een begin", 5),
        ("Een begin", "Klaar", 5),
    ]
    assert "| Een begin | 0 | 5 | 5 |" in to_markdown(report_of(network))


@pytest.mark.parametrize("template", [rooms.ROUND_TABLE, rooms.NETWORK])
def test_nothing_yet(fresh_db: sqlite3.Connection, facilitator: int, template: object) -> None:
    room = rooms.hold(fresh_db, facilitator, template)  # type: ignore[arg-type]
    report = report_of(room)
    assert report.trace == {}
    for text in (to_html(report), to_html(report, standalone=True), to_markdown(report)):
        assert template.title in text  # type: ignore[attr-defined]
    if template is rooms.ROUND_TABLE:
        assert "Er zijn nog geen goedgekeurde uitspraken." in to_markdown(report)


def test_no_themes_yet(table: Room) -> None:
    table.say("Er is nog geen thema.")
    text = to_markdown(report_of(table))
    assert "Er zijn nog geen thema's. Hieronder staan alle goedgekeurde uitspraken." in text
    assert "De uitspraken zijn nog niet in thema's ingedeeld." in text


def test_unknown_programme(fresh_db: sqlite3.Connection) -> None:
    with pytest.raises(NotFound, match="bestaat niet"):
        build(fresh_db, 99)


@pytest.mark.parametrize("kind", ["round-table", "learning-network"])
def test_html(kind: str, fresh_db: sqlite3.Connection, facilitator: int) -> None:
    """Headings in order, no inline style, and the same article in the page that stands alone."""
    template = rooms.ROUND_TABLE if kind == "round-table" else rooms.NETWORK
    room = rooms.hold(fresh_db, facilitator, template)
    (play_round_table if kind == "round-table" else play_network)(room)
    report = report_of(room)
    fragment, page = to_html(report), to_html(report, standalone=True)
    reader = _Reader(fragment)
    assert reader.levels[0] == 1
    assert reader.levels.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(reader.levels, reader.levels[1:], strict=False))
    assert not reader.attributes & {"style", "onclick", "onload"}
    assert "<style" not in fragment
    assert fragment.strip() in page
    assert page.startswith("<!doctype html>")
    assert "<link" not in page


def test_the_same_twice(table: Room) -> None:
    play_round_table(table)
    assert report_of(table) == report_of(table)
    report = report_of(table)
    assert to_markdown(report) == to_markdown(replace(report))
    assert to_html(report) == to_html(replace(report))


def test_proposed_themes_do_not_split_the_yields(network: Room) -> None:
    """Of a learning network, yields are grouped only by what a person accepted."""
    (one,) = network.say("Een plan.", slug="yields", question="yields", meeting=1)
    findings.store_run(
        network.connection,
        network.programme,
        {},
        [ProposedTheme("new", "plan", (), one)],
        [ProposedPlacement(one, "new", 0.9)],
    )
    report = report_of(network)
    assert [each.theme for each in report.evaluation.yields] == [""]
    assert report.method[2] == "De uitspraken staan bij de vraag waarop ze antwoord geven."
