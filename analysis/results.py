"""What a run finds: placements and themes, as frozen dataclasses."""

from dataclasses import dataclass

from analysis.cluster import Grouping
from analysis.corpus import Corpus
from analysis.representation import Representation
from analysis.themes import Assignment


@dataclass(frozen=True)
class Placement:
    """That a statement belongs to a theme.

    :param theme: the key of a codebook theme, or of a new one.
    :param confidence: 0 … 1; exactly 1 for what a person decided. For a statement in a new theme
        it may be below ½: nearest to that theme, but not near.
    :param confirmed: whether a person decided it.
    :param nearest: the reason for a proposal: the places of at most three statements of the theme
        that it is most like, the nearest first; confirmed ones when the theme has any.
    """

    theme: str
    confidence: float
    confirmed: bool = False
    nearest: tuple[int, ...] = ()


@dataclass(frozen=True)
class ThemeFound:
    """One theme with what was found about it.

    :param key: of the codebook theme; ``new-1``, ``new-2`` … for a proposal.
    :param proposed: whether it is a proposal rather than a theme of the codebook.
    :param label: the name a person gave, else key phrases, else how its central statement begins;
        empty only for a nameless theme without statements.
    :param key_phrases: at most five, as people wrote them, the best first; different between
        themes.
    :param members: the places of its statements, ascending.
    :param central: the place of the statement nearest its centre; ``None`` without members.
    """

    key: str
    proposed: bool
    label: str
    key_phrases: tuple[str, ...]
    members: tuple[int, ...]
    central: int | None


@dataclass(frozen=True, eq=False)
class ThemesFound:
    """All that one run found, with what it was found by. n statements, m distinct texts.

    :param placements: per statement its themes, the likeliest first; two where both are likely.
        Empty for one that is undecided, that seems to fit nowhere, or that a person put in no
        theme.
    :param nowhere: per statement how likely none of the themes fits, where that is proposed.
    :param themes: the codebook's, in its order, then the proposed ones.
    :param nearest: per statement its likeliest codebook theme however unsure, as a hint; ``None``
        without a codebook.
    :param corpus: the m distinct texts, and what was known about them.
    :param representation: those texts as vectors, before and after smoothing.
    :param assignment: probabilities (m, codebook themes and then earlier proposed ones).
    :param grouping: of the statements that fit no codebook theme; ``None`` when none were grouped.
    """

    placements: tuple[tuple[Placement, ...], ...]
    themes: tuple[ThemeFound, ...]
    nowhere: tuple[float | None, ...]
    nearest: tuple[Placement | None, ...]
    corpus: Corpus
    representation: Representation
    assignment: Assignment
    grouping: Grouping | None
