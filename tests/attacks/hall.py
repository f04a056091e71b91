"""A hall: a hundred people in eight regions, made through the collector itself."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Mapping
from typing import Any

from collector.access import new_receipt
from collector.codebook import accept_theme, place
from collector.config import Config
from collector.contacts import open_contacts, sign_up
from collector.corrections import change_statement, withdraw_response
from collector.database import connect
from collector.intake import join
from collector.meetings import set_activity_state
from collector.moderation import merge
from collector.queries.meetings import activity, meetings
from collector.queries.statements import statements
from collector.queries.votes import on_ballot
from collector.records import Aspect, Contact, StatementDraft, Vote
from collector.rehearsals import remove_rehearsal
from collector.schema import migrate
from collector.votes import cast
from tests.analysis.programme_to_publish import CANARIES, Made, round_table
from tests.attacks.private_side import RARE, SECRETS, Private, sentences
from tests.conftest import new_theme

PER_REGION = {
    "Nijmegen e.o.": 17,
    "Zuid-Limburg": 16,
    "Den Bosch, Eindhoven e.o.": 14,
    "Twente e.o.": 12,
    "Noord-Holland": 15,
    "Noord-Nederland": 4,
    "Leiden & Rotterdam": 14,
    "Amersfoort – Utrecht e.o.": 7,
}
"""One more has only things to say that stay home: together a hundred."""


def open_database(config: Config) -> sqlite3.Connection:
    connection = connect(config.database)
    migrate(connection)
    connection.execute("PRAGMA synchronous = OFF")  # nothing here has to outlive a power cut
    return connection


def hall(config: Config, templates: Mapping[str, Any], instruments: Mapping[str, Any]) -> Private:
    """Statements, answers, votes, sign-ups, and one of everything that may not go out."""
    made = round_table(open_database(config), templates, instruments, per_region=PER_REGION)
    meeting = meetings(made.connection, made.programme)[0]["id"]
    forms = {
        slug: made.instrument_activity(meeting, slug)
        for slug in ("partnership", "quality", "table-vote")
    }
    for form in forms.values():
        set_activity_state(made.connection, form, is_open=True)
    _say_twice(made, forms["quality"])
    _take_back(made, forms["partnership"])
    _rehearse(made, meeting, forms["quality"])
    _vote(made, forms["table-vote"])
    _sign_up(config)
    # One person has a role of her own, beside everybody else.
    made.connection.execute("UPDATE participants SET role_id = role_id + 1 WHERE id = 7")
    return Private(config, made)


def people(made: Made) -> list[int]:
    return [row["id"] for row in made.connection.execute("SELECT id FROM participants ORDER BY id")]


def look_again(made: Made) -> None:
    """At new texts; what was found before stays found."""
    found = statements(made.connection, made.programme)
    made.look({one.text: list(one.spans) for one in found if one.spans})


def _say_twice(made: Made, form: int) -> None:
    """Two statements each; a few people use a word of their own in both."""
    chance = random.Random(8)
    told = sentences(2 * len(people(made)), chance)
    theme = new_theme(made.connection, made.programme, made.facilitator, "Kwaliteit van stages")
    accept_theme(made.connection, made.programme, made.facilitator, theme, "Kwaliteit van stages")
    texts = []
    for number, person in enumerate(people(made)):
        own = f" Denk aan de {RARE[number // 9]}." if not number % 9 and number < 54 else ""
        mine = [f"{next(told)}.{own}" for _ in range(2)]
        aspects = chance.choices((Aspect.CONTENT, Aspect.PROCESS), (8, 1), k=2)
        drafts = [
            StatementDraft(text, aspect, consent=True)
            for text, aspect in zip(mine, aspects, strict=True)
        ]
        made.hand_in(person, form, {"improve": SECRETS["answer in own words"]}, drafts)
        texts += mine
    look_again(made)
    ids = made.all()
    made.approve(*(ids[text] for text in texts))
    for text in texts[::3]:
        place(made.connection, made.programme, made.facilitator, ids[text], [theme])


def _take_back(made: Made, form: int) -> None:
    """A withdrawn form, words that were changed, a merged statement, a theme that was removed."""
    givers = people(made)[1:4]
    texts = [SECRETS[name] for name in ("withdrawn form", "words of before", "merged")]
    responses = [
        made.hand_in(giver, form, drafts=[StatementDraft(text, Aspect.CONTENT, consent=True)])
        for giver, text in zip(givers, texts, strict=True)
    ]
    look_again(made)
    ids = made.all()
    withdrawn, changed, merged = (ids[text] for text in texts)
    made.approve(withdrawn, changed, merged)
    withdraw_response(made.connection, givers[0], responses[0])
    change_statement(
        made.connection, givers[1], changed, text="Zo bedoel ik het.", aspect=None, consent=True
    )
    target = ids["Bijdrage 3 gaat over begeleiding van starters."]
    merge(made.connection, made.programme, made.facilitator, merged, target)
    theme = new_theme(made.connection, made.programme, made.facilitator, SECRETS["removed theme"])
    made.connection.execute("UPDATE themes SET state = 'removed' WHERE id = ?", (theme,))


def _rehearse(made: Made, meeting: int, form: int) -> None:
    """Made-up words, approved by mistake: once removed for good, once still there."""
    for name in ("removed rehearsal", "rehearsal"):
        person = join(made.connection, meeting, new_receipt(), rehearsal=True)
        draft = StatementDraft(SECRETS[name], Aspect.CONTENT, consent=True)
        made.hand_in(person, form, drafts=[draft])
        if name == "removed rehearsal":
            remove_rehearsal(made.connection, meeting, by=made.facilitator)
    made.connection.execute("UPDATE statements SET state = 'approved' WHERE rehearsal")


def _vote(made: Made, form: int) -> None:
    """All agree on one, one person disagrees on the second, the third divides the hall."""
    ids = made.all()
    chosen = [ids[text] for text in sorted(ids) if text not in CANARIES.values()][:3]
    place_of_voting = activity(made.connection, form)
    for number, person in enumerate(people(made)[:60]):
        words = (
            Vote.AGREE,
            Vote.DISAGREE if number == 30 else Vote.AGREE,
            (Vote.AGREE, Vote.DISAGREE, Vote.PASS)[number % 3],
        )
        may = on_ballot(made.connection, place_of_voting, person)
        votes = {one: word for one, word in zip(chosen, words, strict=True) if one in may}
        cast(made.connection, person, form, votes)


def _sign_up(config: Config) -> None:
    contact = Contact(
        name=SECRETS["name of a contact"],
        email=SECRETS["e-mail of a contact"],
        organisation=SECRETS["organisation of a contact"],
        phone=SECRETS["phone of a contact"],
        follow_up="follow-through",
    )
    connection = open_contacts(config.contacts)
    sign_up(connection, "gesprekstafels", [contact])
    connection.close()
