"""How fast one can guess: from one address, from a thousand; and what that finds in a day."""

from __future__ import annotations

import pytest

from collector.access import ALPHABET, CODES, RECEIPT_LENGTH
from collector.spoken_codes import WORDS_IN_A_CODE, words
from forms import wrong_codes
from forms.wrong_codes import AT_ONCE, FEW, SECONDS_EACH, TOTAL_AT_ONCE, WrongCodes, network_of

DAY = 24 * 60 * 60


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Guesser:
    """Gives another wrong code as soon as it may, from each of its addresses."""

    def __init__(self, guessed: WrongCodes, *addresses: str) -> None:
        self.guessed, self.addresses, self.tried = guessed, addresses, 0

    def go_on(self) -> None:
        for address in self.addresses:
            while self.guessed.wait_for(address) == 0:
                self.guessed.note(address, f"code {self.tried}")
                self.tried += 1


def in_a_day(addresses: int, step: int) -> int:
    """Codes that are tried in a day, by who looks every so many seconds whether he may go on."""
    clock = Clock()
    guesser = Guesser(WrongCodes(clock), *(f"10.{n >> 8}.{n & 255}.1" for n in range(addresses)))
    for _ in range(DAY // step):
        guesser.go_on()
        clock.seconds += step
    return guesser.tried


def test_a_hall_of_mistakes_goes_by_and_then_it_is_slow() -> None:
    clock = Clock()
    guessed = WrongCodes(clock)
    guesser = Guesser(guessed, "10.0.0.1")
    guesser.go_on()
    assert guesser.tried == AT_ONCE
    assert guessed.wait_for("10.0.0.1") == SECONDS_EACH
    assert guessed.wait_for("10.0.0.2") == 0
    clock.seconds += SECONDS_EACH
    guesser.go_on()
    assert guesser.tried == AT_ONCE + 1


def test_the_same_wrong_code_counts_once() -> None:
    """A hall that scans an old poster; pages that stay open when their meeting is erased."""
    guessed = WrongCodes(Clock())
    for _ in range(10 * AT_ONCE):
        guessed.note("10.0.0.1", "abcdef")
    assert guessed.wait_for("10.0.0.1") == 0
    guesser = Guesser(guessed, "10.0.0.1")
    guesser.go_on()
    assert guesser.tried == AT_ONCE - 1


def test_of_ipv6_a_whole_connection_is_one() -> None:
    assert network_of("2001:db8:1:2:3:4:5:6") == network_of("2001:db8:1:2::9")
    assert network_of("2001:db8:1:2::9") != network_of("2001:db8:1:3::9")
    assert network_of("::ffff:10.0.0.1") == network_of("10.0.0.1") == "10.0.0.1"
    assert network_of("") == ""


def test_a_day_of_guessing_from_one_address_finds_nothing() -> None:
    tried = in_a_day(1, 10)
    assert tried == AT_ONCE + DAY / SECONDS_EACH - 1 == 3_119
    assert chance(tried, 1_000, CODES) < 0.005  # of a thousand meetings
    assert chance(tried, 200, len(words()) ** WORDS_IN_A_CODE) < 0.0005  # of 200 partnerships
    assert chance(tried, 1_000_000, len(ALPHABET) ** RECEIPT_LENGTH) < 1e-12  # of a million


def test_a_day_of_guessing_from_a_thousand_addresses_finds_little() -> None:
    tried = in_a_day(1_000, 600)
    assert tried < 17_500
    assert chance(tried, 1_000, CODES) < 0.027
    assert chance(tried, 200, len(words()) ** WORDS_IN_A_CODE) < 0.0027


def chance(tried: int, there_are: int, of: int) -> float:
    """That at least one of the codes there are is among those tried, none of them twice."""
    return 1 - (1 - there_are / of) ** tried


def test_while_many_addresses_guess_a_hall_with_a_typing_error_goes_on() -> None:
    clock = Clock()
    guessed = WrongCodes(clock)
    botnet = Guesser(guessed, *(f"10.{n >> 8}.{n & 255}.1" for n in range(1_000)))
    for _ in range(10):
        botnet.go_on()
        clock.seconds += 60
    assert botnet.tried > TOTAL_AT_ONCE
    for number in range(FEW):
        assert guessed.wait_for("192.0.2.1") == 0
        guessed.note("192.0.2.1", f"mistake {number}")
    assert guessed.wait_for("192.0.2.1") > 0


def test_it_forgets_the_oldest_wrong_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wrong_codes, "REMEMBERED", 2)
    guessed = WrongCodes(Clock())
    for _ in range(AT_ONCE):
        for code in "abc":
            guessed.note("10.0.0.1", code)
    assert guessed.wait_for("10.0.0.1") > 0
