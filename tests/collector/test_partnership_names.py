"""A name that was typed is held beside the names that are there."""

from __future__ import annotations

import pytest

from collector.partnership_names import alike

NAMES = {
    1: "Samen Opleiden aan Zee",
    2: "Opleidingsschool De Brug",
    3: "Partnerschap Veluwezoom",
    4: "Opleidingsschool Rijn en IJssel",
    5: "Het Veer",
}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("samen opleiden AAN ZEE", [1]),
        ("S.O. aan Zee", [1]),
        ("SOAZ", [1]),
        ("de brug", [2]),
        ("Opleidingsschol De Burg", [2]),
        ("Veluwe-zoom", [3]),
        ("Partnerschap Veluwzoom", [3]),
        ("Rijn & IJssel", [4]),
        ("Het Veen", [5]),
        ("Samen Opleiden aan de Maas", []),
        ("Opleidingsschool De Polder", []),
        ("Partnerschap", []),
        ("Iets heel anders", []),
    ],
)
def test_which_one_is_meant(typed: str, expected: list[int]) -> None:
    assert alike(typed, NAMES) == expected


def test_the_most_alike_comes_first_and_not_too_many() -> None:
    names = {number: f"Veluwezoom {letter}" for number, letter in enumerate("abcde", start=1)}
    assert alike("Veluwezoom c", names) == [3, 1, 2]
