"""Names that deduce finds, judged: it is made for medical files and takes words for names.

Its finding is kept when something besides the list speaks for it: a title, an initial, a part
that is no Dutch word, a given name before a surname.
"""

from collections.abc import Iterator

from analysis.deduce_names import DeduceNames
from analysis.known_words import Word, is_finite, is_listed, is_word
from analysis.name_context import NameContext
from analysis.name_lists import LINKS, NO_NAMES, ROLES, SURE_LINKS, TITLES, NameLists
from analysis.word_line import WordLine

_IMPERATIVES = frozenset(("mark", "wil"))
_WHAT = "je jij u jullie de het een dit dat deze die onze ons hier eens"
_OBJECTS = frozenset(_WHAT.split())


class DeduceFindings:
    """What of deduce's findings stands."""

    def __init__(self, deduce: DeduceNames, lists: NameLists) -> None:
        self._deduce = deduce
        self._lists = lists
        self._context = NameContext(lists)

    def find(self, line: WordLine) -> Iterator[tuple[int, int, bool]]:
        """(first word, last word, certain) of every finding of deduce that stands."""
        for start, end in self._deduce.find(line.text):
            numbers = [n for n, w in enumerate(line.words) if w.start < end and start < w.end]
            titled = False
            while numbers and line.words[numbers[0]].lower in ROLES:
                titled = True
                numbers.pop(0)
            titled |= bool(numbers) and line.words[numbers[0]].lower in TITLES
            numbers = self._without_what_stays(line, numbers)
            if numbers and not (len(numbers) == 1 and self._context.is_village(line, numbers[0])):
                verdict = self._judge(line, numbers, titled)
                if verdict is not None:
                    yield numbers[0], numbers[-1], verdict

    def _without_what_stays(self, line: WordLine, numbers: list[int]) -> list[int]:
        """Kept words off both ends; a place after ``van`` is part of a surname."""
        while numbers and (line.stays(numbers[-1]) or line.words[numbers[-1]].lower in LINKS):
            if self._stays_a_surname(line, numbers):
                break
            numbers = numbers[:-1]
        while numbers and (line.stays(numbers[0]) or line.words[numbers[0]].lower in ("in", "aan")):
            if len(numbers) == 1 and self._context.place_of_a_person(line, numbers[0]):
                break
            numbers = numbers[1:]
        while len(numbers) > 1 and self._only_a_word(line.words[numbers[0]]):
            numbers = numbers[1:]
        while len(numbers) > 1 and self._only_a_word(line.words[numbers[-1]]):
            before = line.words[numbers[-2]]
            if before.lower in LINKS or before.lower in TITLES or len(before.text) == 1:
                break
            numbers = numbers[:-1]
        return numbers

    def _only_a_word(self, word: Word) -> bool:
        """A neighbour that deduce took along for its capital only."""
        if word.lower in LINKS or word.lower in TITLES or len(word.text) == 1:
            return False
        unlisted = word.text not in self._lists.listed and word.text.title() == word.text
        return word.lower in NO_NAMES or (unlisted and is_word(word.lower))

    def _stays_a_surname(self, line: WordLine, numbers: list[int]) -> bool:
        """``Jan van Nijmegen``, ``Gea Spaans``: the last word is a surname after all."""
        word, before = line.words[numbers[-1]], line.words[numbers[-2]] if numbers[1:] else None
        if before is None or not word.capitalised:
            return False
        if before.lower in LINKS:
            return len(numbers) > 2 and line.is_place(numbers[-1])
        if line.is_initial(numbers[-2]):
            return line.is_place(numbers[-1])
        return before.text in self._lists.given and word.text in self._lists.surnames

    def _judge(self, line: WordLine, numbers: list[int], titled: bool) -> bool | None:
        """True for a name, False for a flag, None for common words."""
        words = [line.words[n] for n in numbers]
        names = [w for w in words if w.lower not in LINKS and w.lower not in TITLES]
        if not names or self._commands(line, numbers) or self._is_a_thing(line, numbers):
            return None
        initial = len(names) > 1 and any(len(w.text) == 1 for w in names[:-1])
        if titled or initial or any(self._lists.is_sure(w.text) for w in names):
            return True
        first, last = names[0], names[-1]
        if len(names) > 1:
            given = first.text in self._lists.given and first.lower not in NO_NAMES
            return True if given and last.text in self._lists.listed else None
        if any(w.lower in SURE_LINKS for w in words):
            return True
        return False if self._context.stands_alone(line, numbers) else None

    def _commands(self, line: WordLine, numbers: list[int]) -> bool:
        """``Mark je agenda``: a verb, though a name as well."""
        word, after = line.words[numbers[0]], line.after(numbers[0])
        objects = after is not None and after.lower in _OBJECTS
        return len(numbers) == 1 and word.initial and word.lower in _IMPERATIVES and objects

    def _is_a_thing(self, line: WordLine, numbers: list[int]) -> bool:
        """``De Roos als bloem``, ``Mees en spreeuw``: the word opens the sentence, not a name."""
        first, word, after = (
            line.words[numbers[0]],
            line.words[numbers[-1]],
            line.after(numbers[-1]),
        )
        if not first.initial or len(numbers) > 2 or not is_listed(word.lower):
            return False
        if len(numbers) == 2:
            return first.lower == "de" and (after is None or not is_finite(after.lower))
        if after is None or after.lower not in ("en", "of"):
            return False
        other = line.after(numbers[-1] + 1)
        return other is not None and other.lower not in NO_NAMES and is_listed(other.text)
