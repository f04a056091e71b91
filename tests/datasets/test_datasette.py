"""The data service: real Datasette on a loopback port, on releases made by our own code."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from analysis.data_service import newest_releases
from analysis.publish import publish
from analysis.verify import verify
from collector.config import Config
from collector.database import connect
from collector.schema import migrate
from tests.analysis.programme_to_publish import CANARIES, learning_network, round_table
from tests.datasets.conftest import Service, start

TABLES = "gesprekstafels-samen-opleiden-en-professionaliseren"
NETWORK = "leernetwerk-inductie-in-partnerschap"
PARTS = {"Nijmegen e.o.": 44, "Zuid-Limburg": 33, "Noord-Nederland": 30}
STEPS = [(0, 2)] * 6 + [(1, 3)] * 7 + [(3, 3)] * 6
QUERIES = [
    f"/{TABLES}/uitspraken-per-thema",
    f"/{TABLES}/inhoud-en-proces",
    f"/{TABLES}/zoek-in-uitspraken?woord=begelei",
    f"/{TABLES}/antwoorden-per-vraag",
    f"/{TABLES}/themas-per-landsdeel",
    f"/{TABLES}/wat-is-weggelaten",
    f"/{NETWORK}/ontwikkeling-per-waarborg",
]


@pytest.fixture(scope="module")
def service(
    tmp_path_factory: pytest.TempPathFactory, templates: dict, instruments: dict
) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("data")
    config = Config(instance=folder / "instance")
    connection = connect(config.database)
    migrate(connection)
    tables = round_table(connection, templates, instruments, per_region=PARTS)
    network = learning_network(connection, templates, instruments, STEPS)
    for made in (tables, network):
        publish(connection, made.programme, config.releases, seed=3)
    secrets = {f"receipt {place}": word for place, word in enumerate(tables.receipts)}
    connection.close()
    service = start(config, folder / "log")
    service.database, service.secrets = TABLES, {**CANARIES, **secrets}
    yield service
    service.stop()


def test_search_finds_and_filters(service: Service) -> None:
    found = service.json(f"/{TABLES}/statements?_search=begeleiding&_size=100")
    assert found["filtered_table_rows_count"] == 54
    assert {"begeleiding" in row[4] for row in found["rows"]} == {True}
    assert service.json(f"/{TABLES}/statements?_search=vuurtoren")["rows"] == []
    assert "Niets gevonden." in service.page(f"/{TABLES}/statements?_search=vuurtoren")


def test_facets_count(service: Service) -> None:
    facets = service.json(f"/{TABLES}/statements")["facet_results"]
    counted = {
        name: {value["label"]: value["count"] for value in facet["results"]}
        for name, facet in facets.items()
    }
    assert counted == {
        "theme": {"Begeleiding": 54, "Tijd en geld": 53},
        "aspect": {"inhoud": 72, "proces": 35},
        "part_of_the_country": {"Oost": 44, "Zuid": 33, "Noord": 30},
    }
    assert "<h3>landsdeel</h3>" in service.page(f"/{TABLES}/statements")


def test_every_rule_of_a_release_is_explained(service: Service) -> None:
    for database in (TABLES, NETWORK):
        rules = [row[0] for row in service.json(f"/{database}/welke-regels")["rows"]]
        assert [rule for rule in rules if "_" in rule] == []
        assert len(rules) >= 4


def test_csv_and_json_and_the_whole_file(service: Service, tmp_path: Path) -> None:
    lines = list(
        csv.reader(io.StringIO(service.page(f"/{TABLES}/statements.csv?_stream=1&_size=max")))
    )
    assert lines[0] == ["number", "theme", "aspect", "part_of_the_country", "text"]
    assert len(lines) == 109
    shaped = service.page(f"/{TABLES}/statements.json?_shape=array&_size=3")
    assert [row["number"] for row in json.loads(shaped)] == [1, 2, 3]
    _, content, _ = service.get(f"/{TABLES}.db")
    copy = tmp_path / "meegenomen.db"
    copy.write_bytes(content)
    assert verify(copy) == []


@pytest.mark.parametrize(
    "path",
    [
        *(
            f"/-/{name}{suffix}"
            for name in ("databases", "threads", "metadata", "config", "settings", "versions")
            for suffix in ("", ".json")
        ),
        "/-/plugins",
        "/-/actor.json",
        "/-/permissions",
        "/-/patterns",
        "/-/logout",
        "/-/messages",
        "/-/allow-debug",
        "/%2D/metadata",
        "/_memory",
        "/_memory.json?sql=select+1",
        "/_internal",
        f"/{TABLES}/statements_fts",
        f"/{TABLES}/statements_fts_data",
        f"/{TABLES}/statements_fts_docsize.json",
        f"/{TABLES}/Statements~5FFTS~5Fidx",
        "/_forms/../style.css",
        "/_data/%2e%2e/metadata.yaml",
        "/../metadata.yaml",
        f"/{TABLES}/participants",
    ],
)
def test_closed_pages(service: Service, path: str) -> None:
    assert service.get(path)[0] in (403, 404)


def test_own_question_in_sql_is_limited(service: Service) -> None:
    assert service.sql("select count(*) as n from statements")[1]["rows"] == [[108]]
    endless = "with recursive c(x) as (select 1 union all select x + 1 from c) select max(x) from c"
    blobs = (
        "with recursive c(x) as (select randomblob(1000000) union all select randomblob(1000000)"
        " from c limit 3000) select count(*) from (select distinct x from c)"
    )
    for question in (
        endless,
        blobs,
        "select zeroblob(900000000)",
        "select length(printf('%900000000d', 1))",
        "delete from statements",
        "attach 'x' as y",
        "select load_extension('x')",
        "pragma journal_mode = delete",
    ):
        status, answer = service.sql(question)
        assert (status, answer["ok"]) == (400, False), question
    assert service.sql("select * from pragma_database_list")[1]["rows"] == [[0, "main", None]]
    assert service.get("/")[0] == 200


def test_no_secret_in_any_answer(service: Service) -> None:
    paths = ["/", "/.json", f"/{TABLES}", f"/{TABLES}.db", f"/{TABLES}.json", *QUERIES]
    for table in ("statements", "themes", "counts_national", "release", "withheld"):
        paths += [f"/{TABLES}/{table}{end}" for end in ("?_size=max", ".csv?_stream=1", ".json")]
    seen = b""
    for path in paths:
        status, body, headers = service.get(path)
        assert status == 200, path
        seen += body + json.dumps(headers).encode()
    folded = seen.decode("utf-8", "replace").casefold()
    assert [name for name, word in service.secrets.items() if word.casefold() in folded] == []


def test_log_does_not_hold_what_visitors_searched_for(service: Service) -> None:
    service.get(f"/{TABLES}/statements?_search=zoekgeheim")
    service.get(f"/{TABLES}?sql=select+zoekgeheim")
    service.get("/zoekgeheim")
    assert "zoekgeheim" not in service.log.read_text()


def test_style_and_font_are_our_own(service: Service) -> None:
    for path in (
        "/_forms/style.css",
        "/_data/data.css",
        "/_forms/icon.svg",
        "/_forms/vendor/figtree/figtree-latin-wght-normal.woff2",
    ):
        assert service.get(path)[0] == 200


def test_without_a_release_it_says_so(config: Config, started: Callable[..., Service]) -> None:
    service = started(config)
    assert "Er is nog geen publicatie." in service.page("/")
    assert service.get("/_memory?sql=select+1")[0] == 404


def test_newest_release_of_every_programme(tmp_path: Path) -> None:
    for name in ("001/a.db", "002/b.db", "010/a.db", "009/a.db", ".publicatie-x/release/a.db"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert newest_releases(tmp_path) == [tmp_path / "010" / "a.db", tmp_path / "002" / "b.db"]
    assert newest_releases(tmp_path / "nergens") == []
