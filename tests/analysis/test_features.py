from pathlib import Path

import numpy as np
import pytest

from analysis.embed import Encoder
from analysis.features import (
    Background,
    combine,
    dense,
    hashed,
    lexical,
    load_background,
    shrunk_mean,
    unit,
    whiten,
)


@pytest.fixture
def tiny() -> Background:
    """Two dimensions and one component, so that the sums can be done by hand."""
    return Background(
        encoder="by hand",
        mean=np.array([1, 0], dtype=np.float32),
        components=np.array([[0, 1]], dtype=np.float32),
        eigenvalues=np.array([16], dtype=np.float32),
        sentences=99,
        lemmas={"vraag": 49},
    )


def test_shipped_background_belongs_to_the_shipped_encoder() -> None:
    found = load_background()
    assert found.encoder == Encoder().name
    assert (found.mean.shape, found.components.shape) == ((384,), (384, 384))
    assert found.lemmas["jaar"] > found.lemmas["school"] > found.lemmas.get("mentor", 0)


def test_absent_background_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_background(tmp_path / "absent.npz")


def test_rarity(tiny: Background) -> None:
    assert tiny.rarity("vraag") == pytest.approx(np.log(2))
    assert tiny.rarity("mentor") == pytest.approx(np.log(100))


def test_whitening_divides_by_the_fourth_root(tiny: Background) -> None:
    assert whiten(np.array([[5, 4]], dtype=np.float32), tiny).tolist() == [[2]]


def test_unit_keeps_zeros() -> None:
    assert unit(np.array([[3, 4], [0, 0]], dtype=np.float32)) == pytest.approx(
        np.array([[0.6, 0.8], [0, 0]])
    )


def test_mean_is_drawn_to_zero_while_little_is_known() -> None:
    ones = np.ones((10, 2), dtype=np.float32)
    assert shrunk_mean(ones).tolist() == [0.5, 0.5]
    assert shrunk_mean(ones[:0]).tolist() == [0, 0]


def test_dense_takes_off_what_is_common(tiny: Background) -> None:
    vectors = np.array([[1, 1], [1, -1]], dtype=np.float32)
    assert dense(vectors, np.array([0.5], dtype=np.float32), tiny).tolist() == [[1], [-1]]


def test_a_word_has_one_vector_and_words_are_nearly_orthogonal() -> None:
    assert np.array_equal(hashed("mentor"), hashed.__wrapped__("mentor"))
    assert abs(float(hashed("mentor") @ hashed("budget"))) < 0.2
    # A pinned number: another generator would silently invalidate what is cached.
    assert float(hashed("mentor")[0]) == pytest.approx(-0.02966199815273285, abs=1e-6)


def test_lexical_common_words_lose(tiny: Background) -> None:
    both = lexical([("mentor", "vraag"), ("mentor",), ("vraag",), ()], tiny)
    assert both.shape == (4, 384)
    assert both[0] @ both[1] > both[0] @ both[2]
    assert not both[3].any()


def test_combined_cosine_is_the_weighted_mean() -> None:
    meaning = unit(np.array([[1, 0], [1, 0]], dtype=np.float32))
    words = unit(np.array([[1, 0], [0, 1]], dtype=np.float32))
    found = combine(meaning, words)
    assert found[0] @ found[1] == pytest.approx(0.7)
    assert found[0] @ found[0] == pytest.approx(1)
