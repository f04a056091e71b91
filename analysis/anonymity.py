"""How small the groups of a release are: k-anonymity and distinct l-diversity of its statements.

What somebody could know beforehand of who said something is where that person is from, what he or
she speaks about, and of what kind it was: part of the country, theme and aspect are the
quasi-identifiers. A cell that is blank is not one: it tells nothing. A group is all statements that
share one, two or three of these, as far as they show them. What is told is the text.

k: Sweeney (2002), k-anonymity: a model for protecting privacy. l: Machanavajjhala et al. (2007),
l-diversity, section 4: as many different values of what is told in each group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

LEAST_TEXTS = 2
"""In a group where all said the same, everybody is known to have said it."""

Shown = tuple[Sequence[str], str | None, str | None, str]
"""A statement: its themes, the part of the country and the aspect that it shows, and its text."""


@dataclass(frozen=True)
class Anonymity:
    k: int  # statements in the smallest group
    l: int  # different texts in the group that has fewest  # noqa: E741  (its name in the field)


def anonymity(rows: Iterable[Shown]) -> Anonymity | None:
    """k and l of statements; None if there are none."""
    groups: dict[tuple[str | None, ...], list[str]] = defaultdict(list)
    for themes, part, aspect, text in rows:
        for group in product({None, *themes}, {None, part}, {None, aspect}):
            groups[group].append(text)
    if not groups:
        return None
    return Anonymity(min(map(len, groups.values())), min(len(set(one)) for one in groups.values()))
