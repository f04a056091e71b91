"""How a room voted, for those who lead it and for its projector: how far it is, and what it agrees
on and what not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

import forms.current
from collector.queries import meetings, votes
from collector.tallies import VoteCount

VOTED_ON = 4
"""Statements with their votes on one screen; of the same sort two screens at most."""

Counted = tuple[str, VoteCount]
"""The public text of a statement, and the votes on it."""


@dataclass(frozen=True)
class Voted:
    """How the votes of a room stand. `counts`: what enough people voted on; empty as long as the
    facilitator does not show it."""

    voters: int
    people: int
    statements: int
    is_open: bool
    votes: int = 0
    counts: Sequence[Counted] = ()


NOBODY = Voted(0, 0, 0, is_open=False)


def how_voted(activity: int) -> Voted:
    """Numbers only while voting is open, or as long as the facilitator hides how it went."""
    database = forms.current.database()
    row = meetings.activity(database, activity)
    far = votes.progress(database, row)
    is_open = row["state"] == "open"
    shown = not is_open and not row["results_hidden"]
    return Voted(
        voters=far.voters,
        people=meetings.meeting(database, row["meeting_id"])["participants"],
        statements=far.statements,
        is_open=is_open,
        votes=far.votes,
        counts=votes.counted(database, row, forms.current.config().group_size) if shown else (),
    )


def outcomes(counts: Sequence[Counted]) -> Iterator[tuple[str, Sequence[Counted]]]:
    """What two in three agree or disagree with, and what is in between; the clearest first."""
    agreed = [each for each in counts if 3 * each[1].agree >= 2 * each[1].base]
    rejected = [each for each in counts if 3 * each[1].disagree >= 2 * each[1].base]
    others = [each for each in counts if each not in agreed and each not in rejected]
    agreed.sort(key=lambda each: (-each[1].agreement, each[0]))
    rejected.sort(key=lambda each: (each[1].agreement, each[0]))
    others.sort(key=lambda each: (-each[1].division, each[0]))
    yield _("Hiermee is de zaal het eens"), agreed[: 2 * VOTED_ON]
    yield _("Hierover verschillen de meningen"), others[: 2 * VOTED_ON]
    yield _("Hiermee is de zaal het oneens"), rejected[:VOTED_ON]
