"""How small the groups of a release are: k-anonymity and distinct l-diversity of its statements.

What somebody could know beforehand of who said something is where that person is from and what he
or she speaks about; so part of the country and theme are the quasi-identifiers. A cell that is
blank is not one: it tells nothing. A group is all statements that share a theme, or a part of the
country, or both, as far as they show them. Whether a statement is about content or process can be
read in the statement itself, so that is what is told and not what is known.

k: Sweeney (2002), k-anonymity: a model for protecting privacy. l: Machanavajjhala et al. (2007),
l-diversity, section 4: as many different values of what is told, here the text, in each group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LEAST_TEXTS = 2
"""In a group where all said the same, everybody is known to have said it."""


@dataclass(frozen=True)
class Anonymity:
    k: int  # statements in the smallest group
    l: int  # different texts in the group that has fewest  # noqa: E741  (its name in the field)


def anonymity(rows: Iterable[tuple[Sequence[str], str | None, str]]) -> Anonymity | None:
    """k and l of statements; None if there are none.

    :param rows: per statement its themes, the part of the country that it shows, and its text.
    """
    groups: dict[tuple[str | None, str | None], list[str]] = defaultdict(list)
    everything: list[str] = []
    for themes, part, text in rows:
        everything.append(text)
        for theme in set(themes):
            groups[theme, None].append(text)
            if part is not None:
                groups[theme, part].append(text)
        if part is not None:
            groups[None, part].append(text)
    if not everything:
        return None
    found = list(groups.values()) or [everything]
    return Anonymity(min(map(len, found)), min(len(set(texts)) for texts in found))
