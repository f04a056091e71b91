"""What those inside may have of a programme: every word, and who said it as far as that is known.

Never receipts, contact details or moments; numbers of participants are drawn anew for each file.
What was withdrawn or made up for a rehearsal is not in it.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Mapping, Sequence

from analysis.exchange import columns
from analysis.exchange.answer_columns import Asked, answer_columns
from analysis.exchange.building import build, with_themes
from analysis.exchange.columns import DECIDED, NOWHERE, PLACING, PROPOSED
from analysis.exchange.tables import MORE_THEMES, Cell, Mark, Row, Table, TakeOut
from analysis.public_statements import placed_in
from analysis.release_tables import ASPECTS
from collector.queries import programmes
from collector.queries.meetings import instrument, meetings
from collector.queries.statements import Statement, statements
from collector.queries.taking_out import answers_given, handed_in, who_said
from collector.queries.themes import Theme, placements, themes
from collector.queries.votes import counts
from collector.records import Aspect, Instrument, Side, StatementState
from collector.tallies import VoteCount

STATES = {
    StatementState.WAITING: "wacht op oordeel",
    StatementState.APPROVED: "goedgekeurd",
    StatementState.HIDDEN: "verborgen",
    StatementState.MERGED: "samengevoegd",
}
SIDES = {Side.INSTITUTE: "opleidingsinstituut", Side.FIELD: "werkveld"}
SOURCES = {"import": "ingelezen"}
COLLECTED = "ingevuld"

_WHO = ("regio", "landsdeel", "rol", "rolgroep", "kant", "partnerschap", "buiten", "deelnemer")
STATEMENT_COLUMNS = (
    columns.NUMBER, columns.TEXT, columns.THEME, PLACING, "aspect", "hoofdonderwerp",
    "bijeenkomst", "maand", "onderdeel", "vraag", *_WHO, "toestand", "toestemming",
    "openbare_tekst", "herkomst", "opgegaan_in", "eens", "oneens", "overgeslagen",
)  # fmt: skip
ANSWER_COLUMNS = (columns.FORM, "bijeenkomst", "maand", "onderdeel", *_WHO)


def identified_take_out(
    connection: sqlite3.Connection, programme: int, mark: Mark, chance: random.Random
) -> TakeOut:
    """Everything, under one drawing of numbers for participants.

    :param mark: who takes it out, and when
    :raise NotFound: there is no such programme.
    """
    row = programmes.programme_by_id(connection, programme)
    order = _order(connection, programme)
    who = who_said(connection, programme)
    forms = handed_in(connection, programme)
    people = {one["participant"] for one in (*who.values(), *forms)} - {None}
    drawn = sorted(people)
    chance.shuffle(drawn)
    number_of = {participant: number for number, participant in enumerate(drawn, start=1)}
    found = themes(connection, programme)
    said = statements(connection, programme)
    names = _theme_names(found)
    placed = {
        statement: [names[one.id] for one in found if one.id in held]
        for statement, held in placed_in(connection, programme, found).items()
    }
    tables = (
        _statements(connection, programme, said, placed, who, number_of, order, names),
        _in_themes(said, placed),
        _themes(found, names, said, placed),
        _answers(connection, programme, forms, number_of, order),
    )
    return TakeOut(
        row["slug"],
        row["title"],
        tuple(one for one in tables if one.rows),
        _about(row["title"], mark),
        mark,
    )


def _about(title: str, mark: Mark) -> tuple[tuple[str, str], ...]:
    return (
        ("Traject", title),
        ("Let op", mark.WARNING),
        ("Wie en wanneer", f"Meegenomen door {mark.by} op {mark.day}."),
        (
            "Wat dit is",
            "Alle uitspraken zoals ze zijn gezegd, en alle antwoorden, met rol, regio en"
            " partnerschap van wie ze gaf. Bewijzen en contactgegevens staan er niet in.",
        ),
        (
            "Wat u ermee mag",
            "Gebruik het voor het doel waarvoor deelnemers het gaven, bewaar het afgeschermd en"
            " verwijder het op de einddatum die met hen is afgesproken. Wissen in de dienst"
            " bereikt dit bestand niet.",
        ),
    )


def _order(connection: sqlite3.Connection, programme: int) -> dict[str, list[str | None]]:
    """The classes as the programme orders them, so that a code means the same in each file."""
    regions, roles = (
        list(ask(connection, programme)) for ask in (programmes.regions, programmes.roles)
    )
    return {
        "regio": [row["name"] for row in regions],
        "landsdeel": [row["part"] or None for row in regions],
        "rol": [row["name"] for row in roles],
        "rolgroep": [row["role_group"] or None for row in roles],
        "kant": list(SIDES.values()),
        "partnerschap": [row["name"] for row in programmes.partnerships(connection, programme)],
        "hoofdonderwerp": [row["title"] for row in programmes.topics(connection, programme)],
        "bijeenkomst": [row["title"] for row in meetings(connection, programme)],
        "aspect": list(ASPECTS.values()),
        "toestand": list(STATES.values()),
        "buiten": ["nee", "ja"],
        "toestemming": ["nee", "ja"],
        "herkomst": [COLLECTED, *SOURCES.values()],
        PLACING: [DECIDED, PROPOSED, NOWHERE],
        "status": [DECIDED, PROPOSED],
    }


def _theme_names(found: Sequence[Theme]) -> dict[int, str]:
    """Each name once: two themes that are called the same get a number."""
    names: dict[int, str] = {}
    for theme in found:
        taken = {name.casefold() for name in names.values()}
        name, again = theme.name, 1
        while name.casefold() in taken:
            again += 1
            name = f"{theme.name} ({again})"
        names[theme.id] = name
    return names


Placed = Mapping[int, Sequence[str]]
"""Statement → names of its themes."""


def _statements(
    connection: sqlite3.Connection,
    programme: int,
    said: Sequence[Statement],
    placed: Placed,
    who: Mapping[int, sqlite3.Row],
    number_of: Mapping[int, int],
    order: Mapping[str, Sequence[str | None]],
    names: Mapping[int, str],
) -> Table:
    decided = {row["statement_id"] for row in placements(connection, programme) if row["decided"]}
    votes = counts(connection, programme)
    number = {one.id: place for place, one in enumerate(said, start=1)}
    rows: list[Row] = []
    for one in said:
        person = who[one.id]
        count = votes.get(one.id)
        rows.append(
            (
                number[one.id],
                one.text,
                MORE_THEMES.join(placed.get(one.id, ())) or None,
                _placing(one.id in decided, placed.get(one.id)),
                ASPECTS[Aspect(one.aspect)] if one.aspect else None,
                one.topic,
                person["meeting"],
                person["month"],
                person["activity"],
                _question(person, one.question),
                *_person(person, number_of),
                STATES[StatementState(one.state)],
                "ja" if one.consent else "nee",
                one.public_text if one.publishable else None,
                SOURCES.get(one.source, COLLECTED),
                number.get(one.merged_into or 0),
                *_votes(count),
            )
        )
    made = build(columns.STATEMENTS, STATEMENT_COLUMNS, rows, order)
    themes_of = {number[one.id]: placed.get(one.id, ()) for one in said}
    first_of = {place: held[0] for place, held in themes_of.items() if held}
    return with_themes(made, list(names.values()), themes_of, first_of)


def _placing(decided: bool, held: Sequence[str] | None) -> str | None:
    if decided:
        return DECIDED if held else NOWHERE
    return PROPOSED if held else None


def _question(person: sqlite3.Row, key: str) -> str | None:
    """The words of the question; its key when the form does not ask it any more."""
    if not key or person["definition"] is None:
        return key or None
    asked = Instrument.from_json(person["definition"]).questions
    return next((one.label for one in asked if one.key == key), key)


def _person(row: sqlite3.Row, number_of: Mapping[int, int]) -> tuple[Cell, ...]:
    return (
        row["region"],
        row["part"] or None,
        row["role"],
        row["role_group"] or None,
        SIDES[Side(row["side"])] if row["side"] else None,
        row["partnership"],
        None if row["participant"] is None else "ja" if row["self_study"] else "nee",
        number_of.get(row["participant"]),
    )


def _votes(count: VoteCount | None) -> tuple[Cell, ...]:
    return (count.agree, count.disagree, count.passed) if count else (None, None, None)


def _in_themes(said: Sequence[Statement], placed: Placed) -> Table:
    rows: list[Row] = [
        (number, theme)
        for number, one in enumerate(said, start=1)
        for theme in placed.get(one.id, ())
    ]
    return build(columns.IN_THEMES, (columns.NUMBER, columns.THEME), rows)


def _themes(
    found: Sequence[Theme], names: Mapping[int, str], said: Sequence[Statement], placed: Placed
) -> Table:
    aspects: dict[str, list[str | None]] = {name: [] for name in names.values()}
    for one in said:
        for name in placed.get(one.id, ()):
            aspects[name].append(one.aspect)
    rows: list[Row] = [
        (
            names[theme.id],
            place,
            DECIDED if theme.state == "accepted" else PROPOSED,
            theme.central_statement or None,
            len(aspects[names[theme.id]]),
            aspects[names[theme.id]].count(Aspect.CONTENT),
            aspects[names[theme.id]].count(Aspect.PROCESS),
            "; ".join(theme.key_phrases) or None,
        )
        for place, theme in enumerate(found, start=1)
    ]
    headings = (
        columns.THEME, "volgorde", "status", "kernuitspraak", "uitspraken", "inhoud", "proces",
        "kenmerkende_woorden",
    )  # fmt: skip
    return build(columns.THEMES, headings, rows, {"status": (DECIDED, PROPOSED)})


def _answers(
    connection: sqlite3.Connection,
    programme: int,
    forms: Sequence[sqlite3.Row],
    number_of: Mapping[int, int],
    order: Mapping[str, Sequence[str | None]],
) -> Table:
    """One form a row. Empty: this form did not ask it."""
    versions = {row["instrument_id"] for row in forms}
    asked = {version: instrument(connection, version) for version in sorted(versions)}
    taken = [*ANSWER_COLUMNS, *columns.DESCRIBED]
    answers = answer_columns(asked.values(), taken)
    values: dict[int, dict[str, object]] = {}
    for row in answers_given(connection, programme):
        values.setdefault(row["response"], {})[row["question"]] = json.loads(row["value"])
    rows = [
        (
            place,
            row["meeting"],
            row["month"],
            row["activity"],
            *_person(row, number_of),
            *_filled(asked[row["instrument_id"]], answers, values.get(row["id"], {})),
        )
        for place, row in enumerate(forms, start=1)
    ]
    width = len(ANSWER_COLUMNS)
    known = build(columns.ANSWERS, ANSWER_COLUMNS, [row[:width] for row in rows], order)
    own = [column.variable for held in answers.values() for column in held]
    return Table(
        known.name,
        known.title,
        known.description,
        (*known.variables, *own),
        [(*head, *row[width:]) for head, row in zip(known.rows, rows, strict=True)] if own else [],
    )


def _filled(
    version: Instrument, answers: Mapping[Asked, Sequence], values: Mapping[str, object]
) -> list[Cell]:
    here = {(version.slug, one.key, one.kind) for one in version.questions}
    cells: list[Cell] = []
    for asked, held in answers.items():
        value = values.get(asked[1]) if asked in here else None
        for column in held:
            if value is not None:
                cells.append(column.read(value))
            else:
                cells.append(column.unanswered if asked in here else None)
    return cells
