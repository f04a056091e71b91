"""Plays an example through the same intake that people use. Playing it again changes nothing."""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
from collections.abc import Iterator

from collector import codebook, intake, moderation
from collector.access import hash_receipt
from collector.config import Config
from collector.contacts import open_contacts, sign_up
from collector.errors import NotFound, Refused
from collector.meetings import add_meeting, set_activity_state
from collector.partnerships import add_partnership
from collector.programmes import create_programme
from collector.queries import acts, answers, meetings, programmes, statements, themes
from collector.records import Submission
from forms.example import Example, ExampleForm, ExampleParticipant, StatementPlace
from forms.example_sketches import settle_example

Ids = dict[str, int]


def play(connection: sqlite3.Connection, config: Config, example: Example) -> int:
    """Prepare the programme and hand in what everybody said; the id of the programme.

    What is there already is left as it is, so that an interrupted play goes on where it stopped.
    The last meeting stays open for whoever wants to try it.

    :raise Refused: a programme with this slug is there, and it is not this example.
    """
    programme = _prepare(connection, example)
    rooms = _meetings(connection, programme, example)
    forms = list(_forms(connection, config, programme, example, rooms))
    _open(connection, rooms, {activity for _, activity, _ in forms})
    for participant, activity, submission in forms:
        intake.submit(connection, participant, activity, submission)
    for room in rooms[:-1] if forms else ():
        for row in _activities(connection, room, "open"):
            set_activity_state(connection, row["id"], is_open=False)
    names = _by_name(programmes.partnerships(connection, programme))
    settle_example(connection, example, rooms, names)
    contacts = open_contacts(config.contacts)
    try:
        sign_up(contacts, example.slug, example.sign_ups)
    finally:
        contacts.close()
    return programme


def _prepare(connection: sqlite3.Connection, example: Example) -> int:
    try:
        row = programmes.programme(connection, example.slug)
    except NotFound:
        programme = create_programme(
            connection,
            example.template,
            example.instruments,
            title=example.title,
            slug=example.slug,
            with_meetings=False,
            example=True,
            participants_about=example.participants_about,
        )
    else:
        if not row["example"]:
            raise Refused(f"Er is al een traject '{example.slug}', en dat is niet het voorbeeld.")
        programme = int(row["id"])
    regions = _by_name(programmes.regions(connection, programme))
    for partnership in example.partnerships:
        add_partnership(
            connection,
            programme,
            partnership.name,
            sectors=partnership.sectors,
            region=regions.get(partnership.region or ""),
        )
    return programme


def _meetings(connection: sqlite3.Connection, programme: int, example: Example) -> list[int]:
    """The ids of the meetings, in order; those that are not there yet are added."""
    regions = _by_name(programmes.regions(connection, programme))
    there = len(meetings.meetings(connection, programme))
    for meeting in example.meetings[there:]:
        add_meeting(
            connection,
            programme,
            meeting.template,
            example.instruments,
            title=meeting.title,
            region=regions.get(meeting.region or ""),
            day=meeting.date,
        )
    rows = meetings.meetings(connection, programme)
    return [int(row["id"]) for row in rows][: len(example.meetings)]


def _open(connection: sqlite3.Connection, rooms: list[int], wanted: set[int]) -> None:
    """Open these activities, and all those of the last meeting when there is anything to do."""
    for room in rooms:
        for row in _activities(connection, room, "closed"):
            if row["id"] in wanted or (wanted and room == rooms[-1]):
                set_activity_state(connection, row["id"], is_open=True)


def _by_name(rows: list[sqlite3.Row]) -> Ids:
    return {row["name"]: int(row["id"]) for row in rows}


def _activities(connection: sqlite3.Connection, meeting: int, state: str) -> list[sqlite3.Row]:
    return [row for row in meetings.activities(connection, meeting) if row["state"] == state]


