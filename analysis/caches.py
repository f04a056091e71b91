"""Caches before the encoder and the language: vectors in the database, readings in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import numpy as np

from analysis.embed import DIMENSIONS, Encoder, Vectors
from analysis.language import Language, Reading
from collector import findings
from collector.queries.embeddings import embeddings
from collector.redaction import text_hash

BATCH = 32


class CachedEncoder:
    """An encoder that encodes each text once; vectors are stored by content hash."""

    def __init__(self, encoder: Encoder, connection: sqlite3.Connection) -> None:
        self.encoder = encoder
        self.connection = connection

    def encode(self, texts: Sequence[str], /) -> Vectors:
        """:returns: float32 (n, 384), each row of length 1"""
        names = [text_hash(text) for text in texts]
        known = embeddings(self.connection, self.encoder.name, names)
        by_name = dict(zip(names, texts, strict=True))
        missing = [(name, text) for name, text in by_name.items() if name not in known]
        for start in range(0, len(missing), BATCH):
            batch = missing[start : start + BATCH]
            vectors = self.encoder.encode([text for _, text in batch])
            made = {name: row.tobytes() for (name, _), row in zip(batch, vectors, strict=True)}
            findings.store_embeddings(self.connection, self.encoder.name, made)
            known.update(made)
        rows = [np.frombuffer(known[name], dtype=np.float32) for name in names]
        return np.array(rows, dtype=np.float32).reshape(len(rows), DIMENSIONS)


class CachedLanguage:
    """A language that reads each text once in the life of the process."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._known: dict[str, Reading] = {}
        self._lemmas: dict[str, tuple[str, ...]] = {}

    def lemmas(self, texts: Sequence[str], /) -> list[tuple[str, ...]]:
        missing = [text for text in dict.fromkeys(texts) if text not in self._lemmas]
        self._lemmas.update(zip(missing, self.language.lemmas(missing), strict=True))
        return [self._lemmas[text] for text in texts]

    def read(self, texts: Sequence[str], /) -> list[Reading]:
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(missing, self.language.read(missing), strict=True))
        return [self._known[text] for text in texts]
