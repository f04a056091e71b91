"""Word vectors for the pipeline: the encoder's 384 numbers down to what a parser needs.

    python datasets/models/recipe/vectors.py --work WORK_FOLDER

Principal components keep what varies most, which is what a word is about; a tagger and a parser
need other directions. So the projection is learnt from the training part of the treebank, by
reduced-rank regression (A. J. Izenman, 1975): the label of each token (word class and relation)
from the vectors of the word before, the word and the word after, by ridge regression; then the
directions that explain most of the fitted labels, each scaled by the root of its singular value.

Then the table is pruned: only the commonest words have a row of their own, every other word gets
the row of its nearest. Written as a blank Dutch pipeline, ``vectors/``.
"""

import argparse
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

DIMENSIONS = 64
ROWS = 20_000
RIDGE = 3.0
LENGTH = 2.5  # mean length of a row, so that it weighs about as much as the learnt features
NO_WORD = -1  # not listed
NO_TOKEN = -2  # before the first, after the last


def tokens(path: Path, place: dict[str, int]) -> list[list[tuple[int, str]]]:
    """The sentences of a CoNLL-U file: for each token its word's place and its label."""
    found = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if not line.startswith("#")]
        words = [row for row in rows if row[0].isdigit()]
        if words:
            label = [f"{row[3]} {row[7].partition(':')[0]}" for row in words]
            listed = [place.get(row[1].lower(), NO_WORD) for row in words]
            found.append(list(zip(listed, label, strict=True)))
    return found


def neighbours(found: list[list[tuple[int, str]]]) -> tuple[NDArray[np.int64], list[str]]:
    """The places of the word before, the word and the word after (n, 3), and n labels."""
    triples = []
    for sentence in found:
        places = [NO_TOKEN, *(each for each, _ in sentence), NO_TOKEN]
        triples += list(zip(places, places[1:], places[2:], strict=False))
    return np.array(triples), [label for sentence in found for _, label in sentence]


def projection(vectors: Array, triples: NDArray[np.int64], labels: list[str]) -> Array:
    """The directions that matter for the labels, (384, :data:`DIMENSIONS`).

    :param vectors: (words, 384), centred.
    """
    width = vectors.shape[1]
    padded = np.vstack([vectors, np.zeros((2, width))])  # places -2 and -1: nothing
    unknown = [triples == NO_WORD, triples == NO_TOKEN]
    given = np.hstack([padded[triples].reshape(len(triples), -1), *unknown])
    given = np.hstack([given / given.std(axis=0).mean(), np.ones((len(given), 1))])
    kinds = {label: number for number, label in enumerate(sorted(set(labels)))}
    wanted = np.eye(len(kinds))[[kinds[label] for label in labels]]
    inner = given.T @ given + RIDGE * np.eye(given.shape[1])
    fitted = np.linalg.solve(inner, given.T @ (wanted - wanted.mean(axis=0)))
    parts = [fitted[start:stop] for start, stop in pairwise(range(0, 3 * width + 1, width))]
    seen = vectors[triples[:, 1][triples[:, 1] >= 0]]
    root = np.linalg.cholesky(seen.T @ seen / len(seen) + 1e-8 * np.eye(width))
    directions, weights, _ = np.linalg.svd(root.T @ np.hstack(parts), full_matrices=False)
    found: Array = np.linalg.solve(root.T, directions[:, :DIMENSIONS])
    return found * np.sqrt(weights[:DIMENSIONS])


def nearest_rows(table: Array) -> NDArray[np.int64]:
    """For each word the row it gets: its own, or that of the nearest (cosine) with a row."""
    unit = table / np.linalg.norm(table, axis=1, keepdims=True)
    rows = np.arange(len(table))
    for start in range(ROWS, len(table), 1_000):
        near = unit[start : start + 1_000] @ unit[:ROWS].T
        rows[start : start + 1_000] = near.argmax(axis=1)
    return rows


def write(words: list[str], table: Array, rows: NDArray[np.int64], target: Path) -> None:
    """Write the table as a blank pipeline. A word with a capital gets the row of the same without,
    unless it is listed itself: spaCy forgets, when it saves vectors, that their keys ignore case.
    """
    import spacy
    from spacy.vectors import Vectors

    nlp = spacy.blank("nl")
    data = table[:ROWS].astype(np.float32)
    held = Vectors(data=data, strings=nlp.vocab.strings, name="nl_gesprekstafel")
    row_of = dict(zip(words, rows.tolist(), strict=True))
    capitals = {word[:1].upper() + word[1:]: row for word, row in row_of.items()}
    for word, row in {**capitals, **row_of}.items():
        held.add(nlp.vocab.strings.add(word), row=row)
    nlp.vocab.vectors = held
    nlp.to_disk(target)


def main() -> None:
    """Learn the projection, prune, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder for what is in between")
    given = parser.parse_args()

    pieces = [np.load(piece) for piece in sorted((given.work / "words").glob("*.npy"))]
    vectors = np.vstack(pieces).astype(np.float64)
    vectors -= vectors.mean(axis=0)
    words = (given.work / "words.txt").read_text(encoding="utf-8").splitlines()[: len(vectors)]
    place = {word: number for number, word in enumerate(words)}
    triples, labels = neighbours(tokens(given.work / "train.conllu", place))
    table = vectors @ projection(vectors, triples, labels)
    table *= LENGTH / np.linalg.norm(table, axis=1).mean()
    write(words, table, nearest_rows(table), given.work / "vectors")


if __name__ == "__main__":
    main()
