"""How time and memory grow with the number of statements, beside BERTopic on the same vectors.

Real sentences are encoded once; each made-up statement is one of them with a share of two others
on its subject, in its vector and in its words. So there are as many subjects as in the real ones,
with edges as blurred as theirs. Every measurement is a process of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

from analysis.benchmarks.memory import peak_mb
from analysis.embed import Encoder, Vectors
from analysis.features import unit
from analysis.language import Reading, load_pipeline
from analysis.pipeline import find_themes
from collector.config import REPOSITORY

METHODS = ("ours", "bertopic")
SIZES = (1_000, 10_000, 100_000)
OWN_SHARE = 0.6  # of a made-up statement that is of one sentence
WORDS_OF_OTHERS = 3
TIMEOUT_SECONDS = 1_800


def measure(
    texts: Sequence[str],
    subjects: Sequence[str],
    sizes: Sequence[int] = SIZES,
    methods: Sequence[str] = METHODS,
    *,
    seed: int = 0,
) -> list[dict[str, Any]]:
    """Group so many statements by each method, with everything but their embedding.

    :param texts: real sentences; ``subjects``: what each is about.
    :returns: per size and method ``seconds`` and ``cpu_seconds``, ``peak_mb`` of the process,
        ``themes``, ``v_measure`` with the subjects and ``unplaced``; or ``missing``, why not.
    """
    encoder = Encoder()
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "base.npz"
        numbers = {subject: number for number, subject in enumerate(sorted(set(subjects)))}
        np.savez(
            base,
            vectors=encoder.encode(texts),
            subjects=np.array([numbers[subject] for subject in subjects]),
            texts=np.array(texts),
        )
        return [
            {"statements": size, "method": method} | _apart(method, size, base, seed)
            for size in sizes
            for method in methods
        ]


def _apart(method: str, size: int, base: Path, seed: int) -> dict[str, Any]:
    """One measurement in a process of its own."""
    command = [sys.executable, "-m", "analysis.benchmarks.scale", method, str(size), str(base)]
    try:
        done = subprocess.run(
            [*command, str(seed)],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return {"missing": f"not done in {TIMEOUT_SECONDS} s"}
    if done.returncode:
        return {"missing": (done.stderr.strip().splitlines() or ["ended without a word"])[-1]}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def made_up(
    base: Path, count: int, seed: int
) -> tuple[list[str], Vectors, np.ndarray[Any, np.dtype[np.int64]]]:
    """Statements, their vectors float32 (n, 384) of length 1, and their subjects int64 (n,)."""
    with np.load(base, allow_pickle=False) as stored:
        real, subjects, sentences = stored["vectors"], stored["subjects"], stored["texts"].tolist()
    chance = np.random.default_rng(seed)
    near = {number: np.flatnonzero(subjects == number) for number in set(subjects.tolist())}
    own = chance.integers(0, len(real), count)
    vectors = np.empty((count, real.shape[1]), dtype=np.float32)
    texts: list[str] = []
    for place, row in enumerate(own.tolist()):
        others = chance.choice(near[int(subjects[row])], 2)
        shares = chance.dirichlet((1, 1)) * (1 - OWN_SHARE)
        vectors[place] = OWN_SHARE * real[row] + shares @ real[others]
        words = " ".join(sentences[others[0]].split()[:WORDS_OF_OTHERS])
        texts.append(f"{sentences[row]} {words} {place // 1_000} {place % 1_000}")
    return texts, unit(vectors), subjects[own]


class Prepared:
    """An encoder that knows the statements already, and encodes only the phrases of labels."""

    def __init__(self, texts: Sequence[str], vectors: Vectors) -> None:
        self._rows = {text: row for row, text in enumerate(texts)}
        self._vectors = vectors
        self._encoder = Encoder()

    def encode(self, texts: Sequence[str], /) -> Vectors:
        if all(text in self._rows for text in texts):
            return self._vectors[[self._rows[text] for text in texts]]
        return self._encoder.encode(texts)


class Reader:
    """The shipped pipeline, loaded before the time begins to run."""

    def __init__(self) -> None:
        self._language = load_pipeline()

    def lemmas(self, texts: Sequence[str], /) -> list[tuple[str, ...]]:
        return self._language.lemmas(texts)

    def read(self, texts: Sequence[str], /) -> list[Reading]:
        return self._language.read(texts)


def run(method: str, size: int, base: Path, seed: int) -> dict[str, Any]:
    """Group made-up statements by one method, in this process.

    :raises ImportError: when it is not installed.
    :raises ValueError: when there is no such method.
    """
    if method not in METHODS:
        raise ValueError(f"there is no method {method!r}: {', '.join(METHODS)}")
    from sklearn.metrics import v_measure_score

    texts, vectors, truth = made_up(base, size, seed)
    if method == "bertopic":
        model = import_module("bertopic").BERTopic(embedding_model=None)
        start, worked = perf_counter(), process_time()
        found, _ = model.fit_transform(texts, vectors)
        labels = [str(label) for label in found]
        unplaced = labels.count("-1")
    else:
        encoder, reader = Prepared(texts, vectors), Reader()
        start, worked = perf_counter(), process_time()
        themes = find_themes(texts, encoder=encoder, language=reader, seed=seed)
        labels = [held[0].theme if held else "" for held in themes.placements]
        unplaced = labels.count("")
    return {
        "seconds": round(perf_counter() - start, 1),
        "cpu_seconds": round(process_time() - worked, 1),
        "peak_mb": peak_mb(),
        "themes": len(set(labels) - {"", "-1"}),
        "v_measure": round(float(v_measure_score(truth, labels)), 3),
        "unplaced": unplaced,
    }


if __name__ == "__main__":
    name, count, path, start_number = sys.argv[1:]
    print(json.dumps(run(name, int(count), Path(path), int(start_number))))
