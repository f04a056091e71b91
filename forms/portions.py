"""A ballot of hundreds is asked for in calm portions, after each of which one may stop."""

from __future__ import annotations

from dataclasses import dataclass

PORTION = 10
"""Statements in a portion."""


@dataclass(frozen=True)
class Portion:
    """How far somebody is in the portion at hand; `vote.js` counts the same way."""

    done: int
    size: int


def portion(voted: int, total: int, *, resting: bool) -> Portion:
    """
    :param voted: of the `total` statements that are put to somebody's vote
    :param resting: at the end of a portion, before going on with the next
    """
    full = voted > 0 and (resting or voted >= total)
    before = (voted - full) // PORTION * PORTION
    return Portion(voted - before, min(PORTION, total - before))


def rests(voted: int, total: int) -> bool:
    """Whether this vote was the last of a portion and there is another one."""
    return 0 < voted < total and voted % PORTION == 0
