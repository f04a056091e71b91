"""What opens a room or somebody's own answers: the code of a meeting, a screen's key, a receipt."""

from __future__ import annotations

import hashlib
import re
import secrets
import sqlite3

# Without i, l, o, u, 0, 1: nobody has to ask which one it is.
ALPHABET = "abcdefghjkmnpqrstvwxyz23456789"
VOWELS = frozenset("aey")
CODE_LENGTH = 6
CODES = 27**6 + 6 * 3 * 27**5
"""Codes of a meeting: 646 million (29.3 bits), those with one vowel at most."""
RECEIPT_LENGTH = 16  # 30**16, about 78 bits


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_code(connection: sqlite3.Connection | None = None) -> str:
    """The code of a meeting, as typed from the projector. No word of two syllables comes out: of
    six letters there are some that nobody wants on a screen.

    :param connection: then it is none that a meeting has already
    """
    while True:
        code = _random(CODE_LENGTH)
        if sum(letter in VOWELS for letter in code) > 1:
            continue
        if connection is None or not _is_taken(connection, code):
            return code


def _is_taken(connection: sqlite3.Connection, code: str) -> bool:
    found = connection.execute("SELECT 1 FROM meetings WHERE code = ?", (code,)).fetchone()
    return found is not None


def new_screen_key() -> str:
    return _random(20)


def new_receipt() -> str:
    """What a participant keeps; only its hash is stored."""
    return _random(RECEIPT_LENGTH)


def normalise_code(typed: str) -> str:
    """What somebody typed as a code or receipt, without spaces, dashes and capitals."""
    return re.sub(r"[^a-z0-9]", "", typed.lower())


def in_groups(code: str, size: int = 4) -> str:
    """A code as people read it: `k7fm-2p9q-x4dt-hw8c`."""
    return "-".join(code[start : start + size] for start in range(0, len(code), size))


def hash_receipt(receipt: str) -> str:
    return hashlib.sha256(normalise_code(receipt).encode()).hexdigest()
