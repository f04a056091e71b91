"""Themes as a release holds them where it was promised that nothing goes out word for word."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence

from analysis.disclosure import Rules, Withheld, retold
from analysis.public_statements import (
    NOTHING_TOLD,
    PublicTexts,
    PublicTheme,
    ToldBefore,
    placed_in,
    plain_words,
    why_not,
)
from collector.queries.statements import statements
from collector.queries.themes import Theme, themes
from collector.records import StatementState

_MOST_WORDS_ALIKE = 4  # a name with more words than these, in a row in a statement, is a quotation


def themes_without_words(
    connection: sqlite3.Connection,
    programme: int,
    rules: Rules,
    chance: random.Random,
    clean: Callable[[str], str],
    earlier: ToldBefore = NOTHING_TOLD,
) -> PublicTexts:
    """As `public_texts`, without a sentence or phrase of anybody: names of themes, and how many
    statements each holds, rounded.

    :param chance: not needed: there is nothing to shuffle.
    """
    collected = statements(connection, programme, states=tuple(StatementState))
    found = themes(connection, programme)
    themes_of = placed_in(connection, programme, found)
    sizes = Counter(
        theme
        for each in collected
        if each.state == StatementState.APPROVED
        for theme in themes_of.get(each.id, ())
    )
    kept = [theme for theme in found if sizes[theme.id] >= rules.part_size]
    said = [f" {plain_words(each.text)} " for each in collected]
    public = [
        _public(theme, _name(theme, place, said, clean), sizes[theme.id], rules, earlier)
        for place, theme in enumerate(kept, start=1)
    ]
    why = "Aan deelnemers is beloofd dat niets woordelijk wordt gepubliceerd."
    promised = Withheld("Alle uitspraken, woordelijk", why)
    return PublicTexts((), tuple(public), (promised, *why_not(collected, rules, earlier)))


def _public(theme: Theme, name: str, size: int, rules: Rules, earlier: ToldBefore) -> PublicTheme:
    return PublicTheme(
        name=name,
        status="vastgesteld" if theme.state == "accepted" else "voorstel",
        central_statement=None,
        statements=0,
        content=0,
        process=0,
        collected=retold(size, rules.part_size, rules, earlier.collected, name),
        key_phrases=(),
    )


def _name(theme: Theme, place: int, said: Sequence[str], clean: Callable[[str], str]) -> str:
    """What a facilitator called it; a number when that quotes somebody, or was made of words."""
    words = plain_words(theme.name)
    quotes = any(f" {words} " in text or text in f" {words} " for text in said)
    if not theme.named or (quotes and len(words.split()) > _MOST_WORDS_ALIKE):
        return f"Thema {place}"
    return clean(theme.name)
