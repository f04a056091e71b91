"""A paper in Markdown as .docx, in the look of wrap-ups: headings, paragraphs, lists and tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from docx.enum.section import WD_ORIENT
from docx.shared import Cm

from analysis.documents.word import A4_WIDTH
from analysis.documents.word_styles import look
from analysis.documents.word_xml import Element, Writer, new

if TYPE_CHECKING:
    from markdown_it.token import Token

_MOST = 5  # columns on a sheet that stands up; with more it lies down
A4_HEIGHT = Cm(29.7)
_TWENTIETHS = 635  # of a point: units of python-docx in one
_LETTER, _MARGIN = 110, 260  # of a word, and left and right of it
_WIDEST = 80  # characters: what is longer makes a column no wider
_BREAKS = re.compile(r"[\s/-]|\*\*|`")
"""Where Word may break a line, and marks that are not drawn."""


def to_docx(markdown: str, title: str, template: Path | None = None) -> bytes:
    """:param template: a .docx with the house style of an organisation; None: our own
    :raise Refused: the template cannot be used.
    """
    from markdown_it import MarkdownIt  # only here

    dressed = look(template, compact=True)
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    section = dressed.document.sections[-1]
    wide, high = section.page_width or A4_WIDTH, section.page_height or A4_HEIGHT
    if _columns(tokens) > _MOST:
        wide, high = section.page_width, section.page_height = high, wide
        section.orientation = WD_ORIENT.LANDSCAPE
    margins = (section.left_margin or 0) + (section.right_margin or 0)
    drawing = _Drawing(Writer(dressed.styles), int((wide - margins) / _TWENTIETHS))
    drawing.draw(tokens)
    body = dressed.document.element.body
    for element in list(drawing.body):
        body.insert(len(body) - 1, element)
    told = dressed.document.core_properties
    told.title, told.language, told.author = title, "nl-NL", ""
    file = BytesIO()
    dressed.document.save(file)
    return file.getvalue()


class _Drawing:
    """`width` of a table, in twentieths of a point."""

    def __init__(self, write: Writer, width: int) -> None:
        self.write, self.width = write, width
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
        widths = _widths(rows, self.width)
        table = self.write.table(self.body, widths, "")
        for number, row in enumerate(rows):
            cells = self.write.row(table, widths, head=not number)
            for cell, words in zip(cells, row, strict=True):
                self._words(self.write.paragraph(cell, "Wrap-up cel"), words)
        self.write.paragraph(self.body, "Wrap-up na tabel")


def _heading(token: Token) -> str:
    return f"heading {min(int(token.tag[1:]), 4)}"


def _columns(tokens: Sequence[Token]) -> int:
    """Of the widest table; 0 when there is none."""
    most = here = 0
    for token in tokens:
        here = 0 if token.type == "tr_open" else here + (token.type in ("th_open", "td_open"))
        most = max(most, here)
    return most


def _widths(rows: Sequence[Sequence[Token]], width: int) -> list[int]:
    """What the longest word of each column needs, and the rest by how much stands in it."""
    columns = [[row[place].content for row in rows] for place in range(len(rows[0]))]
    least = [
        _MARGIN + _LETTER * max(len(word) for cell in cells for word in _BREAKS.split(cell))
        for cells in columns
    ]
    if sum(least) > width:
        return [width * one // sum(least) for one in least]
    much = [min(_WIDEST, max(map(len, cells))) for cells in columns]
    return [
        one + (width - sum(least)) * share // sum(much)
        for one, share in zip(least, much, strict=True)
    ]
