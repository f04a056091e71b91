from typing import Any

import pytest

from analysis.pipeline import find_themes
from analysis.results import ThemesFound
from analysis.themes import Theme

CODEBOOK = [
    Theme("mentor", "Begeleiding door mentoren", "Elke student krijgt een goede mentor."),
    Theme("geld", "Geld", "Er moet structureel budget zijn."),
    Theme("digitaal", "Digitale middelen"),
]


@pytest.fixture
def run(encoder: Any, language: Any) -> Any:
    def found(texts: list[str], **given: Any) -> ThemesFound:
        return find_themes(texts, encoder=encoder, language=language, **given)

    return found


def placed(found: ThemesFound) -> list[list[str]]:
    return [[one.theme for one in held] for held in found.placements]


def outcome(found: ThemesFound) -> tuple:
    return found.placements, found.themes, found.nearest


def test_three_subjects_are_found(run: Any, statements: list[str]) -> None:
    found = run(statements)
    assert len(found.themes) == 3
    groups = {theme.members for theme in found.themes}
    assert sum(len(group) for group in groups) == 21
    purest = [max(sum(m // 7 == s for m in g) for s in range(3)) / len(g) for g in groups]
    assert min(purest) > 0.6
    assert all(0 < held[0].confidence < 1 for held in found.placements)


def test_themes_are_described_in_words_that_were_said(run: Any, statements: list[str]) -> None:
    found = run(statements)
    phrases = [phrase for theme in found.themes for phrase in theme.key_phrases]
    assert len(phrases) == len(set(phrases))
    for theme in found.themes:
        assert theme.proposed
        assert theme.central in theme.members
        assert theme.label == ", ".join(theme.key_phrases[:2])
        for phrase in theme.key_phrases:
            assert any(phrase in statements[member] for member in theme.members)


def test_same_input_same_outcome(run: Any, statements: list[str]) -> None:
    assert outcome(run(statements, seed=3)) == outcome(run(statements, seed=3))
    assert outcome(run(statements, codebook=CODEBOOK)) == outcome(
        run(statements, codebook=CODEBOOK)
    )


def test_codebook_takes_what_fits(run: Any, statements: list[str]) -> None:
    found = run(statements, codebook=CODEBOOK)
    expected = ["mentor"] * 7 + ["geld"] * 7 + ["digitaal"] * 7
    right = [theme == [one] for theme, one in zip(placed(found), expected, strict=True)]
    assert sum(right) >= 14
    assert [theme.label for theme in found.themes][:3] == [theme.name for theme in CODEBOOK]
    assert all(one.confidence >= 0.5 for held in found.placements for one in held)


def test_what_a_person_decided_stays(run: Any, statements: list[str]) -> None:
    confirmed: dict[int, set[str]] = {0: {"geld"}, 7: {"digitaal", "mentor"}, 14: set()}
    for _ in range(2):
        found = run(statements, codebook=CODEBOOK, confirmed=confirmed)
        assert placed(found)[0] == ["geld"]
        assert placed(found)[7] == ["mentor", "digitaal"]
        assert placed(found)[14] == []
        assert [one.confidence for one in found.placements[7]] == [1.0, 1.0]
        assert all(one.confirmed for one in found.placements[0] + found.placements[7])
        confirmed = dict(confirmed)


def test_decisions_teach(run: Any, statements: list[str]) -> None:
    nameless = [Theme("a"), Theme("b")]
    found = run(statements, codebook=nameless, confirmed={0: ["a"], 1: ["a"], 7: ["b"], 8: ["b"]})
    taught = placed(found)
    assert sum(themes == ["a"] for themes in taught[2:7]) >= 3
    assert sum(themes == ["b"] for themes in taught[9:14]) >= 3
    assert not any(themes == ["b"] for themes in taught[2:7])


def test_one_named_theme_leaves_the_rest_for_new_ones(run: Any, statements: list[str]) -> None:
    found = run(statements, codebook=CODEBOOK[:1])
    assert {theme.proposed for theme in found.themes[1:]} == {True}
    assert sum(len(theme.members) for theme in found.themes[1:]) >= 10


def test_accepting_a_proposal_leaves_the_others_alone(run: Any, statements: list[str]) -> None:
    first = run(statements, k=3)
    accepted = first.themes[0]
    previous = {member: t.key for t in first.themes[1:] for member in t.members}
    second = run(
        statements,
        codebook=[Theme("aangenomen", accepted.label)],
        confirmed={member: {"aangenomen"} for member in accepted.members},
        previous=previous,
    )
    assert second.themes[0].members == accepted.members
    assert [theme.key for theme in second.themes[1:]] == [t.key for t in first.themes[1:]]
    kept = [placed(second)[member] == [key] for member, key in previous.items()]
    assert sum(kept) >= 0.8 * len(kept)


def test_again_with_more_statements_keeps_keys(run: Any, statements: list[str]) -> None:
    some = [text for place, text in enumerate(statements) if place % 4]
    first = run(some, k=3)
    previous = {
        statements.index(some[member]): theme.key
        for theme in first.themes
        for member in theme.members
    }
    second = run(statements, previous=previous)
    assert second.grouping.warm
    kept = [placed(second)[place] == [key] for place, key in previous.items()]
    assert sum(kept) >= 0.9 * len(kept)


@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_few_statements_form_no_theme(run: Any, statements: list[str], n: int) -> None:
    found = run(statements[:n])
    assert found.themes == ()
    assert found.placements == ((),) * n
    assert found.nearest == (None,) * n


@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_few_statements_may_fit_the_codebook(run: Any, statements: list[str], n: int) -> None:
    found = run(statements[:n], codebook=CODEBOOK)
    assert [theme.key for theme in found.themes] == ["mentor", "geld", "digitaal"]
    assert [near.theme for near in found.nearest] == ["mentor"] * n


def test_asking_for_more_themes_than_statements(run: Any, statements: list[str]) -> None:
    assert len(run(statements[:2], k=9).themes) == 2


def test_equal_texts_go_the_same_way(run: Any, statements: list[str]) -> None:
    found = run([*statements, *statements[:5]])
    assert found.placements[21:] == found.placements[:5]
    assert outcome(run([statements[0]] * 30))[1] == ()


def test_a_decision_is_about_one_of_two_equal_texts(run: Any, statements: list[str]) -> None:
    found = run([*statements, statements[0]], codebook=CODEBOOK, confirmed={21: {"geld"}})
    assert placed(found)[21] == ["geld"]
    assert not any(one.confirmed for one in found.placements[0])


def test_statements_without_words(run: Any, statements: list[str]) -> None:
    found = run([*statements, "???", "👍", "42", "en of maar"])
    assert len(found.placements) == 25


def test_more_themes_at_a_higher_resolution(run: Any, statements: list[str]) -> None:
    few, many = (len(run(statements, resolution=r).themes) for r in (0.1, 3.0))
    assert few <= many


@pytest.mark.parametrize("k", [0, -1])
def test_impossible_k(run: Any, statements: list[str], k: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        run(statements, k=k)
