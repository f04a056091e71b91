"""Which partnership somebody may mean who spells its name in an own way."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from difflib import SequenceMatcher

from collector.spoken_codes import near

ALIKE = 0.8
"""From this share of letters in common, in the same order, on (difflib's ratio)."""
_EVERYWHERE = frozenset(
    (
        *("partnerschap", "opleidingsschool", "opleidingsscholen", "opleiden", "opleiding"),
        *("samen", "school", "scholen", "stichting", "netwerk", "regio", "so", "os", "s", "o"),
        *("de", "het", "een", "van", "in", "en", "voor", "op"),
    )
)
"""In the names of so many partnerships that they tell none apart."""
_LONG = [one for one in _EVERYWHERE if len(one) > 6]


def alike(typed: str, names: Mapping[int, str], most: int = 3) -> list[int]:
    """The ids of the names that look like what was typed, the most alike first: other capitals,
    signs or a slip; the same but for words such as "opleidingsschool"; or its initials."""
    found = [(_likeness(typed, name), identifier) for identifier, name in names.items()]
    found = [pair for pair in found if pair[0] >= ALIKE]
    found.sort(key=lambda pair: (-pair[0], pair[1]))
    return [identifier for _, identifier in found[:most]]


def _likeness(typed: str, name: str) -> float:
    one, other = _words(typed), _words(name)
    if "".join(one) in (_initials(other), "".join(other)):
        return 1.0
    if "".join(other) == _initials(one):
        return 1.0
    own, others = _telling(one), _telling(other)
    if own and others:
        one, other = own, others
    left, right = "".join(one), "".join(other)
    likeness = SequenceMatcher(None, left, right, autojunk=False).ratio()
    return max(likeness, ALIKE) if near(left, right) else likeness


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return re.findall(r"[a-z0-9]+", "".join(one for one in plain if not unicodedata.combining(one)))


def _telling(words: list[str]) -> list[str]:
    """Without the words that are everywhere; the long ones also with a slip in them."""
    return [
        word
        for word in words
        if word not in _EVERYWHERE and not any(near(word, one) for one in _LONG)
    ]


def _initials(words: list[str]) -> str:
    """Of three words or more; fewer say too little."""
    return "".join(one[0] for one in words) if len(words) > 2 else "\0"
