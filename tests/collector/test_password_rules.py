"""New passwords: long enough, and not what anybody would guess."""

from __future__ import annotations

import sqlite3
import time
import unicodedata

import pytest

from collector.accounts import add_facilitator, verify_facilitator
from collector.errors import Refused
from collector.grants import first_tenant, name_tenant
from collector.password_rules import (
    MAXIMUM,
    MINIMUM,
    check_password,
    known_of,
    left_to_guess,
    normal,
)
from tests.conftest import PASSWORD

KNOWN = ("janne.mulder@veldschool.example", "Janne Mulder", "Opleidingsschool Twente")


@pytest.mark.parametrize(
    "password",
    [
        "paard batterij nietje",
        "kaas brood melk",
        "q7$Kx!pLz0vR#2mB",
        "eenlangezinzonderspaties",
        "ijsvogel ΩΨΞ žluťoučký",
        " ".join(f"woord {n * n * 7919}" for n in range(33)),
        "april regen op het dak",
    ],
)
def test_what_is_long_and_not_common_may_be_chosen(password: str) -> None:
    check_password(password, KNOWN)


@pytest.mark.parametrize(
    "password",
    [
        "Welkom01Welkom01",
        "Zomer2026Zomer2026!",
        "wachtwoordwachtwoord",
        "aaaaaaaaaaaaaaaaaaaa",
        "qwertyuiopasdfghjkl",
        "poiuytrewq0987654321",
        "123456789012345678",
        "JanneMulder1987!!",
        "janne.mulder@veldschool.example",
        "MULDER veldschool 12",
        "OpleidingsschoolTwente!1",
        "Gesprekstafel2026!!!",
        "tafel9tafel9tafel9tafel9",
    ],
)
def test_what_anybody_would_guess_is_refused(password: str) -> None:
    with pytest.raises(Refused, match="te makkelijk te raden"):
        check_password(password, KNOWN)


def test_only_the_length_counts_and_every_letter_is_one() -> None:
    with pytest.raises(Refused, match="ten minste 15 tekens"):
        check_password("é" * 3 + "kaas brood")
    check_password("éè kaas brood €")
    assert len("éè kaas brood €") == MINIMUM
    with pytest.raises(Refused, match="ten hoogste 500 tekens"):
        check_password("kaas en brood " * 36)


def test_a_password_is_the_same_from_every_keyboard(fresh_db: sqlite3.Connection) -> None:
    typed = "caf\u00e9 aan de \ufb01etsbrug"
    apart = unicodedata.normalize("NFD", typed).replace("\ufb01", "fi")
    assert (typed != apart, normal(typed)) == (True, normal(apart))
    add_facilitator(fresh_db, "an@example.org", typed)
    assert verify_facilitator(fresh_db, "an@example.org", apart) is not None


def test_what_is_known_of_an_account(fresh_db: sqlite3.Connection) -> None:
    name_tenant(fresh_db, first_tenant(fresh_db), "Lerende Kust")
    made = add_facilitator(fresh_db, "an@example.org", PASSWORD, "An Klaver")
    assert known_of(fresh_db, made) == ["an@example.org", "An Klaver", "Lerende Kust"]
    with pytest.raises(Refused, match="te raden"):
        check_password("Klaver Lerende Kust 1", known_of(fresh_db, made))


@pytest.mark.parametrize("unit", ["a", "ab", "1a2b", "aab", "x"])
def test_the_longest_password_takes_no_time(unit: str) -> None:
    long = (unit * MAXIMUM)[: MAXIMUM - 1] + "!"
    begun = time.perf_counter()
    assert left_to_guess(long, KNOWN) != long
    assert time.perf_counter() - begun < 0.5
