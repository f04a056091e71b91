import numpy as np
import pytest
import spacy
from spacy.language import Language

from analysis.embed import Encoder, Vectors
from analysis.spacy_components import SentenceEncoder

TEXTS = ["De mentor heeft weinig tijd.", " ", "Wie betaalt de uren?", "Het dak lekt."]


class Counting:
    """The real encoder, that remembers how many texts it got at once."""

    def __init__(self) -> None:
        self.inner = Encoder()
        self.batches: list[int] = []

    def encode(self, texts: list[str], /) -> Vectors:
        self.batches.append(len(texts))
        return self.inner.encode(texts)


@pytest.fixture
def nlp() -> Language:
    made = spacy.blank("nl")
    made.add_pipe("sentence_encoder")
    return made


def encoder_of(nlp: Language) -> SentenceEncoder:
    part = nlp.get_pipe("sentence_encoder")
    assert isinstance(part, SentenceEncoder)
    return part


def test_a_document_gets_the_vector_of_its_text(nlp: Language) -> None:
    found = nlp(TEXTS[0])._.sentence_vector
    assert (found.shape, found.dtype) == ((384,), np.float32)
    assert np.array_equal(found, Encoder().encode(TEXTS[:1])[0])


def test_a_stream_is_encoded_in_batches_and_keeps_its_order(nlp: Language) -> None:
    counting = Counting()
    encoder_of(nlp).encoder = counting
    docs = list(nlp.pipe(TEXTS, batch_size=2))
    assert [doc.text for doc in docs] == TEXTS
    assert counting.batches == [1, 2]
    expected = counting.inner.encode([TEXTS[0], *TEXTS[2:]])
    found = [doc._.sentence_vector for doc in docs]
    assert found[1] is None
    assert np.array_equal([found[0], *found[2:]], expected)


def test_predicting_changes_nothing_yet(nlp: Language) -> None:
    part, doc = encoder_of(nlp), nlp.make_doc(TEXTS[0])
    vectors = part.predict([doc])
    assert doc._.sentence_vector is None
    part.set_annotations([doc], vectors)
    assert np.array_equal(doc._.sentence_vector, vectors[0])


def test_what_fails_goes_to_the_error_handler(nlp: Language) -> None:
    with pytest.raises(ValueError, match="NUL"):
        list(nlp.pipe(["een\0twee"]))
    failed: list[str] = []
    nlp.set_error_handler(lambda name, part, docs, problem: failed.extend(d.text for d in docs))
    found = [doc.text for doc in nlp.pipe(["een\0twee", TEXTS[0]], batch_size=1)]
    assert (found, failed) == ([TEXTS[0]], ["een\0twee"])


def test_a_pipeline_with_the_encoder_can_be_stored(nlp: Language) -> None:
    again = spacy.blank("nl").from_config(nlp.config).from_bytes(nlp.to_bytes())
    assert again.pipe_names == ["sentence_encoder"]
