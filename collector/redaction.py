"""From a text and the spans found in it to the public text. The finding itself is analysis."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any


def text_hash(text: str) -> str:
    """Names a text by its content: sha256, hexadecimal, over UTF-8.

    Of a public text: what a person had in view when approving it.
    """
    return hashlib.sha256(text.encode()).hexdigest()


def redact(
    text: str, spans: Iterable[Mapping[str, Any]], kept: Iterable[Iterable[int]] = ()
) -> str:
    """Replace each span by what it is, except those that a person kept.

    :param spans: mappings with `start`, `end` (characters, end exclusive) and `replacement`
    :param kept: (start, end) of the spans that stay
    """
    staying = {tuple(span) for span in kept}
    public: list[str] = []
    position = 0
    for span in sorted(spans, key=lambda span: (span["start"], -span["end"])):
        start, end = span["start"], span["end"]
        if (start, end) in staying:
            continue
        if start >= position:
            public += [text[position:start], span["replacement"]]
        # What an overlapping span covers besides goes too: half a name is a name.
        position = max(position, end)
    return "".join(public) + text[position:]
