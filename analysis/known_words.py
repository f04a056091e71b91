"""Words that are no names: the Dutch word list, the words of education, what a programme allows.

Lists of our own are read from ``datasets/deidentification``: one text file a list, terms
separated by semicolons or lines, ``#`` before a remark.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import simplemma

from collector.config import DATASETS

FOLDER = DATASETS / "deidentification"

_LETTERS = r"[^\W\d_]"
_WORD = re.compile(rf"{_LETTERS}+(?:['-]{_LETTERS}+)*")
_TERM = re.compile(rf"(?:'(?=[st]\b))?{_LETTERS}+(?:['/-]{_LETTERS}+)*|\d+|&|\+")
_ENDING = re.compile(
    r"(?:heid|heden|iteit|iteiten|isch|ische|ing|ingen|lijk|lijke|baar|bare|loos|loze|atie|aties|"
    r"isme|schap|schappen|end|ende|eren|erend|ig|ige|achtig|achtige|aal|ale|ief|ieve|eel|ele|"
    r"eerd|eerde|[aeiou]gd|logie|logisch|kunde|waarts|werk|aanse|erse|ense|dse|gse)$"
)
_DERIVED = re.compile(
    r"(?:heid|heden|iteit|iteiten|atie|aties|isme|logie|ische?|lijke?|achtige?|ering|eringen|ief|ieve|"
    r"ment|schap|schappen|loze|baar|bare)$"
)
_PARTICIPLE = re.compile(r"^(?:ge|be|ver|ont|her)\w{3,}(?:d|de|t|te|en)$")
_ABBREVIATIONS = "bijv bv etc dhr mevr mw dr drs prof ir ing nl incl excl resp ca evt vgl mr sr jr"
_SHORT = frozenset(_ABBREVIATIONS.split())


@dataclass(frozen=True)
class Word:
    """A word of a folded text.

    :param start: offset of its first letter.
    :param end: offset after its last letter, a genitive ``'s`` not counted.
    :param initial: it opens a sentence, so its capital says nothing.
    :param adjacent: only spaces (or the full stop of an initial) part it from the word before.
    """

    start: int
    end: int
    text: str
    initial: bool
    adjacent: bool

    @property
    def lower(self) -> str:
        return self.text.lower()

    @property
    def capitalised(self) -> bool:
        return self.text[0].isupper()


def words_of(text: str) -> list[Word]:
    """The words of a folded text, in reading order."""
    words: list[Word] = []
    end = 0
    for match in _WORD.finditer(text):
        gap, before = text[end : match.start()], words[-1] if words else None
        form = re.sub(r"'s?$", "", match[0])
        initial = before is None or _opens(gap, before.text)
        stop = "." if before and (len(before.text) <= 2 or before.lower in _SHORT) else ""
        adjacent = before is not None and gap.strip(" " + stop) == "" and gap != ""
        words.append(Word(match.start(), match.start() + len(form), form, initial, adjacent))
        end = match.end()
    return words


def _opens(gap: str, before: str) -> bool:
    """Whether a sentence begins after ``gap``; a full stop after an abbreviation ends none."""
    if re.search(r"[!?:;\n\r•*]|\.\.", gap):
        return True
    abbreviated = len(before) <= 2 or before.lower() in _SHORT
    return "." in gap and not abbreviated


def terms(name: str) -> list[str]:
    """The terms of a list in ``datasets/deidentification``.

    :raise FileNotFoundError: there is no such list.
    """
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    kept = ";".join(line for line in lines if not line.startswith("#"))
    return [term.strip() for term in kept.split(";") if term.strip()]


@cache
def term_set(name: str) -> frozenset[str]:
    """The terms of a list, to look up in."""
    return frozenset(terms(name))


class Phrases:
    """Finds given phrases in folded text; those in capitals only in capitals."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str | None]]] = {}
        for phrase in phrases:
            parts = tuple(part.lower() for part in _TERM.findall(phrase))
            if parts:
                exact = phrase if phrase.isupper() else None
                self._by_first.setdefault(parts[0], []).append((parts, exact))
        for choices in self._by_first.values():
            choices.sort(key=lambda choice: -len(choice[0]))

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Slices of ``text`` that are one of the phrases; the longest at each word."""
        found = list(_TERM.finditer(text))
        lowered = [match[0].lower().removesuffix("'s") for match in found]
        for place, first in enumerate(lowered):
            for parts, exact in self._by_first.get(first, ()):
                last = place + len(parts) - 1
                if tuple(lowered[place : last + 1]) != parts:
                    continue
                start, end = found[place].start(), found[last].end()
                if exact is None or text[start:end].removesuffix("'s") == exact:
                    yield start, end
                    break


@lru_cache(maxsize=65536)
def is_word(lower: str) -> bool:
    """Whether a lower-case form is a Dutch word, hyphenated or compound words included.

    A compound is two known words of at least four letters, an s between them allowed;
    shorter parts would make words of surnames.
    """
    if is_listed(lower):
        return True
    if "-" in lower:
        return all(is_word(part) for part in lower.split("-") if part)
    return len(lower) >= 9 and any(
        _is_part(lower[:cut]) and _is_part(lower[cut:]) for cut in range(4, len(lower) - 3)
    )


def is_listed(lower: str) -> bool:
    """Whether a lower-case form stands in a word list as it is."""
    return lower in term_set("words") or bool(simplemma.is_known(lower, "nl"))


@lru_cache(maxsize=8192)
def is_finite(lower: str) -> bool:
    """Whether a form is a verb with a person before it: in our list, or a past tense."""
    if lower in term_set("finite_verbs"):
        return True
    if not lower.endswith(("te", "de")) or not simplemma.is_known(lower, "nl"):
        return False
    return str(simplemma.lemmatize(lower, "nl")).endswith("en")


def is_derived(lower: str) -> bool:
    """Whether an unknown form has an ending that makes Dutch words and hardly any names."""
    return _DERIVED.search(lower) is not None


@lru_cache(maxsize=8192)
def looks_dutch(lower: str) -> bool:
    """Whether an unknown form is made as Dutch words are: an ending, or a known last part."""
    if _ENDING.search(lower) or _PARTICIPLE.search(lower):
        return True
    return any(is_listed(lower[cut:]) for cut in range(3, len(lower) - 4))


def _is_part(part: str) -> bool:
    bare = part[:-1] if part.endswith("s") and len(part) > 4 else part
    return any(is_listed(p) for p in {part, bare})
