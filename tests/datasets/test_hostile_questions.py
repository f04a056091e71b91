"""What nobody should ask of the data: other files, other tables, pages with a script in them."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from collector.config import Config
from tests.datasets import known_release
from tests.datasets.conftest import Service
from tests.datasets.known_release import TABLES

MARK = "<x-merk>"
OUTSIDE = "/etc/passwd"
QUESTIONS = (
    f"attach database '{OUTSIDE}' as x",
    f"select * from (select 1) union select load_extension('{OUTSIDE}')",
    f"select readfile('{OUTSIDE}')",
    f"select writefile('/tmp/x', '{MARK}')",
    f"vacuum into '/tmp/{MARK}'",
    "pragma database_list",
    "select * from pragma_database_list",
    "select file from pragma_database_list()",
    "select * from pragma_temp_store_directory",
    "pragma temp_store_directory = '/tmp'",
    "pragma writable_schema = on",
    "select * from sqlite_schema",
    "select * from _internal.databases",
    "with x as (select 1) delete from statements",
    "with x as (select 1) insert into statements select 1",
    "explain delete from statements",
    "create table x (y)",
    f"select '{MARK}' as \"{MARK}\"",
    f"select json_object('href', 'javascript:alert(1)', 'label', '{MARK}') as link",
    f"select json_object('img_src', 'x', 'label', '{MARK}') as picture",
    "select fts5(1)",
    "select sqlite_compileoption_get(1), sqlite_version()",
    "select hex(randomblob(3000000))",
    "select zeroblob(2000000000)",
    "select printf('%.*c', 900000000, 'x')",
    "select format('%.900000000c', 'x')",
    "select trim(hex(zeroblob(2000000)), replace(hex(zeroblob(2000000)), '0', '1') || '0')",
    "select instr(hex(zeroblob(2000000)), hex(zeroblob(1000000)) || '1')",
    "select length(replace(hex(zeroblob(2000000)), hex(zeroblob(1000000)) || '1', 'x'))",
    "select length(replace(hex(zeroblob(2000000)), '0', hex(zeroblob(2000000))))",
    "select hex(zeroblob(2000000)) glob '*[^' || replace(hex(zeroblob(20000)), '0', '1') || ']'",
    "select hex(zeroblob(2000000)) like '%0%0%0%0%0%0%0%0%0%1'",
    "select group_concat(a.text) from statements a, statements b, statements c, statements d",
    "select 'a' regexp '(a+)+$'",
    "select 1 /*",
    "select 1 --",
    ";",
    "\x00",
)
WORDS = (
    *("1=1", "1) union select 1 --", "1; drop table statements", "(select load_extension('x'))"),
    f"text = '{MARK}'",
    *("' or 1=1 --", '" or 1=1 --', MARK, f'"{MARK}', f"'><script>{MARK}</script>", "\x00", "*"),
    *("NEAR(a b", "a AND (", "{text}: a", "-" * 500, "9" * 40, "x" * 5_000),
)
PARAMETERS = (
    *("_where", "_search", "_search_text", "_facet", "_facet_date", "_facet_array", "_sort"),
    *("_sort_desc", "_size", "_next", "_col", "_nocol", "_extra", "_shape", "_json", "_labels"),
    *("_through", "_timelimit", "_ttl", "_trace", "_nofacet", "_nosuggest", "_nocount", "_dl"),
    *("text__contains", "number__gt", "text__like", "theme__in", "text__glob", "_searchmode"),
)
PLACES = (
    *("statements", "kernuitspraken", "zoek-in-uitspraken", "release", "theme_counts", "-/search"),
)


def addresses() -> list[str]:
    """Every parameter with every word, at every kind of page; every question in every form."""
    asked = [
        f"/{TABLES}/{place}{form}?{name}={quote(word)}"
        for place in PLACES
        for form in ("", ".json")
        for name in (*PARAMETERS, "q", "zoek", "sql")
        for word in WORDS
    ]
    return asked + [
        f"/{TABLES}{form}?{urlencode({'sql': question})}"
        for question in QUESTIONS
        for form in ("", ".json", ".csv", ".ipynb", ".Notebook")
    ]


def digest(config: Config) -> str:
    files = sorted(config.releases.glob("*/*.db"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


@pytest.fixture
def data(config: Config, started: Callable[..., Service]) -> Service:
    known_release.round_tables(config.releases)
    return started(config)


def test_nothing_reaches_through(
    data: Service, config: Config, request: pytest.FixtureRequest
) -> None:
    before, wrong = digest(config), []
    times = request.config.getoption("--times")
    every = addresses()
    for path in random.Random(7).sample(every, min(250 * times, len(every))):
        status, body, headers = data.get(path)
        page = body.decode("utf-8", "replace")
        html = headers["content-type"].startswith("text/html")
        if status >= 500:
            wrong.append(f"{path[:200]}: {status}")
        if html and MARK in page:
            wrong.append(f"{path[:200]}: {status} shows what was sent as it is")
        if str(config.instance) in page or "root:" in page or "Traceback" in page:
            wrong.append(f"{path[:200]}: {status} tells of the machine")
        if "content-security-policy" not in headers:
            wrong.append(f"{path[:200]}: {status} no policy")
    assert wrong == []
    assert digest(config) == before
    assert not Path(f"/tmp/{MARK}").exists()


def test_it_answers_only_to_its_own_names(config: Config, started: Callable[..., Service]) -> None:
    shown = replace(config, data_address="https://data.example.org/", hosts=("tafel.example.org",))
    known_release.round_tables(config.releases)
    service = started(shown)
    for host, status in (
        ("elders.example", 400),
        ("192.0.2.7", 400),
        ("data.example.org", 200),
        ("tafel.example.org", 200),
        ("127.0.0.1", 200),
    ):
        answer = service.get("/", host=host)
        assert answer[0] == status, host
        assert answer[2]["x-frame-options"] == "DENY"
        assert "elders" not in answer[1].decode()
    assert started(config).get("/", host="elders.example")[0] == 400
