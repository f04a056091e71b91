"""Which numbers and which groups may leave the house. Pure: counts in, counts out.

The rules, and why (each was an attack first):

- *Small cells.* A number under the group size is withheld. A zero is withheld with it, and is told
  only where nothing has to be withheld: else it narrows down the others.
- *Complementary cells.* The total of a question is as good as known (another question of the same
  form gives it away), so a large class is withheld along with the small ones, and together they are
  twice the group size less one or more. Proof by trying every table: `tests/analysis/
  test_disclosure.py`. See `protect` and `too_narrow`.
- *Unanimous groups.* One class that holds everybody is withheld with the zeros beside it.
- *Breakdowns.* Margins are published, so a breakdown goes out only when none of its cells has to be
  withheld: all or nothing (`breakdown_allowed`).
- *Rows of text.* A theme or a part of the country that too few rows share is left blank
  (`shown_parts`); blanks that could be filled in by elimination take another part with them.

Cell suppression: Hundepool et al., Statistical Disclosure Control (2012), chapter 4.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Withheld:
    """Something that is not in the release: what, why (Dutch), and how many.

    `how_many` is None for a number that is itself too small to tell.
    """

    what: str
    why: str
    how_many: int | None = None


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


def protect_each(counts: Sequence[int], base: int, rules: Rules) -> tuple[int | None, ...]:
    """The counts of choices that may go together, out of `base` people.

    Each choice is a table of two: who chose it and who did not. Both must be large enough.
    """
    return tuple(
        n if n >= rules.group_size and base - n >= rules.group_size else None for n in counts
    )


def breakdown_allowed(cells: Sequence[Sequence[int]], rules: Rules) -> bool:
    """Whether a table of groups × classes may stand beside its margins: nothing in it is small.

    :param cells: per group the count of each class; classes exclude each other.
    """
    return len(cells) >= 2 and all(
        sum(group) >= rules.part_size and all(n >= rules.group_size for n in group)
        for group in cells
    )


def too_narrow(
    cells: Mapping[str, int | None],
    sums: Sequence[tuple[Sequence[str], int]],
    rules: Rules,
) -> list[str]:
    """The withheld cells that a reader could still work out to within the group size.

    For each withheld cell the least and the greatest value that all published numbers together
    allow (linear programme, HiGHS). An interval narrower than the group size is a leak.

    :param cells: name → published number, or None where withheld.
    :param sums: (names of cells, what they add up to): margins, totals, other tables.
    """
    names = [name for name, n in cells.items() if n is None]
    if not names:
        return []
    # Only a release with something to hide pays for loading scipy.
    from scipy.optimize import linprog

    place = {name: number for number, name in enumerate(names)}
    rows, totals = [], []
    for together, total in sums:
        row = [0.0] * len(names)
        for name in together:
            known = cells[name]
            if known is None:
                row[place[name]] += 1.0
            else:
                total -= known
        if any(row):
            rows.append(row)
            totals.append(float(total))
    leaks = []
    for name in names:
        ends = []
        for sign in (1.0, -1.0):
            objective = [sign * (other == name) for other in names]
            found = linprog(objective, A_eq=rows or None, b_eq=totals or None, bounds=(0, None))
            ends.append(sign * found.fun if found.status == 0 else sign * -float("inf"))
        low, high = ends
        if abs(high) != float("inf") and abs(high) - low < rules.group_size - 1e-6:
            leaks.append(name)
    return leaks


def shown_parts(rows: Sequence[tuple[Set[str], str | None]], rules: Rules) -> list[str | None]:
    """Per row of text the part of the country that may stand beside it, or None.

    A part stays when at least `part_size` rows of the same theme show it. The rows of a theme that
    lost theirs must be as many, and of more than one origin, or else the next smallest part goes
    too: otherwise elimination tells. Rows without a theme are a group like any other.

    :param rows: per row its themes and its true part (None: unknown).
    """
    shown = [part for _, part in rows]
    groups: dict[str, list[int]] = {}
    for place, (themes, _) in enumerate(rows):
        for theme in themes or {""}:
            groups.setdefault(theme, []).append(place)
    changed = True
    while changed:
        changed = False
        for _, places in sorted(groups.items()):
            for part in _parts_to_blank(rows, shown, places, rules.part_size):
                for place in places:
                    if shown[place] == part:
                        shown[place] = None
                changed = True
    return shown


def _parts_to_blank(
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
