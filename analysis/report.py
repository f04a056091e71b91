"""The wrap-up of a programme: what was said, word for word and numbered, and nothing made up.

The shape is that of the reports that the field knows: for round tables an introduction with
counts, the topics, and per theme the central statement and the statements under
"Aandachtspunten inhoudelijke uitwerking" and "Proces van uitwerking"; for a learning network per
meeting what was done, asked and said, then evaluation, follow-up, resources.
"""

from __future__ import annotations

import json
import sqlite3
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analysis import markdown, report_answers
from analysis import report_learning_network as network
from analysis.report_development import developments
from analysis.report_introduction import Background, background, introduction, method, notices
from analysis.report_material import Material, gather
from analysis.report_parts import Evaluation, Report, Statements, ThemePart, TopicPart
from analysis.report_votes import votes_part
from collector.queries import programmes
from collector.records import ProgrammeKind, ThemeState

TEMPLATES = Path(__file__).parent / "templates"


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
    material = gather(connection, programme_id, public=public)
    row = known.programme
    parts = _round_table if known.is_round_table else _learning_network
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
        **parts(connection, known, material, group_size),  # type: ignore[arg-type]
        # After the parts: a statement has its number from where it first stands.
        votes=votes_part(connection, programme_id, material, group_size),
        trace={number: identifier for identifier, number in material.numbers.items()},
    )


def _round_table(
    connection: sqlite3.Connection, known: Background, material: Material, group_size: int
) -> dict[str, object]:
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
            report_answers.asked_and_answered(connection, identifier), group_size
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
) -> dict[str, object]:
    meetings = network.meeting_parts(connection, known, material, group_size)
    evaluation = network.evaluation(connection, known, material, group_size)
    return {
        "topics": (),
        "themes": (),
        "no_theme": Statements(),
        "undecided": material.by_aspect(network.left_over(material)),
        "answers": (),
        "meetings": meetings,
        "development": developments(connection, known.programme["id"], group_size),
        "evaluation": evaluation,
    }


def to_html(report: Report, standalone: bool = False) -> str:
    """An `<article>` for a page of the service, or a whole page with its style in it.

    The article has no style of its own: the page links `report.css`.
    """
    name = "report.page.html" if standalone else "report.html"
    css = (TEMPLATES / "report.css").read_text(encoding="utf-8") if standalone else ""
    return _environment().get_template(name).render(report=report, css=css)


def to_markdown(report: Report) -> str:
    """CommonMark with tables; every text is escaped so that it shows as it was written."""
    return markdown.tidy(_environment().get_template("report.md").render(report=report))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=lambda name: name is not None and name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["md"] = markdown.escape
    environment.filters["line"] = markdown.line
    environment.filters["cell"] = markdown.cell
    return environment
