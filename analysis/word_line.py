"""One text as words while names are looked for in it."""

from dataclasses import dataclass

from analysis.known_words import Word
from analysis.name_lists import LINKS
from analysis.spans import Covers

_MOST_LINKS = 4  # no surname has more, and a text of nothing else would take for ever


@dataclass
class WordLine:
    """The words of one folded text, and which of them stay.

    :param kept: says whether a slice is words that must stay.
    :param place: says whether a slice is a place that must stay.
    """

    text: str
    words: list[Word]
    kept: Covers
    place: Covers

    def stays(self, number: int) -> bool:
        word = self.words[number]
        return self.kept(word.start, word.end)

    def is_place(self, number: int) -> bool:
        word = self.words[number]
        return self.place(word.start, word.end)

    def before(self, number: int) -> Word | None:
        """The word before, with only a space between."""
        return self.words[number - 1] if number > 0 and self.words[number].adjacent else None

    def after(self, number: int) -> Word | None:
        """The word after, with only a space between."""
        follows = number + 1 < len(self.words) and self.words[number + 1].adjacent
        return self.words[number + 1] if follows else None

    def before_links(self, number: int) -> tuple[int, Word | None]:
        """Where the ``van der`` before word ``number`` begins, and the word before that."""
        first = number
        while (before := self.before(first)) is not None and before.lower in LINKS:
            if number - first == _MOST_LINKS:
                break
            first -= 1
        return first, before

    def is_initial(self, number: int) -> bool:
        """Whether a word is one letter with a full stop, as of a given name."""
        word = self.words[number]
        return len(word.text) == 1 and self.text[word.end : word.end + 1] == "."
