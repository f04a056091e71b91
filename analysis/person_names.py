"""Names of people: deduce's findings, titles, the capital rule, and names written small.

What deduce misses, the capital rule flags: a capitalised word that is no Dutch word, no place
and no organisation that must stay; at the start of a sentence only if lists have it, or if it
does not look Dutch and a verb follows. Flags are for a person to approve.
"""

from collections.abc import Iterable, Iterator

from analysis.deduce_findings import DeduceFindings
from analysis.deduce_names import DeduceNames
from analysis.disguised_names import disguised_names
from analysis.known_words import (
    Word,
    is_derived,
    is_finite,
    is_listed,
    is_word,
    looks_dutch,
    words_of,
)
from analysis.name_context import NameContext
from analysis.name_lists import (
    CAPITAL_LINKS,
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
from analysis.whole_names import WholeNames
from analysis.word_line import WordLine


class PersonNames:
    """Finds names of people, with deduce's lists of names loaded once.

    :param stays: names of places and organisations that stay, also inside a compound
        (``Saxion-student``) or as an adjective (``Amersfoortse``).
    """

    def __init__(self, deduce: DeduceNames, stays: Iterable[str]) -> None:
        self._lists = NameLists(deduce)
        self._deduce = DeduceFindings(deduce, self._lists)
        self._context = NameContext(self._lists)
        self._whole = WholeNames(self._lists)
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
        cores = list(self._deduce.find(line))
        covered = {n for first, last, _ in cores for n in range(first, last + 1)}
        for first, last, certain in cores:
            yield self._span(line, first, last, "deduce", certain)
        flagged = set()
        for number, word in enumerate(line.words):
            if number in covered or len(word.text) < 2:
                continue
            if line.stays(number):
                if self._context.place_of_a_person(line, number):
                    yield self._span(line, number, number, "title", certain=True)
            elif self._context.is_village(line, number):
                yield Span(word.start, word.end, Kind.PLACE, "capital", certain=False)
            elif self._titled(line, number):
                yield self._span(line, number, number, "title", certain=True)
            elif word.capitalised and self._by_capital(line, number):
                flagged.add(number)
                yield self._span(line, number, number, "capital", certain=False)
        for start, end in self._small.find(line):
            yield Span(start, end, Kind.NAME, "small", certain=False)
        for start, end in disguised_names(text, self._lists):
            yield Span(start, end, Kind.NAME, "disguise", certain=False)
        for number in self._side_by_side(line, covered | flagged):
            yield self._span(line, number, number, "capital", certain=False)

    def _titled(self, line: WordLine, number: int) -> bool:
        word, (place, before) = line.words[number], line.before_links(number)
        if before is None or before.lower not in TITLES or word.lower in LINKS:
            return False
        if word.capitalised:
            return word.text in self._lists.listed or not is_word(word.lower)
        if before.lower not in ROLES and place < number:
            return word.lower in self._lists.small_linked
        if before.lower not in ROLES and word.lower in self._lists.small_surnames:
            return not is_word(word.lower)
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
        if self._linked_with_a_capital(line, number):
            return True
        noun = is_derived(word.lower) or word.lower.endswith("ing")  # Coaching werkt
        says = after is not None and after.lower in SAYING and not noun
        listed = word.text in self._lists.listed
        if self._lists.is_common_word(word.text) or self._parts_stay(word):
            if word.initial:
                known = listed and word.lower not in NO_NAMES
                return (says and known) or self._context.acts(line, [number])
            called = before is not None and is_called(before.lower)
            weighty = is_weighty(word.lower) and not called
            return listed and not weighty and self._context.stands_alone(line, [number])
        if word.initial:
            unlike = after is not None and is_finite(after.lower) and not looks_dutch(word.lower)
            return says or listed or unlike
        return listed or not is_derived(word.lower)

    def _linked_with_a_capital(self, line: WordLine, number: int) -> bool:
        """``collega Van Es``, ``Van den Broek``: inside a sentence only a surname is so written."""
        first, before = line.before_links(number)
        link, word = line.words[first], line.words[number]
        inside = first < number and link.capitalised and not link.initial
        heading = before is not None and before.capitalised and is_listed(word.lower)
        if heading and before is not None:  # Leren Van Elkaar, but Oud-collega Van Es
            heading = not is_called(before.lower.rpartition("-")[2])
        return inside and link.lower in CAPITAL_LINKS and not heading

    def _parts_stay(self, word: Word) -> bool:
        """An adjective of a place, or a compound of words, abbreviations, known names."""
        if word.lower.endswith(("se", "sche")):
            stem = word.text.removesuffix("se").removesuffix("sche")
            if stem.lower() in self._stays:
                return True
            if len(stem) > 4 and stem not in self._lists.residences | self._lists.listed:
                return word.text not in self._lists.listed
        parts = [part for part in word.text.split("-") if part]
        if len(parts) > 1 and parts[0].lower() in self._stays and parts[1].islower():
            return True
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

    def _span(self, line: WordLine, first: int, last: int, source: str, certain: bool) -> Span:
        start, end = self._whole.around(line, first, last)
        return Span(start, end, Kind.NAME, source, certain)
