"""The privacy notice: all that article 13 asks, from the settings, in words that people read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from app import create_app
from collector.config import LEGAL_BASES, REPOSITORY, Config
from collector.notice import (
    DRAFT_DAYS,
    LANGUAGE_DAYS,
    SESSION_DAYS,
    Block,
    Grid,
    Points,
    missing,
    notice,
)
from collector.queries.terms import MONTHS_KEPT
from collector.wording import Wording

FILLED_IN = {
    "controller": "Stichting Voorbeeld",
    "privacy_contact": "privacy@voorbeeld.example",
    "dpo": "fg@voorbeeld.example",
    "legal_basis": "public_task",
    "hosted_by": "Rekencentrum Oost, in Nederland",
}


@pytest.fixture
def filled_in(config: Config) -> Config:
    return replace(config, **FILLED_IN)


def wordings(block: Block) -> Iterator[Wording]:
    if isinstance(block, Points):
        yield from block.items
    elif isinstance(block, Grid):
        for row in (block.head, *block.rows):
            yield from row
    else:
        yield block


def texts(config: Config, *keys: str) -> list[str]:
    """Of all parts, or of these."""
    return [
        str(one)
        for section in notice(config)
        if not keys or section.key in keys
        for block in section.blocks
        for one in wordings(block)
    ]


def test_it_tells_what_was_filled_in(filled_in: Config) -> None:
    told = "\n".join(texts(filled_in))
    assert missing(filled_in) == []
    assert "ingevuld" not in told
    for name, value in FILLED_IN.items():
        assert (value in told) is (name != "legal_basis"), name
    assert "artikel 6, lid 1, onder e," in told


def test_what_nobody_filled_in_is_said_to_be_missing(config: Config) -> None:
    assert missing(config) == [
        "GESPREKSTAFEL_CONTROLLER",
        "GESPREKSTAFEL_PRIVACY_CONTACT",
        "GESPREKSTAFEL_LEGAL_BASIS",
        "GESPREKSTAFEL_HOSTED_BY",
    ]
    told = texts(config)
    assert sum("is hier nog niet ingevuld" in one for one in told) == 3
    assert sum("Stel die aan de gespreksleider." in one for one in told) == 2
    assert not any("artikel 6" in one for one in told)


@pytest.mark.parametrize(("basis", "letter"), list(zip(LEGAL_BASES, "aef", strict=True)))
def test_each_legal_basis_names_its_place_in_the_law(
    config: Config, basis: str, letter: str
) -> None:
    told = " ".join(texts(replace(config, legal_basis=basis), "why"))
    assert re.findall(r"artikel 6, lid 1, onder (\w),", told) == [letter]


def test_how_long_is_what_the_code_keeps_to(app: Flask, config: Config) -> None:
    (row,) = [one for one in texts(config, "how-long") if "maanden" in one]
    assert f"meestal {MONTHS_KEPT} maanden" in row
    assert app.permanent_session_lifetime.days == SESSION_DAYS
    chosen = app.test_client().get("/language/en").headers["Set-Cookie"]
    assert f"Max-Age={LANGUAGE_DAYS * 24 * 3600}" in chosen
    drafts = (REPOSITORY / "forms/static/draft.js").read_text(encoding="utf-8")
    assert f"const DAYS = {DRAFT_DAYS} * 24 * 3600 * 1000;" in drafts


@pytest.mark.parametrize(
    ("days", "told"),
    [(9, "hoogstens 9 dagen na het wissen"), (1, "hoogstens 1 dag na het wissen")],
)
def test_how_long_a_backup_holds_what_was_erased(config: Config, days: int, told: str) -> None:
    copies = texts(replace(config, backup_days=days), "how-long")
    assert copies[copies.index("Reservekopieën") + 1] == told


def test_every_cookie_is_told(config: Config) -> None:
    for secure in (False, True):
        app = create_app(replace(config, secure_cookies=secure))
        app.extensions["watcher"].stop()
        chosen = app.test_client().get("/language/en", base_url="https://localhost")
        names = [app.config["SESSION_COOKIE_NAME"], *(one.split("=")[0] for one in
                 chosen.headers.getlist("Set-Cookie"))]  # fmt: skip
        told = re.findall("Cookie met “(.+?)”", " ".join(texts(config, "device")))
        assert [any(one in name for one in told) for name in names] == [True, True], names
        assert [any(one in name for name in names) for one in told] == [True, True], told


LONGEST_SENTENCE = 24
"""Words. For B1 a sentence has ten to fifteen on average, and few have more than twenty."""


def test_it_reads_easily(filled_in: Config) -> None:
    """Dutch at B1: short sentences, and mostly words that one says aloud."""
    plain = [re.sub(r"\S+@\S+|https?:\S+", "adres", one) for one in texts(filled_in)]
    sentences = [
        re.findall(r"\w+", sentence) for one in plain for sentence in re.split(r"(?<=[.?])\s+", one)
    ]
    lengths = [len(one) for one in sentences]
    assert [" ".join(one) for one in sentences if len(one) > LONGEST_SENTENCE] == []
    words = [word for one in sentences for word in one]
    long = [word for word in words if len(word) > 14]
    assert sum(lengths) / len(lengths) <= 11.0
    assert len(long) / len(words) <= 0.02
    assert len(words) <= 1000
