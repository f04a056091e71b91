"""Three words: which there are, and how they are understood."""

from __future__ import annotations

import itertools
import math
import re

import pytest

from collector.spoken_codes import (
    in_speech,
    near,
    new_spoken_code,
    read_spoken_code,
    sound,
    words,
)


def test_there_are_enough_words_and_each_is_easy_to_type() -> None:
    assert len(words()) == len(set(words())) == 1097
    assert round(math.log2(len(words()) ** 3), 1) == 30.3
    assert [one for one in words() if not re.fullmatch(r"[a-z]{3,8}", one)] == []
    assert list(words()) == sorted(words())


def test_no_two_words_are_a_slip_apart() -> None:
    alike = [
        pair
        for pair in itertools.combinations(words(), 2)
        if near(*pair) or near(sound(pair[0]), sound(pair[1]))
    ]
    assert alike == []


def test_no_word_stands_in_the_plural_too() -> None:
    known = set(words())
    endings = ("en", "s", "je", "eren")
    plurals = [one for one in words() for end in endings if one + end in known]
    plurals += [one for one in words() if one + one[-1] + "en" in known]
    assert plurals == []


def test_a_new_code_has_three_different_words_and_is_read_back() -> None:
    made = {new_spoken_code() for _ in range(200)}
    assert len(made) == 200
    for code in made:
        assert len(set(code.split("-"))) == 3
        assert read_spoken_code(code) == read_spoken_code(in_speech(code).upper()) == code


@pytest.mark.parametrize(
    "typed",
    [
        "tulp egel wekker",
        "  Tulp   EGEL\twekker ",
        "tulp-egel-wekker",
        "tulp. egel. wekker.",
        "Tûlp, ègel, wékker!",
        "tulpegelwekker",
        "tulp egelwekker",
        "tulpp egel wekker",  # a letter more
        "tulp egel wekke",  # one less
        "tulp ebel wekker",  # another
        "tulp egel wekekr",  # two that changed places
        "tulp eegl wekker",
    ],
)
def test_it_is_understood_as_it_was_meant(typed: str) -> None:
    assert read_spoken_code(typed) == "tulp-egel-wekker"


def test_the_order_counts() -> None:
    assert read_spoken_code("egel tulp wekker") == "egel-tulp-wekker"


def test_the_ear_does_not_tell_some_spellings_apart() -> None:
    assert read_spoken_code("trijn blouw tulp") == "trein-blauw-tulp"
    assert read_spoken_code("egel zijl tulp") == "egel-zeil-tulp"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "tulp egel",
        "tulp egel wekker kaas",
        "tulp egel xyzzyx",
        "tulp egel wkr",  # two letters away
        "1 2 3",
        "\x00 \u202e 💥",
        "tulp" * 30_000,
        "<b>tulp</b>",
    ],
)
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read_spoken_code(typed) == ""


def test_a_slip_between_two_words_is_not_guessed() -> None:
    between = [
        (one, other)
        for one, other in itertools.combinations(words(), 2)
        if len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 2
    ]
    one, other = between[0]
    places = [n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    mixed = one[: places[0]] + other[places[0]] + one[places[0] + 1 :]
    assert near(mixed, one)
    assert near(mixed, other)
    assert read_spoken_code(f"{mixed} tulp wekker") == ""


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("tulp", "tulp", True),
        ("tulp", "tulpp", True),
        ("tulp", "ulp", True),
        ("tulp", "talp", True),
        ("tulp", "tupl", True),
        ("tulp", "tlpu", False),
        ("tulp", "tu", False),
        ("", "t", True),
        ("abcd", "badc", False),
    ],
)
def test_a_letter_apart(one: str, other: str, expected: bool) -> None:
    assert near(one, other) is near(other, one) is expected
