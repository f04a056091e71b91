"""Tables as an Excel workbook: a sheet each, and one with what everything means.

Every text is written as text: nothing in a cell is ever a formula, and one that looks like it is
marked as quoted, so that it stays a text after somebody edited it (ECMA-376, `quotePrefix`).
Rows go to disk as they come (`constant_memory`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.exchange.building import about, codebook
from analysis.exchange.tables import Cell, Kind, Mark, Table, TakeOut, Variable
from analysis.formula_cells import STARTS

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_INK, _BAND, _ALARM = "#1F2A44", "#E8ECF4", "#B3261E"
_WIDTHS = {Kind.WHOLE: 12, Kind.NUMBER: 12, Kind.CODED: 22}
_WIDE = {"uitspraak": 80, "openbare_tekst": 60, "kernuitspraak": 60, "tekst": 100, "uitleg": 60}
_WIDE |= {"waarom": 70, "wat": 34, "vraagtekst": 50, "klassen": 50, "vraag": 40, "betekenis": 34}
_WIDE |= {"aspect": 12, "maand": 10, "toestemming": 14, "plaatsing": 14, "landsdeel": 14}
_TEXT_WIDTH = 28
_HEADING_HEIGHT = 30  # points, as the two below
_LINE, _HIGHEST = 15, 409
_ONE_PAGE = 260  # as wide as can be read on one sheet of paper


def write(take_out: TakeOut, path: Path, moment: datetime) -> None:
    """The workbook.

    :param moment: when it says that it was made; no finer than may be told.
    """
    import xlsxwriter  # a web worker has no need of it

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
        "tmpdir": str(path.parent),
    }
    with xlsxwriter.Workbook(str(path), options) as workbook:
        workbook.set_properties(_properties(take_out, moment))
        styles = _Styles(workbook)
        _sheet(workbook, about(take_out.about), styles, take_out.mark, about_it=True)
        first = None
        for table in (*take_out.tables, codebook(take_out.tables)):
            made = _sheet(workbook, table.for_people(), styles, take_out.mark)
            first = first or made
        if first is not None and take_out.mark is None:
            first.activate()


def _properties(take_out: TakeOut, moment: datetime) -> dict[str, object]:
    mark = take_out.mark
    return {
        "title": take_out.title,
        "subject": mark.WARNING if mark else "Zonder namen en andere herkenbare gegevens",
        "author": mark.by if mark else "Gesprekstafel",
        "comments": " ".join(mark.lines) if mark else "",
        "keywords": "persoonsgegevens" if mark else "",
        "created": moment,
    }


class _Styles:
    """The formats of a workbook; a format is made once."""

    def __init__(self, workbook: Workbook) -> None:
        cell = {"valign": "top", "font_name": "Calibri", "font_size": 11}
        self.heading = workbook.add_format(
            {**cell, "bold": True, "bg_color": _BAND, "font_color": _INK, "bottom": 1,
             "bottom_color": _INK, "text_wrap": True, "valign": "vcenter"}
        )  # fmt: skip
        self.text = workbook.add_format({**cell, "text_wrap": True})
        self.quoted = workbook.add_format({**cell, "text_wrap": True, "quote_prefix": True})
        right = {**cell, "align": "right", "indent": 1}
        self.whole = workbook.add_format({**right, "num_format": "0"})
        self.number = workbook.add_format({**right, "num_format": "General"})
        self.subject = workbook.add_format({**cell, "bold": True, "text_wrap": True})
        self.alarm = workbook.add_format(
            {**cell, "bold": True, "text_wrap": True, "font_color": _ALARM}
        )

    def of(self, variable: Variable) -> Format:
        return {Kind.WHOLE: self.whole, Kind.NUMBER: self.number}.get(variable.kind, self.text)


def _sheet(
    workbook: Workbook, table: Table, styles: _Styles, mark: Mark | None, *, about_it: bool = False
) -> Worksheet:
    sheet = workbook.add_worksheet(table.title)
    last = len(table.variables) - 1
    for place, variable in enumerate(table.variables):
        sheet.set_column(place, place, _width(variable))
    sheet.set_row(0, _HEADING_HEIGHT)
    for place, variable in enumerate(table.variables):
        sheet.write_string(0, place, variable.name, styles.heading)
    widths = [_width(variable) for variable in table.variables]
    for number, row in enumerate(table.rows, start=1):
        sheet.set_row(number, _height(row, widths))
        for place, (cell, variable) in enumerate(zip(row, table.variables, strict=True)):
            style = styles.of(variable)
            if about_it:
                style = _about_style(styles, row, place)
            _write(sheet, number, place, cell, style, styles)
    sheet.freeze_panes(1, 0)
    if not about_it:
        sheet.autofilter(0, 0, max(len(table.rows), 1), last)
    _for_print(sheet, table, mark)
    if mark:
        sheet.set_tab_color(_ALARM)
    return sheet


def _about_style(styles: _Styles, row: tuple[Cell, ...], place: int) -> Format:
    if row[0] == "Let op":
        return styles.alarm
    return styles.text if place else styles.subject


def _write(
    sheet: Worksheet, row: int, place: int, cell: Cell, style: Format, styles: _Styles
) -> None:
    if cell is None:
        return
    if not isinstance(cell, str):
        sheet.write_number(row, place, cell, style)
        return
    quoted = cell.startswith(("'", *STARTS))
    sheet.write_string(row, place, cell, styles.quoted if quoted else style)


def _width(variable: Variable) -> float:
    wide = _WIDE.get(variable.name) or _WIDTHS.get(variable.kind, _TEXT_WIDTH)
    return max(wide, min(len(variable.name) + 4, 24))  # room for the button of the filter


def _height(row: tuple[Cell, ...], widths: Sequence[float]) -> float:
    """Room for the longest text: not every program that opens the file makes it by itself."""
    lines = 1
    for cell, width in zip(row, widths, strict=True):
        if isinstance(cell, str) and (len(cell) > width or "\n" in cell):
            parts = cell.split("\n")
            lines = max(lines, sum(max(1, ceil(len(part) / width)) for part in parts))
    return min(lines * _LINE + 1, _HIGHEST)


def _for_print(sheet: Worksheet, table: Table, mark: Mark | None) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    wide = sum(_width(variable) for variable in table.variables)
    sheet.fit_to_pages(ceil(wide / _ONE_PAGE), 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.8)
    warning = f'&C&"Calibri,Bold"&K{_ALARM[1:]}{mark.WARNING}' if mark else ""
    sheet.set_header(f"&L{table.title.replace('&', '&&')}{warning}")
    sheet.set_footer("&RPagina &P van &N")
