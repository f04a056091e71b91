"""Names of people: deduce's findings judged, the capital rule, and names written small.

deduce is made for medical files and takes words and regions for names. Its finding is
kept when something besides the list speaks for it: a title, an initial, a part that is
no Dutch word, a given name before a surname. What it misses, the capital rule flags: a
capitalised word that is no Dutch word, no place and no organisation that must stay; at
the start of a sentence only if lists have it, or if it does not look Dutch and a verb
follows. Flags are for a person to approve.
"""

from collections.abc import Iterable, Iterator

from analysis.deduce_names import DeduceNames
from analysis.known_words import Word, is_derived, is_finite, is_word, looks_dutch, words_of
from analysis.name_lists import (
    CAPITAL_LINKS,
    DETERMINERS,
    LINKS,
    NO_NAMES,
    ROLES,
    SAYING,
    SURE_LINKS,
    TITLES,
    NameLists,
    is_called,
    is_weighty,
)
from analysis.small_names import SmallNames
from analysis.spans import Covers, Kind, Span
from analysis.word_line import WordLine

_LONGEST = 6  # words that a name may grow by on either side
_IMPERATIVES = frozenset(("mark", "wil"))
_OBJECTS = frozenset(
    [
        "je",
        "jij",
        "u",
        "jullie",
        "de",
        "het",
        "een",
        "dit",
        "dat",
        "deze",
        "die",
        "onze",
        "ons",
        "hier",
        "eens",
    ]
)


