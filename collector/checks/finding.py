"""One thing that is wrong."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What is wrong, where, and how to mend it. Names rows by number, never by what they say."""

    check: str
    where: str
    what: str
    remedy: str


RESTORE = "Restore the last good backup: gesprekstafel restore FILE"
BY_HAND = (
    "No version of this service leaves it so. Make a backup, and restore the last one in which"
    " this is not found; or report it with this line."
)
