"""The pages of the data service, on two releases of which every row is known."""

from __future__ import annotations

import gzip
import json
import re
import sqlite3
import urllib.request
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.data_pages.charts import bar, largest, slope, stack
from analysis.data_pages.dashboard import Answer, Move, Vote, dashboard
from analysis.data_pages.everywhere import find
from collector.config import Config
from tests.datasets import known_release
from tests.datasets.conftest import Service
from tests.datasets.known_release import NETWORK, SUPPORT, TABLES, TIME

KINDS = [
    "/",
    f"/{TABLES}",
    f"/{NETWORK}",
    f"/{TABLES}/-/dashboard",
    f"/{NETWORK}/-/dashboard",
    f"/{TABLES}/statements",
    f"/{TABLES}/statements/3",
    f"/{TABLES}/statement_themes",
    f"/{TABLES}/counts_national",
    f"/{TABLES}/answers",
    f"/{TABLES}/release",
    f"/{TABLES}/dictionary",
    f"/{NETWORK}/development",
    f"/{TABLES}/kernuitspraken",
    f"/{TABLES}/zoek-in-uitspraken",
    f"/{TABLES}/statements.Notebook",
    f"/{TABLES}?sql=select+1",
    "/-/search",
    "/-/search?q=tijd",
]


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    return known_release.round_tables(tmp_path)


@pytest.mark.parametrize("path", KINDS)
def test_a_page_is_whole(known: Service, path: str) -> None:
    """A title, a canonical address, no script or style in it, nothing from elsewhere."""
    status, body, headers = known.get(path)
    page = body.decode()
    assert status == 200
    assert re.search(r"<title>\S.+ · Gesprekstafel</title>", page)
    assert page.count("<h1") == 1
    assert "<script" not in page
    assert "<style" not in page
    assert " style=" not in page
    assert set(re.findall(r'(?:src|href)="(https?://[^/"]+)', page)) <= {
        "https://creativecommons.org", "https://datasette.io", known.base,
    }  # fmt: skip
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    assert headers.get("x-robots-tag") == (None if path == "/" else "noindex")


def test_the_canonical_address_has_no_question_in_it(known: Service) -> None:
    page = known.page(f"/{TABLES}/statements?_sort=text")
    assert f'<link rel="canonical" href="{known.base}/{TABLES}/statements">' in page


def test_home_page_leads_to_everything(known: Service) -> None:
    page = known.page("/")
    for words in (
        "Wat is een traject?",
        "Wat is een publicatie?",
        "Hoe dit anoniem is gemaakt",
        "Wie aan dezelfde tafel zat, kan een woordelijke uitspraak herkennen.",
        "CC BY 4.0",
        "6 uitspraken.",
        "Alleen aantallen: er zijn te weinig uitspraken om ze te tonen.",
        "Raad &amp; Platform (2026). Netwerk: publicatie 1. CC BY 4.0.",
        f'href="/{TABLES}"',
        f'href="/{TABLES}/-/dashboard"',
        f'href="/{TABLES}/statements"',
        f'action="/{TABLES}/statements"',
        f'href="/{NETWORK}/ontwikkeling-per-waarborg"',
        'action="/-/search"',
    ):
        assert words in page, words
    assert f'href="/{NETWORK}/statements"' not in page


def test_programme_page_explains_cites_and_gives(known: Service) -> None:
    page = known.page(f"/{TABLES}")
    for words in (
        "Over een groep van minder dan 3 mensen wordt niets gezegd."
        " Aantallen per regio zijn op vijf afgerond.",
        "als ten minste 10 uitspraken in dat thema het delen",
        "Wat wij niet kunnen beloven",
        "@misc{tafels-2,",
        f'href="/{TABLES}/-/citation.bib"',
        f'href="/{TABLES}/-/files/CITATION.cff"',
        f'href="/{TABLES}.db"',
        f'pd.read_csv("{known.base}/{TABLES}/statements.csv?_stream=1&amp;_size=max")',
        "Antwoorden op gesloten vragen per regio",
    ):
        assert words in page, words
    assert "/development" not in page
    assert "votes.csv" not in page  # in a folder: what the datapackage refers to
    network = known.page(f"/{NETWORK}")
    assert "Over een groep van minder dan 5 mensen wordt niets gezegd.</li>" in network


