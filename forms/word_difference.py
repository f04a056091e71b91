"""Two texts beside each other: which words they share, and which only one of them has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True)
class Words:
    text: str
    own: bool  # only in this one of the two


def difference(left: str, right: str) -> tuple[list[Words], list[Words]]:
    """Both texts in pieces; put together again they are the texts. Capitals and punctuation at the
    end of a word make no difference."""
    ours, theirs = _WORD.findall(left), _WORD.findall(right)
    matcher = SequenceMatcher(None, _plain(ours), _plain(theirs), autojunk=False)
    pieces: tuple[list[Words], list[Words]] = ([], [])
    for kind, a, b, c, d in matcher.get_opcodes():
        for side, words in zip(pieces, (ours[a:b], theirs[c:d]), strict=True):
            if words:
                side.append(Words("".join(words), kind != "equal"))
    return pieces


def _plain(words: list[str]) -> list[str]:
    return [word.strip().strip(".,;:!?").casefold() for word in words]
