"""The one theme in the row of a statement, for tables and facets that hold only one.

A statement may have several themes; all of them are in a table of their own. Of the one that its
row shows, too, no group may be small: `?_facet=theme` counts rows, not themes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import product

from analysis.anonymity import LEAST_TEXTS, Shown


def first_themes(rows: Sequence[Shown], size: int) -> list[str | None]:
    """Per row its first theme, or another one of its own where that keeps a group large enough.

    None where it has no theme, or where so few rows would show this theme (with this part of the
    country, this aspect, or both), or rows of so few words, that they stand out.

    :param size: rows in the smallest group.
    """
    shown = [themes[0] if themes else None for themes, *_ in rows]
    _fill(rows, shown, size)
    while small := _small(rows, shown, size):
        for place, row in enumerate(rows):
            if not small.isdisjoint(_groups(row, shown[place])):
                shown[place] = None
    return shown


def _fill(rows: Sequence[Shown], shown: list[str | None], size: int) -> None:
    """Let rows with several themes move to a theme that has too few, the smallest theme first."""
    sizes = Counter(theme for theme in shown if theme)
    for theme in sorted({one for themes, *_ in rows for one in themes}):
        sizes.setdefault(theme, 0)
    for theme, _ in sorted(sizes.items(), key=lambda pair: (pair[1], pair[0])):
        for place, (themes, *_) in enumerate(rows):
            now = shown[place]
            if sizes[theme] >= size:
                break
            if theme in themes and now is not None and now != theme and sizes[now] > size:
                shown[place] = theme
                sizes[theme] += 1
                sizes[now] -= 1


def _small(
    rows: Sequence[Shown], shown: Sequence[str | None], size: int
) -> set[tuple[str | None, ...]]:
    texts = defaultdict(list)
    for row, theme in zip(rows, shown, strict=True):
        for group in _groups(row, theme):
            texts[group].append(row[3])
    return {
        group for group, said in texts.items() if len(said) < size or len(set(said)) < LEAST_TEXTS
    }


def _groups(row: Shown, theme: str | None) -> Iterator[tuple[str | None, ...]]:
    """The groups that a row is in by the theme that it shows; none without one."""
    if theme is not None:
        yield from set(product([theme], {None, row[1]}, {None, row[2]}))
