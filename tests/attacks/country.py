"""A country: ten thousand people, simulated, written as the collector would have written them."""

from __future__ import annotations

import json
import random
import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from collector.access import hash_receipt, new_receipt
from collector.config import Config
from collector.database import transaction
from collector.partnerships import add_partnership
from collector.queries.meetings import activity, meetings
from collector.queries.programmes import regions
from collector.redaction import redact, text_hash
from tests.analysis.programme_to_publish import Made, name_span, round_table
from tests.attacks.hall import PER_REGION, open_database
from tests.attacks.private_side import Private, sentences
from tests.conftest import new_theme

PEOPLE = 10_000
THEMES = 20
PARTNERSHIPS = 40
ONE_IN = {
    "without consent": 12,
    "waiting": 20,
    "hidden": 80,
    "withdrawn": 70,
    "merged": 90,
    "unreviewed": 60,
    "rehearsal": 100,
}
"""Of so many statements one stays home. Each of those has a word that stands nowhere else."""

Rows = list[tuple[Any, ...]]


@dataclass
class _Simulation:
    """Rows by table, in the order of its columns; and the secrets in them."""

    made: Made
    chance: random.Random
    rows: dict[str, Rows] = field(default_factory=dict)
    secrets: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._last = {
            table: self.made.connection.execute(f"SELECT max(id) FROM {table}").fetchone()[0]
            for table in ("participants", "responses", "statements")
        }

    def add(self, table: str, *values: Any) -> int:
        """The id of the row, where the table has one."""
        rows = self.rows.setdefault(table, [])
        rows.append(values)
        return int(self._last.get(table, 0)) + len(rows)


def country(
    config: Config, templates: Mapping[str, Any], instruments: Mapping[str, Any]
) -> Private:
    """The small round table with all that may not go out, and ten thousand people beside it."""
    template = replace(templates["round-table"], title="Gesprekstafels door het hele land")
    made = round_table(open_database(config), {"round-table": template}, instruments)
    made.connection.execute("UPDATE roles SET name = 'zeldzame rol waterschout' WHERE id = 1")
    simulation = _Simulation(made, random.Random(4))
    _fill(simulation)
    with transaction(made.connection):
        for table, columns in _COLUMNS.items():
            marks = ", ".join("?" * len(columns.split(", ")))
            made.connection.executemany(
                f"INSERT INTO {table} ({columns}) VALUES ({marks})", simulation.rows[table]
            )
    return Private(config, made, simulation.secrets)


_COLUMNS = {
    "participants": "meeting_id, secret_hash, role_id, side, partnership_id, region_id, rehearsal,"
    " terms_id",
    "responses": "activity_id, participant_id, rehearsal",
    "submissions": "key, response_id, revision, instrument_id",
    "answers": "submission_key, question, value",
    "statements": "programme_id, meeting_id, response_id, question, aspect, text, consent, state,"
    " reason, merged_into, reviewed_hash, rehearsal",
    "deidentifications": "hash, programme_id, spans",
    "placements": "statement_id, theme_id, decided",
    "votes": "statement_id, participant_id, response_id, vote",
}


def _fill(simulation: _Simulation) -> None:
    made, chance = simulation.made, simulation.chance
    meeting = meetings(made.connection, made.programme)[0]["id"]
    forms = {
        slug: activity(made.connection, made.instrument_activity(meeting, slug))
        for slug in ("scope", "table-evaluation", "table-vote")
    }
    themes = [
        new_theme(made.connection, made.programme, made.facilitator, f"Onderwerp {number}")
        for number in range(THEMES)
    ]
    partnerships = [
        add_partnership(made.connection, made.programme, f"Partnerschap Vogel {number}")
        for number in range(PARTNERSHIPS)
    ]
    where = {row["name"]: row["id"] for row in regions(made.connection, made.programme)}
    # Most regions are large; one has so few people that its part of the country is rare.
    weights = {name: n * n for name, n in PER_REGION.items()} | {"Noord-Nederland": 1}
    # Those of the ones who joined before them.
    terms = made.connection.execute("SELECT max(terms_id) FROM participants").fetchone()[0]
    told = sentences(2 * PEOPLE, chance)
    for number in range(PEOPLE):
        (region,) = chance.choices(list(weights), weights.values())
        receipt = new_receipt()
        made.receipts.append(receipt)
        rehearsal = int(number % ONE_IN["rehearsal"] == 1)
        person = simulation.add(
            "participants", meeting, hash_receipt(receipt), 1 + number % 7, "field",
            partnerships[number % PARTNERSHIPS], where[region], rehearsal,
            None if rehearsal else terms,
        )  # fmt: skip
        _answer(simulation, person, forms["table-evaluation"], rehearsal)
        response, _ = _hand_in(simulation, person, forms["scope"], rehearsal)
        own = f" Denk aan zijn {_word(chance)}." if number % 50 == 7 else ""
        for again in range(2 if number % 5 == 2 or own else 1):
            _say(
                simulation, number * 3 + again, meeting, response, f"{next(told)}.{own}", rehearsal,
                themes,
            )  # fmt: skip
        if not rehearsal and number % 4 == 0:
            _vote(simulation, person, forms["table-vote"])


