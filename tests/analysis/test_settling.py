"""From probabilities to proposals: rules over arrays, without a model."""

import numpy as np
import pytest

from analysis.corpus import gather
from analysis.results import Placement
from analysis.settling import left_over, likely, nowhere, settle, with_reasons
from analysis.themes import Assignment, Theme

CODEBOOK = [Theme("tijd"), Theme("geld"), Theme("rust")]
TEXTS = ["een", "twee", "drie", "vier", "vijf"]


def assigned(*rows: tuple[float, ...]) -> Assignment:
    shares = np.array(rows)
    return Assignment(shares, shares, 0.1, 0.15)


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ((0.9, 0.05, 0.0), [0]),
        ((0.2, 0.5, 0.1), [1]),
        ((0.3, 0.49, 0.1), []),
        ((0.3, 0.55, 0.1), [1]),
        ((0.45, 0.54, 0.0), [1, 0]),
        ((0.40, 0.45, 0.1), [1, 0]),
        ((0.34, 0.45, 0.1), []),
        ((0.34, 0.33, 0.33), []),
        ((), []),
    ],
)
def test_one_theme_or_two_that_are_about_as_likely(shares: tuple, expected: list[int]) -> None:
    assert likely(np.array(shares)) == expected


def test_undecided_none_fits_and_left_over_are_apart() -> None:
    corpus = gather(TEXTS, CODEBOOK, {4: []}, {})
    found = assigned(
        (0.8, 0.1, 0.0),  # in a theme
        (0.4, 0.2, 0.2),  # between themes: undecided
        (0.1, 0.1, 0.1),  # none fits, probably
        (0.45, 0.5, 0.0),  # in two
        (0.0, 0.0, 0.0),  # a person decided
    )
    settled = settle(corpus, found)
    assert settled == {
        0: (Placement("tijd", 0.8),),
        3: (Placement("geld", 0.5), Placement("tijd", 0.45)),
    }
    assert left_over(corpus, found, settled) == [2]
    none = nowhere(corpus, found, settled)
    assert {row: round(sure, 3) for row, sure in none.items()} == {2: 0.7}


def test_without_themes_nothing_can_fit_nowhere() -> None:
    corpus = gather(TEXTS[:1], [], {}, {})
    assert nowhere(corpus, assigned(()), {}) == {}


def test_reasons_are_the_nearest_that_a_person_confirmed() -> None:
    corpus = gather([*TEXTS, "een"], CODEBOOK[:1], {1: ["tijd"], 5: ["tijd"]}, {})
    angles = np.array([0.0, 0.5, 0.1, 0.2, 0.3])
    features = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    sure, proposed = Placement("tijd", 1.0, confirmed=True), Placement("tijd", 0.8)
    placed = [(proposed,), (sure,), (proposed,), (), (), (sure,)]
    found = with_reasons(corpus, features, placed)
    # The very same words, confirmed elsewhere, are the best reason there is.
    assert [held[0].nearest for held in found if held] == [(5, 1), (), (5, 1), ()]


def test_without_a_confirmed_one_the_others_of_the_theme_are_the_reason() -> None:
    corpus = gather(TEXTS, [], {}, {})
    angles = np.array([0.0, 0.52, 0.1, 0.22, 0.3])
    features = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    found = with_reasons(corpus, features, [(Placement("new-1", 0.8),)] * 5)
    assert [held[0].nearest for held in found] == [
        (2, 3, 4), (4, 3, 2), (0, 3, 4), (4, 2, 0), (3, 2, 1),
    ]  # fmt: skip
