"""The key that signs cookies: made once per instance. Without it nobody is known any more."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

BYTES = 32


def read_or_make(path: Path) -> bytes:
    """Readable by its owner only, and on disk before anything is signed with it: whoever got a
    cookie is known by it, also when the power is cut in that same second.

    Of processes that make it at the same time, one is first, and the others read that one.
    """
    found = _read(path)
    if len(found) >= BYTES:
        return found
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(BYTES))
            file.flush()
            os.fsync(file.fileno())
        if not _first(beside, path) and len(_read(path)) < BYTES:
            # What is there was cut short, or this file system has no links.
            beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return path.read_bytes()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _first(beside: Path, path: Path) -> bool:
    """Gives it its name, unless that is taken; whether it did."""
    try:
        path.hardlink_to(beside)
    except OSError:
        return False
    return True
