"""Votes of an example, that follow from opinions in its file: believable, and always the same."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection, Iterator

from collector.config import Config
from collector.errors import NotFound
from collector.meetings import set_activity_state
from collector.queries import answers, meetings, statements
from collector.queries.votes import on_ballot, own_votes
from collector.records import Vote
from collector.votes import cast
from collector.yaml_file import Item
from forms.example import Example, ExampleParticipant, ExampleStatement, ExampleVotes, Opinion
from forms.example_play import receipt_of

LINES = ("side", "role", "camp")


def read_votes(item: Item, instruments: Collection[str], example: Example) -> ExampleVotes:
    """:raise InvalidFile: it is not right; names file, line, key and remedy."""
    fields = item.mapping(("instrument", "each", "agree", "tilt", "pass", "camps", "opinions"))
    camps = {name: share(one) for name, one in fields["camps"].pairs().items()}
    if round(sum(camps.values()), 6) != 1:
        fields["camps"].fail(f"the shares add up to {sum(camps.values()):g}; make it 1.")
    return ExampleVotes(
        instrument=fields["instrument"].known(instruments, "instrument"),
        each=fields.whole("each", 40, 1, 500),
        agree=share(fields["agree"]),
        tilt=share(fields["tilt"]) if "tilt" in fields else 0.0,
        passes=share(fields["pass"]),
        camps=camps,
        opinions=tuple(_opinion(one, example, camps) for one in fields.items("opinions")),
    )


def share(item: Item) -> float:
    """:raise InvalidFile: it is not a number from 0 to 1."""
    number = item.number()
    if not 0 <= number <= 1:
        item.fail(f"must be from 0 to 1, found {number:g}.")
    return number


def _opinion(item: Item, example: Example, camps: Collection[str]) -> Opinion:
    fields = item.mapping(("theme", "text_start", "agree", "by"))
    themes = [theme.name for theme in example.themes]
    groups = {
        "side": ("institute", "field"),
        "role": tuple(role.name for role in example.template.roles),
        "camp": tuple(camps),
    }
    by: dict[str, dict[str, float]] = {}
    if "by" in fields:
        for line, told in fields["by"].mapping(LINES).fields.items():
            by[line] = {
                group: share(one) for group, one in told.mapping(groups[line]).fields.items()
            }
    start = fields.text("text_start")
    found = [one for _, one in example.statements if one.draft.text.startswith(start)]
    if start and len(found) != 1:
        fields["text_start"].fail(f"{len(found)} statements begin like this; it must be one.")
    return Opinion(
        agree=share(fields["agree"]) if "agree" in fields else 0.5,
        theme=fields["theme"].known(themes, "theme") if "theme" in fields else "",
        text_start=start,
        by=by,
    )


def vote(connection: sqlite3.Connection, config: Config, example: Example, programme: int) -> None:
    """Everybody votes on what was said at the own meeting and before; who voted is left alone.

    Statements have to be approved before.
    """
    if example.votes is None:
        return
    rooms = [row["id"] for row in meetings.meetings(connection, programme)]
    rooms = rooms[: len(example.meetings)]
    approved = statements.statements(connection, programme, states=("approved",))
    opinions = dict(_opinions_on(example, example.votes, approved))
    said = {one.id: one for one in approved if one.meeting_id in rooms}
    for place, room in enumerate(rooms):
        activity = _activity(connection, room, example.votes.instrument)
        voters = _voters(connection, config, example, place)
        if activity is None or not voters:
            continue
        set_activity_state(connection, activity["id"], is_open=True)
        for one, participant in voters:
            ballot = on_ballot(connection, activity, participant)
            known = [said[each] for each in ballot if each in said]
            there = [each for each in known if each.meeting_id in rooms[: place + 1]]
            chosen = sorted(there, key=lambda each: _chance(one.id, each.text, "turn"))
            given = {
                each.id: _vote(example.votes, one, each.text, opinions.get(each.id))
                for each in chosen[: example.votes.each]
            }
            cast(connection, participant, activity["id"], given)
        if room != rooms[-1]:
            set_activity_state(connection, activity["id"], is_open=False)


def _voters(
    connection: sqlite3.Connection, config: Config, example: Example, meeting: int
) -> list[tuple[ExampleParticipant, int]]:
    found = []
    for one in example.participants:
        if one.meeting != meeting:
            continue
        try:
            row = answers.participant_by_receipt(connection, receipt_of(config, example, one))
        except NotFound:
            continue
        if not own_votes(connection, row["id"]):
            found.append((one, int(row["id"])))
    return found


def _activity(connection: sqlite3.Connection, room: int, slug: str) -> sqlite3.Row | None:
    for row in meetings.activities(connection, room):
        if row["slug"] == slug:
            return meetings.activity(connection, row["id"])
    return None


def _opinions_on(
    example: Example, votes: ExampleVotes, approved: list[statements.Statement]
) -> Iterator[tuple[int, Opinion]]:
    """Statement → the opinion about it: about these very words, else about its (first) theme."""
    said = {one.draft.text: one for _, one in example.statements}
    for row in approved:
        found = _opinion_on(votes, said.get(row.text), row.text)
        if found:
            yield row.id, found


def _opinion_on(votes: ExampleVotes, said: ExampleStatement | None, text: str) -> Opinion | None:
    for one in votes.opinions:
        if one.text_start and text.startswith(one.text_start):
            return one
    about = (said.themes or ()) if said else ()
    return next((one for one in votes.opinions if one.theme and one.theme in about), None)


def _vote(
    votes: ExampleVotes, participant: ExampleParticipant, text: str, opinion: Opinion | None
) -> Vote:
    if _chance(participant.id, text, "pass") < votes.passes:
        return Vote.PASS
    likely = votes.agree if opinion is None else opinion.agree
    if opinion is None:
        first = _camp(votes, participant) == next(iter(votes.camps))
        likely += votes.tilt if first == (_chance("", text, "camp") < 0.5) else -votes.tilt
    else:
        groups = {
            "side": participant.side or "",
            "role": participant.role or "",
            "camp": _camp(votes, participant),
        }
        told = [by[groups[line]] for line, by in opinion.by.items() if groups[line] in by]
        likely = sum(told) / len(told) if told else likely
    # One statement is put better than another one of the same theme.
    likely = min(0.97, max(0.03, likely + 0.24 * (_chance("", text, "words") - 0.5)))
    return Vote.AGREE if _chance(participant.id, text, "vote") < likely else Vote.DISAGREE


def _camp(votes: ExampleVotes, participant: ExampleParticipant) -> str:
    drawn = _chance(participant.id, "", "camp")
    for name, part in votes.camps.items():
        drawn -= part
        if drawn < 0:
            return name
    return next(iter(votes.camps))


def _chance(who: str, text: str, what: str) -> float:
    """From 0 to 1, always the same for the same things."""
    drawn = hashlib.sha256(f"{who}/{what}/{text}".encode()).digest()
    return int.from_bytes(drawn[:6], "big") / 2**48
