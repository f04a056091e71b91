"""Names of people written without capitals, as in a text typed on a phone.

Lists alone cannot do it: "bas", "roos" and "bakker" are words. So a name counts when no
Dutch word is spelt so, and a name that is a word as well only after something that
announces a person: a role, "met", "ik heet". All of these are flags.
"""

import re
from collections.abc import Iterator

from analysis.known_words import Word, is_finite, is_listed, is_word, words_of
from analysis.name_lists import (
    DETERMINERS,
    FORMAL,
    LINKS,
    NO_NAMES,
    SAYING,
    NameLists,
    is_called,
    is_weighty,
)
from analysis.word_line import WordLine

_THINGS = frozenset(
    [
        "bas",
        "ben",
        "bob",
        "els",
        "ferry",
        "griet",
        "hans",
        "hein",
        "ida",
        "iris",
        "jack",
        "jasmijn",
        "jet",
        "joke",
        "klaas",
        "lies",
        "luna",
        "margriet",
        "marina",
        "mark",
        "mats",
        "merel",
        "nel",
        "frank",
        "koos",
        "roos",
        "trees",
        "wout",
        "charles",
        "astrid",
        "els",
        "ellen",
        "barry",
        "kris",
    ]
)
_TOWARDS = frozenset(
    [
        "met",
        "aan",
        "door",
        "volgens",
        "naast",
        "namens",
        "vroeg",
        "bedankt",
        "dank",
        "dankzij",
        "en",
    ]
)
_ANNOUNCED = re.compile(
    r"\b(?:(?:ik|hij|zij|ze|die|collega|vriend|vriendin) heet(?:te)?|mijn naam is|genaamd|"
    r"(?:lieve |vriendelijke |hartelijke )?groet(?:en|jes)?(?: van)?|mvg|contactpersoon(?: is)?)"
    r"[,:]? ((?:(?:van|der|den|de|ter|ten|el|ben) )*[^\W\d_]{2,})",
    re.IGNORECASE,
)
_INITIALS = re.compile(
    r"(?<![\w.])(?:[a-z]\.){1,4} ?(?:(?:van|der|den|de|ter|ten|te|el) )*([a-z][a-z'-]{2,})"
)
_ALREADY = frozenset(
    ["hier", "nu", "nog", "al", "ook", "wel", "niet", "zo", "anders", "dan", "bezig", "klaar"]
)
_LONGEST = 4


class SmallNames:
    """Finds names written small; pure, over lists that are loaded once."""

    def __init__(self, lists: NameLists) -> None:
        self._lists = lists
        self._firm = frozenset(name.lower() for name in lists.common) - _THINGS

    def find(self, line: WordLine) -> Iterator[tuple[int, int]]:
        """Slices of the text that may be names, in reading order, whole names where possible."""
        yield from self._announced(line)
        yield from self._after_initials(line)
        number = 0
        while number < len(line.words):
            last = self._name_at(line, number)
            if last is not None:
                yield line.words[self._first(line, number)].start, line.words[last].end
                number = last
            number += 1

    def _first(self, line: WordLine, number: int) -> int:
        """Where a surname with ``el`` or ``van der`` before it begins, after a title or a role."""
        first, before = line.before_links(number)
        return first if before is not None and is_called(before.lower) else number

    def is_given(self, word: Word) -> bool:
        """A given name that is no Dutch word, or that hardly ever is one."""
        if word.lower in self._firm:
            return True
        long = len(word.text) >= 4 or word.lower in self._lists.small_given
        return long and word.lower in self._lists.small_given and not is_word(word.lower)

    def _name_at(self, line: WordLine, number: int) -> int | None:
        """The last word of the name that begins at ``number``, if one does."""
        word = line.words[number]
        if not word.text.islower() or len(word.text) < 3 or line.stays(number):
            return None
        if self.is_given(word) or self._cued(line, number):
            return self._rightwards(line, number)
        if len(word.text) >= 4 and self._only_a_surname(word):
            return number
        return None

    def _only_a_surname(self, word: Word) -> bool:
        return word.lower in self._lists.small_surnames and not is_listed(word.lower)

    def _cued(self, line: WordLine, number: int) -> bool:
        """A name that is also a word, announced as a person by what stands before it."""
        word, (_, before) = line.words[number], line.before_links(number)
        linked = before is not line.before(number)
        if before is None or self._never(word.lower):
            return False
        known = self._lists.small_linked if linked else self._lists.small_surnames
        given, surname = self._given(word), word.lower in known
        if before.lower in FORMAL:
            return given or surname
        if is_called(before.lower):
            return word.lower in _THINGS - {"ben"} or (
                linked and surname and not is_listed(word.lower)
            )
        return before.lower in _TOWARDS and not linked and word.lower in _THINGS - {"ben"}

    def _given(self, word: Word) -> bool:
        return word.lower in self._lists.small_given

    def _never(self, lower: str) -> bool:
        return lower in NO_NAMES | SAYING | LINKS or is_finite(lower) or is_weighty(lower)

    def _rightwards(self, line: WordLine, last: int) -> int:
        """A surname after the given name: ``monique de ruiter``, ``karim benali``."""
        for _ in range(_LONGEST):
            reach = last
            while (after := line.after(reach)) is not None and after.lower in LINKS:
                reach += 1
            if after is None or self._never(after.lower) or line.stays(reach + 1):
                return last
            known = self._lists.small_linked if reach > last else self._lists.small_surnames
            surname = after.lower in known
            plain = is_listed(after.lower)
            follows = after.text.islower() and (surname or self.is_given(after))
            if not follows or (reach > last and plain and self._article_only(line, last, reach)):
                return last
            last = reach + 1
        return last

    def _article_only(self, line: WordLine, last: int, reach: int) -> bool:
        """``vraag ingrid de planning``: an article and a noun, not a surname."""
        links = [line.words[n].lower for n in range(last + 1, reach + 1)]
        after = line.words[reach + 1]
        return links in (["het"], ["de"]) and is_weighty(after.lower)

    def _announced(self, line: WordLine) -> Iterator[tuple[int, int]]:
        for match in _ANNOUNCED.finditer(line.text):
            words = words_of(match[1])
            lower = words[-1].lower if words else ""
            if words and not self._never(lower) and lower not in _ALREADY | DETERMINERS:
                start = match.start(1)
                if not line.kept(start, match.end(1)):
                    yield start, match.end(1)

    def _after_initials(self, line: WordLine) -> Iterator[tuple[int, int]]:
        """``j. bakker``, but not ``o.a. ouders``."""
        for match in _INITIALS.finditer(line.text):
            if match[1] in self._lists.small_surnames and not self._never(match[1]):
                letters = re.sub(r"\W", "", match[0].split(" ")[0])
                if len(letters) == 1 or not is_word(match[1]):
                    yield match.span()
