"""Dutch and English: nothing of the one on the pages of the other, except what people said."""

from __future__ import annotations

import io
import re
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from analysis.data_pages.language import CATALOGUES, Words, chosen
from collector.config import REPOSITORY
from tests.datasets.conftest import Service
from tests.datasets.known_release import NETWORK, TABLES

WORDS = CATALOGUES / "en" / "LC_MESSAGES" / "messages.po"
MEND = "run `make translations`, fill in what is empty in messages.po, and run it again"
KEYWORDS = {"_": None, "say": None, "ngettext": (1, 2), "count": (1, 2)}
PAGES = [
    "/",
    f"/{TABLES}",
    f"/{NETWORK}",
    f"/{TABLES}/-/dashboard",
    f"/{NETWORK}/-/dashboard",
    f"/{TABLES}/statements",
    f"/{TABLES}/statements?_search=tijd&aspect=inhoud&_sort_desc=theme",
    f"/{TABLES}/statements?_where=number>2&_size=1",
    f"/{TABLES}/statements/3",
    f"/{TABLES}/counts_national",
    f"/{TABLES}/themes",
    f"/{NETWORK}/development",
    f"/{TABLES}/zoek-in-uitspraken",
    f"/{TABLES}/stemmen-die-verdelen",
    f"/{TABLES}/statements.Notebook",
    f"/{TABLES}?sql=select+1",
    f"/{TABLES}?sql=select+*+from+x&y=nope",
    f"/{TABLES}?sql=select+json(1,2,3)",
    f"/{TABLES}/statements?_sort=nope",
    "/-/search",
    "/-/search?q=tijd",
    "/nergens",
]


class Texts(HTMLParser):
    """What a page says in its own language: texts and labels outside what has a `lang` itself."""

    ALONE = frozenset({"meta", "link", "img", "input", "br", "rect", "line"})
    LABELS = ("aria-label", "placeholder", "title", "alt")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.language = ""
        self.said: list[str] = []
        self._open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        inner = given.get("lang") or (self._open[-1] if self._open else "")
        if tag == "html":
            self.language = inner or ""
        if inner == self.language:
            self.said += [given[name] or "" for name in self.LABELS if name in given]
        if tag not in self.ALONE:
            self._open.append("" if tag in ("pre", "textarea", "code", "style") else inner or "")

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.ALONE:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == self.language and data.strip():
            self.said.append(" ".join(data.split()))


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with WORDS.open("rb") as file:
        return read_po(file, locale="en")


@pytest.fixture(scope="module")
def pairs(catalogue: Catalog) -> list[tuple[str, str]]:
    """Dutch and English of every message that differs."""
    found = []
    for message in catalogue:
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        found += [pair for pair in zip(ids, said, strict=True) if pair[0] and pair[0] != pair[1]]
    return found


def test_the_catalogue_is_complete(catalogue: Catalog) -> None:
    settings = tomllib.loads((REPOSITORY / "datasets/datasette/babel.toml").read_text())
    methods = [(mapping["pattern"], mapping["method"]) for mapping in settings["mappings"]]
    found = extract_from_dir(REPOSITORY, methods, {}, KEYWORDS)
    in_code = {message for _file, _line, message, _comments, _context in found}
    there = {message.id for message in catalogue if message.id}
    assert in_code - there == set(), MEND
    assert there - in_code == set(), MEND
    for message in catalogue:
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        assert not message.id or all(texts), (message.id, MEND)
        assert not message.id or not message.fuzzy, message.id


def test_placeholders_are_the_same_on_both_sides(pairs: list[tuple[str, str]]) -> None:
    def places(text: str) -> set[str]:
        return set(re.findall(r"%\(\w+\)s", text))

    assert [dutch for dutch, english in pairs if places(dutch) != places(english)] == []


def test_the_compiled_catalogue_is_that_of_the_text(catalogue: Catalog) -> None:
    with WORDS.with_suffix(".mo").open("rb") as file:
        there = _messages(read_mo(file))
    made = io.BytesIO()
    write_mo(made, catalogue)
    made.seek(0)
    assert there == _messages(read_mo(made)), MEND


def _messages(catalogue: Catalog) -> dict[str, str]:
    return {str(message.id): str(message.string) for message in catalogue if message.id}


@pytest.mark.parametrize("path", PAGES)
def test_no_page_speaks_two_languages(
    known: Service, pairs: list[tuple[str, str]], path: str
) -> None:
    for language, other in (("nl", 1), ("en", 0)):
        status, body, _ = known.get(path, f"language={language}")
        assert status == {"/nergens": 404}.get(
            path, 400 if "=nope" in path or "json(" in path else 200
        )
        texts = Texts(body.decode())
        assert texts.language == language
        own = {_pattern(pair[1 - other]).pattern for pair in pairs}
        wrong = [_pattern(pair[other]) for pair in pairs]
        wrong = [pattern for pattern in wrong if pattern.pattern not in own]
        strange = {said for said in texts.said for one in wrong if one.fullmatch(said)}
        assert strange - {"status", "is", "DOI"} == set()


def _pattern(text: str) -> re.Pattern[str]:
    plain = " ".join(text.split())
    return re.compile(re.sub(r"%\\\(\w+\\\)s", r"[\\w.,]+", re.escape(plain)))


def test_a_choice_is_remembered_and_goes_back(known: Service) -> None:
    page = known.page("/-/search?q=tijd&x=1")
    link = re.search(r'class="language" href="([^"]+)" lang="en"', page)
    assert link is not None
    status, _, headers = known.get(link[1].replace("&amp;", "&"), follow=False)
    assert (status, headers["location"]) == (303, "/-/search?q=tijd&x=1")
    cookie = headers["set-cookie"]
    assert cookie.startswith("language=en;")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "no-store" in headers["cache-control"]
    assert '<html lang="en">' in known.page("/", "en")
    assert "Cookie" in known.get("/")[2]["vary"]


@pytest.mark.parametrize("back", ["//else.example", "https://else.example", "/\\else.example", ""])
def test_the_way_back_stays_here(known: Service, back: str) -> None:
    assert known.get(f"/-/language/en?back={back}", follow=False)[2]["location"] == "/"


def test_language_is_chosen_by_nobody_but_the_reader() -> None:
    assert [chosen(each) for each in ({}, {"language": "en"}, {"language": "xx"})] == [
        "nl",
        "en",
        "nl",
    ]
    assert Words("nl").number(1234.5) == "1.234,5"
    assert Words("en").number(1234.5) == "1,234.5"
    assert Words("en").count("%(n)s rij", "%(n)s rijen", 2) == "2 rows"
    assert Words("en").say("Dit kent niemand.") == "Dit kent niemand."


def test_templates_hold_no_words_outside_the_catalogue() -> None:
    """Every text between tags goes through `_`, so that it can be said in another language."""
    strays = {}
    for file in Path(REPOSITORY / "datasets/datasette/templates").glob("*.html"):
        text = re.sub(r"(?s)\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}|<pre.*?</pre>", "", file.read_text())
        found = re.findall(r">([^<>]*[A-Za-z]{3,}[^<>]*)<", text)
        strays[file.name] = {word.strip() for word in found}
    assert set().union(*strays.values()) == {
        "· Gesprekstafel", ".bib", "CSV", "Datasette", "Excel", "JSON", "Jupyter", "Python",
    }  # fmt: skip
