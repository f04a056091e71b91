"""Everything of a programme in one file, in the format that somebody works with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.exchange import (
    columns,
    to_csv,
    to_datapackage,
    to_qdc,
    to_qdpx,
    to_sav,
    to_xlsx,
)
from analysis.exchange.tables import TakeOut
from analysis.release_content import today
from collector.errors import InvalidFile, Refused
from collector.exports import ExportForm

_ENDINGS = {
    ExportForm.XLSX: ".xlsx",
    ExportForm.CSV: "-csv.zip",
    ExportForm.SAV: "-spss.zip",
    ExportForm.QDPX: ".qdpx",
    ExportForm.QDC: ".qdc",
    ExportForm.DATAPACKAGE: "-datapackage.zip",
}
IN_ONE_TABLE = (ExportForm.CSV, ExportForm.SAV)
"""Formats of which a file holds one table; in a zip there are all."""


def file_name(take_out: TakeOut, form: ExportForm) -> str:
    mark = "-BEVAT-PERSOONSGEGEVENS" if take_out.mark else ""
    return f"{take_out.slug}{mark}{_ENDINGS[form]}"


def write(take_out: TakeOut, form: ExportForm, path: Path, table: str | None = None) -> None:
    """Write the file, whole or not at all.

    :param table: of CSV and SPSS, in a file that is no `.zip`; None: the statements.
    :raise Refused: there is no such table in it.
    :raise InvalidFile: it cannot be written there.
    """
    if table is not None and table not in take_out.names:
        raise Refused(
            "Er is geen tabel %(table)s. Kies uit: %(names)s.",
            table=table,
            names=", ".join(take_out.names),
        )
    alone = path.suffix.lower() != ".zip" and form in IN_ONE_TABLE
    try:
        with TemporaryDirectory(prefix=".export-", dir=path.parent) as folder:
            made = Path(folder, f"export{path.suffix}")
            _WRITERS[form](take_out, made, (table or columns.STATEMENTS) if alone else None)
            if take_out.mark:
                made.chmod(0o600)
            made.replace(path)
    except OSError as error:
        raise InvalidFile(f"{path}: cannot be written ({error.strerror}).") from error


def moment(take_out: TakeOut) -> datetime:
    """When a file says that it was made: the quarter, or, among ourselves, the day."""
    if take_out.mark:
        return datetime.fromisoformat(take_out.mark.day).replace(tzinfo=UTC)
    now = today()
    return datetime(now.year, 3 * ((now.month - 1) // 3) + 1, 1, tzinfo=UTC)


def _csv(take_out: TakeOut, path: Path, table: str | None) -> None:
    if table is None:
        to_csv.write_zip(take_out, path)
    else:
        to_csv.write_table(take_out, table, path)


def _sav(take_out: TakeOut, path: Path, table: str | None) -> None:
    if table is None:
        to_sav.write_zip(take_out, path, moment(take_out))
    else:
        to_sav.write_table(take_out, table, path, moment(take_out))


_WRITERS: dict[ExportForm, Callable[[TakeOut, Path, str | None], None]] = {
    ExportForm.XLSX: lambda out, path, _: to_xlsx.write(out, path, moment(out)),
    ExportForm.CSV: _csv,
    ExportForm.SAV: _sav,
    ExportForm.QDPX: lambda out, path, _: to_qdpx.write(out, path, moment(out)),
    ExportForm.QDC: lambda out, path, _: to_qdc.write(out, path),
    ExportForm.DATAPACKAGE: lambda out, path, _: to_datapackage.write(out, path),
}
