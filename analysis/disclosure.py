"""Which numbers and which groups may leave the house. Pure: counts in, counts out.

The rules, and why (each was an attack first):

- *Small cells.* A number under the group size is withheld. A zero is withheld with it, and is told
  only where nothing has to be withheld: else it narrows down the others.
- *Complementary cells.* The total of a question is as good as known (another question of the same
  form gives it away), so a large class is withheld along with the small ones, and together they are
  twice the group size less one or more. Proof by trying every table: `tests/analysis/
  test_disclosure.py`. See `protect`.
- *Unanimous groups.* One class that holds everybody is withheld with the zeros beside it.
- *Breakdowns.* A table per part of the country, per role group or both has no small number, and a
  zero only where the whole country has one (`large_enough`). Groups that cannot are withheld with
  another one; and all tables of a question together are audited (`table_choice`, `interval_audit`).
- *Regions.* Two classes, rounded together so that the known base does not undo the rounding
  (`rounded_pair`, `behind_pair`): 3 of 11 rounded to 5 beside 8 rounded to 10 would tell both.
- *Rows of text.* A theme or a part of the country that too few rows share is left blank
  (`shown_parts`); blanks that could be filled in by elimination take another part with them.

Cell suppression: Hundepool et al., Statistical Disclosure Control (2012), chapter 4.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

BLUR = 2
"""A rounded number leaves at least this much between its least and its greatest value."""

SMALLEST_GROUP_SIZE = 3
"""A lower group size protects nobody: of two people, each knows what the other one said."""

_ROUNDED_TO = 5


@dataclass(frozen=True)
class Rules:
    """The thresholds of one release; they are written into it."""

    group_size: int = 5

    @property
    def part_size(self) -> int:
        """Rows that share a theme and a part of the country; answers that carry a breakdown."""
        return 2 * self.group_size

    @property
    def news_size(self) -> int:
        """New answers before a number is published anew: fewer could be subtracted out."""
        return 2 * self.group_size

    @property
    def region_size(self) -> int:
        """Answers of a region that is told: enough to be rounded to two fives."""
        return max(2 * _ROUNDED_TO, self.part_size)

    @property
    def region_class(self) -> int:
        """Smallest class of a region; its numbers are rounded."""
        return max(SMALLEST_GROUP_SIZE, (self.group_size + 1) // 2)


@dataclass(frozen=True)
class Withheld:
    """Something that is not in the release: what, why (Dutch), and how many.

    `how_many` is None for a number that is itself too small to tell. `remedy` is what would make it
    publishable: for the facilitator, never for the release, because it tells how many answered.
    """

    what: str
    why: str
    how_many: int | None = None
    remedy: str = ""


def told(number: int, rules: Rules) -> int | None:
    """A number about what was withheld, or None when it is too small to tell."""
    return number if number >= rules.group_size else None


def retold(
    number: int, least: int, rules: Rules, earlier: Mapping[str, int | None], name: str
) -> int | None:
    """A number about statements as a release tells it: rounded to five, None below `least`.

    What the release before told stays, unless at least `news_size` came or went: else the
    difference of two releases tells what became of one statement.

    :param earlier: what the release before told, by name; nothing in the first release.
    """
    if name in earlier:
        before = earlier[name]
        if before is not None and before < least:  # told under looser rules
            before = None
        if abs(number - (least - 1 if before is None else before)) < rules.news_size:
            return before
    return rounded(number) if number >= least else None


def rounded(number: int) -> int:
    return _ROUNDED_TO * ((2 * number + _ROUNDED_TO) // (2 * _ROUNDED_TO))


def protect(counts: Sequence[int], rules: Rules) -> tuple[int | None, ...]:
    """The counts of classes that exclude each other; None for what is withheld.

    The sum of all counts is taken as known to the reader, and so are these rules: of a withheld
    number no more can be said than that it may be anything from 1 to the group size less one.
    Which large class goes along is a matter of place (the next one), never of its number: the
    smallest would tell that the shown ones are larger.
    """
    size, places = rules.group_size, len(counts)
    if all(n == 0 or n >= size for n in counts) and sum(1 for n in counts if n) >= 2:
        return tuple(counts)
    hidden = {place for place, n in enumerate(counts) if n < size}
    last = max(hidden, default=0)
    for place in [(last + step) % places for step in range(1, places + 1)]:
        together = [counts[each] for each in hidden]
        if len(hidden) >= 2 and max(together) >= size and sum(together) >= 2 * size - 1:
            break
        hidden.add(place)
    if len(hidden) == places:
        return (None,) * places
    return tuple(None if place in hidden else n for place, n in enumerate(counts))


def large_enough(counts: Sequence[int], rules: Rules, zeros: Set[int] | None = None) -> bool:
    """Whether the classes of one group may all be told: nothing small, nobody alike.

    :param zeros: places of the classes that nobody in the whole country is in, and that are told to
        be so; None: this group is the whole country, where a zero says little of anybody.
    """
    if zeros is not None and sum(counts) < rules.part_size:
        return False
    return sum(1 for n in counts if n) >= 2 and all(
        n >= rules.group_size or (n == 0 and (zeros is None or place in zeros))
        for place, n in enumerate(counts)
    )


def rounded_pair(first: int, second: int) -> tuple[int, int]:
    """Two classes as multiples of five that add up to the rounded base, each at most four off.

    Controlled rounding (Cox, 1987): the base is known, so a class that was rounded apart from the
    other one could often be worked out. The smaller class is rounded to the nearest; the other is
    what remains, and is never told as the smaller one.
    """
    base = first + second
    total = 3 * _ROUNDED_TO if 2 * _ROUNDED_TO < base < 3 * _ROUNDED_TO else rounded(base)
    half = total // (2 * _ROUNDED_TO) * _ROUNDED_TO
    smaller = min(rounded(min(first, second)), half)
    return (smaller, total - smaller) if first <= second else (total - smaller, smaller)


def behind_pair(base: int, pair: tuple[int, int], rules: Rules) -> tuple[int, int] | None:
    """The least and the greatest the first class of a region can be, for who knows the base and the
    rules; None if no class can be behind these numbers.
    """
    least, most = rules.region_class, base - rules.region_class
    near = range(max(least, pair[0] - _ROUNDED_TO), min(most, pair[0] + _ROUNDED_TO) + 1)
    found = [first for first in near if rounded_pair(first, base - first) == pair]
    return (found[0], found[-1]) if found else None


def shown_parts(rows: Sequence[tuple[Set[str], str | None]], rules: Rules) -> list[str | None]:
    """Per row of text the part of the country that may stand beside it, or None.

    A part stays when at least `part_size` rows of the same theme show it. Rows without a theme are
    a group like any other.

    :param rows: per row its themes and its true part (None: unknown).
    """
    return _shown([(themes or {""}, part) for themes, part in rows], rules.part_size)


def shown_aspects(
    rows: Sequence[tuple[Set[str], str | None, str | None]], rules: Rules
) -> list[str | None]:
    """Per row of text the aspect that may stand beside it, or None.

    An aspect stays when at least `group_size` rows of the same theme and part of the country show
    it: who was there may know what somebody spoke about, and of what kind it was.

    :param rows: per row its themes, the part of the country beside it, its true aspect.
    """
    groups = [
        ({f"{theme}|{part}" for theme in themes or {""}}, aspect) for themes, part, aspect in rows
    ]
    return _shown(groups, rules.group_size)


def _shown(rows: Sequence[tuple[Set[str], str | None]], size: int) -> list[str | None]:
    """Per row its value, if at least `size` rows of each of its groups show it.

    The rows of a group that lost theirs must be as many, and of more than one origin, or else the
    next smallest value goes too: otherwise elimination tells.

    :param rows: per row its groups and its true value (None: unknown).
    """
    shown = [value for _, value in rows]
    members: dict[str, list[int]] = {}
    for place, (groups, _) in enumerate(rows):
        for group in groups:
            members.setdefault(group, []).append(place)
    changed = True
    while changed:
        changed = False
        for _, places in sorted(members.items()):
            for value in _to_blank(rows, shown, places, size):
                for place in places:
                    if shown[place] == value:
                        shown[place] = None
                changed = True
    return shown


def _to_blank(
    rows: Sequence[tuple[Set[str], str | None]],
    shown: Sequence[str | None],
    places: Sequence[int],
    size: int,
) -> list[str]:
    numbers = Counter(part for place in places if (part := shown[place]) is not None)
    small = sorted(part for part, n in numbers.items() if n < size)
    if small or not numbers:
        return small
    blank = [rows[place][1] for place in places if shown[place] is None]
    lost = any(part is not None for part in blank)
    if lost and (len(blank) < size or len(set(blank)) < 2):
        return [min(numbers, key=lambda part: (numbers[part], part))]
    return []
