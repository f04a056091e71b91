"""Names of the partnerships and organisations of a programme, where somebody says them in a text.

A partnership is small: its name beside a statement says who spoke. The lists of schools do not know
it, and its name may be made of ordinary words ("De Brug").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from analysis.known_words import Phrases, is_word
from analysis.spans import Span
from collector.personal_data import Kind

SOURCE = "partnership"
_HEAD = re.compile(
    r"(?:(?:regionaal|regionale)\s+)?(?:partnerschap|opleidingsschool|leerkring|leernetwerk|netwerk"
    r"|samenwerkingsverband|stichting|hogeschool|pabo)\s+(?=\S)",
    re.IGNORECASE,
)
"""What may stand before the name proper: people leave it out when they speak."""


class PartnershipNames:
    """Finds given names in folded text: sure of one that is written as a name, else a flag."""

    def __init__(self, names: Iterable[str]) -> None:
        whole = {" ".join(name.split()) for name in names if name.strip()}
        proper = {_HEAD.sub("", name, count=1) for name in whole if _HEAD.match(name)}
        self._whole = Phrases(sorted(whole))
        self._proper = Phrases(sorted(proper - whole))

    def find(self, text: str) -> Iterator[Span]:
        for start, end in self._whole.find(text):
            said = text[start:end]
            if said != said.lower():
                yield Span(start, end, Kind.SCHOOL, SOURCE, certain=_is_capital(said))
            elif " " in said or not is_word(said):
                yield Span(start, end, Kind.SCHOOL, SOURCE, certain=False)
        for start, end in self._proper.find(text):
            if _is_capital(text[start:end]):
                yield Span(start, end, Kind.SCHOOL, SOURCE, certain=False)


def _is_capital(said: str) -> bool:
    """Whether its last word is a name: "de Brug", and not "De brug" at the start of a sentence."""
    return said.rpartition(" ")[2][:1].isupper()
