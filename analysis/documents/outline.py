"""A whole wrap-up in blocks: front, introduction, what was said, votes, method, contact."""

from __future__ import annotations

from datetime import date

from analysis.documents import outline_learning_network, outline_round_table
from analysis.documents.blocks import (
    Block,
    Bullet,
    Bullets,
    Document,
    Facts,
    Front,
    Part,
    Prose,
    Tone,
)
from analysis.documents.figures import votes
from analysis.documents.numbering import numbered
from analysis.documents.outline_years import years
from analysis.report_learning_network import day
from analysis.report_parts import Report
from collector.records import ProgrammeKind


def full(report: Report, made_on: date | None = None) -> Document:
    """Everything in the report.

    :param made_on: told on the front page; None: not told
    """
    is_round_table = report.kind is ProgrammeKind.ROUND_TABLE
    kind = outline_round_table if is_round_table else outline_learning_network
    parts = (
        introduction(report),
        *kind.parts(report),
        *years(report),
        *_votes(report),
        *_follow_ups(report),
        *_resources(report),
        *ending(report),
    )
    return Document(
        front=front(report, made_on),
        parts=numbered(parts),
        depth=1 if is_round_table else 2,
        author=", ".join(report.organisers),
        running=running(report),
    )


def front(report: Report, made_on: date | None, *about: str) -> Front:
    """:param about: what is special about this size of the report"""
    of = "gesprekstafels" if report.kind is ProgrammeKind.ROUND_TABLE else "een leernetwerk"
    region = (f"Regio {report.region}",) if report.region else ()
    made = (f"Gemaakt op {day(made_on.isoformat())}",) if made_on else ()
    who = (", ".join(report.organisers),) if report.organisers else ()
    return Front(
        over=f"Verslag van {of}",
        title=report.title,
        about=(*region, *about),
        byline=(*((report.period,) if report.period else ()), *who, *made),
        notices=report.notices,
    )


def running(report: Report) -> str:
    return f"{report.title} · regio {report.region}" if report.region else report.title


def introduction(report: Report) -> Part:
    told = report.introduction
    blocks: list[Block] = []
    if told.aim:
        blocks.append(Prose(told.aim, lead="Doel:"))
    blocks += [Prose(paragraph) for paragraph in told.paragraphs]
    if told.facts:
        blocks.append(Facts(told.facts))
    return Part("Inleiding", tuple(blocks))


def _votes(report: Report) -> tuple[Part, ...]:
    if not report.votes:
        return ()
    return (
        Part(
            "Waar men het over eens is",
            (Prose(report.votes.sentence),),
            tuple(Part(each.theme or "Zonder thema", votes(each)) for each in report.votes.themes),
        ),
    )


def _follow_ups(report: Report) -> tuple[Part, ...]:
    parts = tuple(
        Part(title, tuple(Prose(each) for each in paragraphs))
        for title, paragraphs in report.follow_ups
    )
    return (Part("Vervolg", parts=parts),) if parts else ()


def _resources(report: Report) -> tuple[Part, ...]:
    if not report.resources:
        return ()
    return (
        Part("Instrumenten en bronnen", (outline_learning_network.resources(report.resources),)),
    )


def ending(report: Report) -> tuple[Part, ...]:
    """What is not in it, how it was made, whom to ask."""
    parts = []
    if report.withheld:
        bullets = Bullets(tuple(Bullet(each) for each in report.withheld))
        parts.append(Part("Wat niet in dit verslag staat", (bullets,), kind="withheld"))
    method = Prose(" ".join(report.method))
    parts.append(Part("Hoe dit verslag is gemaakt", (method,), kind="method"))
    if report.contact:
        lines = Prose("\n".join(report.contact), Tone.CONTACT)
        parts.append(Part("Meer informatie", (lines,), kind="contact"))
    return tuple(parts)