def test_what_is_given_beside_the_tables(known: Service) -> None:
    _, body, headers = known.get(f"/{TABLES}/-/citation.bib")
    assert headers["content-type"].startswith("application/x-bibtex")
    assert body.decode() == (
        "@misc{tafels-2,\n"
        "  author = {{Raad} and {Platform}},\n"
        "  title = {{Tafels in de regio's: publicatie 2}},\n"
        "  year = {2026},\n"
        "  version = {2},\n"
        "  type = {gegevensbestand},\n"
        "  note = {Licentie: CC BY 4.0},\n"
        f"  url = {{{known.base}/tafels}}\n"
        "}\n"
    )
    assert known.get(f"/{TABLES}/-/files/CITATION.cff")[1] == b"title: Tafels in de regio's\n"
    assert known.get(f"/{TABLES}/-/files/csv/votes.csv")[1] == b"number\n"
    _, content, headers = known.get(f"/{TABLES}.db")
    assert content.startswith(b"SQLite format 3\0")
    assert 'filename="tafels.db"' in headers["content-disposition"]


def test_dashboard_counts(tables: Path) -> None:
    with closing(sqlite3.connect(tables)) as connection:
        board = dashboard(connection)
    assert (board.statements, board.without_theme, board.parts) == (6, 1, ("Oost", "West"))
    assert [
        (
            one.name,
            one.statements,
            one.content,
            one.process,
            one.unknown,
            one.parts,
            one.part_unknown,
        )
        for one in board.themes
    ] == [(SUPPORT, 3, 2, 1, 0, (2, 0), 1), (TIME, 3, 1, 1, 1, (1, 1), 1)]
    assert [(one.label, one.several, one.told, one.whole) for one in board.questions] == [
        ("Wat helpt?", True, 18, True),
        ("Hoe groot?", False, 9, False),
        ("Was het nuttig?", False, 20, True),
    ]
    assert [one.steps for one in board.questions] == [(0, 4), (0, 2, 4), (0, 4)]
    assert board.questions[2].answers == (Answer("Nee", 5, 25), Answer("Ja", 15, 75))
    assert board.questions[1].answers[1] == Answer("Middel", None, None)
    first, second, *_ = [row[4] for row in known_release.STATEMENTS]
    assert board.voted == 4
    assert board.agreed == (Vote(1, first, 18, 0, 5, None),)
    assert board.divided == (Vote(2, second, 9, 9, 6, None),)
    assert board.courses == ()
    assert board.withheld[0] == ("Uitspraken", "Er is geen toestemming om ze te tonen.", 5)


def test_dashboard_development(tmp_path: Path) -> None:
    with closing(sqlite3.connect(known_release.learning_network(tmp_path))) as connection:
        moved, turned = dashboard(connection).courses
    assert moved.levels == ("Nog niet", "Onderweg", "Gelukt")
    assert moved.moves == (Move(0, 0, 5), Move(0, 1, 7), Move(1, 2, None), Move(2, 1, 6))
    assert (moved.move(0, 1), moved.move(2, 0)) == (Move(0, 1, 7), None)
    assert (turned.moves, turned.changes) == ((), (("verder", 8), ("gelijk", 5), ("terug", None)))


def test_dashboard_page(known: Service) -> None:
    page = known.page(f"/{TABLES}/-/dashboard")
    for words in (
        "Deze publicatie telt 6 uitspraken.",
        "Ze horen bij 2 thema’s.",
        "1 uitspraak past bij geen ervan.",
        "Er zijn 3 gesloten vragen met aantallen.",
        "Van 4 uitspraken staan de stemmen erbij.",
        "Tijd &amp; &lt;ruimte&gt;",
        "18 eens",
        "weggelaten",
        '<rect class="content" x="0" y="0" width="133.33" height="10"/>'
        '<rect class="process" x="133.33" y="0" width="66.67" height="10"/>',
    ):
        assert words in page, words
    assert "Geef ons &lt;b&gt;uren&lt;/b&gt; &amp; lucht." in known.page(f"/{TABLES}/statements")
    network = known.page(f"/{NETWORK}/-/dashboard")
    assert "Van 2 waarborgen en vragen is de ontwikkeling te zien." in network
    # Thickest from the lowest of three levels to the middle.
    assert '<line class="up" x1="0" y1="100" x2="100" y2="60" stroke-width="14"/>' in network
    assert "verder: 8 · gelijk: 5 · terug: weggelaten" in " ".join(network.split())


def test_charts() -> None:
    assert bar(None, 10) == bar(3, 0) == ""
    assert '<rect class="bar" x="0" y="0" width="60" height="10"/>' in bar(3, 10)
    assert re.findall(r'x="([\d.]+)" y="0" width="([\d.]+)"', stack([("a", 1), ("b", 3)], 4)) == [
        ("0", "50"),
        ("50", "150"),
    ]
    assert 'width="200"' in stack([("a", 9)], 4)  # never over the edge
    assert largest([{"n": 3}, {"n": None}, {"n": 8}], "n") == 8
    assert largest([], "n") == 0
    assert "<line" not in slope([], 3)
    assert 'class="down"' in slope([(2, 0, 5)], 3)


