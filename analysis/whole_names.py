"""The whole name around a word that is known to be one: given names, initials, links, surnames."""

from analysis.known_words import is_word
from analysis.name_lists import (
    CAPITAL_LINKS,
    LINKS,
    NO_NAMES,
    ROLES,
    SURE_LINKS,
    TITLES,
    NameLists,
)
from analysis.word_line import WordLine

_LONGEST = 6  # words that a name may grow by on either side


class WholeNames:
    """Grows names; pure, over lists that are loaded once."""

    def __init__(self, lists: NameLists) -> None:
        self._lists = lists

    def around(self, line: WordLine, first: int, last: int) -> tuple[int, int]:
        """The slice of the text of the whole name around words ``first`` to ``last``."""
        first, last = self._leftwards(line, first), self._rightwards(line, last)
        return line.words[first].start, line.words[last].end

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
        if before is not None and before.lower in ROLES:  # juf el amrani
            return reach
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
