"""Which language a page of the data service speaks, and its words in that language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from io import BufferedIOBase
from typing import Any

import yaml
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

from analysis.release_tables import TABLES
from analysis.release_views import VIEWS
from collector.config import DATASETS
from collector.languages import LANGUAGE_COOKIE, LANGUAGES

CATALOGUES = DATASETS / "datasette" / "translations"


class Words:
    """The words of the pages in one language; Dutch is what stands in the code."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogue = _catalogue(language)

    def say(self, text: str, **values: object) -> str:
        """`text` in this language, with its `%(name)s` filled in; Dutch when it is not known."""
        said = self._catalogue.gettext(text) if text else ""
        return said % values if values else said

    def count(self, one: str, more: str, n: int) -> str:
        """For so many: `%(n)s rij`, `%(n)s rijen`."""
        return self._catalogue.ngettext(one, more, n) % {"n": self.number(n)}

    def number(self, value: float) -> str:
        """As a reader of this language writes it: `1.000,5` or `1,000.5`."""
        return str(format_decimal(value, locale=self.language))


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(CATALOGUES, [language])


def chosen(cookies: Mapping[str, str]) -> str:
    """Dutch, or the language that somebody chose; what a browser says it prefers is no choice."""
    found = cookies.get(LANGUAGE_COOKIE, "")
    return found if found in LANGUAGES else next(iter(LANGUAGES))


def words_of_metadata(
    file: BufferedIOBase, _keywords: object, _comments: object, options: object
) -> Iterator[tuple[int, None, str, list[str]]]:
    """For Babel: what metadata.yaml says to people, and what stands in every release.

    The descriptions of tables and columns come from the release itself; those of this version are
    in the catalogue, and another version's stay Dutch.
    """
    metadata = yaml.safe_load(file)
    for text in dict.fromkeys((*_said(metadata), *_described())):
        yield 1, None, text, []


def _said(metadata: dict[str, Any]) -> Iterator[str]:
    yield metadata["title"]
    yield from metadata["labels"].values()
    yield from metadata["values"]
    for table in metadata["tables"].values():
        yield table["title"]
    for group in metadata["queries"]:
        yield group["title"]
        for query in group["queries"].values():
            yield from (query["title"], query["description"].strip())


def _described() -> Iterator[str]:
    for table in TABLES:
        yield table.description
        yield from (column.description for column in table.columns)
    for view in VIEWS:
        yield view.description
        yield from view.columns.values()
