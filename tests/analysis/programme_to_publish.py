"""A programme with everything in it that could leak, made through the collector itself."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from collector.access import new_receipt
from collector.accounts import add_facilitator
from collector.codebook import accept_theme, place, set_central_statement
from collector.corrections import withdraw_statement
from collector.findings import store_deidentifications
from collector.intake import join, submit
from collector.meetings import set_activity_state
from collector.moderation import approve, hide
from collector.partnerships import add_partnership
from collector.programmes import create_programme
from collector.queries.meetings import activities, meetings
from collector.queries.programmes import regions, roles
from collector.queries.statements import statement, statements
from collector.records import Aspect, Side, StatementDraft, Submission
from tests.conftest import new_theme

CANARIES = {
    "name": "Quirijn Bloemendael",
    "email": "quirijn@bloemendael.example",
    "phone": "06-51432987",
    "partnership": "Partnerschap Zilverreiger",
    "withdrawn": "De vuurtoren van het ingetrokken woord.",
    "hidden": "De kelder van het verborgen woord.",
    "without consent": "De zolder van het besloten woord.",
    "waiting": "De drempel van het wachtende woord.",
    "unreviewed": "De gang van het ongeziene woord met Sjuul erin.",
    "facilitator": "gespreksleider@canary.example",
    "role": "zeldzame rol waterschout",
}
REDACTED = f"Vraag het {CANARIES['name']} eens."
REDACTED_PUBLIC = "Vraag het [naam] eens."


@dataclass
class Made:
    """A programme and what was used to make it."""

    connection: sqlite3.Connection
    programme: int
    facilitator: int
    receipts: list[str] = field(default_factory=list)

    def instrument_activity(self, meeting: int, slug: str) -> int:
        found = [row["id"] for row in activities(self.connection, meeting) if row["slug"] == slug]
        return int(found[0])

    def participant(self, meeting: int, **profile: object) -> int:
        receipt = new_receipt()
        self.receipts.append(receipt)
        return join(self.connection, meeting, receipt, **profile)  # type: ignore[arg-type]

    def hand_in(
        self,
        participant: int,
        activity: int,
        answers: Mapping[str, object] | None = None,
        drafts: Sequence[StatementDraft] = (),
    ) -> int:
        submission = Submission(
            key=secrets.token_hex(8),
            answers=dict(answers or {}),
            statements={"statements": tuple(drafts)} if drafts else {},
        )
        return submit(self.connection, participant, activity, submission).response

    def look(self, spans: Mapping[str, list[dict[str, object]]] | None = None) -> None:
        """What the worker does: spans for every text, none unless given."""
        texts = {each.text: [] for each in statements(self.connection, self.programme)}
        store_deidentifications(self.connection, self.programme, {**texts, **(spans or {})})

    def approve(self, *identifiers: int) -> None:
        shown = [
            (each.id, each.public_text)
            for each in (
                statement(self.connection, self.programme, identifier) for identifier in identifiers
            )
            if each
        ]
        approve(self.connection, self.programme, self.facilitator, shown)

    def all(self) -> dict[str, int]:
        """Text → id of every statement that was not withdrawn."""
        return {each.text: each.id for each in statements(self.connection, self.programme)}


def name_span(text: str, name: str, replacement: str = "[naam]") -> dict[str, object]:
    start = text.index(name)
    return {
        "start": start,
        "end": start + len(name),
        "kind": "name",
        "replacement": replacement,
        "source": "test",
        "certain": True,
    }


def round_table(
    connection: sqlite3.Connection,
    templates: Mapping[str, object],
    instruments: Mapping[str, object],
    *,
    per_region: Mapping[str, int] | None = None,
) -> Made:
    """A round table: statements in two themes, answers, and one of everything that may not go out.

    :param per_region: name of a region → participants; each writes one statement.
    """
    per_region = per_region or {"Nijmegen e.o.": 14, "Zuid-Limburg": 13, "Noord-Nederland": 3}
    programme = create_programme(connection, templates["round-table"], instruments)  # type: ignore[arg-type]
    facilitator = add_facilitator(connection, CANARIES["facilitator"], "tafel-met-acht-stoelen")
    made = Made(connection, programme, facilitator)
    partnership = add_partnership(connection, programme, CANARIES["partnership"])
    meeting = meetings(connection, programme)[0]["id"]
    scope = made.instrument_activity(meeting, "scope")
    evaluation = made.instrument_activity(meeting, "table-evaluation")
    for activity in (scope, evaluation):
        set_activity_state(connection, activity, is_open=True)
    region_of = {row["name"]: row["id"] for row in regions(connection, programme)}
    role = roles(connection, programme)[0]["id"]
    connection.execute("UPDATE roles SET name = ? WHERE id = ?", (CANARIES["role"], role))
    number = 0
    for region, people in per_region.items():
        for _ in range(people):
            number += 1
            participant = made.participant(
                meeting,
                role=role,
                side=Side.FIELD,
                partnership=partnership,
                region=region_of[region],
            )
            aspect = Aspect.CONTENT if number % 3 else Aspect.PROCESS
            subject = "begeleiding van starters" if number % 2 else "tijd en geld voor de opleiding"
            text = f"Bijdrage {number} gaat over {subject}."
            made.hand_in(participant, scope, drafts=[StatementDraft(text, aspect, consent=True)])
            made.hand_in(
                participant,
                evaluation,
                {
                    "overall": "very" if number % 3 else "somewhat",
                    "duration": "right" if number % 4 else "too_short",
                    "new_contacts": number % 9,
                    "aspects": {"guidance": "good" if number % 2 else "very_good"},
                    "take_away": CANARIES["name"],
                    "improve": CANARIES["email"],
                },
            )
    _add_what_stays_home(made, meeting, scope)
    return made


def _add_what_stays_home(made: Made, meeting: int, scope: int) -> None:
    participant = made.participant(meeting)
    texts = [CANARIES[key] for key in ("withdrawn", "hidden", "without consent", "waiting")]
    texts += [CANARIES["unreviewed"], REDACTED]
    drafts = [
        StatementDraft(text, Aspect.CONTENT, consent=text != CANARIES["without consent"])
        for text in texts
    ]
    made.hand_in(participant, scope, drafts=drafts)
    ids = made.all()
    unreviewed = CANARIES["unreviewed"]
    made.look({REDACTED: [name_span(REDACTED, CANARIES["name"])]})
    made.approve(*(id_ for text, id_ in ids.items() if text != CANARIES["waiting"]))
    # Found after the approval: nobody has seen the text without the name.
    made.look(
        {
            REDACTED: [name_span(REDACTED, CANARIES["name"])],
            unreviewed: [name_span(unreviewed, "Sjuul")],
        }
    )
    hide(
        made.connection,
        made.programme,
        made.facilitator,
        ids[CANARIES["hidden"]],
        "Dit gaat over één persoon.",
    )
    withdraw_statement(made.connection, participant, ids[CANARIES["withdrawn"]])
    _add_themes(made, ids)


def _add_themes(made: Made, ids: Mapping[str, int]) -> None:
    connection, programme, facilitator = made.connection, made.programme, made.facilitator
    support = new_theme(connection, programme, facilitator, "Begeleiding van starters")
    money = new_theme(connection, programme, facilitator, "Tijd en geld")
    small = new_theme(connection, programme, facilitator, "Iets heel bijzonders")
    accept_theme(connection, programme, facilitator, support, "Begeleiding")
    for text, identifier in ids.items():
        if text.startswith("Bijdrage"):
            chosen = [support if "begeleiding" in text else money]
            if text.startswith(("Bijdrage 1 ", "Bijdrage 2 ")):
                chosen.append(small)
            place(connection, programme, facilitator, identifier, chosen)
        elif text == CANARIES["without consent"]:
            place(connection, programme, facilitator, identifier, [support])
    set_central_statement(
        connection, programme, facilitator, support, text="Elke starter krijgt een begeleider."
    )
    set_central_statement(
        connection, programme, facilitator, money, statement=ids[CANARIES["without consent"]]
    )


PHASES = ("not_started", "exploring", "designing", "trying", "embedded")


def learning_network(
    connection: sqlite3.Connection,
    templates: Mapping[str, object],
    instruments: Mapping[str, object],
    steps: Sequence[tuple[int, int]],
) -> Made:
    """A learning network in which each partnership answers twice.

    :param steps: per partnership its first and last place on the scale of phases, from 0.
    """
    programme = create_programme(connection, templates["learning-network"], instruments)  # type: ignore[arg-type]
    facilitator = add_facilitator(connection, "netwerk@canary.example", "tafel-met-acht-stoelen")
    made = Made(connection, programme, facilitator)
    first, _, last = [row["id"] for row in meetings(connection, programme)]
    baseline = made.instrument_activity(first, "baseline")
    development = made.instrument_activity(last, "development")
    for activity in (baseline, development):
        set_activity_state(connection, activity, is_open=True)
    for number, (before, after) in enumerate(steps, start=1):
        partnership = add_partnership(
            connection, programme, f"{CANARIES['partnership']} nummer {number}"
        )
        for meeting, activity, phase in ((first, baseline, before), (last, development, after)):
            participant = made.participant(meeting, side=Side.FIELD, partnership=partnership)
            made.hand_in(participant, activity, {"content_phase": PHASES[phase]})
    return made
