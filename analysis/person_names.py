"""Names of people: deduce's findings judged, the capital rule, and names written small.

deduce is made for medical files and takes words and regions for names. Its finding is
kept when something besides the list speaks for it: a title, an initial, a part that is
no Dutch word, a given name before a surname. What it misses, the capital rule flags: a
capitalised word, not at the start of a sentence, that is no Dutch word, no place and no
organisation that must stay. Flags are for a person to approve.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analysis.deduce_names import DeduceNames
from analysis.known_words import Word, is_word, terms, words_of
from analysis.spans import Covers, Kind, Span

_ROLE_TITLES = "collega juf juffrouw meester coach mentor oom tante opa oma"
_FORMAL_TITLES = "mevrouw mevr mw meneer mijnheer heer dhr dr drs prof professor ir ing ds mr"
_SAYING = (
    "zei zegt vertelde vertelt vindt vond gaf noemde noemt wil denkt dacht merkt merkte schetste "
    "presenteerde bracht stelt stelde vroeg vraagt legde benadrukte benoemt benoemde werkt deelde "
    "meldde schreef schrijft antwoordde opperde mist miste voelt heet begeleidt begeleidde"
)
_POINTING = (
    "de het een deze dit dat die onze ons mijn jouw uw hun haar zijn elke ieder iedere geen welke"
)
_FUNCTION = (
    "aan als men de het jouw wat wie wij ze zij hij die dit dat een er in op om te of en nu nog "
    "bij ons onze ook zo dan daar hier maar met naar niet over per tot uit van voor wel want alle "
    "ik alles iedereen niemand sommige veel meer geen elk elke ieder haar hun mijn zijn je jij u"
)
_LINKS = frozenset(("van", "der", "den", "de", "het", "'t", "ter", "ten", "te", "la", "von", "el"))
_SURE_LINKS = frozenset(("der", "den", "ter", "ten"))
_LONGEST = 6  # words that a name may grow by on either side
_ROLES = frozenset(_ROLE_TITLES.split())
_TITLES = _ROLES | frozenset(_FORMAL_TITLES.split())
_VERBS = frozenset(_SAYING.split())
_DETERMINERS = frozenset(_POINTING.split())
_NO_NAMES = frozenset(_FUNCTION.split())


@dataclass
class _Line:
    """One folded text while names are looked for in it."""

    text: str
    words: list[Word]
    kept: Covers
    place: Covers

    def stays(self, number: int) -> bool:
        word = self.words[number]
        return self.kept(word.start, word.end)

    def before(self, number: int) -> Word | None:
        return self.words[number - 1] if number > 0 and self.words[number].adjacent else None

    def after(self, number: int) -> Word | None:
        follows = number + 1 < len(self.words) and self.words[number + 1].adjacent
        return self.words[number + 1] if follows else None


class PersonNames:
    """Finds names of people, with deduce's lists of names loaded once.

    :param stays: names of places and organisations that stay, also inside a compound
        (``Saxion-student``) or as an adjective (``Amersfoortse``).
    """

    def __init__(self, deduce: DeduceNames, stays: Iterable[str]) -> None:
        self._deduce = deduce
        self._given = deduce.given_names
        self._surnames = deduce.surnames
        self._listed = deduce.given_names | deduce.surnames
        self._small = frozenset(name.lower() for name in deduce.given_names)
        self._small_surnames = frozenset(name.lower() for name in deduce.surnames)
        self._common = frozenset(terms("given_names"))
        self._residences = deduce.residences
        self._stays = frozenset(name.lower() for name in stays)

    def find(self, text: str, kept: Covers, place: Covers) -> Iterator[Span]:
        """Spans in folded ``text``: certain names first, then flags.

        :param kept: says whether a slice is words that must stay.
        :param place: says whether a slice is a place that must stay.
        """
        line = _Line(text, words_of(text), kept, place)
        if not line.words:
            return
        cores = list(self._from_deduce(line))
        covered = {n for first, last, _ in cores for n in range(first, last + 1)}
        for first, last, certain in cores:
            yield self._grown(line, first, last, "deduce", certain)
        for number, word in enumerate(line.words):
            if number in covered or len(word.text) < 2 or line.stays(number):
                continue
            if self._is_village(line, number):
                yield Span(word.start, word.end, Kind.PLACE, "capital", certain=False)
            elif certain := self._titled(line, number):
                yield self._grown(line, number, number, "title", certain)
            elif word.capitalised and self._by_capital(line, number):
                yield self._grown(line, number, number, "capital", certain=False)
            elif word.text.islower() and self._listed_small(word):
                yield self._grown(line, number, number, "small", certain=False)

    # -- what deduce found ---------------------------------------------------------------

    def _from_deduce(self, line: _Line) -> Iterator[tuple[int, int, bool]]:
        """(first word, last word, certain) of every finding of deduce that stands."""
        for start, end in self._deduce.find(line.text):
            numbers = [n for n, w in enumerate(line.words) if w.start < end and start < w.end]
            titled = False
            while numbers and line.words[numbers[0]].lower in _ROLES:
                titled = True
                numbers.pop(0)
            titled |= bool(numbers) and line.words[numbers[0]].lower in _TITLES
            numbers = self._without_what_stays(line, numbers)
            if numbers and not (len(numbers) == 1 and self._is_village(line, numbers[0])):
                verdict = self._judge(line, numbers, titled)
                if verdict is not None:
                    yield numbers[0], numbers[-1], verdict

    def _without_what_stays(self, line: _Line, numbers: list[int]) -> list[int]:
        """Kept words off both ends; a place after ``van`` is part of a surname."""
        while numbers and (line.stays(numbers[-1]) or line.words[numbers[-1]].lower in _LINKS):
            if self._stays_a_surname(line, numbers):
                break
            numbers = numbers[:-1]
        while numbers and (line.stays(numbers[0]) or line.words[numbers[0]].lower in ("in", "aan")):
            numbers = numbers[1:]
        while len(numbers) > 1 and self._only_a_word(line.words[numbers[0]]):
            numbers = numbers[1:]
        while len(numbers) > 1 and self._only_a_word(line.words[numbers[-1]]):
            before = line.words[numbers[-2]]
            if before.lower in _LINKS or before.lower in _TITLES or len(before.text) == 1:
                break
            numbers = numbers[:-1]
        return numbers

    def _only_a_word(self, word: Word) -> bool:
        """A neighbour that deduce took along for its capital only."""
        if word.lower in _LINKS or word.lower in _TITLES or len(word.text) == 1:
            return False
        return word.lower in _NO_NAMES or (
            is_word(word.lower) and word.text not in self._listed and word.text.title() == word.text
        )

    def _stays_a_surname(self, line: _Line, numbers: list[int]) -> bool:
        """``Jan van Nijmegen``, ``Gea Spaans``: the last word is a surname after all."""
        word, before = line.words[numbers[-1]], line.words[numbers[-2]] if numbers[1:] else None
        if before is None or not word.capitalised:
            return False
        if before.lower in _LINKS:
            return len(numbers) > 2 and line.place(word.start, word.end)
        return before.text in self._given and word.text in self._surnames

    def _judge(self, line: _Line, numbers: list[int], titled: bool) -> bool | None:
        """True for a name, False for a flag, None for common words."""
        words = [line.words[n] for n in numbers]
        names = [w for w in words if w.lower not in _LINKS and w.lower not in _TITLES]
        if not names:
            return None
        initial = len(names) > 1 and any(len(w.text) == 1 for w in names[:-1])
        if titled or initial or any(self._is_sure(w) for w in names):
            return True
        first, last = names[0], names[-1]
        if len(names) > 1:
            given = first.text in self._given and first.lower not in _NO_NAMES
            return True if given and last.text in self._listed else None
        if any(w.lower in _SURE_LINKS for w in words):
            return True
        return False if self._stands_alone(line, numbers) else None

    def _is_sure(self, word: Word) -> bool:
        """Whether the word is hardly anything but a name."""
        if len(word.text) < 2 or any(part in self._common for part in word.text.split("-")):
            return len(word.text) > 1
        first, _, rest = word.lower.partition("-")
        compound = rest != "" and rest in word.text and is_word(first)  # Meester-gezel
        return not compound and not is_word(word.lower)

    def _stands_alone(self, line: _Line, numbers: list[int]) -> bool:
        """A common word with a capital that only a name explains, or that says something."""
        first, word = line.words[numbers[0]], line.words[numbers[-1]]
        before, after = line.before(numbers[0]), line.after(numbers[-1])
        if word.lower in _NO_NAMES or "-" in word.text:
            return False
        if after is not None and after.lower in _VERBS and first.capitalised:
            return before is None or before.lower not in _DETERMINERS
        if first.initial and first.lower == "de":  # "De Jong" is one; "Jong" alone is a word
            return after is None or not after.capitalised
        if first.initial:
            return False
        if before is not None and (before.lower in _DETERMINERS or before.capitalised):
            return (
                before.initial and before.lower not in _DETERMINERS and not line.stays(numbers[0])
            )
        return after is None or not after.capitalised

    # -- what the other rules find -------------------------------------------------------

    def _is_village(self, line: _Line, number: int) -> bool:
        """A place too small to stay, and not part of a person's name."""
        word, before, after = line.words[number], line.before(number), line.after(number)
        if word.text not in self._residences or is_word(word.lower) or word.text in self._given:
            return False
        if before is not None and (before.lower in _TITLES or len(before.text) == 1):
            return False
        named = before is not None and before.capitalised and not before.initial
        return not named and (after is None or not after.capitalised)

    def _titled(self, line: _Line, number: int) -> bool:
        word, place = line.words[number], number
        while (before := line.before(place)) is not None and before.lower in _LINKS:
            place -= 1
        if before is None or before.lower not in _TITLES or word.lower in _LINKS:
            return False
        if word.capitalised:
            return word.text in self._listed or not is_word(word.lower)
        if before.lower not in _ROLES and word.lower in self._small_surnames:
            return place < number or not is_word(word.lower)
        return self._listed_small(word) or word.text.capitalize() in self._common

    def _by_capital(self, line: _Line, number: int) -> bool:
        word, after = line.words[number], line.after(number)
        if word.text.isupper():
            title = word.text.title()
            return title in self._common or (
                len(word.text) >= 4 and title in self._listed and not is_word(word.lower)
            )
        before = line.before(number)
        if before is not None and before.lower in _SURE_LINKS and not word.initial:
            return True
        says = after is not None and after.lower in _VERBS
        if is_word(word.lower) or self._parts_stay(word):
            if word.initial:
                return says and word.text in self._listed and word.lower not in _NO_NAMES
            return word.text in self._given and self._stands_alone(line, [number])
        return not word.initial or says or word.text in self._given

    def _parts_stay(self, word: Word) -> bool:
        """An adjective of a place, or a compound of words, abbreviations, known names."""
        if word.lower.endswith("se") and word.lower[:-2] in self._stays:
            return True
        parts = [part for part in word.text.split("-") if part]
        return len(parts) > 1 and all(
            part.isupper() or part.lower() in self._stays or is_word(part.lower()) for part in parts
        )

    def _listed_small(self, word: Word) -> bool:
        """A given name without its capital, where no Dutch word is spelt so."""
        return len(word.text) >= 4 and word.lower in self._small and not is_word(word.lower)

    # -- whole names ---------------------------------------------------------------------

    def _grown(self, line: _Line, first: int, last: int, source: str, certain: bool) -> Span:
        """The span of a whole name around words ``first`` to ``last``."""
        first, last = self._leftwards(line, first), self._rightwards(line, last)
        start, end = line.words[first].start, line.words[last].end
        return Span(start, end, Kind.NAME, source, certain)

    def _leftwards(self, line: _Line, first: int, steps: int = _LONGEST) -> int:
        links: list[str] = []
        reach = first
        while (before := line.before(reach)) is not None and before.lower in _LINKS:
            reach -= 1
            links.append(before.lower)
        before = line.before(reach)
        if steps and before and (len(before.text) == 1 or self._may_be_given(line, reach - 1)):
            return self._leftwards(line, reach - 1, steps - 1)
        if _SURE_LINKS & set(links):
            return reach
        if before is not None and before.lower in _TITLES - _ROLES:
            return reach - 1
        return first

    def _may_be_given(self, line: _Line, number: int) -> bool:
        word = line.words[number]
        if not word.capitalised or line.stays(number) or word.lower in _NO_NAMES | _TITLES:
            return False
        short = len(word.text) == 2 and word.text[1].islower()  # Ad, Bo, Ko
        return short or word.text in self._given or not is_word(word.lower)

    def _rightwards(self, line: _Line, last: int, steps: int = _LONGEST) -> int:
        reach = last
        while (after := line.after(reach)) is not None and after.lower in _LINKS:
            reach += 1
        after = line.after(reach)
        if not steps or after is None or not after.capitalised:
            return last
        if len(after.text) == 1 and reach == last:
            return self._rightwards(line, reach + 1, steps - 1)
        if line.stays(reach + 1):
            return last
        linked = reach > last
        if linked or after.text in self._listed or not is_word(after.lower):
            return self._rightwards(line, reach + 1, steps - 1)
        return last