class PersonNames:
    """Finds names of people, with deduce's lists of names loaded once.

    :param stays: names of places and organisations that stay, also inside a compound
        (``Saxion-student``) or as an adjective (``Amersfoortse``).
    """

    def __init__(self, deduce: DeduceNames, stays: Iterable[str]) -> None:
        self._deduce = deduce
        self._lists = NameLists(deduce)
        self._small = SmallNames(self._lists)
        self._stays = frozenset(name.lower() for name in stays)

    def find(self, text: str, kept: Covers, place: Covers) -> Iterator[Span]:
        """Spans in folded ``text``: certain names first, then flags.

        :param kept: says whether a slice is words that must stay.
        :param place: says whether a slice is a place that must stay.
        """
        line = WordLine(text, words_of(text), kept, place)
        if not line.words:
            return
        cores = list(self._from_deduce(line))
        covered = {n for first, last, _ in cores for n in range(first, last + 1)}
        for first, last, certain in cores:
            yield self._grown(line, first, last, "deduce", certain)
        flagged = set()
        for number, word in enumerate(line.words):
            if number in covered or len(word.text) < 2:
                continue
            if line.stays(number):
                if self._place_of_a_person(line, number):
                    yield self._grown(line, number, number, "title", certain=True)
            elif self._is_village(line, number):
                yield Span(word.start, word.end, Kind.PLACE, "capital", certain=False)
            elif self._titled(line, number):
                yield self._grown(line, number, number, "title", certain=True)
            elif word.capitalised and self._by_capital(line, number):
                flagged.add(number)
                yield self._grown(line, number, number, "capital", certain=False)
        for start, end in self._small.find(line):
            yield Span(start, end, Kind.NAME, "small", certain=False)
        for number in self._side_by_side(line, covered | flagged):
            yield self._grown(line, number, number, "capital", certain=False)

    # -- what deduce found ---------------------------------------------------------------

    def _from_deduce(self, line: WordLine) -> Iterator[tuple[int, int, bool]]:
        """(first word, last word, certain) of every finding of deduce that stands."""
        for start, end in self._deduce.find(line.text):
            numbers = [n for n, w in enumerate(line.words) if w.start < end and start < w.end]
            titled = False
            while numbers and line.words[numbers[0]].lower in ROLES:
                titled = True
                numbers.pop(0)
            titled |= bool(numbers) and line.words[numbers[0]].lower in TITLES
            numbers = self._without_what_stays(line, numbers)
            if numbers and not (len(numbers) == 1 and self._is_village(line, numbers[0])):
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
            if len(numbers) == 1 and self._place_of_a_person(line, numbers[0]):
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
        if not names or self._commands(line, numbers):
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
        return False if self._stands_alone(line, numbers) else None

    def _commands(self, line: WordLine, numbers: list[int]) -> bool:
        """``Mark je agenda``: a verb, though a name as well."""
        word, after = line.words[numbers[0]], line.after(numbers[0])
        objects = after is not None and after.lower in _OBJECTS
        return len(numbers) == 1 and word.initial and word.lower in _IMPERATIVES and objects

    def _stands_alone(self, line: WordLine, numbers: list[int]) -> bool:
        """A common word with a capital that only a name explains, or that says something."""
        first, word = line.words[numbers[0]], line.words[numbers[-1]]
        before, after = line.before(numbers[0]), line.after(numbers[-1])
        if word.lower in NO_NAMES or "-" in word.text:
            return False
        if before is not None and is_called(before.lower) and word.capitalised:
            return True
        if after is not None and after.lower in SAYING and first.capitalised:
            return before is None or before.lower not in DETERMINERS
        if first.initial and first.lower == "de":  # "De Jong" is one; "Jong" alone is a word
            return after is None or not after.capitalised
        if first.initial:
            return self._acts(line, numbers)
        if before is not None and (before.lower in DETERMINERS or before.capitalised):
            return before.initial and before.lower not in DETERMINERS and not line.stays(numbers[0])
        return after is None or not after.capitalised

    def _acts(self, line: WordLine, numbers: list[int]) -> bool:
        """A given name and a verb open the sentence: ``Storm kwam``."""
        word, after = line.words[numbers[-1]], line.after(numbers[-1])
        given = (
            word.text in self._lists.given
            and word.lower not in NO_NAMES
            and not is_weighty(word.lower)
        )
        return given and after is not None and is_finite(after.lower)

    # -- what the other rules find -------------------------------------------------------

    def _place_of_a_person(self, line: WordLine, number: int) -> bool:
        """``mevrouw Hoogeveen``, ``M. Hoogeveen``: what stays elsewhere is a surname here."""
        _, before = line.before_links(number)
        if before is None or not line.words[number].capitalised or not line.is_place(number):
            return False
        linked = before is not line.before(number)
        initial = not linked and line.is_initial(number - 1)
        return initial or before.lower in TITLES - ROLES

    def _is_village(self, line: WordLine, number: int) -> bool:
        """A place too small to stay, and not part of a person's name."""
        word, before, after = line.words[number], line.before(number), line.after(number)
        if word.text not in self._lists.residences or word.text in self._lists.given:
            return False
        if is_word(word.lower) and not self._far_from_a_word(line, number):
            return False
        if before is not None and (before.lower in TITLES or len(before.text) == 1):
            return False
        named = before is not None and before.capitalised and not before.initial
        return not named and (after is None or not after.capitalised)

    def _far_from_a_word(self, line: WordLine, number: int) -> bool:
        """``in Zwartsluis``: it only looks like a compound, and stands where a place does."""
        word, before = line.words[number], line.before(number)
        where = before is not None and before.lower in ("in", "uit", "te", "naar", "bij", "op")
        return where and word.capitalised and not self._lists.is_common_place(word.text)

    def _titled(self, line: WordLine, number: int) -> bool:
        word, (place, before) = line.words[number], line.before_links(number)
        if before is None or before.lower not in TITLES or word.lower in LINKS:
            return False
        if word.capitalised:
            return word.text in self._lists.listed or not is_word(word.lower)
        if before.lower not in ROLES and word.lower in self._lists.small_surnames:
            return place < number or not is_word(word.lower)
        return len(word.text) >= 3 and self._small.is_given(word)

    def _by_capital(self, line: WordLine, number: int) -> bool:
        word, after = line.words[number], line.after(number)
        if word.text.isupper():
            title = word.text.title()
            return title in self._lists.common or (
                len(word.text) >= 4 and title in self._lists.listed and not is_word(word.lower)
            )
        before = line.before(number)
        if before is not None and before.lower in SURE_LINKS and not word.initial:
            return True
        says = after is not None and after.lower in SAYING
        listed = word.text in self._lists.listed
        if self._lists.is_common_word(word.text) or self._parts_stay(word):
            if word.initial:
                known = listed and word.lower not in NO_NAMES
                return (says and known) or self._acts(line, [number])
            called = before is not None and is_called(before.lower)
            weighty = is_weighty(word.lower) and not called
            return listed and not weighty and self._stands_alone(line, [number])
        if word.initial:
            unlike = after is not None and is_finite(after.lower) and not looks_dutch(word.lower)
            return says or listed or unlike
        return listed or not is_derived(word.lower)

    def _parts_stay(self, word: Word) -> bool:
        """An adjective of a place, or a compound of words, abbreviations, known names."""
        if word.lower.endswith("se"):
            stem = word.text[:-2]
            if stem.lower() in self._stays:
                return True
            if len(stem) > 4 and stem not in self._lists.residences | self._lists.listed:
                return word.text not in self._lists.listed
        parts = [part for part in word.text.split("-") if part]
        return len(parts) > 1 and all(
            part.isupper() or part.lower() in self._stays or is_word(part.lower()) for part in parts
        )

    def _side_by_side(self, line: WordLine, names: set[int]) -> Iterator[int]:
        """``Bloem en Bakker``: what stands in one list with a name is one as well."""
        for number in sorted(names, reverse=True):
            other = number - 2
            joined = other >= 0 and other not in names and line.words[number - 1].lower == "en"
            if not joined or line.words[other + 1].adjacent is False or line.stays(other):
                continue
            word = line.words[other]
            listed = word.text in self._lists.listed and not is_weighty(word.lower)
            if word.capitalised and (
                listed or not (is_word(word.lower) or looks_dutch(word.lower))
            ):
                yield other

    # -- whole names ---------------------------------------------------------------------

    def _grown(self, line: WordLine, first: int, last: int, source: str, certain: bool) -> Span:
        """The span of a whole name around words ``first`` to ``last``."""
        first, last = self._leftwards(line, first), self._rightwards(line, last)
        start, end = line.words[first].start, line.words[last].end
        return Span(start, end, Kind.NAME, source, certain)

    def _leftwards(self, line: WordLine, first: int, steps: int = _LONGEST) -> int:
        reach, before = line.before_links(first)
        links = {line.words[n].lower for n in range(reach, first)}
        if steps and before and (len(before.text) == 1 or self._may_be_given(line, reach - 1)):
            return self._leftwards(line, reach - 1, steps - 1)
        if SURE_LINKS & links or self._capital_links(line, reach, first):
            return reach
        if before is not None and before.capitalised and before.lower in CAPITAL_LINKS:
            return reach - 1
        if before is not None and before.lower in TITLES - ROLES:
            return reach - 1
        return first

    def _capital_links(self, line: WordLine, reach: int, first: int) -> bool:
        """``Van Dijk``, ``El Khattabi``: written as the beginning of a surname."""
        word = line.words[reach]
        written = word.capitalised and (not word.initial or word.lower in ("el", "ten", "ter"))
        return reach < first and written and word.lower in CAPITAL_LINKS

    def _may_be_given(self, line: WordLine, number: int) -> bool:
        word = line.words[number]
        if not word.capitalised or line.stays(number) or word.lower in NO_NAMES | TITLES:
            return False
        short = len(word.text) == 2 and word.text[1].islower()  # Ad, Bo, Ko
        return short or word.text in self._lists.given or not is_word(word.lower)

    def _rightwards(self, line: WordLine, last: int, steps: int = _LONGEST) -> int:
        reach = last
        while (after := line.after(reach)) is not None and after.lower in LINKS:
            reach += 1
        after = line.after(reach)
        if not steps or after is None or not after.capitalised:
            return last
        if len(after.text) == 1 and reach == last:
            return self._rightwards(line, reach + 1, steps - 1)
        if line.stays(reach + 1):
            return last
        linked = reach > last
        if linked or after.text in self._lists.listed or not is_word(after.lower):
            return self._rightwards(line, reach + 1, steps - 1)
        return last
