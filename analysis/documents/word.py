"""A document as .docx: real styles, headings, lists, captions; to be edited and restyled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import ClassVar

from docx.oxml.ns import qn
from docx.shared import Cm

from analysis.documents.blocks import (
    Bullet,
    Bullets,
    Central,
    Document,
    Facts,
    Figure,
    Front,
    Part,
    Prose,
    Said,
    Table,
    Tone,
)
from analysis.documents.characters import visible
from analysis.documents.word_chart import Charts
from analysis.documents.word_margins import head_and_foot
from analysis.documents.word_styles import Look, look
from analysis.documents.word_xml import Element, Writer, add, new
from analysis.report_parts import Citation

_TONES = {
    Tone.RUNNING: "Normal",
    Tone.SOFT: "Wrap-up noot",
    Tone.NOTICE: "Wrap-up waarschuwing",
    Tone.PROVISIONAL: "Wrap-up voorlopig",
    Tone.BYLINE: "Wrap-up noot",
    Tone.CONTACT: "Wrap-up contact",
}
_ASPECTS = {
    "content": "Wrap-up uitspraak inhoud",
    "process": "Wrap-up uitspraak proces",
    "": "Wrap-up uitspraak",
}
_NUMBER = "Wrap-up nummer"
_SOFT = "Wrap-up bijzaak"
_DEEPEST = 4  # levels of headings that have a style
A4_WIDTH = Cm(21)
_TOO_FEW = "te weinig antwoorden om te tonen"


def to_docx(document: Document, template: Path | None = None, made_on: date | None = None) -> bytes:
    """:param template: a .docx with the house style of an organisation; None: our own
    :raise Refused: the template cannot be used.
    """
    dressed = look(template, compact=not document.depth)
    return _Drawing(document, dressed).to_bytes(made_on)


class _Drawing:
    """One document being drawn, from the top to the bottom."""

    def __init__(self, document: Document, dressed: Look) -> None:
        self.document, self.look = document, dressed
        self.word = dressed.document
        self.write = Writer(dressed.styles)
        section = self.word.sections[-1]
        margins = (section.left_margin or 0) + (section.right_margin or 0)
        width = (section.page_width or A4_WIDTH) - margins
        self.charts = Charts(self.word.part, dressed.accents, int(width))
        self.width = int(width / 635)  # in twentieths of a point
        self.placed: set[int] = set()
        self.body: Element = new("body")

    def to_bytes(self, made_on: date | None) -> bytes:
        self._front(self.document.front)
        if self.document.depth:
            self._contents()
        for at, part in enumerate(self.document.parts):
            self._part(part, 1, new_page=bool(self.document.depth) and not at)
        body = self.word.element.body
        for element in list(self.body):
            body.insert(len(body) - 1, element)
        head_and_foot(self.word, self.write, self.document)
        self._properties(made_on)
        file = BytesIO()
        self.word.save(file)
        return file.getvalue()

    def _properties(self, made_on: date | None) -> None:
        told = self.word.core_properties
        told.title = _short(self.document.running)
        told.subject = _short(self.document.front.over)
        told.author = _short(self.document.author)
        told.last_modified_by = ""
        told.comments = ""
        told.keywords = "wrap-up"
        told.language = "nl-NL"
        told.revision = 1
        moment = made_on or datetime.now(UTC).date()
        told.created = told.modified = datetime(moment.year, moment.month, moment.day)

    # Front and contents

    def _front(self, front: Front) -> None:
        write, body = self.write, self.body
        kind = "Wrap-up soort" if self.document.depth else "Wrap-up soort kort"
        write.run(write.paragraph(body, kind), front.over)
        write.run(write.paragraph(body, "Title"), front.title)
        for line in front.about:
            write.run(write.paragraph(body, "Subtitle"), line, "Strong")
        if self.document.depth:
            for line in front.byline:
                write.run(write.paragraph(body, "Subtitle"), line)
        elif front.byline:
            write.run(write.paragraph(body, "Subtitle"), " · ".join(front.byline))
        for notice in front.notices:
            write.run(write.paragraph(body, "Wrap-up waarschuwing"), notice)

    def _contents(self) -> None:
        """A field that Word can renew; until then it shows the headings, each leading there."""
        write = self.write
        write.run(write.paragraph(self.body, "TOC Heading"), "Inhoud")
        listed = self.document.contents()
        paragraph: Element | None = None
        for at, (level, part) in enumerate(listed):
            paragraph = write.paragraph(self.body, f"toc {level}")
            if not at:
                write.field_char(paragraph, "begin")
                code = f' TOC \\o "1-{self.document.depth}" \\h \\z \\u '
                add(add(paragraph, "r"), "instrText", code)
                write.field_char(paragraph, "separate")
            write.link(paragraph, part.heading, _bookmark(part), "")
        if paragraph is not None:
            write.field_char(paragraph, "end")

    # Parts and blocks

    def _part(self, part: Part, level: int, *, new_page: bool = False) -> None:
        heading = self.write.paragraph(self.body, f"heading {min(level, _DEEPEST)}")
        if new_page:
            add(heading[0], "pageBreakBefore")
        self.write.bookmark(heading, _bookmark(part))
        self.write.run(heading, part.heading)
        for block in part.blocks:
            self._DRAW[type(block)](self, block)
        for below in part.parts:
            self._part(below, level + 1)

    def _prose(self, block: Prose) -> None:
        paragraph = self.write.paragraph(self.body, _TONES[block.tone])
        if block.lead:
            self.write.run(paragraph, f"{block.lead} ", "Strong")
        self.write.run(paragraph, block.text)

    def _said(self, block: Said) -> None:
        style = _ASPECTS[block.aspect]
        for citation in block.citations:
            self._cite(self.write.paragraph(self.body, style), citation, listing=True)

    def _cite(self, paragraph: Element, citation: Citation, *, listing: bool = False) -> None:
        self.write.run(paragraph, citation.text)
        if citation.times > 1:
            self.write.run(paragraph, f" ({citation.times}×)", "Strong")
        self._number(paragraph, citation.number, listing=listing)

    def _number(self, paragraph: Element, number: int, *, listing: bool = False) -> None:
        """Where a number leads, it is a bookmark; anywhere else, a link to there."""
        self.write.run(paragraph, "\N{NO-BREAK SPACE}")
        elsewhere = number in self.document.listed and not listing
        if number in self.placed or elsewhere:
            self.write.link(paragraph, f"[{number}]", f"uitspraak_{number}", _NUMBER)
        else:
            self.placed.add(number)
            self.write.bookmark(paragraph, f"uitspraak_{number}")
            self.write.run(paragraph, f"[{number}]", _NUMBER)

    def _central(self, block: Central) -> None:
        paragraph = self.write.paragraph(self.body, "Quote")
        self.write.run(paragraph, block.text)
        if block.number:
            self._number(paragraph, block.number)

    def _facts(self, block: Facts) -> None:
        for term, told in block.rows:
            paragraph = self.write.paragraph(self.body, "Wrap-up feit")
            self.write.run(paragraph, f"{term}\t", _SOFT)
            self.write.run(paragraph, told)

    def _bullets(self, block: Bullets) -> None:
        for item in block.items:
            self._bullet(item)
            for point in item.below:
                self.write.run(self.write.paragraph(self.body, "List Bullet 2"), point)

    def _bullet(self, item: Bullet) -> None:
        write = self.write
        paragraph = write.paragraph(self.body, "List Bullet")
        if item.lead:
            write.run(paragraph, item.lead + (" " if item.text else ""), "Strong")
        if item.link:
            identifier = self.word.part.relate_to(
                item.link,
                "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
                is_external=True,
            )
            link = add(paragraph, "hyperlink", history="1")
            link.set(qn("r:id"), identifier)
            write.run(link, item.text, "Hyperlink")
        elif item.text:
            write.run(paragraph, item.text)
        if item.remark:
            write.run(paragraph, item.remark, _SOFT)
        if item.note:
            write.run(paragraph, f"\n{item.note}", _SOFT)

    def _caption(self, kind: str, number: int, text: str) -> None:
        paragraph = self.write.paragraph(self.body, "caption")
        self.write.run(paragraph, f"{kind} ", "Strong")
        self.write.field(paragraph, f"SEQ {kind} \\* ARABIC", str(number), "Strong")
        self.write.run(paragraph, ".", "Strong")
        self.write.run(paragraph, f" {text}")

    def _figure(self, figure: Figure) -> None:
        self._caption("Figuur", figure.number, figure.caption)
        if any(row.values is not None for row in figure.rows):
            paragraph = self.write.paragraph(self.body, "Wrap-up figuur")
            numbers = not self.document.depth
            add(paragraph, "r").append(self.charts.drawing(figure, numbers=numbers))
            if numbers:
                return  # on two pages, the chart tells them itself
        columns = len(figure.series)
        number = min(1400, self.width // (columns + 1))
        widths = [self.width - columns * number, *[number] * columns]
        table = self.write.table(self.body, widths, figure.caption)
        self._head(table, widths, (figure.head, *(each.name for each in figure.series)))
        for row in figure.rows:
            shown = row.values is not None
            cells = self.write.row(table, widths if shown else [widths[0], sum(widths[1:])])
            label = self.write.paragraph(cells[0], "Wrap-up cel")
            if isinstance(row.label, Citation):
                self._cite(label, row.label)
            else:
                self.write.run(label, row.label)
            if not shown and columns > 1:
                span = add(cells[1][0], "gridSpan", val=str(columns))
                cells[1][0].insert(1, span)
            for cell, text in zip(cells[1:], map(str, row.values or (_TOO_FEW,)), strict=True):
                self.write.run(self.write.paragraph(cell, "Wrap-up getal"), text)
        self.write.paragraph(self.body, "Wrap-up na tabel")

    def _head(self, table: Element, widths: list[int], names: tuple[str, ...]) -> None:
        cells = self.write.row(table, widths, head=True)
        for at, (cell, name) in enumerate(zip(cells, names, strict=True)):
            style = "Wrap-up getal" if at else "Wrap-up cel"
            self.write.run(self.write.paragraph(cell, style), name or "Antwoord")

    def _table(self, block: Table) -> None:
        self._caption("Tabel", block.number, block.caption)
        number = min(2400, self.width // len(block.columns))
        more = len(block.columns) - 1
        widths = [self.width - more * number, *[number] * more]
        table = self.write.table(self.body, widths, block.caption)
        self._head(table, widths, block.columns)
        for row in block.rows:
            for at, (cell, text) in enumerate(zip(self.write.row(table, widths), row, strict=True)):
                style = "Wrap-up getal" if at else "Wrap-up cel"
                self.write.run(self.write.paragraph(cell, style), text)
        self.write.paragraph(self.body, "Wrap-up na tabel")

    _DRAW: ClassVar[dict[type, Callable[..., None]]] = {
        Prose: _prose,
        Said: _said,
        Central: _central,
        Facts: _facts,
        Bullets: _bullets,
        Figure: _figure,
        Table: _table,
    }


def _bookmark(part: Part) -> str:
    return part.anchor.replace("-", "_")


def _short(text: str) -> str:
    """Properties hold at most 255 characters (python-docx, and Word's own limit)."""
    return " ".join(visible(text).split())[:255]
