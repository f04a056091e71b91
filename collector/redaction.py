"""From a text and the spans found in it to the public text. The finding itself is analysis."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any


def text_hash(text: str) -> str:
    """Names a text by its content: sha256, hexadecimal, over UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def review_hash(public_text: str) -> str:
    """Names the public text that a person had in view when approving it."""
    return text_hash(public_text)


def redact(
    text: str, spans: Iterable[Mapping[str, Any]], kept: Iterable[Iterable[int]] = ()
) -> str:
    """Replace each span by its kind, except those that a person kept.

    :param spans: mappings with `start`, `end` (characters, end exclusive) and `replacement`
    :param kept: (start, end) of the spans that stay
    """
    staying = {tuple(span) for span in kept}
    public, position = [], 0
    for span in sorted(spans, key=lambda span: span["start"]):
        if (span["start"], span["end"]) in staying or span["start"] < position:
            continue
        public += [text[position : span["start"]], span["replacement"]]
        position = span["end"]
    return "".join(public) + text[position:]
