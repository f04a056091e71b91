"""CSV and Excel → a sheet: a heading, and rows of cells that know where they stand.

A formula is read as the value that it had when the file was saved. Excel: Office Open XML
(ECMA-376), by way of openpyxl, read-only.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from analysis.exchange.column_names import TARGETS
from analysis.exchange.columns import DESCRIBED, NUMBER
from analysis.exchange.csv_statements import NO_SEPARATOR, any_length, separated
from analysis.exchange.opening import Received, Unreadable, check_office
from analysis.exchange.reading import decode
from analysis.formula_cells import plain
from collector.reading_report import Problem
from collector.wording import Wording

Value = str | int | float | bool | None

MOST_COLUMNS = 250
OUR_COLUMNS = 5  # so many names of our own export in a heading, and it is ours
MOST_ROWS = 20_000  # others wait for the database while a table is stored: about 4 s
LONGEST_HEADING = 2_000  # characters: a question may be the heading
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|N/B|WAARDE!|DEEL/0!)")


@dataclass(frozen=True)
class Row:
    """`number` as a spreadsheet counts: the heading is row 1."""

    number: int
    cells: tuple[Value, ...]


@dataclass(frozen=True)
class Sheet:
    """`name` is empty for a CSV file; `others` are sheets that were not read."""

    name: str
    heading: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()
    others: tuple[str, ...] = ()
    notes: tuple[Wording, ...] = ()

    @property
    def ours(self) -> bool:
        """Whether this service wrote it: it begins with the number, and its columns are ours."""
        known = sum(one in DESCRIBED for one in self.heading)
        return bool(self.heading) and self.heading[0] == NUMBER and known >= OUR_COLUMNS

    @property
    def signature(self) -> str:
        """Names a table by its columns, in their order: sha256, hexadecimal."""
        return hashlib.sha256("\x1f".join(self.heading).encode()).hexdigest()


def read_csv(received: Received) -> Sheet:
    """Comma, semicolon or tab; UTF-8 with or without mark, UTF-16 with one, else Windows-1252.

    :raise Unreadable: it is no table, or one too large.
    """
    text, decoded = decode(received.data, Path(received.name))
    notes = (
        (Wording("Het bestand is geen UTF-8 en is gelezen als Windows-1252: let op é, ë en €."),)
        if decoded
        else ()
    )
    separator, rest, skipped = separated(text)
    sheet = _sheet("", _csv_rows(rest, separator, skipped), notes=notes)
    return _put_back(sheet) if sheet.ours else sheet


def _put_back(sheet: Sheet) -> Sheet:
    """Our own export, without the apostrophes that keep a spreadsheet from running its texts."""
    rows = (
        Row(row.number, tuple(plain(cell) if isinstance(cell, str) else cell for cell in row.cells))
        for row in sheet.rows
    )
    return replace(sheet, rows=tuple(rows))


def _csv_rows(text: str, separator: str, skipped: int) -> Iterator[tuple[int, list[Value]]]:
    with any_length():
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        number = 0
        while True:
            number += 1
            line = skipped + reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                raise Unreadable(
                    Wording(
                        "Rij %(row)s (regel %(line)s): hier staat een aanhalingsteken dat niet"
                        " wordt gesloten, of een midden in een cel. Bewaar het bestand opnieuw als"
                        " CSV.",
                        row=number,
                        line=line,
                    )
                ) from error
            if cells is None:
                return
            if separator == NO_SEPARATOR:
                cells = [cell.strip() for cell in cells]
            yield number, list(cells)


def read_excel(received: Received) -> Sheet:
    """The sheet with most columns of a known name, of equals the first; formulas as their values.

    :raise Unreadable: it is damaged, locked, holds macros or no table, or is too large.
    """
    import openpyxl  # heavy: only where a workbook is read

    check_office(received)
    try:
        workbook = openpyxl.load_workbook(
            io.BytesIO(received.data), read_only=True, data_only=True, keep_links=False
        )
    except Exception as error:  # openpyxl raises whatever a part of the file makes it stumble on
        raise Unreadable(_no_workbook()) from error
    try:
        names = [one.title for one in workbook.worksheets if one.sheet_state == "visible"]
        firsts = {name: next(_excel_rows(workbook[name]), None) for name in names}
        filled = [name for name, first in firsts.items() if first]
        if filled:
            name = max(filled, key=lambda one: _known(firsts[one]))
            others = tuple(one for one in filled if one != name)
            return _sheet(name, _excel_rows(workbook[name]), others=others)
    except Unreadable:
        raise
    except Exception as error:  # as above
        raise Unreadable(_no_workbook()) from error
    finally:
        workbook.close()
    raise Unreadable(Wording("In dit Excel-bestand staat geen tabel: alle bladen zijn leeg."))


def _known(first: tuple[int, list[Value]] | None) -> int:
    """How many columns a heading names in a way that is known."""
    cells = first[1] if first else []
    return sum(text_of(cell).strip().casefold() in TARGETS for cell in cells)


def _excel_rows(worksheet: Any) -> Iterator[tuple[int, list[Value]]]:
    """What a file says of its own size is not believed: rows are counted as they come."""
    worksheet.reset_dimensions()
    for number, cells in enumerate(worksheet.iter_rows(values_only=True), start=1):
        values = [_value(cell) for cell in cells]
        while values and values[-1] is None:
            values.pop()
        if values:
            yield number, values


def _value(cell: Any) -> Value:
    if cell is None or isinstance(cell, bool | int | float):
        return cell
    if isinstance(cell, datetime):
        is_day = cell.time() == time(0)
        return cell.date().isoformat() if is_day else cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, date | time):
        return cell.isoformat()
    # Characters that XML cannot hold are written _x000D_: ECMA-376 part 1, 22.9.2.19.
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(cell))


def _sheet(
    name: str,
    rows: Iterable[tuple[int, Sequence[Value]]],
    *,
    others: tuple[str, ...] = (),
    notes: tuple[Wording, ...] = (),
) -> Sheet:
    """:raise Unreadable: it has too many columns or rows, or no rows under its heading."""
    heading: tuple[str, ...] = ()
    read: list[Row] = []
    problems: list[Problem] = []
    for number, cells in rows:
        if not any(text_of(cell).strip() for cell in cells):
            continue
        if not heading:
            heading = _heading(cells)
            continue
        if any(text_of(cell).strip() for cell in cells[len(heading) :]):
            problems.append(_too_wide(name, number, len(cells), len(heading)))
        read.append(Row(number, tuple(cells[: len(heading)])))
        if len(read) > MOST_ROWS:
            raise Unreadable(
                Wording("Deze tabel heeft meer dan %(n)s rijen. Verdeel hem.", n=MOST_ROWS)
            )
    if not read:
        raise Unreadable(
            Wording(
                "Deze tabel heeft geen rijen onder de kop. Zet de namen van de kolommen in de"
                " eerste rij en elke uitspraak in een rij eronder."
            )
        )
    return Sheet(name, heading, tuple(read), tuple(problems), others, notes)


def _heading(cells: Sequence[Value]) -> tuple[str, ...]:
    """Every column has a name of its own: one without gets its letter, a repeated one a number.

    :raise Unreadable: too many columns.
    """
    if len(cells) > MOST_COLUMNS:
        raise Unreadable(
            Wording(
                "Deze tabel heeft %(n)s kolommen; er kunnen er %(most)s worden gelezen. Haal weg"
                " wat niet nodig is.",
                n=len(cells),
                most=MOST_COLUMNS,
            )
        )
    found: list[str] = []
    for place, cell in enumerate(cells):
        name = " ".join(text_of(cell).split())[:LONGEST_HEADING] or f"({letters(place)})"
        number, unique = 1, name
        while unique in found:
            number += 1
            unique = f"{name} ({number})"
        found.append(unique)
    return tuple(found)


def letters(place: int) -> str:
    """The letters of a column, counted from 0, as a spreadsheet shows them."""
    found = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        found = chr(65 + rest) + found
    return found


def text_of(cell: Value) -> str:
    """A cell as text: numbers the Dutch way, yes and no for what is true and false."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell).replace(".", ",")
    return str(cell)


def is_error(text: str) -> bool:
    """Whether a formula went wrong here when the file was saved."""
    return bool(_ERROR.fullmatch(text))


def _too_wide(sheet: str, row: int, cells: int, heading: int) -> Problem:
    return Problem(
        Wording(
            "Deze rij heeft %(cells)s cellen, de kop heeft er %(heading)s.",
            cells=cells,
            heading=heading,
        ),
        Wording('Zet aanhalingstekens (") om een tekst waar het scheidingsteken in voorkomt.'),
        row,
        letters(heading),
        sheet,
    )


def _no_workbook() -> Wording:
    return Wording(
        "Dit Excel-bestand kan niet worden gelezen. Open het in Excel of LibreOffice en bewaar het"
        " als .xlsx."
    )
