"""Every ready-made question, asked of a release of which every row is known."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import pytest
import yaml

from analysis.data_pages.description import METADATA, describe
from tests.datasets import known_release
from tests.datasets.conftest import Service
from tests.datasets.known_release import NETWORK, SUPPORT, TABLES, TIME

USEFUL, NEEDS, SIZE = "Was het nuttig?", "Wat helpt?", "Hoe groot?"
FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH = [row[4] for row in known_release.STATEMENTS]
RULES = [
    ["Kleinste groep mensen waarover iets wordt gezegd", 5],
    ["Minste uitspraken in een thema om een landsdeel te noemen", 10],
    ["Minste nieuwe antwoorden om een aantal opnieuw te noemen", 10],
    ["Minste mensen die in een regio hetzelfde antwoordden", 3],
]
LICENCE = [
    "CC BY 4.0",
    "https://creativecommons.org/licenses/by/4.0/deed.nl",
    "Gesprekstafel 0.1.0",
]

ANSWERS = {
    f"{TABLES}/zoek-in-uitspraken?woord=begel": [
        [2, SUPPORT, "proces", SECOND],
        [1, SUPPORT, "inhoud", FIRST],
        [3, SUPPORT, "inhoud", THIRD],
    ],
    f"{TABLES}/zoek-in-uitspraken?woord=": [],
    f"{TABLES}/uitspraken-van-een-thema?thema=TIJD": [
        [TIME, 3, "inhoud", THIRD],
        [TIME, 4, "proces", FOURTH],
        [TIME, 5, None, FIFTH],
    ],
    f"{TABLES}/uitspraken-van-een-thema?thema=": [],
    f"{TABLES}/uitspraken-in-meer-themas": [[3, f"{SUPPORT}; {TIME}", THIRD]],
    f"{TABLES}/uitspraken-zonder-thema": [[6, "inhoud", None, SIXTH]],
    f"{TABLES}/uitspraken-per-thema": [
        [SUPPORT, 3, 5, "Elke starter een gids."],
        [TIME, 3, None, None],
    ],
    f"{TABLES}/kernuitspraken": [
        [SUPPORT, "Elke starter een gids.", "starters; gids", "vastgesteld"],
        [TIME, None, None, "voorstel"],
    ],
    f"{TABLES}/inhoud-en-proces": [[SUPPORT, 2, 1, 0, 67], [TIME, 1, 1, 1, 50]],
    f"{TABLES}/inhoud-en-proces-samen": [["inhoud", 3, 50], ["proces", 2, 33], ["onbekend", 1, 17]],
    f"{TABLES}/themas-per-landsdeel": [
        [SUPPORT, "Oost", 2],
        [SUPPORT, "onbekend", 1],
        [TIME, "Oost", 1],
        [TIME, "West", 1],
        [TIME, "onbekend", 1],
    ],
    f"{TABLES}/landsdeel-onbekend": [[SUPPORT, 3, 1, 33], [TIME, 3, 1, 33]],
    f"{TABLES}/themas-die-samengaan": [[SUPPORT, TIME, 1]],
    f"{TABLES}/antwoorden-per-vraag": [
        ["Terugblik", NEEDS, "Uren", 12, None],
        ["Terugblik", NEEDS, "Scholing", 6, None],
        ["Terugblik", SIZE, "Klein", 9, None],
        ["Terugblik", SIZE, "Middel", None, None],
        ["Terugblik", SIZE, "Groot", None, None],
        ["Terugblik", USEFUL, "Nee", 5, 25],
        ["Terugblik", USEFUL, "Ja", 15, 75],
    ],
    f"{TABLES}/antwoorden-per-landsdeel": [
        ["Terugblik", USEFUL, "Oost", "Nee", 0, 0],
        ["Terugblik", USEFUL, "West", "Nee", 5, 42],
        ["Terugblik", USEFUL, "Oost", "Ja", 8, 100],
        ["Terugblik", USEFUL, "West", "Ja", 7, 58],
    ],
    f"{TABLES}/antwoorden-per-rolgroep": [
        ["Terugblik", USEFUL, "Werkveld", "Nee", 5, 50],
        ["Terugblik", USEFUL, "Werkveld", "Ja", 5, 50],
    ],
    f"{TABLES}/antwoorden-per-regio": [
        ["Terugblik", USEFUL, "Twente", "Nee", 5],
        ["Terugblik", USEFUL, "Twente", "Ja", 10],
    ],
    f"{TABLES}/stemmen-per-uitspraak": [
        [1, SUPPORT, FIRST, 18, 0, 5, None, 76],
        [2, SUPPORT, SECOND, 9, 9, 6, None, 38],
        [5, TIME, FIFTH, 6, 24, 5, None, 19],
        [4, TIME, FOURTH, None, 12, None, 7, None],
    ],
    f"{TABLES}/stemmen-die-verdelen": [
        [2, SUPPORT, SECOND, 9, 9, 6, 100],
        [5, TIME, FIFTH, 6, 24, 5, 40],
    ],
    f"{TABLES}/wat-is-weggelaten": [
        ["Uitspraken", "Er is geen toestemming om ze te tonen.", 5],
        ["Uitspraken", "Ze wachten op een oordeel.", "geen, of te weinig om te noemen"],
    ],
    f"{TABLES}/welke-regels": RULES,
    f"{TABLES}/hoe-verwijs-ik": [
        ["Raad & Platform (2026). Tafels in de regio's: publicatie 2. CC BY 4.0.", *LICENCE]
    ],
    f"{NETWORK}/ontwikkeling-per-waarborg": [
        ["Begeleiding", "Nog niet → Nog niet", 5],
        ["Begeleiding", "Nog niet → Onderweg", 7],
        ["Begeleiding", "Onderweg → Gelukt", None],
        ["Begeleiding", "Gelukt → Onderweg", 6],
        ["Tijd", "verder", 8],
        ["Tijd", "gelijk", 5],
        ["Tijd", "terug", None],
    ],
    f"{NETWORK}/ontwikkeling-in-het-kort": [["Begeleiding", 13, 5, 1], ["Tijd", 8, 5, 1]],
    f"{NETWORK}/wat-is-weggelaten": [
        ["Losse aantallen", "Te klein.", "geen, of te weinig om te noemen"]
    ],
    f"{NETWORK}/welke-regels": RULES,
}


@pytest.fixture(scope="module")
def questions() -> dict[str, dict]:
    metadata = yaml.safe_load(METADATA.read_text(encoding="utf-8"))
    return {name: each for group in metadata["queries"] for name, each in group["queries"].items()}


@pytest.mark.parametrize(("path", "rows"), ANSWERS.items(), ids=list(ANSWERS))
def test_answer(known: Service, path: str, rows: list) -> None:
    assert known.json(f"/{path}")["rows"] == rows
    page = known.page(f"/{path}")
    assert f"<strong>{len(rows)}</strong> rij" in page if rows else "Vul iets in" in page


def test_columns_explained_in_full(known: Service) -> None:
    rows = known.json(f"/{TABLES}/wat-betekent-elke-kolom")["rows"]
    assert rows[1] == [
        "statements",
        "number",
        "Nummer binnen deze publicatie. De volgorde is geloot en zegt niets.",
    ]
    assert [row for row in rows if row[0] == "withheld"] == [
        ["withheld", "(de tabel zelf)", "Wat er niet in deze publicatie staat, en waarom niet."],
        ["withheld", "what", "Wat is weggelaten."],
        ["withheld", "why", "Waarom."],
        [
            "withheld",
            "how_many",
            "Hoeveel; uitspraken op vijf afgerond. Leeg: te weinig om te noemen, of geen.",
        ],
    ]


def test_every_question_is_asked_here(questions: dict) -> None:
    asked = {path.partition("?")[0].partition("/")[2] for path in ANSWERS}
    assert asked | {"wat-betekent-elke-kolom"} == set(questions)
    assert len(questions) >= 14


def test_a_question_without_an_answer_is_not_offered(tmp_path: Path) -> None:
    files = [known_release.round_tables(tmp_path), known_release.learning_network(tmp_path)]
    found = describe(files)["databases"]
    assert {name for name in found[TABLES]["queries"] if name.startswith("ontwikkeling")} == set()
    assert list(found[NETWORK]["queries"]) == [
        "ontwikkeling-per-waarborg",
        "ontwikkeling-in-het-kort",
        "wat-is-weggelaten",
        "welke-regels",
        "hoe-verwijs-ik",
        "wat-betekent-elke-kolom",
    ]
    assert [group["title"] for group in found[NETWORK]["groups"]] == [
        "Ontwikkeling",
        "Deze publicatie",
    ]
    assert found[NETWORK]["filled"] == [
        *("development", "resources", "release", "withheld", "dictionary")
    ]


def test_every_column_of_an_answer_has_a_name(known: Service, questions: dict) -> None:
    labels = yaml.safe_load(METADATA.read_text(encoding="utf-8"))["labels"]
    for path in ANSWERS:
        columns = known.json(f"/{path}")["columns"]
        assert [column for column in columns if column not in labels] == []
        name = path.partition("?")[0].partition("/")[2]
        assert set(questions[name].get("bars", [])) <= set(columns)


@pytest.mark.parametrize("word", ["", '"', "AND", "*", "tijd OR", "NEAR(", "x'y", "a" * 5000])
def test_search_takes_any_word(known: Service, word: str) -> None:
    for path in (f"/{TABLES}/zoek-in-uitspraken?{urlencode({'woord': word})}",
                 f"/-/search?{urlencode({'q': word})}",
                 f"/{TABLES}/statements?{urlencode({'_search': word})}"):  # fmt: skip
        assert "Deze vraag lukt niet" not in known.page(path)
