import numpy as np
import pytest

from analysis.features import Vectors, unit
from analysis.regression import fit
from analysis.themes import (
    NONE_FITS,
    USUAL_TEMPERATURE,
    Theme,
    assign,
    central,
    fit_none,
    fit_temperature,
    left_out,
    prototypes,
    softmax,
)


@pytest.fixture
def lying() -> Vectors:
    """Thirty points around three directions, ten each, in order."""
    noise = np.random.default_rng(3).standard_normal((30, 12)) / 8
    return unit((np.eye(12)[np.repeat(np.arange(3), 10)] + noise).astype(np.float32))


def test_a_theme_says_what_it_has() -> None:
    assert Theme("a").texts == ()
    assert Theme("a", "Naam", " ").texts == ("Naam",)
    assert Theme("a", "Naam", "Kern.").texts == ("Naam", "Kern.")


def test_prototype_weighs_own_texts_as_five_examples() -> None:
    smoothed = np.array([[1, 0], [0, 1]], dtype=np.float32)
    own = [np.array([[1, 0], [0, 1]], dtype=np.float32), smoothed[:0], smoothed[:0]]
    found = prototypes(smoothed, own, [[0], [0, 1], []])
    assert found.tolist() == [[3.5, 2.5], [1, 1], [0, 0]]


def test_probabilities_leave_room_for_none() -> None:
    even = softmax(np.array([[NONE_FITS, NONE_FITS]]), 0.1)
    assert even.tolist() == pytest.approx(np.full((1, 2), 1 / 3))
    far = softmax(np.array([[-1.0, -np.inf]]), 0.1)
    assert far[0, 0] < 0.001
    assert far[0, 1] == 0


def test_statements_go_to_the_theme_of_their_example(lying: Vectors) -> None:
    examples = [[0], [10], [20]]
    found = assign(lying, prototypes(lying, [lying[:0]] * 3, examples), examples)
    assert found.probabilities.argmax(axis=1).tolist() == [0] * 10 + [1] * 10 + [2] * 10
    assert (found.probabilities.sum(axis=1) < 1).all()


def test_one_theme_does_not_draw_everything(lying: Vectors) -> None:
    found = assign(lying, prototypes(lying, [lying[:0]], [[0, 1]]), [[0, 1]])
    assert (found.probabilities[:, 0] > 0.5).tolist() == [True] * 10 + [False] * 20


def test_a_theme_without_anything_gets_nothing(lying: Vectors) -> None:
    found = assign(lying, prototypes(lying, [lying[:0]] * 2, [[0], []]), [[0], []])
    assert found.probabilities[:, 1].tolist() == [0] * 30


def test_a_statement_does_not_vouch_for_itself(lying: Vectors) -> None:
    found = prototypes(lying, [lying[:0]] * 2, [[0, 1], [10, 11]])
    held = left_out(lying, found, [(0, 0), (0, 1)], np.ones((30, 2)))
    assert held[:, 1].tolist() == [1, 1]
    assert (held[:, 0] < 1).all()


def test_temperature_follows_what_was_confirmed() -> None:
    assert fit_temperature(np.zeros((0, 2)), []) == USUAL_TEMPERATURE
    clear = np.tile([0.6, -0.2], (20, 1))
    right = fit_temperature(clear, [0] * 20)
    half = fit_temperature(clear, [0, 1] * 10)
    assert right < USUAL_TEMPERATURE < half


def test_none_fits_below_nearly_all_that_was_confirmed() -> None:
    assert fit_none(np.zeros((0, 2))) == NONE_FITS
    few = fit_none(np.full((20, 2), 0.4))
    assert few == pytest.approx((NONE_FITS + 0.4) / 2)
    assert few < fit_none(np.full((500, 2), 0.4)) < 0.4


def test_regression_predicts_without_each_row() -> None:
    rows = unit(np.random.default_rng(5).standard_normal((6, 4)).astype(np.float32))
    truth, weights = [0, 1, 2, 0, 1, 2], [5.0, 5.0, 5.0, 1.0, 1.0, 1.0]
    _, without = fit(rows, truth, weights, 3)
    learnt, _ = fit(rows[:-1], truth[:-1], weights[:-1], 3)
    assert without[-1] == pytest.approx(rows[-1] @ learnt, abs=1e-5)


def test_many_confirmed_teach_what_their_mean_does_not_say() -> None:
    # Two themes with nearly the same mean: a direction of little variance tells them apart.
    chance = np.random.default_rng(7)
    points = chance.standard_normal((200, 8)).astype(np.float32)
    points[:, 0] = np.tile([0.6, -0.6], 100)
    points[:, 1] += np.tile([0.9, -0.9], 100) * (np.arange(200) < 20)
    points = unit(points)
    examples = [list(range(0, 120, 2)), list(range(1, 120, 2))]
    found = assign(points, prototypes(points, [points[:0]] * 2, examples), examples)
    right = found.probabilities[120:].argmax(axis=1) == np.tile([0, 1], 40)
    assert right.mean() == 1


def test_central_is_nearest_the_middle() -> None:
    fan = unit(np.array([[1, 1], [1, 0], [0, 1], [-1, 0]], dtype=np.float32))
    assert central(fan, [1, 0, 2]) == 0
    with pytest.raises(ValueError, match="no central one"):
        central(fan, [])
