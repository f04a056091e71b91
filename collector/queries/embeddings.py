"""Vectors of texts that were encoded before."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable


def embeddings(
    connection: sqlite3.Connection, encoder: str, hashes: Iterable[str]
) -> dict[str, bytes]:
    """Those of the asked hashes that are there."""
    found = {}
    for name in set(hashes):
        row = connection.execute(
            "SELECT vector FROM embeddings WHERE hash = ? AND encoder = ?", (name, encoder)
        ).fetchone()
        if row:
            found[name] = row["vector"]
    return found
