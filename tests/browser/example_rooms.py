"""Programmes as pages may find them: with nothing in them, one of everything, or a full hall."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from collector.access import new_receipt
from collector.codebook import add_theme, place
from collector.config import DATASETS
from collector.findings import store_deidentifications
from collector.intake import join, submit
from collector.meetings import set_activity_state
from collector.moderation import approve
from collector.programmes import create_programme
from collector.queries import meetings, programmes
from collector.queries.acts import theme_made_by
from collector.queries.statements import statements
from collector.records import StatementDraft, Submission, Vote
from collector.votes import cast
from forms.instruments import load_instruments
from forms.programme_templates import load_templates

LONG = "Meervoudigepartnerschapsovereenkomstbesprekingsverslagen"
SUBJECTS = ("begeleiding", "het rooster", "de samenwerking", "toetsing", LONG)
VERBS = ("vraagt uren", "verdient een vast moment", "loopt vast op geld", "kan korter")


@dataclass(frozen=True)
class Room:
    """The first meeting of a programme, its first activity open for whoever comes in."""

    slug: str
    meeting: int
    code: str
    screen: str
    activity: int
    ballot: int


def make_room(
    database: sqlite3.Connection, facilitator: int, title: str, said: int, themes: int
) -> Room:
    """`said` statements by as many people, all but the last fifth approved, put in `themes`."""
    instruments = load_instruments(DATASETS / "instruments")
    template = load_templates(DATASETS / "templates", instruments)["round-table"]
    programme = create_programme(database, template, instruments, title=title)
    meeting = meetings.meetings(database, programme)[0]
    activities = {row["slug"]: row["id"] for row in meetings.activities(database, meeting["id"])}
    first, ballot = next(iter(activities.values())), activities["table-vote"]
    for activity in (first, ballot):
        set_activity_state(database, activity, is_open=True)
    _say(database, programme, meeting["id"], first, said)
    found = list(statements(database, programme, states=("waiting",)))
    shown = found[: len(found) - len(found) // 5]
    if shown:
        approve(database, programme, facilitator, [(one.id, one.public_text) for one in shown])
        voter = join(database, meeting["id"], new_receipt())
        cast(database, voter, ballot, {shown[0].id: Vote.AGREE})
    made = [
        theme_made_by(
            database,
            add_theme(database, programme, facilitator, f"Thema over {SUBJECTS[n % 5]} {n}"),
        )
        for n in range(themes)
    ]
    for number, one in enumerate(shown if made else []):
        place(database, programme, facilitator, one.id, [made[number % len(made)]])
    return Room(
        slug=programmes.programme_by_id(database, programme)["slug"],
        meeting=meeting["id"],
        code=meeting["code"],
        screen=meeting["screen_key"],
        activity=first,
        ballot=ballot,
    )


def _say(
    database: sqlite3.Connection, programme: int, meeting: int, activity: int, number: int
) -> None:
    texts = [
        f"{SUBJECTS[n % 5]} {VERBS[n % 4]}, zei nummer {n + 1}.".capitalize() for n in range(number)
    ]
    for text in texts:
        person = join(database, meeting, new_receipt())
        said = {"statements": (StatementDraft(text=text, consent=True),)}
        submit(database, person, activity, Submission(key=f"{person:032d}", statements=said))
    store_deidentifications(database, programme, {text: [] for text in texts})
