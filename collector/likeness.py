"""Which statements say nearly the same, by their words alone: suggestions for merging."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from collector.queries.statements import Statement

ALIKE = 0.6
"""From this share of words in common on (Jaccard), two statements are worth a look together."""
LEAST_WORDS = 4


def words(text: str) -> frozenset[str]:
    """The words of a text, without capitals, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return frozenset(re.findall(r"[a-z0-9]+", "".join(c for c in plain if c.isascii())))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """0 (nothing in common) to 1 (the same words); short texts only count when they are equal."""
    if one == other:
        return 1.0 if one else 0.0
    if min(len(one), len(other)) < LEAST_WORDS:
        return 0.0
    return len(one & other) / len(one | other)


class LookAlikes:
    """The statements of a programme, ready to be compared."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self._words = [(one, words(one.text)) for one in statements]

    def of(self, statement: Statement, limit: int = 3, least: float = ALIKE) -> list[Statement]:
        """The most alike first; never the statement itself."""
        own = words(statement.text)
        found = [
            (likeness(own, other), one) for one, other in self._words if one.id != statement.id
        ]
        found = [pair for pair in found if pair[0] >= least]
        found.sort(key=lambda pair: (-pair[0], pair[1].id))
        return [one for _, one in found[:limit]]


def containing(statements: Sequence[Statement], search: str) -> list[Statement]:
    """Those that have every word of the search in them, also as part of a word."""
    wanted = words(search)
    return [
        one
        for one in statements
        if all(any(part in word for word in words(one.text)) for part in wanted)
    ]
