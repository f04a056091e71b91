"""Names made of titles and labels: slugs stand in addresses, keys in stored answers."""

from __future__ import annotations

import re
import unicodedata

SLUG_LENGTH = 60
KEY_LENGTH = 48


def slugify(title: str) -> str:
    """`Leernetwerk Inductie 2026` → `leernetwerk-inductie-2026`; `traject` if nothing is left."""
    slug = re.sub(r"[^a-z0-9]+", "-", _plain(title)).strip("-")
    return slug[:SLUG_LENGTH].strip("-") or "traject"


def key_of(label: str) -> str:
    """`Rust en ruimte` → `rust_en_ruimte`; cut between words, and maybe empty."""
    key = re.sub(r"[^a-z0-9]+", "_", _plain(label).replace("'", "")).strip("_")
    if len(key) <= KEY_LENGTH:
        return key
    return key[: KEY_LENGTH + 1].rpartition("_")[0] or key[:KEY_LENGTH]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
