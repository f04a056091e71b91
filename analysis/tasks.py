"""The slow work on texts as tasks that any process on any machine can do: texts in, bytes out.

A task reads its model once in the life of the process it runs in. What comes out depends on each
text alone, never on the batch it was in, so it does not matter who does what, or in which order.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache

import numpy as np

from analysis.embed import Encoder, Vectors
from analysis.language import Language, Reading, Term, load_pipeline

_ONE_AT_A_TIME = threading.Lock()  # a worker of a cluster may have several threads


@lru_cache(maxsize=1)
def encoder() -> Encoder:
    """The encoder of this process, on one thread."""
    return Encoder()


@lru_cache(maxsize=1)
def language(model: str) -> Language:
    """The Dutch pipeline of this process; empty for the one that ships with us."""
    return load_pipeline(model or None)


def encode(texts: Sequence[str], name: str) -> list[bytes]:
    """Of each text its vector, 384 float32.

    :param name: of the encoder that is expected.
    :raises ValueError: when this machine has another one, whose vectors would not compare.
    """
    with _ONE_AT_A_TIME:
        if encoder().name != name:
            raise ValueError(
                f"this machine encodes with {encoder().name!r}, the one that asks with {name!r}:"
                " install the same version of gesprekstafel on both"
            )
        return [row.tobytes() for row in encoder().encode(texts)]


def look_up(texts: Sequence[str], model: str) -> list[bytes]:
    """Of each text its content lemmas, as JSON."""
    with _ONE_AT_A_TIME:
        found = language(model).lemmas(texts)
    return [json.dumps(lemmas, ensure_ascii=False).encode() for lemmas in found]


def read(texts: Sequence[str], model: str) -> list[bytes]:
    """Of each text its reading with phrases, as JSON."""
    with _ONE_AT_A_TIME:
        found = language(model).read(texts)
    return [json.dumps(asdict(reading), ensure_ascii=False).encode() for reading in found]


def vectors_from(stored: Sequence[bytes]) -> Vectors:
    """What :func:`encode` made: float32 (n, 384)."""
    return np.frombuffer(b"".join(stored), dtype=np.float32).reshape(len(stored), -1)


def lemmas_from(stored: bytes) -> tuple[str, ...]:
    """What :func:`look_up` made."""
    return tuple(json.loads(stored))


def reading_from(stored: bytes) -> Reading:
    """What :func:`read` made."""
    found = json.loads(stored)
    return Reading(tuple(found["lemmas"]), tuple(Term(**term) for term in found["terms"]))
