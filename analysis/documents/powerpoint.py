"""A document as .pptx: real placeholders, charts that can be edited, alt texts, notes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from analysis.documents.blocks import Color, Document, Figure, Row, Table
from analysis.documents.characters import visible
from analysis.documents.deck import Kind, Slide, deck
from analysis.documents.slides_look import LANGUAGE, Look, look, number_and_foot
from analysis.documents.word_styles import ACCENTS
from analysis.report_parts import Citation

_LAYOUTS = {
    Kind.TITLE: "title",
    Kind.SECTION: "secHead",
    Kind.TEXT: "obj",
    Kind.FIGURE: "obj",
    Kind.VOTES: "twoObj",
    Kind.TABLE: "obj",
}
_GAPS = {1: 400, 2: 180, 3: 120}
"""Percent of a bar between two bars, where there are few."""
_FILLS = {
    Color.CONTENT: MSO_THEME_COLOR.ACCENT_1,
    Color.PROCESS: MSO_THEME_COLOR.ACCENT_2,
    Color.OTHER: MSO_THEME_COLOR.ACCENT_3,
    Color.AGREE: MSO_THEME_COLOR.ACCENT_1,
    Color.DISAGREE: MSO_THEME_COLOR.ACCENT_4,
    Color.PASSED: MSO_THEME_COLOR.ACCENT_5,
    Color.STEPS: MSO_THEME_COLOR.ACCENT_1,
}
_TEXT = {Kind.VOTES: 16}
"""Points of the text, when they are not 20."""


def to_pptx(document: Document, template: Path | None = None, made_on: date | None = None) -> bytes:
    """:param template: a .pptx with the house style of an organisation; None: our own
    :raise Refused: the template cannot be used.
    """
    dressed = look(template)
    foot = visible(document.running)
    for each in deck(document):
        _add(dressed, each, foot)
    told = dressed.presentation.core_properties
    told.title, told.subject = foot[:255], visible(document.front.over)[:255]
    told.author, told.last_modified_by = visible(document.author)[:255], ""
    told.keywords, told.comments, told.language, told.revision = "wrap-up", "", LANGUAGE, 1
    day = made_on or datetime.now(UTC).date()
    told.created = told.modified = datetime(day.year, day.month, day.day)
    file = BytesIO()
    dressed.presentation.save(file)
    return file.getvalue()


def _add(dressed: Look, told: Slide, foot: str) -> None:
    slide = dressed.presentation.slides.add_slide(dressed.layouts[_LAYOUTS[told.kind]])
    slide.shapes.title.text = visible(told.title)
    _speak(slide.shapes.title.text_frame)
    bodies = [
        one for one in slide.placeholders if one.placeholder_format.idx not in (0, 10, 11, 12)
    ]
    if bodies and told.lines:
        _write(bodies[0], told)
    if told.figure or told.table:
        _draw(dressed, slide, bodies, told)
        bodies = bodies[:1]
    for one in bodies:
        if not one.text_frame.text:
            one._element.getparent().remove(one._element)
    if told.is_aside:
        slide._element.set("show", "0")
    if told.kind is not Kind.TITLE:
        number_and_foot(slide, foot)
    if told.notes:
        notes = slide.notes_slide.notes_text_frame
        notes.text = "\n".join(visible(each).replace("\n", "\v") for each in told.notes)
        _speak(notes)


def _draw(dressed: Look, slide: Any, bodies: list[Any], told: Slide) -> None:
    """The figure or table in the place that the text leaves free."""
    wide = dressed.presentation.slide_width or Inches(13.333)
    text = bodies[0]
    box = [text.left, text.top, text.width, text.height]
    if told.kind is Kind.VOTES:
        if len(bodies) > 1:
            beside = bodies[1]
            place = (beside.left, beside.top, beside.width, beside.height)
            beside._element.getparent().remove(beside._element)
        else:
            half = int(box[2] / 2)
            text.left, text.top, text.width, text.height = box[0], box[1], half, box[3]
            place = (box[0] + half, box[1], half, box[3])
    else:
        line = Inches(0.65)
        text.left, text.top, text.width, text.height = box[0], box[1], box[2], line
        place = (box[0], box[1] + line, min(box[2], wide - box[0]), box[3] - line)
    if told.figure:
        _chart(slide, told.figure, place, own=dressed.own)
    if told.table:
        _table(slide, told.table, place)


def _write(shape: Any, told: Slide) -> None:
    frame, smaller = shape.text_frame, told.smaller
    frame.word_wrap = True
    for at, line in enumerate(told.lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.level = line.level
        paragraph.space_after = Pt(8 * smaller)
        if line.number is not None:
            _hang(paragraph)
            number = paragraph.add_run()
            number.text = f"{line.number}\t"
            number.font.bold = True
            number.font.size = Pt(13 * smaller)
        if line.lead:
            paragraph.add_run().text = visible(line.lead) + " "
            paragraph.runs[-1].font.bold = True
        _say(paragraph, line.text)
        if line.times > 1:
            paragraph.add_run().text = f" ({line.times}×)"
            paragraph.runs[-1].font.bold = True
        if line.large:
            _enlarge(paragraph)
        if smaller < 1:
            for run in paragraph.runs:
                run.font.size = run.font.size or Pt(int(_TEXT.get(told.kind, 20) * smaller))
    _speak(frame)


def _enlarge(paragraph: Any) -> None:
    """In our own colour, or that of the organisation, and with room below it."""
    paragraph.space_after = Pt(20)
    for run in paragraph.runs:
        run.font.bold = True
        run.font.size = run.font.size or Pt(28)
        run.font.color.theme_color = MSO_THEME_COLOR.ACCENT_1


def _say(paragraph: Any, text: str) -> None:
    """Word for word; its own line breaks stay line breaks in the one paragraph."""
    for at, part in enumerate(visible(text).split("\n")):
        if at:
            paragraph.add_line_break()
        paragraph.add_run().text = part


def _hang(paragraph: Any) -> None:
    """The number before the statement, which begins at the same place on every line."""
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(Inches(0.5)))
    properties.set("indent", str(-Inches(0.5)))


def _speak(frame: Any) -> None:
    """In Dutch, for who hears it read and for the spelling checker."""
    for run in frame._txBody.iter(qn("a:r")):
        run.get_or_add_rPr().set("lang", LANGUAGE)


def _chart(slide: Any, figure: Figure, place: tuple[int, int, int, int], *, own: bool) -> None:
    """A bar chart of PowerPoint's own, with its numbers in it."""
    data = CategoryChartData(number_format="0;;;")
    data.categories = [_label(row) for row in figure.rows]
    for at, series in enumerate(figure.series):
        data.add_series(visible(series.name), [(row.values or ())[at] for row in figure.rows])
    frame = slide.shapes.add_chart(_type(figure), *place, data)
    frame.name = "Figuur"
    frame._element.nvGraphicFramePr.cNvPr.set("descr", visible(figure.alt))
    chart = frame.chart
    chart.font.size = Pt(14)
    chart.has_title = False
    chart.has_legend = len(figure.series) > 1
    if chart.has_legend:
        chart.legend.position = XL_LEGEND_POSITION.BOTTOM
        chart.legend.include_in_layout = False
    chart.category_axis.reverse_order = True
    chart.category_axis.format.line.fill.background()
    chart.category_axis.has_major_gridlines = False
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale = 0
    chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    plot = chart.plots[0]
    plot.gap_width = _GAPS.get(len(figure.rows), 45)
    plot.overlap = 100
    _paint(plot, figure, own=own)


