"""Every kind of file: what is recognised, what is not, and what is in the database afterwards."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analysis.exchange.looking import Wish
from analysis.exchange.opening import Received
from analysis.exchange.reading import read
from analysis.exchange.refi_qda import statement_guid, theme_guid
from analysis.import_run import look, store
from collector.findings import store_deidentifications
from collector.queries import meetings, programmes, themes
from collector.queries.acts import log as log_of
from collector.queries.statements import statements
from collector.reading_report import FileKind
from collector.records import QuestionKind
from collector.undoing import undo
from tests.analysis.exchange.files import as_csv, as_docx, as_xlsx, lsa, lsr, lss, qdc, qdpx
from tests.analysis.exchange.reading_in import to_import
from tests.conftest import new_theme

HEADING = ("Uitspraak", "Thema", "Aspect", "Regio", "Onderwerp")
ROWS = (
    ("Geef starters “tijd”;\nen rust.", "Tijd | Rust", "inhoud", "Twente", "Scope"),
    ("=SOM(A1:A9) is geen beleid", "Tijd", "Proces", "Twente", ""),
    ("Überhaupt: één aanspreekpunt 💥", "", "", "", "Kwaliteit"),
)


def words(found: tuple[Any, ...]) -> list[str]:
    return [str(one) for one in found]


def said(connection: sqlite3.Connection, programme: int) -> list[tuple[Any, ...]]:
    names = {one.id: one.name for one in themes.themes(connection, programme)}
    held: dict[int, list[str]] = {}
    for row in themes.placements(connection, programme):
        held.setdefault(row["statement_id"], []).append(names[row["theme_id"]])
    return [
        (one.text, sorted(held.get(one.id, [])), one.aspect, one.region, one.topic)
        for one in statements(connection, programme)
    ]


EXPECTED = [
    ("Geef starters “tijd”;\nen rust.", ["Rust", "Tijd"], "content", "Twente", "Scope"),
    ("=SOM(A1:A9) is geen beleid", ["Tijd"], "process", "Twente", None),
    ("Überhaupt: één aanspreekpunt 💥", [], None, None, "Kwaliteit"),
]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", as_csv([HEADING, *ROWS])),
        ("b.csv", as_csv([HEADING, *ROWS], ",", "utf-8")),
        ("c.tsv", as_csv([HEADING, *ROWS], "\t", "utf-16")),
        ("d.txt", as_csv([HEADING, *ROWS], "\t")),
        ("e.xlsx", as_xlsx([HEADING, *[(r[0].replace("=SOM", "-SOM"), *r[1:]) for r in ROWS]])),
        ("f.bin", as_xlsx([HEADING, *[(r[0].replace("=SOM", "-SOM"), *r[1:]) for r in ROWS]],
                          before="Zo leest u dit bestand")),
    ],
)  # fmt: skip
def test_a_table_of_statements(fresh_db: sqlite3.Connection, name: str, data: bytes) -> None:
    stored = store(fresh_db, Received(name, data), Wish(verbatim=True, title="Najaar"))
    found = said(fresh_db, stored.programme)
    assert [(row[0].replace("-SOM", "=SOM"), *row[1:]) for row in found] == EXPECTED
    assert (stored.statements, stored.themes, stored.meetings, stored.people) == (3, 2, 1, 0)
    assert set(stored.made) == {
        ("meetings", "Gesprekstafel Twente"), ("regions", "Twente"),
        ("topics", "Scope"), ("topics", "Kwaliteit"),
    }  # fmt: skip
    assert programmes.programme_by_id(fresh_db, stored.programme)["title"] == "Najaar"
    assert {one.consent for one in statements(fresh_db, stored.programme)} == {True}
    assert {one.state for one in statements(fresh_db, stored.programme)} == {"approved"}


def test_windows_1252_is_told(fresh_db: sqlite3.Connection) -> None:
    data = as_csv([("tekst",), ("Één reële vraag: wat kost € 5?",)], code="cp1252")
    looked = look(fresh_db, Received("oud.csv", data), Wish())
    assert [one.text for one in looked.data.statements] == ["Één reële vraag: wat kost € 5?"]
    assert "Windows-1252" in words(looked.found.left_out)[0]


def test_looking_keeps_nothing(fresh_db: sqlite3.Connection) -> None:
    before = list(fresh_db.iterdump())
    looked = look(fresh_db, Received("a.csv", as_csv([HEADING, *ROWS])), Wish())
    assert words(looked.found.recognised) == [
        "3 uitspraken", "2 nieuwe thema's", "1 bijeenkomst", "nieuwe regio's: Twente",
        "nieuwe hoofdonderwerpen: Scope, Kwaliteit",
    ]  # fmt: skip
    assert list(fresh_db.iterdump()) == before


def test_the_same_file_twice_changes_nothing(fresh_db: sqlite3.Connection) -> None:
    received = Received("a.csv", as_csv([HEADING, *ROWS]))
    first = store(fresh_db, received, Wish())
    before = list(fresh_db.iterdump())
    again = store(fresh_db, replace(received, name="b.csv"), Wish())
    assert (again.repeated, again.programme) == (True, first.programme)
    assert list(fresh_db.iterdump()) == before
    (told,) = words(look(fresh_db, received, Wish()).found.recognised)
    assert told.startswith("Dit bestand is al ingelezen")


def test_mistakes_have_their_cell_and_keep_everything_out(fresh_db: sqlite3.Connection) -> None:
    rows = [
        ("tekst", "aspect", "thema"),
        ("Goed.", "inhoud", "Tijd"),
        ("x" * 1001, "inhoud", "Tijd"),
        ("Ook goed.", "werkwijze", "t" * 121),
        ("#N/A", "", ""),
        ("Nog een.", "", "", "te veel"),
    ]
    looked = look(fresh_db, Received("a.csv", as_csv(rows)), Wish())
    assert looked.stored is None
    assert [(one.row, one.column, str(one.what)) for one in looked.found.problems] == [
        (6, "D", "Deze rij heeft 4 cellen, de kop heeft er 3."),
        (3, "A (tekst)", "Deze uitspraak heeft 1001 tekens."),
        (4, "B (aspect)", "“werkwijze” is geen inhoud en geen proces."),
        (4, "C (thema)", "Deze naam heeft 121 tekens."),
        (5, "A (tekst)", "Hier staat een foutmelding van het rekenblad: #N/A."),
    ]
    assert programmes.all_programmes(fresh_db) == []


def test_what_was_chosen_for_columns_is_remembered(
    fresh_db: sqlite3.Connection, round_table: int
) -> None:
    heading = ("nr", "Wat hoorde u?", "Waar")
    first = as_csv([heading, (1, "Dat er te weinig uren zijn voor begeleiding.", "Twente e.o.")])
    chosen = {"Waar": "region", "nr": "onzin", "weg": "text"}
    wish = Wish(programme=round_table)
    before = look(fresh_db, Received("a.csv", first), wish).found.columns
    assert [one.target for one in before] == ["ignore", "text", "ignore"]
    store(fresh_db, Received("a.csv", first), replace(wish, columns=chosen))
    second = as_csv(
        [heading, (2, "Dat de reistijd een rol speelt in de begeleiding.", "Twente e.o.")]
    )
    after = look(fresh_db, Received("b.csv", second), wish).found.columns
    assert [one.target for one in after] == ["ignore", "text", "region"]
    other = look(fresh_db, Received("b.csv", second), Wish()).found.columns
    assert [one.target for one in other] == ["ignore", "text", "ignore"]


def test_no_region_unless_the_file_says_so(fresh_db: sqlite3.Connection, round_table: int) -> None:
    data = as_csv([("tekst",), ("Zonder plaats.",)])
    store(fresh_db, Received("a.csv", data), Wish(programme=round_table))
    row = fresh_db.execute("SELECT meeting_id, response_id FROM statements").fetchone()
    assert tuple(row) == (None, None)


def test_people_with_a_role_and_answers(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    """Closed answers by label, key or number; rows of one number are one participant."""
    asked = {
        (row["slug"], one.key): one
        for meeting in meetings.meetings(fresh_db, learning_network)
        for row in meetings.activities(fresh_db, meeting["id"])
        for one in meetings.instrument_of(row).questions
    }
    (slug, key), question = next(
        item for item in asked.items()
        if item[1].kind is QuestionKind.CHOICES and item[1].options and not item[1].fill_in
    )  # fmt: skip
    first, second, *_ = question.options
    rows = [
        ("deelnemer", "rol", "partnerschap", "keuze", "tekst"),
        ("1", "mentor", "De Brug", f"{first.label}; {second.key}", "Eerste uitspraak."),
        ("1", "mentor", "De Brug", "", "Tweede uitspraak."),
        ("2", "Mentor", "de brug", "2", ""),
        ("", "", "", "", "Van niemand in het bijzonder."),
    ]
    wish = Wish(programme=learning_network, columns={"keuze": f"question:{slug}/{key}"})
    stored = store(fresh_db, Received("a.csv", as_csv(rows)), wish)
    assert (stored.people, stored.statements) == (2, 3)
    answers = fresh_db.execute("SELECT question, value FROM answers").fetchall()
    assert sorted(tuple(row) for row in answers) == sorted(
        [(key, f'["{first.key}", "{second.key}"]'), (key, f'["{second.key}"]')]
    )
    people = fresh_db.execute(
        "SELECT r.name AS role, p.name AS partnership FROM participants AS t"
        " JOIN roles AS r ON r.id = t.role_id JOIN partnerships AS p ON p.id = t.partnership_id"
    ).fetchall()
    assert {tuple(row) for row in people} == {("mentor", "De Brug")}
    sources = {one.text: one.source for one in statements(fresh_db, learning_network)}
    assert sources == {
        "Eerste uitspraak.": "facilitator",
        "Tweede uitspraak.": "facilitator",
        "Van niemand in het bijzonder.": "import",
    }


def test_an_answer_that_is_none_is_told(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    data = as_csv([("fase", "tekst"), ("ergens halverwege", "Wij zijn onderweg.")])
    found = look(
        fresh_db, Received("a.csv", data),
        Wish(programme=learning_network, columns={"fase": "question:nergens/q"}),
    ).found  # fmt: skip
    assert [one.target for one in found.columns] == ["ignore", "text"]


STRUCTURE = lss(
    [
        ("L", "rol", "<p>Wat is uw <b>rol</b>?</p>"),
        ("M", "hulp", "Waar hebt u hulp bij?"),
        ("5", "cijfer", "Hoe goed gaat het?"),
        ("F", "fase", "In welke fase bent u?"),
        ("N", "jaren", "Hoeveel jaar doet u dit?"),
        ("Y", "weer", "Doet u weer mee?"),
        ("R", "volgorde", "Wat komt eerst?"),
        ("S", "school", "Welk vak geeft u?"),
        ("T", "mee", "Wat geeft u ons mee?"),
        ("U", "verder", "En verder?"),
        ("!", "keuze", "Kies er een"),
        ("|", "foto", "Stuur een foto"),
    ],
    subquestions=[
        (2, "SQ001", "rooster"), (2, "SQ002", "stof"), (4, "inh", "inhoud"),
        (4, "org", "organisatie"),
    ],
    answers=[
        (1, "A1", "mentor"), (1, "A2", "coach"), (4, "v", "verkennen"), (4, "d", "doen"),
        (7, "x", "tijd"), (7, "y", "geld"), (11, "A1", "po"), (11, "A2", "vo"),
    ],
)  # fmt: skip
KINDS = {
    "rol": QuestionKind.CHOICE, "hulp": QuestionKind.CHOICES, "cijfer": QuestionKind.SCALE,
    "fase": QuestionKind.MATRIX, "jaren": QuestionKind.NUMBER, "weer": QuestionKind.CHOICE,
    "volgorde": QuestionKind.RANKING, "school": QuestionKind.SHORT_TEXT,
    "mee": QuestionKind.STATEMENTS, "verder": QuestionKind.STATEMENTS, "keuze": QuestionKind.CHOICE,
}  # fmt: skip


def test_a_limesurvey_structure_becomes_an_activity(fresh_db: sqlite3.Connection) -> None:
    received = Received("x.lss", STRUCTURE.encode())
    looked = look(fresh_db, received, Wish())
    assert words(looked.found.left_out) == [
        "vraag foto (Stuur een foto): dit soort vraag (bestand uploaden) kent de dienst niet"
    ]
    assert words(looked.found.recognised) == ["11 vragen", "1 bijeenkomst"]
    stored = store(fresh_db, received, Wish())
    assert stored.title == "Starters in het partnerschap"
    (meeting,) = meetings.meetings(fresh_db, stored.programme)
    (activity,) = meetings.activities(fresh_db, meeting["id"])
    instrument = meetings.instrument_of(activity)
    assert (instrument.slug, instrument.title) == ("limesurvey-77", "Starters in het partnerschap")
    assert {one.key: one.kind for one in instrument.questions} == KINDS
    assert instrument.question("rol").label == "Wat is uw rol?"
    assert [one.label for one in instrument.question("hulp").options] == ["rooster", "stof"]
    assert [one.key for one in instrument.question("fase").rows] == ["inh", "org"]


def test_an_older_structure_has_the_words_in_its_rows(fresh_db: sqlite3.Connection) -> None:
    old = (
        "<document><LimeSurveyDocType>Survey</LimeSurveyDocType><languages><language>de</language>"
        "<language>nl</language></languages><questions><rows>"
        "<row><qid>1</qid><parent_qid>0</parent_qid><gid>1</gid><type>T</type><title>q1</title>"
        "<question>Was nun?</question><language>de</language></row>"
        "<row><qid>1</qid><parent_qid>0</parent_qid><gid>1</gid><type>T</type><title>q1</title>"
        "<question>Wat nu?</question><language>nl</language></row></rows></questions></document>"
    )
    stored = store(fresh_db, Received("oud.lss", old.encode()), Wish())
    (meeting,) = meetings.meetings(fresh_db, stored.programme)
    (activity,) = meetings.activities(fresh_db, meeting["id"])
    assert [one.label for one in meetings.instrument_of(activity).questions] == ["Wat nu?"]


RESPONSE = {
    "id": "1", "submitdate": "2026-03-01 10:00:00", "token": "geheim", "ipaddr": "10.0.0.1",
    "77X5X1": "A2", "77X5X2SQ001": "Y", "77X5X2SQ002": "", "77X5X3": "4", "77X5X4inh": "v",
    "77X5X4org": "d", "77X5X5": "12.5000000000", "77X5X6": "Y", "77X5X71": "y", "77X5X72": "x",
    "77X5X8": "wiskunde", "77X5X9": "Geef ons ’s ochtends tijd.", "77X5X11": "A1",
}  # fmt: skip
ANSWERS = {
    "rol": '"A2"', "hulp": '["SQ001"]', "cijfer": '"4"', "fase": '{"inh": "v", "org": "d"}',
    "jaren": "12.5", "weer": '"Y"', "volgorde": '["y", "x"]', "school": '"wiskunde"',
    "keuze": '"A1"',
}  # fmt: skip


def test_a_limesurvey_archive_brings_the_answers(fresh_db: sqlite3.Connection) -> None:
    unfinished = {**RESPONSE, "id": "2", "submitdate": ""}
    invited = "<document><tokens><row><email>an@example.org</email></row></tokens></document>"
    data = lsa(STRUCTURE, lsr([RESPONSE, unfinished]), lst=invited)
    looked = look(fresh_db, Received("x.lsa", data), Wish())
    assert words(looked.found.left_out)[1:] == [
        "1 reactie die niet is afgemaakt",
        "de lijst met genodigden: hun namen en adressen",
    ]
    stored = store(fresh_db, Received("x.lsa", data), Wish(verbatim=False))
    assert (stored.people, stored.statements) == (1, 1)
    answers = fresh_db.execute("SELECT question, value FROM answers").fetchall()
    assert {row["question"]: row["value"] for row in answers} == ANSWERS
    (one,) = statements(fresh_db, stored.programme)
    assert (one.text, one.question, one.consent) == ("Geef ons ’s ochtends tijd.", "mee", False)
    dump = "\n".join(fresh_db.iterdump())
    assert not [secret for secret in ("geheim", "10.0.0.1", "an@example.org") if secret in dump]


@pytest.mark.parametrize("labels", [False, True])
def test_a_csv_of_responses_finds_its_questions(fresh_db: sqlite3.Connection, labels: bool) -> None:
    """By code or by the words of the question, with answers as codes or as labels."""
    programme = store(fresh_db, Received("x.lss", STRUCTURE.encode()), Wish()).programme
    heading = ["id", "submitdate", "rol", "hulp[SQ001]", "fase[inh]", "weer", "mee"]
    row = ["7", "2026-03-01", "A2", "Y", "v", "Y", "Meer tijd."]
    if labels:
        heading[2:] = [
            "Wat is uw rol?", "Waar hebt u hulp bij? [rooster]", "In welke fase bent u? [inhoud]",
            "Doet u weer mee?", "Wat geeft u ons mee?",
        ]  # fmt: skip
        row[2:] = ["coach", "Ja", "verkennen", "Ja", "Meer tijd."]
    data = as_csv([heading, row], ",")
    looked = look(fresh_db, Received("r.csv", data), Wish(programme=programme))
    assert [one.target for one in looked.found.columns] == [
        "ignore", "ignore", "question:limesurvey-77/rol", "question:limesurvey-77/hulp[SQ001]",
        "question:limesurvey-77/fase[inh]", "question:limesurvey-77/weer",
        "question:limesurvey-77/mee",
    ]  # fmt: skip
    stored = store(fresh_db, Received("r.csv", data), Wish(programme=programme))
    assert (stored.people, stored.statements, stored.meetings) == (1, 1, 0)
    answers = fresh_db.execute("SELECT question, value FROM answers").fetchall()
    assert {one["question"]: one["value"] for one in answers} == {
        "rol": '"A2"', "hulp": '["SQ001"]', "fase": '{"inh": "v"}', "weer": '"Y"',
    }  # fmt: skip


def test_a_codebook_becomes_themes(
    fresh_db: sqlite3.Connection, round_table: int, facilitator: int
) -> None:
    new_theme(fresh_db, round_table, facilitator, "Tijd")
    data = qdc([("g1", "tijd", ""), ("g2", "Rust & ruimte", "Rust is een voorwaarde.")])
    looked = look(fresh_db, Received("x.qdc", data), Wish(programme=round_table))
    assert (looked.found.kind, words(looked.found.recognised)) == (
        FileKind.CODEBOOK,
        ["1 nieuw thema"],
    )
    store(fresh_db, Received("x.qdc", data), Wish(programme=round_table))
    found = themes.themes(fresh_db, round_table)
    assert [(one.name, one.central_statement, one.state) for one in found] == [
        ("Tijd", "", "accepted"), ("Rust & ruimte", "Rust is een voorwaarde.", "accepted"),
    ]  # fmt: skip


def test_a_coded_project_of_others_becomes_statements(fresh_db: sqlite3.Connection) -> None:
    text = "Eén 💥 zin over tijd. Een zin zonder code. Nog iets over rust."
    start, end = text.index("Nog"), len(text)
    data = qdpx(
        [("t", "Tijd", ""), ("r", "Rust", ""), ("o", "Ongebruikt", "")],
        [
            ("b1", text, [(0, 21, ["t"]), (start, end, ["r", "t"])]),
            ("b2", "Kort en zonder code.", []),
            ("b3", "lang " * 300, []),
        ],
        more='<PictureSource guid="p" name="foto"/>',
    )  # fmt: skip
    looked = look(fresh_db, Received("x.qdpx", data), Wish())
    assert words(looked.found.left_out) == [
        "1 lange tekst zonder codes", "1 code die nergens bij is gezet",
        "1 bron die geen tekst is (beeld, geluid of PDF)",
    ]  # fmt: skip
    stored = store(fresh_db, Received("x.qdpx", data), Wish())
    assert stored.title == "Onderzoek naar starters"
    assert [row[:2] for row in said(fresh_db, stored.programme)] == [
        ("Eén 💥 zin over tijd.", ["Tijd"]),
        ("Nog iets over rust.", ["Rust", "Tijd"]),
        ("Kort en zonder code.", []),
    ]


def test_a_researchers_coding_comes_back(
    fresh_db: sqlite3.Connection, round_table: int, facilitator: int
) -> None:
    """By our own number, or by the very words; in one act that can be undone."""
    rows = [("tekst", "thema"), ("Over tijd.", "Tijd"), ("Over geld.", "Tijd"), ("Over rust.", "")]
    store(fresh_db, Received("a.csv", as_csv(rows)), Wish(programme=round_table))
    slug = programmes.programme_by_id(fresh_db, round_table)["slug"]
    ours = theme_guid(slug, "Tijd")
    data = qdpx(
        [(ours, "Tijd en ruimte", ""), ("nieuw", "Geld", ""), ("r", "Rust", "")],
        [
            (statement_guid(slug, "Over tijd.", 0), "Over tijd.", [(0, 10, [ours, "r"])]),
            (statement_guid(slug, "Over geld.", 0), "Over geld!", [(0, 10, ["nieuw"])]),
            ("elders", "Over rust.", [(0, 10, ["r"])]),
        ],
    )  # fmt: skip
    before = said(fresh_db, round_table)
    wish = Wish(programme=round_table, facilitator=facilitator)
    looked = look(fresh_db, Received("x.qdpx", data), wish)
    assert words(looked.found.left_out) == [
        "de nieuwe naam “Tijd en ruimte”: het thema blijft hier “Tijd” heten"
    ]
    stored = store(fresh_db, Received("x.qdpx", data), wish)
    assert (stored.coded, stored.statements, stored.themes) == (3, 0, 2)
    assert [row[:2] for row in said(fresh_db, round_table)] == [
        ("Over tijd.", ["Rust", "Tijd"]), ("Over geld.", ["Geld"]), ("Over rust.", ["Rust"]),
    ]  # fmt: skip
    (entry,) = [one for one in log_of(fresh_db, round_table) if one.kind == "import_coding"]
    undo(fresh_db, round_table, facilitator, entry.id)
    assert said(fresh_db, round_table) == before


def test_a_public_export_is_known_by_its_words_without_names(
    fresh_db: sqlite3.Connection, round_table: int
) -> None:
    text = "Vraag het aan Joke, zij weet het."
    data = as_csv([("tekst",), (text,)])
    store(fresh_db, Received("a.csv", data), Wish(programme=round_table))
    start = text.index("Joke")
    span = {"start": start, "end": start + 4, "kind": "person", "replacement": "[naam]",
            "source": "test", "certain": True}  # fmt: skip
    store_deidentifications(fresh_db, round_table, {text: [span]})
    slug = programmes.programme_by_id(fresh_db, round_table)["slug"]
    public = "Vraag het aan [naam], zij weet het."
    coded = qdpx([("t", "Hulp", "")], [(statement_guid(slug, public, 0), public, [(0, 9, ["t"])])])
    stored = store(fresh_db, Received("x.qdpx", coded), Wish(programme=round_table))
    assert (stored.coded, stored.statements) == (1, 0)
    assert [row[:2] for row in said(fresh_db, round_table)] == [(text, ["Hulp"])]


def test_a_word_document_reads_as_its_text(
    fresh_db: sqlite3.Connection, round_tables: Path, network: Path
) -> None:
    for path in (round_tables, network):
        text = path.read_text(encoding="utf-8")
        looked = look(fresh_db, Received("verslag.docx", as_docx(text)), Wish())
        expected = to_import(path, read(path))
        assert [one.text for one in looked.data.statements] == [
            one.text for one in expected.statements
        ]
        assert looked.data.themes == expected.themes
        assert looked.data.template.title == expected.template.title
        assert len(looked.data.template.meetings) == len(expected.template.meetings)


def test_both_source_documents_as_word(fresh_db: sqlite3.Connection, seeds: Path) -> None:
    for name in ("gesprekstafels-2018.txt", "leernetwerk-inductie-2022.txt"):
        path = seeds / name
        looked = look(
            fresh_db, Received("v.docx", as_docx(path.read_text(encoding="utf-8"))), Wish()
        )
        expected = to_import(path, read(path))
        assert [(one.text, one.aspect, one.themes) for one in looked.data.statements] == [
            (one.text, one.aspect, one.themes) for one in expected.statements
        ]
        assert looked.data.themes == expected.themes
        assert looked.data.template.regions == expected.template.regions
