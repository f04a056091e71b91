"""The wrap-up of a programme: what was said, word for word and numbered, and nothing made up.

The shape is that of the reports that the field knows: for round tables an introduction with
counts, the topics, and per theme the central statement and the statements under
"Aandachtspunten inhoudelijke uitwerking" and "Proces van uitwerking"; for a learning network per
meeting what was done, asked and said, then evaluation, follow-up, resources.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from itertools import chain
from typing import Any

from analysis import report_answers, report_region
from analysis import report_learning_network as network
from analysis.report_development import developments
from analysis.report_introduction import (
    Background,
    background,
    introduction,
    method,
    notices,
    small_roles,
)
from analysis.report_material import Material, gather
from analysis.report_parts import Evaluation, MeetingPart, Report, Statements, ThemePart, TopicPart
from analysis.report_votes import votes_part
from analysis.report_withheld import withheld
from analysis.report_years import years_part
from collector.queries import programmes
from collector.records import ProgrammeKind, ThemeState


def build(
    connection: sqlite3.Connection,
    programme_id: int,
    *,
    group_size: int = 5,
    public: bool = False,
) -> Report:
    """The wrap-up as it stands now.

    :param group_size: numbers about fewer people are left out
    :param public: only what may leave the house: consented, approved, checked for personal data.
        Otherwise the report is for those who took part, and says so where that matters.
    :raise NotFound: there is no such programme.
    """
    known = background(connection, programme_id)
    return _assemble(connection, known, gather(connection, programme_id, public=public), group_size)


def build_region(
    connection: sqlite3.Connection,
    programme_id: int,
    region: str,
    whole: Report,
    *,
    group_size: int = 5,
    public: bool = False,
) -> Report:
    """The wrap-up of one region, with the numbers and the central statements of the whole.

    :param whole: what `build` made with the same `group_size` and `public`
    :raise NotFound: there is no such region.
    :raise Refused: what it tells would be about too few people.
    """
    allowed = report_region.region(connection, programme_id, region, group_size)
    known = report_region.narrowed(background(connection, programme_id), allowed)
    material = gather(connection, programme_id, public=public, region=region)
    material.themes = [each for each in material.themes if material.members[each.id]]
    material.numbers = {identifier: number for number, identifier in whole.trace.items()}
    report = _assemble(connection, known, material, group_size)
    central = {each.name: each for each in whole.themes}
    themes = tuple(
        replace(
            each,
            central_statement=central[each.name].central_statement,
            central_number=central[each.name].central_number,
        )
        for each in report.themes
    )
    trace = {number: each for number, each in report.trace.items() if each in material.said}
    return replace(report, region=region, themes=themes, trace=trace)


def _assemble(
    connection: sqlite3.Connection, known: Background, material: Material, group_size: int
) -> Report:
    row, programme_id = known.programme, known.programme["id"]
    make = _round_table if known.is_round_table else _learning_network
    parts: dict[str, Any] = make(connection, known, material, group_size)
    meetings: tuple[MeetingPart, ...] = parts["meetings"]
    asked = chain(
        parts["answers"],
        *(each.activities for each in meetings),
        parts["evaluation"].activities,
    )
    roles = small_roles(known, group_size)
    return Report(
        kind=ProgrammeKind(row["kind"]),
        title=row["title"],
        period=row["period"],
        organisers=tuple(programmes.organisers(row)),
        notices=notices(material),
        introduction=introduction(connection, known, material, group_size),
        follow_ups=tuple(
            (each["title"], network.paragraphs(each["text"]))
            for each in programmes.follow_ups(connection, programme_id)
        ),
        resources=network.resources(connection, known),
        method=method(connection, known, material, group_size),
        contact=tuple(line.strip() for line in row["contact"].splitlines() if line.strip()),
        **parts,
        # After the parts: a statement has its number from where it first stands.
        votes=votes_part(connection, programme_id, material, group_size),
        withheld=withheld(material, asked, parts["development"], roles, group_size),
        years=None if known.region else years_part(connection, programme_id, group_size),
        trace={number: identifier for identifier, number in material.numbers.items()},
    )


def _round_table(
    connection: sqlite3.Connection, known: Background, material: Material, group_size: int
) -> dict[str, Any]:
    identifier = known.programme["id"]
    return {
        "topics": tuple(
            TopicPart(row["title"], tuple(json.loads(row["questions"])))
            for row in programmes.topics(connection, identifier)
        ),
        "themes": _themes(material),
        "no_theme": material.by_aspect(material.no_theme),
        "undecided": material.by_aspect(material.undecided),
        "answers": report_answers.by_instrument(
            report_answers.asked_and_answered(connection, identifier), group_size, known.region
        ),
        "meetings": (),
        "development": (),
        "evaluation": Evaluation(),
    }


def _themes(material: Material) -> tuple[ThemePart, ...]:
    parts = []
    for theme in material.themes:
        said = material.by_aspect(material.members[theme.id])
        central = material.central(theme)
        cited = material.cite(central) if central is not None else None
        # Of a collected statement the words that may be shown; an own sentence stands as it is.
        own = theme.central_statement if theme.central_statement_id is None else ""
        parts.append(
            ThemePart(
                name=theme.name,
                central_statement=cited.text if cited else own,
                central_number=cited.number if cited else None,
                provisional=theme.state != ThemeState.ACCEPTED,
                statements=said,
            )
        )
    return tuple(parts)


def _learning_network(
    connection: sqlite3.Connection, known: Background, material: Material, group_size: int
) -> dict[str, Any]:
    meetings = network.meeting_parts(connection, known, material, group_size)
    evaluation = network.evaluation(connection, known, material, group_size)
    return {
        "topics": (),
        "themes": (),
        "no_theme": Statements(),
        "undecided": material.by_aspect(network.left_over(material)),
        "answers": (),
        "meetings": meetings,
        # Partnerships are followed over the whole of it.
        "development": (
            () if known.region else developments(connection, known.programme["id"], group_size)
        ),
        "evaluation": evaluation,
    }
