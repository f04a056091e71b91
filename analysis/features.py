"""What statements are compared by: sentence vectors and words, weighed together.

Steps 1 and 2 of the method. Dense vectors are compared against general Dutch, so that what every
sentence has in common does not count; words weigh by how rare they are, there and here.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from analysis.embed import Vectors
from collector.config import DATASETS

SHIPPED = DATASETS / "models" / "background.npz"

LEXICAL_DIMENSIONS = 384
LEXICAL_SHARE = 0.3
RARITY_POWER = 1.5
SHRINKAGE = 10  # statements' worth of doubt about the mean of a programme that has few yet
HALF_WHITENING = 0.25  # the power of an eigenvalue that a component is divided by


@dataclass(frozen=True)
class Background:
    """General Dutch, as measured by ``datasets/models/recipe/background.py``.

    :param encoder: the name of the encoder the vectors came from.
    :param mean: float32 (384,), the mean sentence vector.
    :param components: float32 (384, 384), one a row: the principal components of how sentences
        differ that stand close together in one document.
    :param eigenvalues: float32 (384,), the variance along each.
    :param sentences: how many sentences the lemmas were counted in.
    :param lemmas: in how many sentences a lemma occurs; at least twice, else it is absent.
    """

    encoder: str
    mean: Vectors
    components: Vectors
    eigenvalues: Vectors
    sentences: int
    lemmas: dict[str, int]

    def rarity(self, lemma: str) -> float:
        """The inverse document frequency of a lemma in general Dutch, 0 for one in all."""
        return float(np.log((self.sentences + 1) / (self.lemmas.get(lemma, 0) + 1)))


@lru_cache(maxsize=2)
def load_background(path: Path = SHIPPED) -> Background:
    """Read the background that ships with us, about 5 ms.

    :raises FileNotFoundError: when there is no such file.
    """
    with np.load(path, allow_pickle=False) as stored:
        names = bytes(stored["lemmas"]).decode("utf-8").split("\n")
        return Background(
            encoder=str(stored["encoder"]),
            mean=stored["mean"].astype(np.float32),
            components=stored["components"].astype(np.float32),
            eigenvalues=stored["eigenvalues"].astype(np.float32),
            sentences=int(stored["sentences"]),
            lemmas=dict(zip(names, stored["counts"].tolist(), strict=True)),
        )


def unit(vectors: Vectors) -> Vectors:
    """Rows at length 1; a row of zeros stays zeros. Shape (n, d) in and out."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Vectors = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return scaled


def whiten(vectors: Vectors, background: Background) -> Vectors:
    """Half-whiten sentence vectors against general Dutch.

    Against how sentences about the same thing differ, so that what tells subjects apart is kept:
    within-class covariance normalisation, A. Hatch and others, 2006, with documents for classes.

    :param vectors: float32 (n, 384).
    :returns: float32 (n, 384): what differs from the background mean, along its components, each
        divided by its eigenvalue to the power ¼.
    """
    along = (vectors - background.mean) @ background.components.T
    return (along / background.eigenvalues**HALF_WHITENING).astype(np.float32)


@lru_cache(maxsize=50_000)
def hashed(lemma: str) -> Vectors:
    """A fixed Gaussian vector (384,) of a lemma: the same everywhere, nearly orthogonal to others.

    Random projection after W. Johnson and J. Lindenstrauss, 1984; nothing is learnt or stored.
    """
    seed = int.from_bytes(hashlib.sha256(lemma.encode("utf-8")).digest()[:8], "little")
    drawn = np.random.default_rng(seed).standard_normal(LEXICAL_DIMENSIONS)
    return (drawn / np.sqrt(LEXICAL_DIMENSIONS)).astype(np.float32)


def lexical(lemmas: Sequence[Sequence[str]], background: Background) -> Vectors:
    """Texts as their words: (1 + log tf) · idf^1.5, through hashed Gaussian vectors.

    The idf is that of general Dutch alone: a word that half the programme uses still tells which
    half. Its power lets the rare words that two statements share outweigh the common ones.

    :param lemmas: n texts, each its content lemmas.
    :returns: float32 (n, 384) of length 1; zeros for a text without content lemmas.
    """
    found = np.zeros((len(lemmas), LEXICAL_DIMENSIONS), dtype=np.float32)
    for row, text in enumerate(lemmas):
        if counts := Counter(text):
            weights = [
                (1 + np.log(times)) * background.rarity(lemma) ** RARITY_POWER
                for lemma, times in counts.items()
            ]
            found[row] = np.array(weights, dtype=np.float32) @ np.stack([*map(hashed, counts)])
    return unit(found)


def combine(dense: Vectors, words: Vectors, *, lexical_share: float = LEXICAL_SHARE) -> Vectors:
    """One vector for meaning and words together.

    :param dense: (n, a), of length 1.
    :param words: (n, b), of length 1 or zeros.
    :returns: float32 (n, a + b) of length 1; cosines are the weighted mean of both cosines.
    """
    parts = [np.sqrt(1 - lexical_share) * dense, np.sqrt(lexical_share) * words]
    return unit(np.concatenate(parts, axis=1).astype(np.float32))


def shrunk_mean(vectors: Vectors) -> Vectors:
    """The mean of what is known, drawn to zero while little is known: sum / (n + 10). (d,).

    A first statement minus its own mean would be nothing at all; from a hundred on it hardly
    differs from the plain mean.
    """
    mean: Vectors = (vectors.sum(axis=0) / (len(vectors) + SHRINKAGE)).astype(np.float32)
    return mean


def dense(vectors: Vectors, centre: Vectors, background: Background) -> Vectors:
    """Sentence vectors in the space of a programme.

    :param vectors: float32 (n, 384).
    :param centre: float32 (384,), what is common in the programme: the :func:`shrunk_mean` of its
        statements' half-whitened vectors at length 1.
    :returns: float32 (n, 384), of length 1.
    """
    return unit(unit(whiten(vectors, background)) - centre)
