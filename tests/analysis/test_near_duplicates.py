from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.exchange.wrap_up import read_wrap_up
from analysis.near_duplicates import (
    DuplicatePair,
    find_duplicates,
    likelihood,
    near_duplicates,
    normalise,
)

PAIRS = Path(__file__).with_name("near_duplicate_pairs.tsv")


def test_exact_pairs_lead_to_the_first() -> None:
    texts = ["Begin klein.", "Denk groot.", "begin  klein", "Begin klein!"]
    assert find_duplicates(texts) == [
        DuplicatePair(0, 2, "exact", 1.0),
        DuplicatePair(0, 3, "exact", 1.0),
    ]


def test_normalise() -> None:
    assert normalise("  Wat  kost\tdat? ") == "wat kost dat"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Wie nieuw is, leert de school kennen door mee te lopen met een ervaren collega.",
            "Nieuwe mensen leren onze school kennen door mee te lopen met ervaren collega's.",
        ),
        (
            "Het rooster biedt te weinig ruimte om studenten tijdens hun stage goed te begeleiden.",
            "Het rooster biedt weinig ruimte om studenten goed te begeleiden tijdens de stage, en"
            " dat breekt op.",
        ),
        ("Mentoren verdienen ook tijd voor scholing.", "Mentoren verdienen tijd voor de scholing"),
        ("De begeleiding van studenten kost tijd.", "De begeleidng van studenten kost tijd."),
    ],
)
def test_near_pairs(one: str, other: str) -> None:
    assert [pair.kind for pair in find_duplicates([one, other])] == ["near"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Studenten krijgen genoeg begeleiding.", "Studenten krijgen niet genoeg begeleiding."),
        (
            "De begeleiding van studenten is voldoende op orde.",
            "De begeleiding van studenten is onvoldoende op orde.",
        ),
        (
            "De directeur bepaalt met het team welke studenten er komen stagelopen.",
            "De mentor bepaalt met het team welke studenten er komen stagelopen.",
        ),
        ("Een mentor krijgt 40 uur per jaar.", "Een mentor krijgt 80 uur per jaar."),
        ("Een mentor krijgt drie uur per week.", "Een mentor krijgt vijf uur per week."),
        ("Meer tijd voor scholing van mentoren.", "Minder tijd voor scholing van mentoren."),
        ("Studenten beoordelen hun begeleiders.", "Begeleiders beoordelen hun studenten."),
        ("Begeleiding kost tijd.", "Tijd is geld, en begeleiding kost geld."),
    ],
)
def test_no_pairs(one: str, other: str) -> None:
    assert find_duplicates([one, other]) == []


def test_texts_without_words() -> None:
    assert find_duplicates(["1", "2", "?", "de het een"]) == []
    assert find_duplicates([]) == []


def test_2018(round_tables_2018: Path) -> None:
    statements = read_wrap_up(round_tables_2018.read_text("utf-8")).statements
    pairs = find_duplicates([statement.text for statement in statements])
    assert [(statements[p.first].line, statements[p.second].line, p.kind) for p in pairs] == [
        (98, 184, "near"),
        (120, 165, "near"),
        (129, 133, "exact"),
    ]


def test_sib200(sib200: Path) -> None:
    rows = sib200.read_text("utf-8").strip().split("\n")[1:]
    pairs = find_duplicates([row.split("\t")[-1] for row in rows])
    assert [(rows[p.first].split("\t")[0], rows[p.second].split("\t")[0]) for p in pairs] == [
        ("1229", "1232")
    ]


def test_the_same_in_other_words_before_what_only_looks_alike(encoder: Any) -> None:
    rows = [line.split("\t") for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    found = [
        kind
        for kind, one, other in rows
        if near_duplicates([one, other], encoder.encode([one, other]))
    ]
    assert found.count("same") >= 22  # of 40
    assert found.count("other") <= 1  # of 40


def test_a_denial_or_a_number_keeps_apart_whatever_the_vectors_say() -> None:
    texts = ["Er komt een mentor.", "Er komt geen mentor.", "Er komt een mentor"]
    alike = np.ones((3, 384), dtype=np.float32)
    assert near_duplicates(texts, alike) == [DuplicatePair(0, 2, "exact", 1.0)]
    assert near_duplicates([], alike[:0]) == []


def test_likelihood_rises_with_the_cosine() -> None:
    assert likelihood(0.72) == 0.5
    assert 0.7 < likelihood(0.76) < likelihood(0.9) < 1
