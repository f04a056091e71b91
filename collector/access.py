"""What opens a room or somebody's own answers: the code of a meeting, a screen's key, a receipt."""

from __future__ import annotations

import hashlib
import re
import secrets

# Without i, l, o, u, 0, 1: nobody has to ask which one it is, and no words come out.
ALPHABET = "abcdefghjkmnpqrstvwxyz23456789"
CODE_LENGTH = 6  # 30**6 = 729 million codes of a meeting
RECEIPT_LENGTH = 16  # 30**16, about 78 bits


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_code() -> str:
    """The code of a meeting, as typed from the projector."""
    return _random(CODE_LENGTH)


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
