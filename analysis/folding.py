"""Fold a text into one plain form, and find the way back to the original offsets.

Unicode normalisation changes lengths, so a pattern found in normalised text does not
say where it stood. :class:`Folded` keeps, per folded character, the slice of the
original that it came from.
"""

import re
import unicodedata
from array import array
from dataclasses import dataclass

# Letters of other scripts that are drawn like Latin ones, one to one.
_LOOKALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухԁһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧονıɡквмнтѵԍгпυιαερκτχηγωбЬԌՕօոսհցѡѕӏԐɑʏʀɴʟɪʜᴀᴇᴏᴜᴍ",
    "ABESIJKMHOPCTYXaesijopcyxdhqwABEZHIKMNOPTYXovigkbmhtvgrnuiaepktxnywbbGOonuhgwslEayrnlihaeoum",
)
_STROKES = str.maketrans("łŁøØđĐ", "lLoOdD")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# Drawn as nothing, though letters, marks or signs to Unicode.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_PLAIN = str.maketrans("‘’‚‛′`´“”„‟″‐‑‒–—―−⁃", "'''''''" + '"""""' + "--------")
_FOLDS = _PLAIN | _LOOKALIKES


@dataclass(frozen=True)
class Folded:
    """A folded text of n characters with, per character, its original slice.

    :param text: the folded text, n characters.
    :param starts: original offset at which folded character i begins, shape (n,).
    :param ends: original offset just after folded character i, shape (n,).
    """

    text: str
    starts: array
    ends: array

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Original slice of the folded slice ``[start, end)``, which may not be empty.

        :raise ValueError: the slice is empty, so it stands nowhere.
        """
        if start >= end:
            raise ValueError(f"empty slice {start}:{end} has no place in the original text")
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """NFKC, invisible characters out, look-alike letters and typographic marks plain.

    A base character and the marks that follow it are normalised together, so that an
    e with U+0301 becomes one é whose slice is both. Line ends are kept.
    """
    if text.isascii() and not _CONTROL.search(text):
        return Folded(text, array("l", range(len(text))), array("l", range(1, len(text) + 1)))
    pieces: list[str] = []
    starts, ends = array("l"), array("l")
    for start, end, cluster in _clusters(text):
        plain = _without_marks(unicodedata.normalize("NFKC", cluster.translate(_PLAIN)))
        plain = plain.translate(_FOLDS)
        pieces.append(plain)
        starts.extend([start] * len(plain))
        ends.extend([end] * len(plain))
    return Folded("".join(pieces), starts, ends)


def _without_marks(cluster: str) -> str:
    """A Latin letter without the marks that make no letter with it, such as a stroke through it."""
    if len(cluster) == 1 or not cluster[0].isalpha():
        return cluster
    return "".join(each for each in cluster if unicodedata.category(each) != "Mn") or cluster


def _clusters(text: str) -> list[tuple[int, int, str]]:
    """Visible characters with the marks that belong to them: (start, end, characters)."""
    found: list[tuple[int, int, str]] = []
    for place, character in enumerate(text):
        category = unicodedata.category(character)
        if category == "Cf" or character in _UNSEEN:  # zero width, direction marks, soft hyphen
            continue
        if category == "Cc" and not character.isspace():
            continue
        if category[0] == "M" and found:
            start, _, before = found[-1]
            found[-1] = (start, place + 1, before + character)
        else:
            found.append((place, place + 1, character))
    return found


def without_accents(text: str) -> str:
    """``text`` with plain letters for those with accents, a stroke through the l included."""
    parts = unicodedata.normalize("NFD", text.translate(_STROKES))
    return "".join(each for each in parts if unicodedata.category(each) != "Mn")
