"""How a room voted, for those who lead it and for its projector: how far it is, and what it agrees
on and what not."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

import forms.current
from collector.queries import meetings, votes
from collector.tallies import VoteCount

LINE = 44
"""Characters on a line beside the bars."""
LINES = 14.5
"""Lines on a screen; of statements of the same sort there are two screens at most."""
SCREENS = 2

Counted = tuple[str, VoteCount]
"""The public text of a statement, and the votes on it."""


@dataclass(frozen=True)
class Voted:
    """How the votes of a room stand; of made-up people as long as nobody real voted.

    `counts`: what enough people voted on; empty as long as the facilitator does not show it.
    """

    voters: int
    people: int
    statements: int
    is_open: bool
    votes: int = 0
    made_up: bool = False
    everywhere: bool = False  # `counts` are of all meetings together
    counts: Sequence[Counted] = ()


NOBODY = Voted(0, 0, 0, is_open=False)


def how_voted(activity: int) -> Voted:
    """Numbers only while voting is open, or as long as the facilitator hides how it went."""
    database = forms.current.database()
    row = meetings.activity(database, activity)
    made_up = bool(row["rehearsed"] and not row["responses"])
    far = votes.progress(database, row, rehearsal=made_up)
    is_open = row["state"] == "open"
    shown = not is_open and not row["results_hidden"]
    meeting = meetings.meeting(database, row["meeting_id"])
    least = forms.current.config().group_size
    return Voted(
        voters=far.voters,
        people=meeting["rehearsing" if made_up else "participants"],
        statements=far.statements,
        is_open=is_open,
        votes=far.votes,
        everywhere=votes.of_all_meetings(row),
        made_up=made_up,
        counts=votes.counted(database, row, least, rehearsal=made_up) if shown else (),
    )


def outcomes(counts: Sequence[Counted]) -> Iterator[tuple[str, list[list[Counted]]]]:
    """What two in three agree or disagree with, and what is in between; the clearest first, divided
    over screens."""
    agreed = [each for each in counts if 3 * each[1].agree >= 2 * each[1].base]
    rejected = [each for each in counts if 3 * each[1].disagree >= 2 * each[1].base]
    others = [each for each in counts if each not in agreed and each not in rejected]
    agreed.sort(key=lambda each: (-each[1].agreement, each[0]))
    rejected.sort(key=lambda each: (each[1].agreement, each[0]))
    others.sort(key=lambda each: (-each[1].division, each[0]))
    yield _("De meesten zijn het eens"), _screens(agreed)
    yield _("De meningen verschillen"), _screens(others)
    yield _("De meesten zijn het oneens"), _screens(rejected)


def _screens(counts: Sequence[Counted]) -> list[list[Counted]]:
    screens: list[list[Counted]] = []
    room = 0.0
    for each in counts:
        needed = max(1, math.ceil(len(each[0]) / LINE)) + 0.8
        if needed > room:
            if len(screens) == SCREENS:
                break
            screens.append([])
            room = LINES
        screens[-1].append(each)
        room -= needed
    return screens