def test_search_in_all_programmes(known: Service, tables: Path) -> None:
    page = known.page("/-/search?q=tijd")
    assert "1 uitspraak gevonden" in page
    assert "Begeleiding van starters kost tijd." in page
    assert f'href="/{TABLES}/statements/1"' in page
    assert "Niets gevonden." in page  # of the network
    with closing(sqlite3.connect(tables)) as connection:
        assert find(connection, "begeleiding tijd").count == 1
        assert find(connection, "BEGEL").count == 3
        assert find(connection, '" *').count == 0


def test_notebook_fetches_all_rows_and_names_the_source(known: Service) -> None:
    page = known.page(f"/{TABLES}/statements.Notebook?theme=Begeleiding")
    assert f'href="/{TABLES}/statements.ipynb?theme=Begeleiding"' in page
    _, body, headers = known.get(f"/{TABLES}/statements.ipynb?theme=Begeleiding")
    assert 'filename="statements.ipynb"' in headers["content-disposition"]
    book = json.loads(body)
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in book["cells"]}) == len(book["cells"])
    first, *_ = book["cells"]
    assert first["source"][0] == "# Tafels in de regio's: Uitspraken\n"
    assert first["source"][-1].endswith("publicatie 2. CC BY 4.0.")
    code = ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"]
    for cell in code:
        compile(cell, "cell", "exec")
    address = re.search(r'read_csv\("([^"]+)"\)', code[0])
    assert address is not None
    with urllib.request.urlopen(address[1], timeout=30) as answer:
        lines = answer.read().decode().splitlines()
    assert [line.partition(",")[0] for line in lines] == ["number", "1", "2", "3"]


@pytest.mark.parametrize("path", ["kernuitspraken", "zoek-in-uitspraken?woord=tijd", "answers"])
def test_every_kind_of_rows_becomes_a_notebook(known: Service, path: str) -> None:
    name, _, asked = path.partition("?")
    book = json.loads(known.get(f"/{TABLES}/{name}.ipynb?{asked}")[1])
    address = re.search(r'"(http[^"]+)"', "".join(book["cells"][2]["source"]))
    assert address is not None
    with urllib.request.urlopen(address[1], timeout=30) as answer:
        assert len(answer.read().decode().splitlines()) > 1


def test_an_empty_search_field_is_no_error(known: Service) -> None:
    assert "<strong>6</strong> rijen" in known.page(f"/{TABLES}/statements?_search=")
    assert "<strong>6</strong> rijen" in known.page(f"/{TABLES}/statements?_search=%22&_sort=theme")
    assert "<strong>1</strong> rij" in known.page(f"/{TABLES}/statements?_search=rooster")


def test_pages_go_compressed_to_who_can_read_that(known: Service) -> None:
    request = urllib.request.Request(known.base + "/", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        assert "Wat er aan de tafels is gezegd" in gzip.decompress(answer.read()).decode()


ROBOTS = {
    "home": ("Allow: /$\nDisallow: /\n", None, "noindex"),
    "all": ("Allow: /\n", None, None),
    "none": ("Disallow: /\n", "noindex", "noindex"),
}


@pytest.mark.parametrize("setting", ROBOTS)
def test_robots(config: Config, started: Callable[..., Service], setting: str) -> None:
    known_release.round_tables(config.releases)
    service = started(replace(config, data_robots=setting))
    text, home, rows = ROBOTS[setting]
    assert service.page("/robots.txt") == f"User-agent: *\n{text}"
    assert service.get("/")[2].get("x-robots-tag") == home
    assert service.get(f"/{TABLES}/statements")[2].get("x-robots-tag") == rows


def test_sql_can_be_turned_off(config: Config, started: Callable[..., Service]) -> None:
    known_release.round_tables(config.releases)
    service = started(replace(config, data_sql=False))
    assert service.get(f"/{TABLES}?sql=select+1")[0] in (403, 404)
    assert service.get(f"/{TABLES}/statements?_where=1")[0] in (403, 404)
    for path in (f"/{TABLES}", f"/{TABLES}/statements", f"/{TABLES}/kernuitspraken"):
        assert 'name="sql"' not in service.page(path)
        assert "?sql=" not in service.page(path)
    assert service.json(f"/{TABLES}/themas-die-samengaan")["rows"] == [[SUPPORT, TIME, 1]]
