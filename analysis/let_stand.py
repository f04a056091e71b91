"""What people of a programme let stand: a word kept twice is no longer flagged there.

Only words are learnt, and only flags go: what has a digit, an at sign or a full stop in it
(addresses, numbers, accounts, e-mail) is never learnt, and what is certain stays found.
"""

from collections import Counter
from collections.abc import Collection, Iterable

from analysis.folding import fold
from analysis.spans import Kind, Span

ENOUGH = 2
"""In how many different statements a person has to keep a word."""

_MAY_STAND = frozenset((Kind.NAME, Kind.SCHOOL, Kind.PLACE))


def let_stand(kept: Iterable[Collection[str]]) -> frozenset[str]:
    """The words, folded and in lower case, that were kept often enough.

    :param kept: per statement the slices of its text that a person kept, verbatim.
    """
    counted = Counter(word for slices in kept for word in {_plain(one) for one in slices})
    return frozenset(
        word for word, times in counted.items() if times >= ENOUGH and _only_words(word)
    )


def without_let_stand(
    spans: tuple[Span, ...], text: str, words: Collection[str]
) -> tuple[Span, ...]:
    """``spans`` of ``text`` without the flags that are one of ``words``."""
    if not words:
        return spans
    return tuple(
        span
        for span in spans
        if span.certain
        or span.kind not in _MAY_STAND
        or _plain(text[span.start : span.end]) not in words
    )


def _plain(text: str) -> str:
    return fold(text).text.lower().strip()


def _only_words(text: str) -> bool:
    return bool(text) and all(sign.isalpha() or sign in " '-" for sign in text)
