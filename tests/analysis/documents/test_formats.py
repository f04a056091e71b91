"""Every format holds the same parts and the same statements, read by somebody else's reader."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from analysis.documents.blocks import Document
from analysis.documents.files import to_file
from collector.wrap_ups import Format
from tests.analysis.documents import readers
from tests.analysis.documents.conftest import both
from tests.analysis.documents.readers import Read, expected, flat


class _Html(HTMLParser):
    """Headings and items of lists of statements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.headings: list[tuple[int, str]] = []
        self.statements: list[str] = []
        self.into: list[str] | None = None
        self.in_list = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if re.fullmatch("h[2-6]", tag):
            self.into = []
        elif tag == "ul":
            self.in_list = (values.get("class") or "").startswith("statements")
        elif tag == "li" and self.in_list:
            self.into = []

    def handle_endtag(self, tag: str) -> None:
        text = "".join(self.into or ())
        if re.fullmatch("h[2-6]", tag):
            self.headings.append((int(tag[1]) - 1, flat(text)))
        elif tag == "li" and self.in_list:
            self.statements.append(text)
        elif tag == "ul":
            self.in_list = False
            return
        else:
            return
        self.into = None

    def handle_data(self, data: str) -> None:
        if self.into is not None:
            self.into.append(data)


def html(file: bytes) -> Read:
    found = _Html(file.decode("utf-8"))
    return Read(found.headings, found.statements)


def markdown(file: bytes) -> Read:
    """By markdown-it: what a reader sees of headings and of items that end with a number."""
    headings, items, level = [], [], 0
    for token in MarkdownIt("commonmark").enable("table").parse(file.decode("utf-8")):
        if token.type == "heading_open":
            level = int(token.tag[1]) - 1
        elif token.type == "list_item_open":
            level = -1
        elif token.type == "inline" and level:
            words = "".join(
                "\n" if each.type in ("hardbreak", "softbreak") else each.content
                for each in token.children or ()
            )
            if level > 0:
                headings.append((level, flat(words)))
            elif re.search(r"\[\d+\]$", words):
                items.append(re.sub(r" (\[\d+\])$", "\N{NO-BREAK SPACE}\\1", words))
            level = 0
    return Read(headings, items)


@both
@pytest.mark.parametrize(
    ("form", "read"),
    [(Format.DOCX, readers.word), (Format.HTML, html), (Format.MD, markdown)],
    ids=["docx", "html", "md"],
)
def test_same_parts_and_statements(document: Document, form: Format, read: object) -> None:
    assert read(to_file(document, form)) == expected(document)  # type: ignore[operator]


@both
def test_same_on_paper(document: Document, tmp_path: Path) -> None:
    """The PDF, and the Word document as LibreOffice prints it."""
    wanted = expected(document)
    pdf = readers.pdf_of(document)
    office = readers.office(to_file(document, Format.DOCX), tmp_path)
    for made in (pdf, office):
        text = readers.printed(made, tmp_path)
        said = [f"• {flat(each)}" for each in wanted.statements]
        assert readers.in_order(text, said) == said
        _, _contents, body = text.split("Inleiding", 2)
        headings = [heading for _, heading in wanted.headings[1:]]
        assert readers.in_order(body, headings) == headings
        assert document.front.title in text
