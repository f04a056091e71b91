"""Numbers only: how far a meeting is, what a room answered, how people voted, what changed."""

from __future__ import annotations

import forms.current
from collector.events import EventKind
from collector.queries import answers, meetings, votes
from collector.queries.following import events_after, newest_event, statements_by_state
from collector.records import QuestionKind
from collector.tallies import Count, Tally, tally
from forms.api import shapes
from forms.api.parameters import Wishes
from forms.api.problems import Wrong
from forms.api.said import STATES, check_meeting
from forms.desk import meeting_of, programme_of

NOT_COUNTED = (
    QuestionKind.STATEMENTS,
    QuestionKind.VOTES,
    QuestionKind.CONTACT,
    QuestionKind.CONSENT,
)


def room(_wishes: Wishes, slug: str, meeting: int) -> shapes.Room:
    """:raise NotFound: no such programme, or no such meeting in it."""
    database, programme = forms.current.database(), programme_of(slug)
    row = meeting_of(programme, meeting)
    # While nobody real is in, the house counts made-up people there.
    inside = meetings.in_the_room(database, meeting) if row["participants"] else {}
    states = statements_by_state(database, programme["id"], meeting)
    return shapes.Room(
        id=row["id"],
        title=row["title"],
        participants=row["participants"],
        roles=_labelled(inside.get("role", {})),
        sides=_labelled(inside.get("side", {})),
        statements=shapes.States(*(states.get(state, 0) for state in STATES)),
        activities=tuple(
            shapes.Handed(one["id"], one["title"], one["state"], one["responses"])
            for one in meetings.activities(database, meeting)
        ),
        newest_event=newest_event(database, programme["id"]),
    )


def _labelled(numbers: dict[str, int]) -> tuple[shapes.Count, ...]:
    return tuple(shapes.Count(label, n) for label, n in numbers.items())


def counts(_wishes: Wishes, slug: str, activity: int) -> shapes.Counts:
    """:raise NotFound: no such programme or activity.
    :raise Wrong: 404: the activity is of another programme."""
    database, programme = forms.current.database(), programme_of(slug)["id"]
    row = meetings.activity(database, activity)
    if row["programme_id"] != programme:
        raise Wrong(404, f"There is no activity {activity} in this programme.")
    values = answers.values_in(database, activity)
    return shapes.Counts(
        activity=row["id"],
        title=row["title"],
        state=row["state"],
        responses=row["responses"],
        questions=tuple(
            _question(tally(question, values.get(question.key, [])))
            for question in meetings.instrument_of(row).questions
            if question.kind not in NOT_COUNTED
        ),
        newest_event=newest_event(database, programme),
    )


def _question(found: Tally) -> shapes.QuestionCounts:
    """Of texts only how many there are: nobody has looked at what stands in them."""
    return shapes.QuestionCounts(
        key=found.question.key,
        kind=found.question.kind,
        label=found.question.label,
        base=found.base,
        counts=_options(found.counts),
        mean=found.mean,
        median=found.middle,
        places=tuple(shapes.Place(label, mean) for label, mean in found.places),
        rows=tuple(shapes.RowCounts(label, _options(counts)) for label, counts in found.rows),
    )


def _options(found: tuple[Count, ...]) -> tuple[shapes.OptionCount, ...]:
    return tuple(shapes.OptionCount(one.key, one.label, one.n) for one in found)


def page_of_votes(wishes: Wishes, slug: str) -> shapes.Votes:
    """Of statements on which so many voted that nobody's own vote follows from the numbers.

    :raise NotFound: no such programme.
    :raise Wrong: 404: no such meeting in it.
    """
    database, programme = forms.current.database(), programme_of(slug)["id"]
    check_meeting(programme, wishes["meeting"])
    least = forms.current.config().group_size
    every = votes.counts(database, programme, meeting=wishes["meeting"])
    shown = sorted(one for one, n in every.items() if n.base >= least)
    rest = [one for one in shown if one > wishes["after"]]
    here = rest[: wishes["limit"]]
    return shapes.Votes(
        votes=tuple(
            shapes.StatementVotes(one, every[one].agree, every[one].disagree, every[one].passed)
            for one in here
        ),
        least=least,
        withheld=len(every) - len(shown),
        last=here[-1] if here else wishes["after"],
        more=len(rest) > len(here),
        newest_event=newest_event(database, programme),
    )


def page_of_events(wishes: Wishes, slug: str) -> shapes.Events:
    """:raise NotFound: no such programme."""
    database, programme = forms.current.database(), programme_of(slug)["id"]
    found = events_after(database, programme, wishes["after"], wishes["limit"] + 1)
    here = found[: wishes["limit"]]
    return shapes.Events(
        events=tuple(
            shapes.Event(row["id"], EventKind(row["kind"]), row["meeting_id"]) for row in here
        ),
        last=here[-1]["id"] if here else wishes["after"],
        more=len(found) > len(here),
    )
