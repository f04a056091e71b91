"""Measure general Dutch: makes ``datasets/models/background.npz``.

Run from the root of the repository, with the folder that holds the treebank files:

    python datasets/models/recipe/background.py --ud UD_FOLDER

The vectors give a mean, and the principal components of what differs between sentences that stand
close together in one document, so about the same thing; sentences of other documents only say how
much there is to differ at all. The sentences also give the counts of lemmas. Alpino test is left
out: it is only measured on.
"""

import argparse
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.embed import Encoder
from analysis.language import load_pipeline

TARGET = Path(__file__).parents[1] / "background.npz"
SOURCES = ("lassysmall-dev", "lassysmall-test", "alpino-dev")
SHORTEST = 25  # characters; headings and single words are not sentences
SMALLEST = 1e-6  # variance
NEARBY = 4  # sentences: so far apart two of one document are still about the same thing
WHOLE_SHARE = 0.1  # of the covariance between all sentences, so that no direction is lost


Vectors = NDArray[np.float64]
Sentence = tuple[str, str]  # document, text


def sentences(path: Path) -> list[Sentence]:
    """The sentences of a CoNLL-U file as they were written, each with its document."""
    document, found = "", []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# sent_id = "):
            document = re.split(r"[\\.]", line.removeprefix("# sent_id = "))[0]
        elif line.startswith("# text = "):
            found.append((document, line.removeprefix("# text = ")))
    return found


def covariance_nearby(vectors: Vectors, documents: Sequence[str]) -> Vectors:
    """What sentences close together in one document have in common. float64 (384, 384).

    :param vectors: float64 (n, 384), less their mean, in the order of the documents.
    """
    count = len(documents)
    pairs = np.array(
        [
            (one, other)
            for one in range(count)
            for other in range(one + 1, min(count, one + NEARBY + 1))
            if documents[one] == documents[other]
        ]
    )
    shared = vectors[pairs[:, 0]].T @ vectors[pairs[:, 1]] / len(pairs)
    return (shared + shared.T) / 2


def components_within(vectors: Vectors, documents: Sequence[str]) -> tuple[Vectors, Vectors]:
    """Principal components, one a row and the widest first, and their variances."""
    shared = (1 - WHOLE_SHARE) * covariance_nearby(vectors, documents)
    values, components = np.linalg.eigh(np.cov(vectors.T) - shared)
    return components[:, ::-1].T, np.maximum(values[::-1], SMALLEST)


def main() -> None:
    """Encode, decompose, count, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ud", type=Path, required=True, help="folder with the treebank files")
    given = parser.parse_args()

    found = [each for name in SOURCES for each in sentences(given.ud / f"{name}.conllu")]
    long_enough = [(document, text) for document, text in found if len(text) >= SHORTEST]
    encoder = Encoder()
    vectors = encoder.encode([text for _, text in long_enough]).astype(np.float64)
    mean = vectors.mean(axis=0)
    documents = [document for document, _ in long_enough]
    components, variances = components_within(vectors - mean, documents)

    counts: Counter[str] = Counter()
    for lemmas in load_pipeline().lemmas([text for _, text in found]):
        counts.update(set(lemmas))
    kept = sorted(lemma for lemma, times in counts.items() if times > 1)

    np.savez_compressed(
        TARGET,
        encoder=np.array(encoder.name),
        mean=mean.astype(np.float32),
        components=components.astype(np.float16),
        eigenvalues=variances.astype(np.float32),
        sentences=np.array(len(found)),
        lemmas=np.frombuffer("\n".join(kept).encode("utf-8"), dtype=np.uint8),
        counts=np.array([counts[lemma] for lemma in kept], dtype=np.uint16),
    )
    print(f"{TARGET.name}: {TARGET.stat().st_size / 1e6:.2f} MB, {len(kept)} lemmas")


if __name__ == "__main__":
    main()
