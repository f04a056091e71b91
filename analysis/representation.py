"""The texts of a programme as vectors: read, encoded, and smoothed over their neighbour graph.

Steps 1 to 3 of the method, for statements and the texts of the codebook together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from scipy import sparse

from analysis.cluster import graph, smooth
from analysis.corpus import Corpus
from analysis.features import (
    Background,
    Vectors,
    combine,
    dense,
    lexical,
    load_background,
    shrunk_mean,
    unit,
    whiten,
)
from analysis.language import Reading


class TextEncoder(Protocol):
    """What turns texts into float32 (n, 384) of length 1: an ``Encoder``, or a cache before it."""

    def encode(self, texts: Sequence[str], /) -> Vectors: ...


class TextReader(Protocol):
    """What reads texts: a ``Language``, or a cache before it."""

    def read(self, texts: Sequence[str], /) -> list[Reading]: ...


@dataclass(frozen=True, eq=False)
class Representation:
    """The m distinct texts as vectors, with the graph between them.

    :param readings: of each, its lemmas and phrases.
    :param centre: float32 (256,), what is common in the programme.
    :param meanings: float32 (m, 256), sentence vectors less the centre.
    :param features: float32 (m, 768), meanings and words together, of length 1.
    :param edges: sparse (m, m), the neighbour graph.
    :param smoothed: float32 (m, 768), features after smoothing.
    :param own: per codebook theme float32 (texts, 768), its smoothed name and central statement.
    :param meaning_of: other texts to float32 (n, 256), in the space of ``meanings``.
    :param background: the general Dutch they were compared with.
    """

    readings: list[Reading]
    centre: Vectors
    meanings: Vectors
    features: Vectors
    edges: sparse.csr_matrix
    smoothed: Vectors
    own: tuple[Vectors, ...]
    meaning_of: Callable[[Sequence[str]], Vectors]
    background: Background


def represent(
    corpus: Corpus, encoder: TextEncoder, language: TextReader, background: Background | None
) -> Representation:
    """Read and encode everything once, and smooth statements and codebook texts in one graph."""
    general = background or load_background()
    count = len(corpus.texts)
    everything = [*corpus.texts, *(text for theme in corpus.codebook for text in theme.texts)]

    readings = language.read(everything)
    sentences = encoder.encode(everything)
    centre = shrunk_mean(unit(whiten(sentences[:count], general)))
    meanings = dense(sentences, centre, general)
    features = combine(meanings, lexical([reading.lemmas for reading in readings], general))
    edges = graph(features)
    smoothed = smooth(features, edges)

    own: list[Vectors] = []
    start = count
    for theme in corpus.codebook:
        own.append(smoothed[start : start + len(theme.texts)])
        start += len(theme.texts)
    return Representation(
        readings=readings[:count],
        centre=centre,
        meanings=meanings[:count],
        features=features[:count],
        edges=edges[:count][:, :count],
        smoothed=smoothed[:count],
        own=tuple(own),
        meaning_of=lambda texts: dense(encoder.encode(texts), centre, general),
        background=general,
    )
