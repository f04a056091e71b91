"""How fast one address can guess."""

from __future__ import annotations

from forms import wrong_codes
from forms.wrong_codes import AT_ONCE, SECONDS_EACH, WrongCodes


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_a_hall_of_mistakes_goes_by_and_then_it_is_slow() -> None:
    clock = Clock()
    guessed = WrongCodes(clock)
    for _ in range(AT_ONCE):
        assert guessed.wait_for("10.0.0.1") == 0
        guessed.note("10.0.0.1")
    assert guessed.wait_for("10.0.0.1") == SECONDS_EACH
    assert guessed.wait_for("10.0.0.2") == 0
    clock.seconds += SECONDS_EACH
    assert guessed.wait_for("10.0.0.1") == 0
    guessed.note("10.0.0.1")
    assert guessed.wait_for("10.0.0.1") == SECONDS_EACH
    clock.seconds += AT_ONCE * SECONDS_EACH
    for _ in range(AT_ONCE):
        assert guessed.wait_for("10.0.0.1") == 0
        guessed.note("10.0.0.1")


def test_a_day_of_guessing_is_as_much_as_is_said() -> None:
    clock = Clock()
    guessed, right = WrongCodes(clock), 0
    for _ in range(24 * 60 * 60):
        while guessed.wait_for("10.0.0.1") == 0:
            guessed.note("10.0.0.1")
            right += 1
        clock.seconds += 1
    assert 8_700 <= right <= 8_800


def test_it_forgets_whoever_is_quiet_longest(monkeypatch) -> None:
    monkeypatch.setattr(wrong_codes, "REMEMBERED", 2)
    guessed = WrongCodes(Clock())
    for _ in range(AT_ONCE):
        guessed.note("10.0.0.1")
    guessed.note("10.0.0.2")
    guessed.note("10.0.0.1")
    guessed.note("10.0.0.3")  # the second one makes room
    assert guessed.wait_for("10.0.0.1") > 0