def _hand_in(
    simulation: _Simulation, person: int, form: sqlite3.Row, rehearsal: int
) -> tuple[int, str]:
    response = simulation.add("responses", form["id"], person, rehearsal)
    key = secrets.token_hex(16)
    simulation.add("submissions", key, response, 1, form["instrument_id"])
    return response, key


def _answer(simulation: _Simulation, person: int, form: sqlite3.Row, rehearsal: int) -> None:
    chance = simulation.chance
    _, key = _hand_in(simulation, person, form, rehearsal)
    scale = ("not_at_all", "little", "somewhat", "valuable", "very")
    answers = {
        "overall": chance.choices(scale, (1, 2, 30, 60, 40))[0],
        "duration": chance.choices(("too_short", "right", "too_long"), (30, 60, 1))[0],
        "new_contacts": chance.randrange(50),
        "take_away": f"Iets met {_secret(simulation, 'own words')}.",
    }
    for question, value in answers.items():
        simulation.add("answers", key, question, json.dumps(value))


def _say(
    simulation: _Simulation,
    number: int,
    meeting: int,
    response: int,
    text: str,
    rehearsal: int,
    themes: list[int],
) -> None:
    chance, programme = simulation.chance, simulation.made.programme
    why = "rehearsal" if rehearsal else _why_not(chance)
    spans = []
    if why:
        text += f" En {_secret(simulation, why)}."
    elif number % 40 == 3:
        name = f"Z{_secret(simulation, 'name in a text')}"
        text = f"Volgens {name}: {text}"
        spans = [name_span(text, name)]
    state = why if why in ("waiting", "hidden", "withdrawn", "merged") else "approved"
    public = redact(text, spans)
    (aspect,) = chance.choices(("content", "process", None), (70, 28, 2))
    statement = simulation.add(
        "statements", programme, meeting, response, "statements", aspect, text,
        int(why != "without consent"), state, "Te herkenbaar." if state == "hidden" else "",
        1 if state == "merged" else None, None if why == "unreviewed" else text_hash(public),
        rehearsal,
    )  # fmt: skip
    simulation.add("deidentifications", text_hash(text), programme, json.dumps(spans))
    # A few themes are large and the last ones are small.
    (theme,) = chance.choices(themes, [1 / (place + 1) ** 2 for place in range(THEMES)])
    if number % 11:
        simulation.add("placements", statement, theme, 1)
        if number % 5 == 0:  # a second one, often rarer than the first
            other = themes[(themes.index(theme) + 1) % THEMES]
            simulation.add("placements", statement, other, 1)


def _why_not(chance: random.Random) -> str:
    for why, one_in in ONE_IN.items():
        if why != "rehearsal" and chance.random() < 1 / one_in:
            return why
    return ""


def _vote(simulation: _Simulation, person: int, form: sqlite3.Row) -> None:
    chance = simulation.chance
    response = simulation.add("responses", form["id"], person, 0)
    for statement in chance.sample(range(2, 27), 8):
        vote = chance.choices(("agree", "disagree", "pass"), (statement, 9, 5 * (statement % 2)))
        simulation.add("votes", statement, person, response, vote[0])


def _word(chance: random.Random) -> str:
    """A word that nobody else has."""
    return "".join(chance.choices("bdfgklmnprstvz", k=14))


def _secret(simulation: _Simulation, what: str) -> str:
    word = _word(simulation.chance)
    simulation.secrets.setdefault(what, []).append(word)
    return word
