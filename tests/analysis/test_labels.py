from collections.abc import Sequence

import numpy as np
import pytest

from analysis.features import Background, Vectors
from analysis.labels import key_phrases, label, phrases_of, reorder, score_terms, surfaces
from analysis.language import Reading, Term


def said(*terms: str) -> Reading:
    """A reading of nouns and phrases, each its own lemma in lower case."""
    kinds = ("phrase" if " " in term else "noun" for term in terms)
    found = tuple(Term(t.lower(), t, kind) for t, kind in zip(terms, kinds, strict=True))
    return Reading(tuple(term.lower() for term in terms), found)


@pytest.fixture
def general() -> Background:
    nothing = np.zeros(0, dtype=np.float32)
    return Background("none", nothing, nothing, nothing, 1000, {"vraag": 900})


READINGS = [
    said("mentor", "school"),
    said("Mentor", "school", "vraag"),
    said("mentor", "vraag"),
    said("budget", "school", "Krap budget"),
    said("budget", "school", "krap budget"),
    said("subsidie", "school"),
]
GROUPS = [[0, 1, 2], [3, 4, 5]]


def keys(theme: int, general: Background) -> list[str]:
    return [one.key for one in score_terms(READINGS, GROUPS, general) if one.theme == theme]


def test_most_written_form_is_shown() -> None:
    form, kind = surfaces(READINGS)
    assert (form["mentor"], form["krap budget"]) == ("mentor", "krap budget")
    assert (kind["mentor"], kind["krap budget"]) == ("noun", "phrase")


def test_words_of_the_theme_win_and_common_words_lose(general: Background) -> None:
    assert keys(0, general) == ["mentor", "vraag"]  # "school" is said more in the other theme
    assert keys(1, general)[:2] == ["krap budget", "budget"]


def test_order_does_not_depend_on_the_order_of_statements(general: Background) -> None:
    turned = score_terms(READINGS[::-1], [[5, 4, 3], [2, 1, 0]], general)
    assert turned == score_terms(READINGS, GROUPS, general)


def test_phrases_do_not_repeat_within_or_between_themes(general: Background) -> None:
    found = key_phrases(score_terms(READINGS, GROUPS, general), 2)
    assert found[0] == ("mentor", "vraag")
    assert found[1] == ("krap budget", "school", "subsidie")  # "budget" is in the phrase


def test_encoder_may_change_the_order(general: Background) -> None:
    def only_subsidies(texts: Sequence[str]) -> Vectors:
        return np.array([[0, 5 * (text == "subsidie")] for text in texts], dtype=np.float32)

    found = phrases_of(READINGS, GROUPS, general, np.eye(2, dtype=np.float32), only_subsidies)
    assert found[1][0] == "subsidie"
    assert found[0] == ("mentor", "vraag")


def test_no_themes_or_no_terms(general: Background) -> None:
    nothing = np.zeros((0, 2), dtype=np.float32)
    assert reorder([], nothing, lambda texts: nothing) == []
    assert key_phrases([], 0) == []
    assert score_terms(READINGS, [[], [0]], general)[0].theme == 1


def test_label_falls_back_on_the_central_statement() -> None:
    assert label(("vaste mentor", "uren", "begeleiding"), "Iets.") == "vaste mentor, uren"
    assert label((), "Zo is  het.") == "Zo is het."
    assert label((), "woord " * 20) == "woord " * 9 + "woord …"
    assert label((), "") == ""
