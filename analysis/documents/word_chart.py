"""A figure as a chart of Word itself, to be edited there (ECMA-376, part 1, 21.2).

The numbers go along as a small workbook, as Word wants it for "edit data".
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from itertools import count

import xlsxwriter
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.parts.document import DocumentPart
from lxml.etree import _Element as Element
from markupsafe import escape

from analysis.documents.blocks import Color, Figure
from analysis.documents.characters import visible

EMU_PER_CM = 360_000
_ONE_LINE = 34  # letters of a label, about
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ACCENT = {
    Color.CONTENT: 0,
    Color.PROCESS: 1,
    Color.OTHER: 2,
    Color.AGREE: 0,
    Color.DISAGREE: 3,
    Color.PASSED: 4,
    Color.STEPS: 0,
}
_NAMESPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def _font(color: str) -> str:
    return (
        '<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="900"><a:solidFill>'
        f'<a:srgbClr val="{color}"/></a:solidFill><a:latin typeface="Calibri"/></a:defRPr></a:pPr>'
        '<a:endParaRPr lang="nl-NL"/></a:p></c:txPr>'
    )


_FONT = _font("34474D")


def _numbers(place: str, color: str) -> str:
    """At the ends of bars, or in the middle of bars that lie after one another: the only places
    that Word allows each. A nought is not shown."""
    return (
        '<c:dLbls><c:numFmt formatCode="0;;" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>'
        f'{_font(color)}<c:dLblPos val="{place}"/><c:showLegendKey val="0"/><c:showVal val="1"/>'
        '<c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/>'
        '<c:showBubbleSize val="0"/></c:dLbls>'
    )


class Charts:
    """Puts charts into one document."""

    def __init__(self, part: DocumentPart, accents: Sequence[str], width: int) -> None:
        """:param width: of the text, in EMU"""
        self.part, self.accents, self.width = part, accents, width
        self._numbers = count(1)

    def drawing(self, figure: Figure, *, numbers: bool) -> Element:
        """A `w:drawing` for a run; its alternative text tells what the chart shows.

        :param numbers: in the bars, because there is no table
        """
        number = next(self._numbers)
        chart = self._chart(figure, number, numbers)
        identifier = self.part.relate_to(chart, RELATIONSHIP_TYPE.CHART)
        height = int(_height(figure) * EMU_PER_CM)
        return parse_xml(
            '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
            ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
            f' {_NAMESPACES}><wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{self.width}" cy="{height}"/>'
            f'<wp:docPr id="{1000 + number}" name="Figuur {figure.number}"'
            f' descr="{_text(figure.alt)}"/><wp:cNvGraphicFramePr/>'
            "<a:graphic><a:graphicData"
            ' uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
            f'<c:chart r:id="{identifier}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
        )

    def _chart(self, figure: Figure, number: int, numbers: bool) -> Part:
        package = self.part.package
        book = Part(
            PackURI(f"/word/embeddings/cijfers{number}.xlsx"), _WORKBOOK, _book(figure), package
        )
        chart = Part(
            PackURI(f"/word/charts/chart{number}.xml"), CONTENT_TYPE.DML_CHART, b"", package
        )
        identifier = chart.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)
        chart._blob = self._xml(figure, identifier, numbers).encode("utf-8")
        return chart

    def _xml(self, figure: Figure, book: str, numbers: bool) -> str:
        labels = _labels(figure)
        series = "".join(
            self._series(figure, at, labels, numbers) for at in range(len(figure.series))
        )
        stacked = "percentStacked" if figure.shares else "stacked"
        grouping = stacked if len(figure.series) > 1 else "clustered"
        legend = (
            f'<c:legend><c:legendPos val="t"/><c:overlay val="0"/>{_FONT}</c:legend>'
            if len(figure.series) > 1
            else ""
        )
        return (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace {_NAMESPACES}>'
            '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea>'
            '<c:layout/><c:barChart><c:barDir val="bar"/>'
            f'<c:grouping val="{grouping}"/><c:varyColors val="0"/>{series}'
            f'<c:gapWidth val="45"/><c:overlap val="100"/><c:axId val="1"/><c:axId val="2"/>'
            '</c:barChart><c:catAx><c:axId val="1"/>'
            '<c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/>'
            '<c:axPos val="l"/><c:numFmt formatCode="General" sourceLinked="0"/>'
            '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
            '<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="D9D4C8"/></a:solidFill></a:ln>'
            f'</c:spPr>{_FONT}<c:crossAx val="2"/><c:crosses val="autoZero"/>'
            '<c:auto val="1"/><c:lblOffset val="60"/><c:tickLblSkip val="1"/>'
            '<c:noMultiLvlLbl val="0"/></c:catAx>'
            '<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/>'
            '</c:scaling><c:delete val="1"/><c:axPos val="t"/>'
            '<c:numFmt formatCode="General" sourceLinked="0"/><c:crossAx val="1"/>'
            '<c:crosses val="autoZero"/></c:valAx></c:plotArea>'
            f'{legend}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
            "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
            f'<c:externalData r:id="{book}"><c:autoUpdate val="0"/></c:externalData>'
            "</c:chartSpace>"
        )

    def _series(self, figure: Figure, at: int, labels: Sequence[str], numbers: bool) -> str:
        column = chr(ord("B") + at) if at < 25 else "Z"
        rows, last = figure.rows, len(figure.rows) + 1
        names = "".join(
            f'<c:pt idx="{n}"><c:v>{_text(label)}</c:v></c:pt>' for n, label in enumerate(labels)
        )
        values = "".join(
            f'<c:pt idx="{n}"><c:v>{row.values[at]}</c:v></c:pt>'
            for n, row in enumerate(rows)
            if row.values is not None
        )
        fill = self._fill(figure, at)
        shown = _numbers("outEnd", "34474D") if len(figure.series) == 1 else ""
        if numbers and not shown:
            shown = _numbers("ctr", "FFFFFF" if _is_dark(fill) else "17262B")
        return (
            f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/><c:tx><c:strRef>'
            f'<c:f>Cijfers!${column}$1</c:f><c:strCache><c:ptCount val="1"/>'
            f'<c:pt idx="0"><c:v>{_text(figure.series[at].name)}</c:v></c:pt></c:strCache>'
            f'</c:strRef></c:tx><c:spPr><a:solidFill><a:srgbClr val="{fill}"/></a:solidFill>'
            f'</c:spPr><c:invertIfNegative val="0"/>{shown}<c:cat><c:strRef>'
            f'<c:f>Cijfers!$A$2:$A${last}</c:f><c:strCache><c:ptCount val="{len(rows)}"/>{names}'
            f"</c:strCache></c:strRef></c:cat><c:val><c:numRef>"
            f"<c:f>Cijfers!${column}$2:${column}${last}</c:f><c:numCache>"
            f'<c:formatCode>General</c:formatCode><c:ptCount val="{len(rows)}"/>{values}'
            "</c:numCache></c:numRef></c:val></c:ser>"
        )

    def _fill(self, figure: Figure, at: int) -> str:
        color = figure.series[at].color
        accent = self.accents[_ACCENT[color]]
        if color is not Color.STEPS:
            return accent
        share = at / max(1, len(figure.series) - 1)
        return _paler(accent, 0.3 + 0.7 * share)


def _is_dark(color: str) -> bool:
    """By its luminance (ITU-R BT.601)."""
    red, green, blue = (int(color[at : at + 2], 16) for at in (0, 2, 4))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 150


def _paler(color: str, share: float) -> str:
    """So much of a colour, the rest white."""
    parts = (int(color[at : at + 2], 16) for at in (0, 2, 4))
    return "".join(f"{round(255 - share * (255 - part)):02X}" for part in parts)


def _height(figure: Figure) -> float:
    """In centimetres."""
    bar = 0.95 if any(len(label) > _ONE_LINE for label in _labels(figure)) else 0.62
    return 0.4 + bar * len(figure.rows) + (0.7 if len(figure.series) > 1 else 0)


def _labels(figure: Figure) -> list[str]:
    return [
        row.label if isinstance(row.label, str) else f"[{row.label.number}]" for row in figure.rows
    ]


def _text(text: str) -> str:
    return str(escape(visible(" ".join(text.split()))))


def _book(figure: Figure) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Cijfers")
        for at, series in enumerate(figure.series, start=1):
            sheet.write_string(0, at, visible(series.name))
        for line, (label, row) in enumerate(zip(_labels(figure), figure.rows, strict=True), 1):
            sheet.write_string(line, 0, visible(label))
            for at, value in enumerate(row.values or (), start=1):
                sheet.write_number(line, at, value)
    return file.getvalue()
