"""The catalogue of English: complete, with the same placeholders, and compiled as it stands."""

from __future__ import annotations

import io
import re
import tomllib
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from jinja2 import Environment

REPOSITORY = Path(__file__).parents[2]
TEMPLATES = REPOSITORY / "forms" / "templates"
WORDS = REPOSITORY / "forms" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
MEND = "run `make translations`, fill in what is empty in messages.po, and run it again"


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with WORDS.open("rb") as file:
        return read_po(file, locale="en")


@pytest.fixture(scope="module")
def in_code() -> set[str | tuple[str, ...]]:
    """Every message that stands in the code, found as `make translations` finds them."""
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["tool"]["babel"]
    makefile = (REPOSITORY / "Makefile").read_text()
    calls = re.search(r"^CALLS := (.*)$", makefile, re.MULTILINE)
    assert calls
    methods = [
        (pattern, mapping["method"])
        for mapping in settings["mappings"]
        for pattern in (
            [mapping["pattern"]] if isinstance(mapping["pattern"], str) else mapping["pattern"]
        )
    ]
    found = extract_from_dir(REPOSITORY, methods, {}, parse_keywords(calls[1].split()))
    return {message for _file, _line, message, _comments, _context in found}


def test_every_message_is_in_the_catalogue_and_no_other(
    catalogue: Catalog, in_code: set[str | tuple[str, ...]]
) -> None:
    there = {message.id for message in catalogue if message.id}
    assert in_code - there == set(), MEND
    assert there - in_code == set(), MEND
    assert list(catalogue.obsolete) == [], MEND


def test_every_message_is_translated_and_none_is_a_guess(catalogue: Catalog) -> None:
    strings = {
        message.id: [message.string] if isinstance(message.string, str) else message.string
        for message in catalogue
        if message.id
    }
    assert [each for each, texts in strings.items() if not texts or not all(texts)] == [], MEND
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []


def test_placeholders_are_the_same_on_both_sides(catalogue: Catalog) -> None:
    def places(text: str) -> set[str]:
        return set(re.findall(r"%\(\w+\)[a-z]|\{\w+\}|%%|\n", text))

    wrong = [
        message.id
        for message in catalogue
        if message.id and isinstance(message.id, str) and isinstance(message.string, str)
        if places(message.id) != places(message.string)
    ]
    assert wrong == []
    for message in catalogue:
        if message.id and isinstance(message.id, tuple):
            wanted = places(message.id[-1])
            assert places(message.string[-1]) == wanted
            assert places(message.string[0]) <= wanted


_COUNT = re.compile(
    r"(?:%\((?!name\))\w+\)s|\{(?!name|place)\w+\}|\b0) (?:nieuwe |verzonnen |losse )?"
    r"(?!open|eens|gevonden|nagekeken|overgeslagen)([a-z]+(?:en|ens|ers|es|['’]s))\b"
)
"""A number and a word in the plural: that is wrong when the number is 1."""
_NEVER_ONE = (
    "ten minste",
    "hoogstens",  # days that a backup is kept: two or more
    "onder de",
    "minder dan",
    "korter dan",
    "tot en met",
    "Vanaf",
    "vanaf",
    "passen",
    "heeft",
    "Kies 2 tot",
    "Nog {n}",  # its neighbour `left-one` says it of one
    "Dit zijn",  # longer than what fits
    "losse",  # a list has two lines or more
    "Het zijn nu {n}",
    "Er is plaats voor {free}",
    "Het vak is vol",
    "0 stemmen",  # its neighbour `data-one` says it of one
    "blijken %(n)s groepen",  # one group is no groups
    "Klaar: %(n)s",  # always as many
    "valt in %(n)s delen",  # one part is no split
    "%(limit)s",
    "meer dan",
    "hooguit",
    "buiten de zaal",
    "%(day)s",
)
"""What stands in a message whose number is a bound, or known to be two or more."""


def test_a_number_before_a_word_in_the_plural_has_a_word_for_one(catalogue: Catalog) -> None:
    assert _COUNT.search("%(n)s uitspraken in het thema")
    assert _COUNT.search("{n} thema's")
    assert not _COUNT.search("%(name)s weghalen")
    wrong = [
        message.id
        for message in catalogue
        if isinstance(message.id, str) and _COUNT.search(message.id)
        if not any(words in message.id for words in _NEVER_ONE)
    ]
    assert wrong == []


def test_what_is_compiled_is_what_was_written(catalogue: Catalog) -> None:
    fresh = io.BytesIO()
    write_mo(fresh, catalogue)
    fresh.seek(0)
    with WORDS.with_suffix(".mo").open("rb") as file:
        compiled = [(m.id, m.string) for m in read_mo(file) if m.id]
    assert compiled == [(m.id, m.string) for m in read_mo(fresh) if m.id], MEND


_ATTRIBUTE = re.compile(r"[\w-]+=\"[^\"]*\"")
"""What a macro gives to an element that stands elsewhere."""
_NOT_TEXT = re.compile(
    r"\{%-? *block (?:body_class|body_attributes|home) *-?%\}.*?\{%-? *endblock *-?%\}",
    re.DOTALL,
)
_SPOKEN = re.compile(r"""\b(?:alt|aria-label|placeholder|title)="([^"]*)\"""")
_SAME_IN_EVERY_LANGUAGE = {
    *("Gesprekstafel", "Ctrl", "Z", "Y"),
    *("ATLAS", "ti", "LimeSurvey", "MAXQDA", "NVivo"),
}
_ENDING = re.compile(r"(?<!\w)\.[a-z]{2,5}\b")
"""Of the name of a file."""


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.stem)
def test_templates_have_no_words_outside_the_catalogue(path: Path) -> None:
    source = _NOT_TEXT.sub("", path.read_text())
    parts = [
        value if kind == "data" else "\0" if kind == "variable_begin" else ""
        for _line, kind, value in Environment().lex(source)
    ]
    page = re.sub(r"<(script|style)\b.*?</\1>", "", "".join(parts), flags=re.DOTALL)
    texts = [*re.sub(r"<[^>]*>", "\n", page).split("\n"), *_SPOKEN.findall(page)]
    words = {
        word
        for text in texts
        for word in re.findall(r"[^\W\d_]{2,}", _ENDING.sub("", _ATTRIBUTE.sub("", text)))
    }
    assert words - _SAME_IN_EVERY_LANGUAGE == set()


_LITERAL = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|`(?:[^`\\]|\\.)*`')


def test_scripts_have_no_words_of_their_own(catalogue: Catalog) -> None:
    """What a script says comes from the page: `data-…`, or an element that it shows."""
    static = REPOSITORY / "forms" / "static"
    literals = {
        literal[1:-1].strip()
        for path in static.rglob("*.js")
        if "vendor" not in path.parts
        for literal in _LITERAL.findall(re.sub(r"^\s*//.*$", "", path.read_text(), flags=re.M))
    }
    sentences = {m.id for m in catalogue if m.id and isinstance(m.id, str) and " " in m.id}
    assert literals & sentences == set()
    assert [
        text for text in literals if re.fullmatch(r"[A-Z][a-z’]+( [a-z’]+)+[.…!?]?", text)
    ] == []
