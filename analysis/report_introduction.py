"""How a report begins and how it accounts for itself: facts, notices, method."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.report_material import Material
from analysis.report_parts import Introduction
from collector.queries import acts, meetings, programmes, themes
from collector.records import ProgrammeKind, ThemeState

MODERATING = frozenset({"approve", "hide", "merge", "keep_spans"})
"""Acts about single statements; all others are about themes."""


@dataclass(frozen=True)
class Background:
    """What is known of a programme besides its statements.

    `imported`: the summary of the document that the programme was made from; {} without one.
    """

    programme: sqlite3.Row
    meetings: list[sqlite3.Row]
    roles: Mapping[str, int]
    partnerships: int
    imported: Mapping[str, Any]
    documents: int
    region: str = ""  # the report is about this one only
    more_roles: bool = False  # others were there as well, too few to tell of

    @property
    def participants(self) -> int:
        return sum(self.roles.values())

    @property
    def held(self) -> list[sqlite3.Row]:
        """The meetings that somebody came to; before anybody came to any, all of them."""
        return [row for row in self.meetings if row["participants"]] or self.meetings

    @property
    def is_round_table(self) -> bool:
        return bool(self.programme["kind"] == ProgrammeKind.ROUND_TABLE)


def background(connection: sqlite3.Connection, programme: int) -> Background:
    """:raise NotFound: there is no such programme."""
    row = programmes.programme_by_id(connection, programme)
    summaries = [json.loads(each["summary"]) for each in programmes.imports(connection, programme)]
    held = meetings.meetings(connection, programme)
    present = {
        each["id"] for meeting in held for each in meetings.composition(connection, meeting["id"])
    }
    return Background(
        programme=row,
        meetings=held,
        roles=programmes.participants_by_role(connection, programme),
        partnerships=len(present),
        imported=next((each for each in summaries if each.get("created")), {}),
        documents=len(summaries),
    )


def introduction(
    connection: sqlite3.Connection, known: Background, material: Material, group_size: int
) -> Introduction:
    """The counts that a report begins with; facts that are not known are left out."""
    identifier = known.programme["id"]
    there = {row["region_id"] for row in known.held}
    regions = [
        row["name"] for row in programmes.regions(connection, identifier) if row["id"] in there
    ]
    facts = {
        "Gesprekken" if known.is_round_table else "Bijeenkomsten": _meetings(known),
        "Deelnemers": _participants(known, group_size),
        "Partnerschappen": _at_least(known.partnerships, group_size),
        "Rollen": _roles(connection, known, group_size),
        "Regio's": " • ".join(regions) if known.is_round_table and not known.region else "",
        "Uitspraken": _statements(known, material),
    }
    # The paragraphs of a wrap-up tell the same as the facts.
    paragraphs = () if known.is_round_table else tuple(known.imported.get("introduction", ()))
    if known.region:
        paragraphs = (
            f"Dit is de wrap-up van de regio {known.region}: de uitspraken en antwoorden van wie"
            " daar meededen. De thema's, de kernuitspraken, de nummers en de stemmen zijn die van"
            " het hele traject.",
        )
    return Introduction(
        aim=known.programme["aim"],
        paragraphs=paragraphs,
        facts=tuple((term, told) for term, told in facts.items() if told),
    )


def _meetings(known: Background) -> str:
    told = known.imported.get("meetings")
    if isinstance(told, int) and not known.participants:
        return str(told)
    planned, held = len(known.meetings), len(known.held)
    return f"{held} gehouden, van de {planned}" if held < planned else str(planned or "")


def _at_least(count: int, group_size: int) -> str:
    if not count:
        return ""
    return str(count) if count >= group_size else f"minder dan {group_size}"


def _participants(known: Background, group_size: int) -> str:
    about = None if known.region else known.programme["participants_about"]
    here = _at_least(known.participants, group_size)
    if about and here and known.imported:
        return f"zo'n {about} volgens het ingelezen verslag, en daarnaast {here}"
    return here or (f"zo'n {about}" if about else "")


def _roles(connection: sqlite3.Connection, known: Background, group_size: int) -> str:
    """Counts of groups that are large enough; of smaller ones only the name."""
    if known.region:
        told = [f"{name} ({count})" for name, count in known.roles.items() if name]
        others = ["en andere rollen" if told else ""] if known.more_roles else []
        return ", ".join(each for each in (*told, *others) if each)
    names = [row["name"] for row in programmes.roles(connection, known.programme["id"])]
    shown = shown_counts(known.roles, group_size)
    present = [name for name in names if known.roles.get(name)] if known.participants else names
    return ", ".join(f"{name} ({shown[name]})" if name in shown else name for name in present)


def shown_counts(counts: Mapping[str, int], group_size: int) -> dict[str, int]:
    """Those counts that may be shown. Held back: every group below the size and, so that a single
    one cannot be worked out from the total, the next smallest ones until together they reach it."""
    ordered = sorted((name for name in counts if counts[name]), key=lambda name: counts[name])
    held: list[str] = []
    for name in ordered:
        enough = sum(counts[each] for each in held) >= group_size
        if counts[name] < group_size or (held and not enough):
            held.append(name)
    return {name: counts[name] for name in ordered if name not in held}


def _statements(known: Background, material: Material) -> str:
    count = len(material.said)
    if not count:
        return ""
    groups = len(material.themes) if known.is_round_table else 0
    return {0: f"{count}", 1: f"{count}, in 1 thema"}.get(groups, f"{count}, in {groups} thema's")


def notices(material: Material) -> tuple[str, ...]:
    """What a reader has to know before handing the report on."""
    found = []
    if material.unpublished:
        found.append(
            "Dit verslag is bedoeld voor de deelnemers. Voor "
            f"{_these(material.unpublished)} in dit verslag is geen toestemming gegeven om die"
            " openbaar te maken. Maak het verslag daarom niet openbaar."
        )
    if material.withheld:
        found.append(
            f"Weggelaten: {_these(material.withheld)} zonder toestemming om die openbaar te maken,"
            " of nog niet nagekeken op persoonsgegevens."
        )
    return tuple(found)


def _these(count: int) -> str:
    return "1 uitspraak" if count == 1 else f"{count} uitspraken"


def method(
    connection: sqlite3.Connection, known: Background, material: Material, group_size: int
) -> tuple[str, ...]:
    """How this report was made, in five sentences that are true of this programme."""
    return (
        _where_from(material),
        f"Er kwam{'' if material.collected == 1 else 'en'} {_these(material.collected)} binnen;"
        f" daarvan staan er {len(material.said)} in dit verslag: alleen wat is goedgekeurd, en van"
        " samengevoegde uitspraken één, met het aantal erachter.",
        _how_grouped(connection, known, material),
        "Namen en andere persoonsgegevens die in een uitspraak zijn gevonden, zijn vervangen door"
        " een woord tussen haken, zoals [naam].",
        "Het nummer achter een uitspraak is in het hele verslag hetzelfde; wat minder dan"
        f" {group_size} mensen antwoordden en open antwoorden die niet zijn nagekeken, staan er"
        " niet in.",
    )


def _where_from(material: Material) -> str:
    sources = {statement.source for statement in material.said.values()}
    if sources == {"import"}:
        return (
            "De uitspraken zijn woordelijk overgenomen uit een eerder verslag; er is niets bij"
            " bedacht, en bij welk gesprek een uitspraak hoort, vermeldt dat verslag niet."
        )
    own = (
        "De uitspraken zijn woordelijk zoals deelnemers ze opschreven of door een gespreksleider"
        " lieten opschrijven"
    )
    if "import" in sources:
        return f"{own}, of komen woordelijk uit een eerder verslag; er is niets bij bedacht."
    return f"{own}; hun volgorde zegt niet wie iets schreef of wanneer, en er is niets bij bedacht."


def small_roles(known: Background, group_size: int) -> bool:
    """Whether there are roles of which no number is told."""
    if known.region:
        return known.more_roles
    shown = shown_counts(known.roles, group_size)
    return any(name and name not in shown for name in known.roles)


def _how_grouped(connection: sqlite3.Connection, known: Background, material: Material) -> str:
    accepted = any(theme.state == ThemeState.ACCEPTED for theme in material.themes)
    # A theme that the analysis proposed keeps the label that it was proposed with.
    proposed = material.proposals or any(theme.label for theme in material.themes)
    only_read = all(statement.source == "import" for statement in material.said.values())
    if not known.is_round_table:
        asked = "De uitspraken staan bij de vraag waarop ze antwoord geven"
        grouped = "; de opbrengsten zijn ingedeeld in thema's die gespreksleiders vaststelden"
        return f"{asked}{grouped if accepted else ''}."
    if not material.themes:
        return "De uitspraken zijn nog niet in thema's ingedeeld."
    if not accepted:
        return (
            "De thema's zijn voorlopig: een computerprogramma stelde ze voor, en geen"
            " gespreksleider heeft ze nog vastgesteld."
        )
    if only_read and not proposed:
        source = "De thema's, de kernuitspraken en de indeling komen uit het ingelezen verslag"
        if _is_changed(connection, known.programme["id"]):
            source += "; gespreksleiders hebben die daarna bijgewerkt"
        return f"{source}."
    if themes.latest_run(connection, known.programme["id"]) is not None:
        return (
            "Een computerprogramma stelde voor welke uitspraken bij elkaar horen, en"
            " gespreksleiders hebben de thema's vastgesteld of verbeterd."
        )
    return "Gespreksleiders hebben de thema's gemaakt en de uitspraken ingedeeld."


def _is_changed(connection: sqlite3.Connection, programme: int) -> bool:
    """Whether a facilitator changed themes or placements, and did not undo it."""
    return any(
        act["kind"] not in MODERATING and act["undone_by"] is None
        for act in acts.acts(connection, programme)
    )
