"""The code of a partnership: three Dutch words that people can say to each other.

There are 1,097 words, so 1,097 ** 3 = 1.32 * 10 ** 9 codes (30.3 bits). Whoever guesses at `/p` has
every partnership of the service for a target: with 200 partnerships one guess in 6.6 million is
right. `forms.wrong_codes` lets one address guess 3,119 times in the first day, and a thousand
addresses together 16,865 times: a chance of 0.05 % and of 0.26 % that one partnership is found.
Understanding a slip gives nothing away, as whatever is typed is read as one code at most.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from functools import cache

from collector.config import DATASETS

WORDS_IN_A_CODE = 3
_LETTERS = re.compile(r"[a-z]+")
_SOUNDS = (("ei", "ij"), ("y", "ij"), ("au", "ou"), ("ch", "g"))
"""Spellings that the ear does not tell apart."""


@cache
def words() -> tuple[str, ...]:
    text = (DATASETS / "spoken_words.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if not line.startswith("#"))


@cache
def _known() -> frozenset[str]:
    return frozenset(words())


def new_spoken_code() -> str:
    """As it is stored and stands in an address: `tulp-egel-wekker`. No word comes twice."""
    return "-".join(secrets.SystemRandom().sample(words(), WORDS_IN_A_CODE))


def in_speech(code: str) -> str:
    """As people read it: `tulp egel wekker`."""
    return code.replace("-", " ")


def read_spoken_code(typed: str) -> str:
    """The code that somebody typed, in its order; "" when it cannot be one.

    Capitals, diacritics and what stands between the words do not matter. A word that is not in the
    list is read as the one word that is a letter away from it, by its letters or by its sound.
    """
    plain = unicodedata.normalize("NFKD", typed.lower())
    found = _LETTERS.findall("".join(one for one in plain if not unicodedata.combining(one)))
    if len(found) != WORDS_IN_A_CODE:
        return _run_together("".join(found))
    understood = [_understood(one) for one in found]
    return "-".join(understood) if all(understood) else ""


def _run_together(letters: str) -> str:
    """Three words without spaces, or with one where there is none ("boom hut"), if they can be read
    in one way only."""
    length = len(letters)
    found = [
        (letters[:first], letters[first:second], letters[second:])
        for first in range(3, min(length, 9))
        for second in range(first + 3, min(length, first + 9))
    ]
    read = [parts for parts in found if _known().issuperset(parts)]
    return "-".join(read[0]) if len(read) == 1 else ""


def _understood(typed: str) -> str:
    """The word of the list that is meant; "" when it can be none, or more than one."""
    if typed in _known():
        return typed
    meant = [word for word in words() if near(typed, word) or near(sound(typed), sound(word))]
    return meant[0] if len(meant) == 1 else ""


def sound(word: str) -> str:
    """A word with one spelling for what the ear does not tell apart."""
    for spelling, same in _SOUNDS:
        word = word.replace(spelling, same)
    return word


def near(one: str, other: str) -> bool:
    """Whether a letter more, less, another or two that changed places make one into the other
    (optimal string alignment distance of at most 1)."""
    if abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    begin = _same(short, long)
    end = _same(short[begin:][::-1], long[begin:][::-1])
    left, right = short[begin : len(short) - end], long[begin : len(long) - end]
    return max(len(left), len(right)) <= 1 or (len(left) == 2 and left == right[::-1])


def _same(one: str, other: str) -> int:
    """How many letters they begin with in common."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
