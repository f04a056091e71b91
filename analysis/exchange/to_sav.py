"""Tables for SPSS: a .sav file each, with labels, classes, measure levels and missing values.

What was not answered and "weet ik niet" are user-missing values; what was not asked is
system-missing. Lengths are those of SPSS (IBM SPSS Statistics, Variable names, and PSPP's "System
File Format"): a name 64 bytes, a label of a variable 256, of a class 120, of the file 64.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from analysis.exchange.tables import MISSING, NOT_ANSWERED, Cell, Kind, Table, TakeOut, Variable
from analysis.exchange.zipping import new_zip

if TYPE_CHECKING:
    import pandas

_LABEL, _CLASS, _FILE, _NOTE = 256, 120, 64, 80  # bytes
_MADE_ON = slice(92, 109)  # in the header: date and time
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def write_zip(take_out: TakeOut, path: Path, moment: datetime) -> None:
    """All tables, each in a file of its own."""
    with TemporaryDirectory(dir=path.parent) as folder, new_zip(path) as archive:
        for table in take_out.tables:
            file = Path(folder, f"{table.name}.sav")
            _write(take_out, table, file, moment)
            entry = zipfile.ZipInfo(file.name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, file.read_bytes())


def write_table(take_out: TakeOut, name: str, path: Path, moment: datetime) -> None:
    """One table.

    :param moment: when it says that it was made; no finer than may be told.
    :raise KeyError: there is no such table.
    """
    _write(take_out, take_out.table(name), path, moment)


def _write(take_out: TakeOut, table: Table, path: Path, moment: datetime) -> None:
    import pyreadstat  # a web worker has no need of it

    mark = take_out.mark
    label = f"{mark.WARNING} {take_out.title}" if mark else f"{take_out.title}: {table.title}"
    about = [f"{name}: {text}" for name, text in take_out.about]
    pyreadstat.write_sav(
        _frame(table),
        str(path),
        file_label=_cut(label, _FILE),
        note=[line for text in about for line in _lines(text)],
        column_labels=[_cut(one.label, _LABEL) for one in table.variables],
        variable_value_labels={
            one.name: {float(code): _cut(text, _CLASS) for code, text in _classes(one).items()}
            for one in table.variables
            if one.values
        },
        missing_ranges={
            one.name: [float(code) for code in MISSING] for one in table.variables if _asked(one)
        },
        variable_measure={one.name: _measure(one) for one in table.variables},
        variable_format={
            one.name: "F8.0" for one in table.variables if one.kind in (Kind.WHOLE, Kind.CODED)
        },
        row_compress=True,
    )
    _say_when(path, moment)


def _asked(variable: Variable) -> bool:
    """Whether it holds answers to a question with classes: then an answer can be lacking."""
    return bool(variable.key) and variable.kind is Kind.CODED


def _classes(variable: Variable) -> dict[int, str]:
    return (
        {**variable.values, NOT_ANSWERED: MISSING[NOT_ANSWERED]}
        if _asked(variable)
        else dict(variable.values)
    )


def _frame(table: Table) -> pandas.DataFrame:
    import pandas

    held: dict[str, Any] = {}
    for place, one in enumerate(table.variables):
        cells = [row[place] for row in table.rows]
        if one.kind is Kind.TEXT:
            held[one.name] = pandas.Series([_text(cell) for cell in cells], dtype="object")
        else:
            held[one.name] = pandas.Series(cells, dtype="float64")
    return pandas.DataFrame(held)


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _measure(variable: Variable) -> str:
    if variable.kind in (Kind.WHOLE, Kind.NUMBER):
        return "ordinal" if variable.ordered else "scale"
    return "ordinal" if variable.ordered else "nominal"


def _cut(text: str, most: int) -> str:
    """At most so many bytes, without half a letter."""
    if len(text.encode()) <= most:
        return text
    return text.encode()[: most - 3].decode(errors="ignore") + "…"


def _lines(text: str) -> Iterable[str]:
    """Lines of a note, divided between words."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if len(longer.encode()) > _NOTE and line:
            yield line
            longer = word
        line = _cut(longer, _NOTE)
    if line:
        yield line


def _say_when(path: Path, moment: datetime) -> None:
    """In the place of the moment of writing, which the library puts there."""
    text = f"{moment:%d} {_MONTHS[moment.month - 1]} {moment:%y}{moment:%H:%M:%S}".encode()
    with path.open("r+b") as file:
        file.seek(_MADE_ON.start)
        file.write(text)
