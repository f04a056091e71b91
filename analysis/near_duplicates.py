"""Statements handed in twice: word for word, or the same sentence in other words.

Two statements about the same subject are no duplicates, so precision goes before recall. Whatever
the evidence, two statements that differ in a number, a denial, one word or the order of words are
no pair: there the difference may be the point. Beyond that there are two kinds of evidence:

- shared words, to be pointed at: Dice's coefficient over lemmas of content words with `DAMPING`
  added to the denominator, so that few shared words are never enough,

      score = 2 · shared / (words of one + words of the other + DAMPING)

- what the sentence encoder makes of them, where there are vectors: the cosine of half-whitened
  vectors. Sentences about one subject lie below .70, the same sentence in other words above it.

The command `bench themes` measures both on 80 pairs of our own writing, on the 97 statements of the
2018 round tables (two known pairs) and on 701 sentences of SIB-200 (two pairs).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import combinations
from math import exp
from typing import Literal

import numpy as np

from analysis.blocks import blocks
from analysis.exchange.numerals import NUMERALS
from analysis.features import Vectors, load_background, unit, whiten

THRESHOLD = 0.5
DAMPING = 6
COMPOUND_SHARE = 0.7  # what two compounds with the same first part count for
COMPOUND_PREFIX = 7  # characters
SPELLING = 0.85  # two words this alike are one word, misspelt
SAME_MEANING = 0.76  # the cosine from which two statements are proposed as a pair
EVEN = 0.72  # the cosine at which they are as likely to say the same as not
WIDTH = 0.04

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")

# Words that carry no subject. Function words only: what a text is about is never in here.
_FUNCTION = """
    de het een en of van in op te aan met voor door bij om tot uit over dat die dit deze er is zijn
    was waren wordt worden werd werden geworden heeft hebben had kan kunnen kon zou zouden moet
    moeten moest wil willen zal zullen gaat gaan we wij je jij u men zij ze hij hun haar als dan ook
    maar wel nog al zo naar waar wat wie hoe welke daar hier elkaar zich ons onze ik mij binnen
    tussen via rond steeds daarvoor hiervoor waarin daarin hierin
"""
# Words that turn a sentence round: both statements must have the same ones.
_TURNING = """
    niet geen nooit niemand niets nergens zonder meer minder meest minst januari februari maart
    april mei juni juli augustus september oktober november december
