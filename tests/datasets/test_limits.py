"""What visitors may ask, and what they hear when it is too much or makes no sense."""

from __future__ import annotations

import re
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from analysis.data_pages.limits import ADDRESS_SPACE
from tests.datasets.conftest import Service
from tests.datasets.known_release import TABLES

ENDLESS = "with recursive c(x) as (select 1 union all select x + 1 from c) select max(x) from c"
BLOBS = (
    "with recursive c(x) as (select randomblob(1000000) union all select randomblob(1000000)"
    " from c limit 3000) select count(*) from (select distinct x from c)"
)
ENGLISH = re.compile(
    r"\b(no such|syntax error|invalid|interrupted|cannot|must be|out of memory|traceback|error)\b",
    re.IGNORECASE,
)
ASKED = re.compile(r"(?s)<textarea.*?</textarea>|<details.*?</details>|<head>.*?</head>")
TAGS = re.compile(r"<[^>]*>")


def sql(question: str) -> str:
    return f"/{TABLES}?{urllib.parse.urlencode({'sql': question})}"


THROUGH = urllib.parse.quote('{"table": "people", "column": "id", "value": 1}')
WRONG = {
    sql("select nope from statements"): ("“nope”", "“nope”"),
    sql("select 1 from nope"): ("De tabel “nope” is er niet", "There is no table “nope”"),
    sql("select nope(1)"): ("De functie “nope”", "no function “nope”"),
    sql("selekt 1"): ("beginnen met select", "begin with select"),
    sql("select 1 from from"): ("Bij “from” klopt", "wrong at “from”"),
    sql("select (1"): ("niet af", "not finished"),
    sql("select 'a"): ("aanhalingsteken", "quotation mark"),
    sql("select 1; select 2"): ("één vraag tegelijk", "one question at a time"),
    sql("delete from statements"): ("beginnen met select", "begin with select"),
    sql("pragma journal_mode = delete"): ("beginnen met select", "begin with select"),
    sql(ENDLESS): ("duurt te lang", "takes too long"),
    # On a busy machine its time is over before its memory is.
    sql(BLOBS): ("te veel geheugen|duurt te lang", "too much memory|takes too long"),
    sql("select zeroblob(900000000)"): ("te veel geheugen", "too much memory"),
    f"/{TABLES}/statements?_sort=nope": ("Op “nope”", "“nope” cannot be sorted by"),
    f"/{TABLES}/statements?_sort=text&_sort_desc=text": ("niet allebei", "not both"),
    f"/{TABLES}/statements?_size=5000": ("ten hoogste 1000 rijen", "at most 1000 rows"),
    f"/{TABLES}/statements?_size=veel": ("moet een getal zijn", "must be a number"),
    f"/{TABLES}/statements?_col=nope": ("gekozen: _col=nope", "chosen: _col=nope"),
    f"/{TABLES}/statements?nope=1": ("“nope”", "“nope”"),
    f"/{TABLES}/statements?_facet=nope": ("“nope”", "“nope”"),
    f"/{TABLES}/statements?_search_nope=x": ("niet worden gezocht", "cannot be searched"),
    f"/{TABLES}/statements?_search=%22a%28&_searchmode=raw": ("leestekens", "punctuation"),
    f"/{TABLES}/statements?_where=nope": ("“nope”", "“nope”"),
    f"/{TABLES}/statements?_timelimit=x": ("adres klopt niet", "address is not right"),
    f"/{TABLES}/statements?_next=x,y,z&_sort=theme": ("", ""),
    f"/{TABLES}/statements?_through=x": ("adres klopt niet", "address is not right"),
    f"/{TABLES}/zoek-in-uitspraken?_timelimit=x": ("adres klopt niet", "address is not right"),
    f"/{TABLES}.csv": ("adres klopt niet", "address is not right"),
    f"/{TABLES}/statement_themes/1": ("adres klopt niet", "address is not right"),
    f"/{TABLES}/statements?_through={THROUGH}": ("adres klopt niet", "address is not right"),
}


@pytest.mark.parametrize("path", WRONG, ids=list(range(len(WRONG))))
def test_wrong_questions_are_answered_in_words(known: Service, path: str) -> None:
    for language, words in zip(("nl", "en"), WRONG[path], strict=True):
        status, body, _ = known.get(path, f"language={language}")
        page = body.decode()
        assert status in (200, 400), (status, page)
        if status == 400:
            assert any(one in page for one in words.split("|")), page
            told = TAGS.sub(" ", ASKED.sub("", page))
            assert language == "en" or ENGLISH.search(told) is None, ENGLISH.search(told)
        assert "Traceback" not in page


@pytest.mark.parametrize(
    "path",
    [
        "/nergens",
        f"/{TABLES}/nergens",
        f"/{TABLES}/statements/999",
        f"/{TABLES}/statements/x/y",
        "/nergens/-/dashboard",
        f"/{TABLES}/-/files/../known.db",
        f"/{TABLES}/-/files/%2e%2e/x",
        f"/{TABLES}/-/files/{TABLES}.db",
        "/-/language/xx",
        "/-/threads",
    ],
)
def test_what_is_not_there(known: Service, path: str) -> None:
    status, body, _ = known.get(path)
    assert status == 404
    assert "Deze bladzijde is er niet." in body.decode()


def test_many_facets_and_large_pages(known: Service) -> None:
    facets = "&".join(f"_facet={name}" for name in ("theme", "aspect", "text", "number") * 20)
    assert known.get(f"/{TABLES}/statements?{facets}")[0] == 200
    assert known.get(f"/{TABLES}/statements?_size=max&_facet_size=max")[0] == 200
    assert known.get(f"/{TABLES}/statements?_facet_size=99999999")[0] in (200, 400)


def test_a_long_csv_goes_in_pieces(known: Service) -> None:
    many = "with recursive c(x) as (select 1 union all select x + 1 from c limit 100000)"
    path = sql(f"{many} select x from c").replace(f"/{TABLES}?", f"/{TABLES}.csv?")
    status, body, _ = known.get(path)
    assert (status, len(body.splitlines())) == (200, 1001)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_sent(known: Service, method: str) -> None:
    for path in (f"/{TABLES}/statements", f"/{TABLES}/kernuitspraken", "/", f"/{TABLES}"):
        request = urllib.request.Request(known.base + path, data=b"a=1", method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                status = answer.status
        except urllib.error.HTTPError as error:
            with error:
                status = error.code
        assert 400 <= status < 500, (method, path)


def test_the_process_stays_small_and_alive(known: Service) -> None:
    """After all of the above, and after the bombs once more."""
    for question in (ENDLESS, BLOBS, "select length(printf('%900000000d', 1))"):
        known.get(sql(question))
    assert known.get("/")[0] == 200
    status = Path(f"/proc/{known.process.pid}/status")
    if status.exists():
        most = re.search(r"VmPeak:\s+(\d+) kB", status.read_text())
        assert most is not None
        assert int(most[1]) * 1024 <= ADDRESS_SPACE
    assert "Traceback" not in known.log.read_text()
