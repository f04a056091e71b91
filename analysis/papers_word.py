"""A paper in Markdown as .docx, in the look of wrap-ups: headings, paragraphs, lists and tables."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.documents.word_styles import look
from analysis.documents.word_xml import Element, Writer, new

if TYPE_CHECKING:
    from markdown_it.token import Token

_WIDTH = 9600  # of a table, in twentieths of a point: A4 between our margins
_NARROWEST, _WIDEST = 6, 60  # characters by which a column is measured


def to_docx(markdown: str, title: str, template: Path | None = None) -> bytes:
    """:param template: a .docx with the house style of an organisation; None: our own
    :raise Refused: the template cannot be used.
    """
    from markdown_it import MarkdownIt  # only here

    dressed = look(template, compact=True)
    drawing = _Drawing(Writer(dressed.styles))
    drawing.draw(MarkdownIt("commonmark").enable("table").parse(markdown))
    body = dressed.document.element.body
    for element in list(drawing.body):
        body.insert(len(body) - 1, element)
    told = dressed.document.core_properties
    told.title, told.language, told.author = title, "nl-NL", ""
    file = BytesIO()
    dressed.document.save(file)
    return file.getvalue()


class _Drawing:
    def __init__(self, write: Writer) -> None:
        self.write = write
        self.body: Element = new("body")

    def draw(self, tokens: Sequence[Token]) -> None:
        at, style = 0, "Normal"
        while at < len(tokens):
            token = tokens[at]
            if token.type == "table_open":
                end = next(n for n in range(at, len(tokens)) if tokens[n].type == "table_close")
                self._table(tokens[at:end])
                at = end
            elif token.type == "heading_open":
                style = "Title" if token.tag == "h1" and not len(self.body) else _heading(token)
            elif token.type == "list_item_open":
                style = "List Bullet"
            elif token.type in ("heading_close", "list_item_close"):
                style = "Normal"
            elif token.type == "inline":
                self._words(self.write.paragraph(self.body, style), token)
            at += 1

    def _words(self, paragraph: Element, inline: Token, style: str = "") -> None:
        strong = False
        for child in inline.children or ():
            if child.type in ("strong_open", "strong_close"):
                strong = child.type == "strong_open"
            elif child.type in ("softbreak", "hardbreak"):
                self.write.run(paragraph, " ")
            elif child.content:
                self.write.run(paragraph, child.content, "Strong" if strong else style)

    def _table(self, tokens: Sequence[Token]) -> None:
        rows: list[list[Token]] = []
        for token in tokens:
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(token)
        widths = _widths(rows)
        table = self.write.table(self.body, widths, "")
        for number, row in enumerate(rows):
            head = not number and any(cell.content for cell in row)
            if not number and not head:
                continue  # a table without names of columns
            cells = self.write.row(table, widths, head=head)
            for cell, words in zip(cells, row, strict=True):
                self._words(self.write.paragraph(cell, "Wrap-up cel"), words)
        self.write.paragraph(self.body, "Wrap-up na tabel")


def _heading(token: Token) -> str:
    return f"heading {min(int(token.tag[1:]), 4)}"


def _widths(rows: Sequence[Sequence[Token]]) -> list[int]:
    """By how much stands in each column."""
    measured = [
        min(_WIDEST, max(_NARROWEST, *(len(row[place].content) for row in rows)))
        for place in range(len(rows[0]))
    ]
    return [_WIDTH * one // sum(measured) for one in measured]