def _type(figure: Figure) -> XL_CHART_TYPE:
    if figure.shares and len(figure.series) > 1:
        return XL_CHART_TYPE.BAR_STACKED_100
    return XL_CHART_TYPE.BAR_STACKED


def _label(row: Row) -> str:
    """A statement stands beside the chart: here its number is enough."""
    if isinstance(row.label, Citation):
        return f"nr. {row.label.number}"
    return visible(" ".join(row.label.split())) or "–"


def _paint(plot: Any, figure: Figure, *, own: bool) -> None:
    """By what a series is about; a scale from pale to dark. Numbers are readable on their bar."""
    steps = len(figure.series)
    for at, (series, told) in enumerate(zip(plot.series, figure.series, strict=True)):
        fill = series.format.fill
        fill.solid()
        fill.fore_color.theme_color = _FILLS[told.color]
        pale = told.color in (Color.PASSED, Color.OTHER)
        if told.color is Color.STEPS and steps > 1:
            lightness = 0.75 * (1 - at / (steps - 1))
            if own:  # programs differ in how they make a theme's colour paler
                fill.fore_color.rgb = _paler(ACCENTS[0], lightness)
            else:
                fill.fore_color.brightness = lightness
            pale = lightness > 0.35
        labels = series.data_labels
        labels.show_value = True
        labels.number_format, labels.number_format_is_linked = "0;;;", False
        labels.font.size, labels.font.bold = Pt(14), True
        labels.font.color.rgb = RGBColor(0x17, 0x26, 0x2B) if pale else RGBColor(255, 255, 255)
        labels.position = XL_LABEL_POSITION.CENTER


def _paler(color: str, lightness: float) -> RGBColor:
    """Mixed with white."""
    parts = (int(color[at : at + 2], 16) for at in (0, 2, 4))
    return RGBColor(*(round(part + (255 - part) * lightness) for part in parts))


def _table(slide: Any, table: Table, place: tuple[int, int, int, int]) -> None:
    rows, columns = len(table.rows) + 1, len(table.columns)
    left, top, width, height = place
    tall = min(height, Inches(0.5) * rows)
    frame = slide.shapes.add_table(rows, columns, left, top, width, tall)
    frame.name = "Tabel"
    frame._element.nvGraphicFramePr.cNvPr.set("descr", visible(table.caption))
    for at, cells in enumerate((table.columns, *table.rows)):
        for column, text in enumerate(cells):
            cell = frame.table.cell(at, column)
            cell.text = visible(text)
            for paragraph in cell.text_frame.paragraphs:
                paragraph.font.size = Pt(16)
            _speak(cell.text_frame)
