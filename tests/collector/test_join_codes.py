"""The code of a meeting: every one as likely, no words, and never one that is taken."""

from __future__ import annotations

import math
import sqlite3
from collections import Counter
from itertools import cycle, product

import pytest

from collector import access
from collector.access import (
    ALPHABET,
    CODE_LENGTH,
    CODES,
    RECEIPT_LENGTH,
    VOWELS,
    new_code,
    new_receipt,
    new_screen_key,
)
from collector.programmes import create_programme
from collector.queries import meetings

DRAWN = 20_000


def vowels(code: str) -> int:
    return sum(letter in VOWELS for letter in code)


def test_how_hard_they_are_to_guess() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 30
    consonants = len(ALPHABET) - len(VOWELS)
    assert (
        sum(
            math.comb(CODE_LENGTH, count)
            * len(VOWELS) ** count
            * consonants ** (CODE_LENGTH - count)
            for count in (0, 1)
        )
        == CODES
    )
    assert math.log2(CODES) > 29.2
    assert RECEIPT_LENGTH * math.log2(len(ALPHABET)) > 78
    assert len(new_screen_key()) * math.log2(len(ALPHABET)) > 98


def test_every_character_comes_as_often_in_every_place() -> None:
    """Chi-squared, 29 degrees of freedom: 80 comes once in a million times; sixteen places."""
    receipts = [new_receipt() for _ in range(DRAWN)]
    expected = DRAWN / len(ALPHABET)
    for place in range(RECEIPT_LENGTH):
        drawn = Counter(receipt[place] for receipt in receipts)
        assert sum((drawn[one] - expected) ** 2 / expected for one in ALPHABET) < 80, place


def test_of_the_codes_that_may_be_every_one_is_as_likely() -> None:
    """With a vowel in the first place, in another, or in none: as often as there are such codes."""
    codes = [new_code() for _ in range(DRAWN)]
    assert max(map(vowels, codes)) == 1
    share = 27**6 / CODES
    without = sum(vowels(code) == 0 for code in codes) / DRAWN
    assert abs(without - share) < 6 * math.sqrt(share * (1 - share) / DRAWN)
    for place, vowel in product(range(CODE_LENGTH), VOWELS):
        share = 27**5 / CODES
        found = sum(code[place] == vowel for code in codes) / DRAWN
        assert abs(found - share) < 6 * math.sqrt(share * (1 - share) / DRAWN)
    assert DRAWN - len(set(codes)) <= 8  # 0.3 pairs are expected


def test_what_is_mistaken_for_another_is_not_in_it() -> None:
    assert not set("ilou01") & set(ALPHABET)
    assert set("aeiouy") & set(ALPHABET) == VOWELS


def test_a_code_that_is_taken_is_drawn_again(
    fresh_db: sqlite3.Connection,
    templates: dict,
    instruments: dict,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = create_programme(fresh_db, templates["round-table"], instruments)
    taken = meetings.meetings(fresh_db, first)[0]["code"]
    drawn = iter([taken, "kaneer", "zzzzzz"])  # taken, a word, and then one that can be had
    monkeypatch.setattr(access, "_random", lambda length: next(drawn, "x" * length))
    monkeypatch.setattr(access, "new_screen_key", cycle(["k" * 20]).__next__)
    second = create_programme(fresh_db, templates["round-table"], instruments)
    assert [row["code"] for row in meetings.meetings(fresh_db, second)] == ["zzzzzz"]