"""
_FUNCTION_WORDS = frozenset(_FUNCTION.split())
_TURNING_WORDS = frozenset(_TURNING.split()) | NUMERALS.keys()


@dataclass(frozen=True)
class DuplicatePair:
    """Two positions in the texts, `first < second`; the score, ½ … 1, is how likely they say the
    same: 1 for an exact pair.
    """

    first: int
    second: int
    kind: Literal["exact", "near"]
    score: float


@dataclass(frozen=True)
class _Words:
    content: tuple[str, ...]  # lemmas in the order of the text
    turning: frozenset[str]  # turning words and numbers


def find_duplicates(texts: Sequence[str]) -> list[DuplicatePair]:
    """Pairs of texts that say the same, in the order of the texts.

    Of texts that are exactly alike, each later one is paired with the first; near pairs are
    looked for among what is then distinct.

    :param texts: n statements, verbatim.
    """
    first_with: dict[str, int] = {}
    pairs = []
    for position, text in enumerate(texts):
        first = first_with.setdefault(normalise(text), position)
        if first != position:
            pairs.append(DuplicatePair(first, position, "exact", 1.0))
    distinct = sorted(first_with.values())
    words = {position: _words(texts[position]) for position in distinct}
    for one, other in _candidates(words):
        score = _score(words[one], words[other])
        if score >= THRESHOLD:
            pairs.append(DuplicatePair(one, other, "near", round(score, 3)))
    return sorted(pairs, key=lambda pair: (pair.first, pair.second))


def near_duplicates(texts: Sequence[str], vectors: Vectors) -> list[DuplicatePair]:
    """As :func:`find_duplicates`, and pairs that say the same in other words.

    :param vectors: float32 (n, 384), from the encoder.
    """
    found = {(pair.first, pair.second): pair for pair in find_duplicates(texts)}
    repeated = {pair.second for pair in found.values() if pair.kind == "exact"}
    whitened = unit(whiten(vectors, load_background()))
    for rows in blocks(len(texts)):
        cosines = whitened[rows] @ whitened.T
        for row, other in np.argwhere(cosines >= SAME_MEANING).tolist():
            first = rows.start + row
            if first >= other or not repeated.isdisjoint((first, other)):
                continue
            if _may_say_the_same(_words(texts[first]), _words(texts[other])):
                sure = round(likelihood(float(cosines[row, other])), 3)
                known = found.get((first, other))
                if known is None or known.score < sure:
                    found[first, other] = DuplicatePair(first, other, "near", sure)
    return sorted(found.values(), key=lambda pair: (pair.first, pair.second))


def likelihood(cosine: float) -> float:
    """How likely two statements say the same, from the cosine of their half-whitened vectors."""
    return 1 / (1 + exp((EVEN - cosine) / WIDTH))


def _may_say_the_same(one: _Words, other: _Words) -> bool:
    return one.turning == other.turning and not _is_contrast(one.content, other.content)


def normalise(text: str) -> str:
    """The text without differences in white space, case and punctuation at the end."""
    return " ".join(text.split()).casefold().rstrip(" .,;:!?…")


def _words(text: str) -> _Words:
    found = [word.casefold() for word in _WORD.findall(text)]
    content = tuple(
        _lemma(word) for word in found if word not in _FUNCTION_WORDS and word not in _TURNING_WORDS
    )
    turning = _TURNING_WORDS.intersection(found).union(_DIGITS.findall(text))
    return _Words(content, frozenset(turning))


@lru_cache(maxsize=50_000)
def _lemma(word: str) -> str:
    from simplemma import lemmatize  # reads its dictionary on first use: half a second

    return str(lemmatize(word, lang="nl")).casefold()


def _candidates(words: dict[int, _Words]) -> Iterator[tuple[int, int]]:
    """Pairs worth comparing: the same turning words, and some content word in common."""
    by_turning: dict[frozenset[str], list[int]] = defaultdict(list)
    for position, each in words.items():
        if each.content:
            by_turning[each.turning].append(position)
    for alike in by_turning.values():
        for one, other in combinations(alike, 2):
            sizes = sorted((len(set(words[one].content)), len(set(words[other].content))))
            # Even if all words of the shorter are shared, the score must be able to pass.
            if 2 * sizes[0] < THRESHOLD * sum(sizes) and sizes[0] != sizes[1]:
                continue
            if not set(words[one].content).isdisjoint(words[other].content):
                yield one, other


def _score(one: _Words, other: _Words) -> float:
    """Between 0 and 1; 1 when the content words are the same in the same order."""
    if one.content == other.content:
        return 1.0 if len(one.content) > 1 else 0.0
    if _is_contrast(one.content, other.content):
        return 0.0
    first, second = set(one.content), set(other.content)
    return 2 * _shared(first, second) / (len(first) + len(second) + DAMPING)


def _is_contrast(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether only one word differs, or only the order: then the difference is the point.

    ("De directeur kiest" against "De student kiest".) A misspelt word is no difference, unless
    it is a denial ("voldoende" against "onvoldoende").
    """
    if len(one) != len(other):
        return False
    if Counter(one) == Counter(other):
        return True
    different = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if len(different) > 1:
        return False
    a, b = different[0]
    if "on" + a == b or "on" + b == a:
        return True
    return SequenceMatcher(None, a, b).ratio() < SPELLING


def _shared(one: set[str], other: set[str]) -> float:
    """How many words both have; compounds with the same first part count for a share."""
    shared = float(len(one & other))
    left = sorted(other - one)
    for word in sorted(one - other):
        for candidate in left:
            if _same_first_part(word, candidate):
                shared += COMPOUND_SHARE
                left.remove(candidate)
                break
    return shared


def _same_first_part(a: str, b: str) -> bool:
    alike = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), None)
    length = min(len(a), len(b)) if alike is None else alike
    return length >= COMPOUND_PREFIX and length >= 0.6 * max(len(a), len(b))
