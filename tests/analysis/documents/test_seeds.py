"""Both real documents, read in and told anew in Word and PDF: the same parts, the same statements.

Skipped where the documents are not on this machine; none of their sentences stands here.
"""

from __future__ import annotations

import io
import re
import sqlite3
from pathlib import Path

import docx

from analysis.documents.outline import full
from analysis.documents.word import to_docx
from analysis.exchange.learning_network import read_learning_network
from analysis.exchange.wrap_up import read_wrap_up
from analysis.report import build
from tests.analysis.documents.readers import flat, in_order, pdf_of, printed, style, word
from tests.analysis.exchange.reading_in import store


def squeezed(text: str) -> str:
    """Without blanks and hyphens: lines may end after the hyphen of a word."""
    return re.sub(r"[\s-]", "", text)


def test_round_tables_2018(
    fresh_db: sqlite3.Connection, round_tables_2018: Path, tmp_path: Path
) -> None:
    original = read_wrap_up(round_tables_2018.read_text("utf-8"))
    document = full(build(fresh_db, store(fresh_db, round_tables_2018).programme))
    file = to_docx(document)
    read = word(file)
    said = [each.text for each in original.statements]
    numbered = [f"{text}\N{NO-BREAK SPACE}[{n}]" for n, text in enumerate(said, 1)]
    assert read.statements == numbered
    assert [title for level, title in read.headings if title.startswith("Thema: ")] == [
        flat(f"Thema: {theme.name}") for theme in original.themes
    ]
    paragraphs = docx.Document(io.BytesIO(file)).paragraphs
    quotes = [each.text for each in paragraphs if style(each) == "Quote"]
    # One that was collected as well, reads as it was collected.
    assert [quote.split("\N{NO-BREAK SPACE}[")[0].rstrip(".") for quote in quotes] == [
        (theme.central_statement or "").rstrip(".") for theme in original.themes
    ]
    text = printed(pdf_of(document), tmp_path)
    assert in_order(squeezed(text), [squeezed(each) for each in numbered]) == [
        squeezed(each) for each in numbered
    ]
    for region in original.regions:
        assert flat(region) in text
    for topic in original.topics:
        assert flat(topic.title) in text
    assert [line for line in original.contact if flat(line) not in text] == []


def test_network_2022(fresh_db: sqlite3.Connection, network_2022: Path, tmp_path: Path) -> None:
    original = read_learning_network(network_2022.read_text("utf-8"))
    document = full(build(fresh_db, store(fresh_db, network_2022).programme))
    read = word(to_docx(document))
    numbered = [f"{text}\N{NO-BREAK SPACE}[{n}]" for n, text in enumerate(original.yields, 1)]
    assert read.statements == numbered
    titles = [title for level, title in read.headings if level == 1]
    assert [title.split(":")[0] for title in titles if title.startswith("Bijeenkomst ")] == [
        meeting.title for meeting in original.meetings
    ]
    assert {"Inleiding", "Evaluatie en opbrengsten", "Vervolg", "Instrumenten en bronnen"} <= {
        *titles
    }
    text = printed(pdf_of(document), tmp_path)
    assert in_order(squeezed(text), [squeezed(each) for each in numbered]) == [
        squeezed(each) for each in numbered
    ]
    for meeting in original.meetings:
        assert [each for each in meeting.questions if flat(each) not in text] == []
        assert [each.name for each in meeting.speakers if each.name not in text] == []
    assert [each.title for each in original.resources if flat(each.title) not in text] == []
