"""Dutch number words as they occur in reports: to twenty, then the tens to a hundred."""

from __future__ import annotations

_UNITS = """
    een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien
    zeventien achttien negentien twintig
"""
_TENS = "dertig veertig vijftig zestig zeventig tachtig negentig honderd"

NUMERALS: dict[str, int] = {
    **{word: number for number, word in enumerate(_UNITS.split(), start=1) if word != "een"},
    **{word: 10 * tens for tens, word in enumerate(_TENS.split(), start=3)},
    "één": 1,
}
"""Word → number. "een" is left out: nearly always an article; "één" is in."""


def to_number(text: str) -> int | None:
    """The number that `text` stands for: digits, a number word, or one in -tal ("achttal")."""
    word = text.strip().casefold()
    if word.isdecimal():
        return int(word)
    return NUMERALS.get(word, NUMERALS.get(word.removesuffix("tal")))
