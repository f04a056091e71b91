"""What stands around a capitalised word and tells a name from a word or a place."""

from analysis.known_words import is_finite, is_word
from analysis.name_lists import (
    DETERMINERS,
    NO_NAMES,
    ROLES,
    SAYING,
    TITLES,
    NameLists,
    is_called,
    is_weighty,
)
from analysis.word_line import WordLine


class NameContext:
    """Judges words by their neighbours; pure, over lists that are loaded once."""

    def __init__(self, lists: NameLists) -> None:
        self._lists = lists

    def stands_alone(self, line: WordLine, numbers: list[int]) -> bool:
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
            return self.acts(line, numbers)
        if before is not None and (before.lower in DETERMINERS or before.capitalised):
            return before.initial and before.lower not in DETERMINERS and not line.stays(numbers[0])
        return after is None or not after.capitalised

    def acts(self, line: WordLine, numbers: list[int]) -> bool:
        """A given name and a verb open the sentence: ``Storm kwam``."""
        word, after = line.words[numbers[-1]], line.after(numbers[-1])
        given = (
            word.text in self._lists.given
            and word.lower not in NO_NAMES
            and not is_weighty(word.lower)
        )
        return given and after is not None and is_finite(after.lower)

    def place_of_a_person(self, line: WordLine, number: int) -> bool:
        """``mevrouw Hoogeveen``, ``M. Hoogeveen``: what stays elsewhere is a surname here."""
        _, before = line.before_links(number)
        if before is None or not line.words[number].capitalised or not line.is_place(number):
            return False
        linked = before is not line.before(number)
        initial = not linked and line.is_initial(number - 1)
        return initial or before.lower in TITLES - ROLES

    def is_village(self, line: WordLine, number: int) -> bool:
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
