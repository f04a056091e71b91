"""The texts of a programme as vectors: read, encoded, and smoothed over their neighbour graph.

Steps 1 to 3 of the method, for statements and the texts of the codebook together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy import sparse

from analysis.blocks import blocks
from analysis.cluster import halfway
from analysis.corpus import Corpus
from analysis.embed import DIMENSIONS
from analysis.features import (
    LEXICAL_DIMENSIONS,
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
from analysis.landmarks import neighbourhood
from analysis.language import Reading

AT_ONCE = 1_000  # texts, between two signs of progress

Progress = Callable[[str, int, int], None]  # what is done, how much of it, of how much


class TextEncoder(Protocol):
    """What turns texts into float32 (n, 384) of length 1: an ``Encoder``, or a cache before it."""

    def encode(self, texts: Sequence[str], /) -> Vectors: ...


class TextReader(Protocol):
    """What reads texts: a ``Language``, or a cache before it."""

    def lemmas(self, texts: Sequence[str], /) -> list[tuple[str, ...]]: ...

    def read(self, texts: Sequence[str], /) -> list[Reading]: ...


@dataclass(frozen=True, eq=False)
class Representation:
    """The m distinct texts as vectors, with the graph between them.

    :param read: rows to their readings, with phrases; slow, so only for what a label needs.
    :param centre: float32 (384,), what is common in the programme.
    :param meanings: float32 (m, 384), sentence vectors less the centre.
    :param features: float32 (m, 768), meanings and words together, of length 1.
    :param edges: sparse (m, m), the neighbour graph; above 10,000 texts between landmarks only.
    :param smoothed: float32 (m, 768), features after smoothing.
    :param own: per codebook theme float32 (texts, 768), its name and central statement, halfway.
    :param meaning_of: other texts to float32 (n, 384), in the space of ``meanings``.
    :param background: the general Dutch they were compared with.
    """

    read: Callable[[Sequence[int]], list[Reading]]
    centre: Vectors
    meanings: Vectors
    features: Vectors
    edges: sparse.csr_matrix
    smoothed: Vectors
    own: tuple[Vectors, ...]
    meaning_of: Callable[[Sequence[str]], Vectors]
    background: Background


def represent(
    corpus: Corpus,
    encoder: TextEncoder,
    language: TextReader,
    background: Background | None,
    *,
    seed: int = 0,
    progress: Progress = lambda stage, done, total: None,
) -> Representation:
    """Encode everything once, and smooth statements and codebook texts in one graph."""
    general = background or load_background()
    count = len(corpus.texts)
    everything = [*corpus.texts, *(text for theme in corpus.codebook for text in theme.texts)]

    lemmas: list[tuple[str, ...]] = []
    sentences = np.empty((len(everything), DIMENSIONS), dtype=np.float32)
    for start in range(0, len(everything), AT_ONCE):
        progress("encode", start, len(everything))
        texts = everything[start : start + AT_ONCE]
        lemmas += language.lemmas(texts)
        sentences[start : start + AT_ONCE] = encoder.encode(texts)
    centre, meanings, features = measure(sentences, lemmas, count, general)
    del sentences
    progress("compare", 0, len(everything))
    always = {row for rows in corpus.examples for row in rows} | {*range(count, len(everything))}
    edges, smoothed = neighbourhood(features, always=always, seed=seed)

    own: list[Vectors] = []
    start = count
    for theme in corpus.codebook:
        held = slice(start, start + len(theme.texts))
        own.append(halfway(features[held], smoothed[held]))
        start = held.stop
    return Representation(
        read=lambda rows: language.read([everything[row] for row in rows]),
        centre=centre,
        meanings=meanings[:count],
        features=features[:count],
        edges=edges[:count][:, :count],
        smoothed=smoothed[:count],
        own=tuple(own),
        meaning_of=lambda texts: dense(encoder.encode(texts), centre, general),
        background=general,
    )


def measure(
    sentences: Vectors,
    lemmas: Sequence[Sequence[str]],
    count: int,
    background: Background,
) -> tuple[Vectors, Vectors, Vectors]:
    """Steps 1 and 2 of the method, in blocks.

    :param sentences: float32 (n, 384), of which the first ``count`` are statements.
    :param lemmas: of each of the n its content lemmas.
    :returns: centre (384,), meanings (n, 384) and features (n, 768), see :class:`Representation`.
    """
    whitened = np.empty((len(sentences), len(background.eigenvalues)), dtype=np.float32)
    for rows in blocks(len(sentences)):
        whitened[rows] = unit(whiten(sentences[rows], background))
    centre = shrunk_mean(whitened[:count])
    for rows in blocks(len(whitened)):
        whitened[rows] = unit(whitened[rows] - centre)
    features = np.empty((len(sentences), whitened.shape[1] + LEXICAL_DIMENSIONS), np.float32)
    for rows in blocks(len(sentences)):
        features[rows] = combine(whitened[rows], lexical(lemmas[rows], background))
    return centre, whitened, features
