"""Measure general Dutch: makes ``datasets/models/background.npz``.

Run from the root of the repository, with the folder that holds the treebank files:

    python datasets/models/recipe/background.py --ud UD_FOLDER

Vectors of 1,500 sentences, drawn with a fixed seed, give a mean and principal components; all
sentences give the counts of lemmas. Alpino test is left out: it is only measured on.
"""

import argparse
from collections import Counter
from pathlib import Path

import numpy as np

from analysis.embed import Encoder
from analysis.language import load_pipeline

TARGET = Path(__file__).parents[1] / "background.npz"
SOURCES = ("lassysmall-dev", "lassysmall-test", "alpino-dev")
SENTENCES = 1_500
COMPONENTS = 256
SHORTEST = 25  # characters; headings and single words are not sentences
SEED = 0


def sentences(path: Path) -> list[str]:
    """The sentences of a CoNLL-U file as they were written."""
    mark = "# text = "
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix(mark) for line in lines if line.startswith(mark)]


def main() -> None:
    """Encode, decompose, count, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ud", type=Path, required=True, help="folder with the treebank files")
    given = parser.parse_args()

    found = [text for name in SOURCES for text in sentences(given.ud / f"{name}.conllu")]
    long_enough = sorted({text for text in found if len(text) >= SHORTEST})
    drawn = np.random.default_rng(SEED).choice(len(long_enough), SENTENCES, replace=False)
    encoder = Encoder()
    vectors = encoder.encode([long_enough[place] for place in drawn]).astype(np.float64)
    mean = vectors.mean(axis=0)
    _, lengths, components = np.linalg.svd(vectors - mean, full_matrices=False)

    counts: Counter[str] = Counter()
    for lemmas in load_pipeline().lemmas(found):
        counts.update(set(lemmas))
    kept = sorted(lemma for lemma, times in counts.items() if times > 1)

    np.savez_compressed(
        TARGET,
        encoder=np.array(encoder.name),
        mean=mean.astype(np.float32),
        components=components[:COMPONENTS].astype(np.float16),
        eigenvalues=(lengths[:COMPONENTS] ** 2 / SENTENCES).astype(np.float32),
        sentences=np.array(len(found)),
        lemmas=np.frombuffer("\n".join(kept).encode("utf-8"), dtype=np.uint8),
        counts=np.array([counts[lemma] for lemma in kept], dtype=np.uint16),
    )
    print(f"{TARGET.name}: {TARGET.stat().st_size / 1e6:.2f} MB, {len(kept)} lemmas")


if __name__ == "__main__":
    main()
