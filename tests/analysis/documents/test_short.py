"""The wrap-up on two pages: never more, whole statements, the numbers of the full one."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pdfplumber
import pytest

from analysis.documents.blocks import Central, Document, Said
from analysis.documents.outline_short import short
from analysis.documents.word import to_docx
from analysis.report import Report
from analysis.report_parts import (
    Citation,
    Statements,
    ThemePart,
    VotedStatement,
    VotesOnTheme,
    VotesPart,
    YieldGroup,
)
from tests.analysis.documents.conftest import both
from tests.analysis.documents.readers import office, pdf_of

LONG = "Een lange uitspraak over de begeleiding van starters in de eerste twee jaar. " * 13


def pages(pdf: bytes) -> int:
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def crowded(report: Report, themes: int, words: str) -> Report:
    """With many themes, each with a long central statement, and a vote on something long."""
    cited = tuple(Citation(n, words, 2) for n in range(1, themes + 1))
    return replace(
        report,
        themes=tuple(
            ThemePart(f"Onderwerp {n} dat een lange naam heeft", words, n, True, Statements((one,)))
            for n, one in enumerate(cited, 1)
        ),
        votes=VotesPart(
            tuple(
                VotesOnTheme(
                    f"Onderwerp {n} dat een lange naam heeft", (VotedStatement(one, 9, 1, 1),), ()
                )
                for n, one in enumerate(cited, 2)
            ),
            "Er is gestemd.",
        ),
        evaluation=replace(report.evaluation, yields=(YieldGroup("", cited),)),
        meetings=report.meetings * 4,
    )


@both
@pytest.mark.parametrize(
    ("themes", "words"),
    [(0, ""), (3, "Kort."), (40, "Geef starters tijd."), (40, LONG), (6, LONG)],
    ids=["as-it-is", "few", "many", "many-long", "long"],
)
def test_two_pages(report: Report, themes: int, words: str, tmp_path: Path) -> None:
    made = short(crowded(report, themes, words) if themes else report)
    assert pages(pdf_of(made)) <= 2
    assert pages(office(to_docx(made), tmp_path)) <= 2


def said(document: Document) -> dict[int, str]:
    found: dict[int, str] = {}
    for block in document.blocks():
        if isinstance(block, Central) and block.number:
            found[block.number] = block.text
        elif isinstance(block, Said):
            found |= {each.number: each.text for each in block.citations}
    return found


def test_words_are_whole_and_numbers_those_of_the_full_one(report: Report) -> None:
    made = short(report)
    texts = {
        each.number: each.text
        for theme in report.themes
        for each in (*theme.statements.content, *theme.statements.process)
    }
    assert said(made) == {1: texts[1], 3: texts[3]}
    assert [part.title for _, part in made.walk()] == [
        "Inleiding",
        "Uitspraken per thema",
        "Kernuitspraken, en waar de meesten mee eens zijn",
        "Tijd",
        "Geld",
        "Hoe dit verslag is gemaakt",
        "Meer informatie",
    ]


def test_what_did_not_fit_is_told(report: Report) -> None:
    made = short(crowded(report, 40, LONG))
    shown = len(said(made))
    assert 0 < shown < 40
    (note,) = (
        block.text  # type: ignore[union-attr]
        for _, part in made.walk()
        if part.title.startswith("Kernuitspraken")
        for block in part.blocks
    )
    assert f"Voor {40 - shown} andere thema's was hier geen plaats." in note
