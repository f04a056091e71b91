"""Tables as CSV for people: what a Dutch Excel opens with two clicks, and R with `read.csv2`.

Semicolons and decimal commas, because that is what the list separator is on a Dutch machine: with
commas Excel puts a row in one cell. UTF-8 with a byte order mark, because without one Excel reads
é as Ã©. `readr::read_csv2` and pandas (`sep=";", decimal=","`) take both. For programs that expect
commas there is the data package.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from analysis.exchange.building import about, codebook
from analysis.exchange.tables import Cell, Mark, Table, TakeOut
from analysis.exchange.zipping import member, new_zip
from analysis.formula_cells import safe

MARK_COLUMN = "let_op"
READ_ME = "LEESMIJ.txt"


def write_zip(take_out: TakeOut, path: Path) -> None:
    """All tables, each in a file of its own, with the codebook and how to open them."""
    with new_zip(path) as archive:
        with member(archive, READ_ME) as file:
            file.write(_read_me(take_out).encode("utf-8-sig"))
        tables = (*take_out.tables, codebook(take_out.tables), about(take_out.about))
        for table in tables:
            with member(archive, f"{table.name}.csv") as file:
                _write(table, file, take_out.mark)


def write_table(take_out: TakeOut, name: str, path: Path) -> None:
    """One table.

    :raise KeyError: there is no such table.
    """
    with path.open("wb") as file:
        _write(take_out.table(name), file, take_out.mark)


def _write(table: Table, file: IO[bytes], mark: Mark | None) -> None:
    """Where there is personal data, every row says so: a row is copied without its file."""
    shown = table.for_people()
    headings = [one.name for one in shown.variables]
    ending: list[Cell] = [mark.WARNING] if mark else []
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";")
    writer.writerow([*headings, MARK_COLUMN] if mark else headings)
    for row in shown.rows:
        writer.writerow([_cell(cell) for cell in (*row, *ending)])
    text.detach()


def _cell(cell: Cell) -> Cell:
    return str(cell).replace(".", ",") if isinstance(cell, float) else safe(cell)


def _read_me(take_out: TakeOut) -> str:
    lines: Iterable[str] = (
        *(f"{heading}: {text}" for heading, text in take_out.about),
        "",
        "De tabellen staan in CSV: puntkomma's, decimale komma's, UTF-8. Excel opent ze met een"
        " dubbelklik.",
        'R: read.csv2("uitspraken.csv", fileEncoding = "UTF-8-BOM")',
        'Python: pandas.read_csv("uitspraken.csv", sep=";", decimal=",", encoding="utf-8-sig")',
        "Een cel die een rekenblad voor een formule zou aanzien, begint met een apostrof.",
        "Wat elke kolom betekent, staat in codeboek.csv.",
    )
    return "\r\n".join(lines) + "\r\n"