def _forms(
    connection: sqlite3.Connection,
    config: Config,
    programme: int,
    example: Example,
    rooms: list[int],
) -> Iterator[tuple[int, int, Submission]]:
    """(participant, activity, submission) of every form that has not been handed in yet."""
    roles = _by_name(programmes.roles(connection, programme))
    regions = _by_name(programmes.regions(connection, programme))
    partnerships = _by_name(programmes.partnerships(connection, programme))
    asked = {
        room: {row["slug"]: int(row["id"]) for row in meetings.activities(connection, room)}
        for room in rooms
    }
    for one in example.participants:
        room = rooms[one.meeting]
        receipt = receipt_of(config, example, one)
        participant = _joined(connection, receipt)
        if participant is None:
            participant = intake.join(
                connection,
                room,
                receipt,
                role=roles.get(one.role or ""),
                side=one.side,
                partnership=partnerships.get(one.partnership or ""),
                region=regions.get(one.region or ""),
            )
        done = {row["activity_id"] for row in answers.responses_of(connection, participant)}
        for form in one.forms:
            if asked[room][form.instrument] not in done:
                yield participant, asked[room][form.instrument], _submission(receipt, form)


def receipt_of(config: Config, example: Example, participant: ExampleParticipant) -> str:
    """The same at every play, and not to be guessed by who knows the example."""
    name = f"{example.slug}/{participant.id}".encode()
    return hmac.new(config.secret_key(), name, hashlib.sha256).hexdigest()


def _joined(connection: sqlite3.Connection, receipt: str) -> int | None:
    try:
        return int(answers.participant_by_receipt(connection, receipt)["id"])
    except NotFound:
        return None


def _submission(receipt: str, form: ExampleForm) -> Submission:
    return Submission(
        key=hash_receipt(f"{receipt}{form.instrument}"),
        answers=form.answers,
        statements={
            question: tuple(one.draft for one in several)
            for question, several in form.statements.items()
        },
    )


def moderate(
    connection: sqlite3.Connection,
    config: Config,
    example: Example,
    programme: int,
    facilitator: int,
) -> None:
    """Decide what the example's facilitator decides: hide, merge, name themes, place, approve.

    Statements are approved with the public text of that moment, so let the analysis look for
    personal data first. Approving comes last and says that all was done: after it, nothing more
    happens here, whatever else is changed or undone.
    """
    if any(row["kind"] == "approve" for row in acts.acts(connection, programme)):
        return
    ids = _statements(connection, config, example)
    states = {one.id: one.state for one in statements.statements(connection, programme)}
    undecided = {place for place, identifier in ids.items() if states.get(identifier) == "waiting"}
    for place, reason in example.moderation.hidden:
        if place in undecided:
            moderation.hide(connection, programme, facilitator, ids[place], reason)
    for place, into in example.moderation.merged:
        if place in undecided and into in ids:
            moderation.merge(connection, programme, facilitator, ids[place], ids[into])
    _themes(connection, programme, facilitator, example, ids)
    waiting = {ids[place] for place in example.moderation.waiting if place in ids}
    ready = statements.statements(connection, programme, states=("waiting",))
    chosen = [(one.id, one.public_text) for one in ready if one.id not in waiting]
    moderation.approve(connection, programme, facilitator, chosen)


def _statements(
    connection: sqlite3.Connection, config: Config, example: Example
) -> dict[StatementPlace, int]:
    """The id of every statement of the example that was handed in."""
    ids: dict[StatementPlace, int] = {}
    for one in example.participants:
        participant = _joined(connection, receipt_of(config, example, one))
        if participant is not None:
            for row in statements.statements_of_participant(connection, participant):
                ids[StatementPlace(one.id, row["text"])] = int(row["id"])
    return ids


def _themes(
    connection: sqlite3.Connection,
    programme: int,
    facilitator: int,
    example: Example,
    ids: dict[StatementPlace, int],
) -> None:
    there = {one.name: one.id for one in themes.themes(connection, programme)}
    collected = {place.text: identifier for place, identifier in ids.items()}
    for theme in example.themes:
        if theme.name in there:
            continue
        central = theme.central_statement
        act = codebook.add_theme(connection, programme, facilitator, theme.name, central)
        there[theme.name] = made = acts.theme_made_by(connection, act)
        if central in collected:
            codebook.set_central_statement(
                connection, programme, facilitator, made, statement=collected[central]
            )
    placed = {row["statement_id"] for row in themes.placements(connection, programme)}
    for participant, statement in example.statements:
        identifier = ids.get(StatementPlace(participant.id, statement.draft.text))
        if identifier and statement.themes is not None and identifier not in placed:
            chosen = [there[name] for name in statement.themes]
            codebook.place(connection, programme, facilitator, identifier, chosen)
