"""A CSV file with a ``text`` column → its statements, as any program writes such a file."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from analysis.exchange.reading import EmptyFile, MissingFile, NotText
from collector.errors import InvalidFile

HEADINGS = {
    "text": ("text", "tekst", "uitspraak", "uitspraken", "statement", "antwoord", "opmerking"),
    "id": ("id", "nr", "nummer", "uitspraak_id", "statement_id"),
    "theme": ("theme", "thema", "thema's", "categorie", "category"),
}
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
NO_SEPARATOR = "\x1f"  # for a file of one column, where a comma is a comma
MORE_THEMES = "|"  # between the themes of one statement
LONGEST_CELL = 20_000  # characters
NAMED_ROWS = 5  # that an error names
PACKED = {
    b"PK\x03\x04": "a packed file, such as an Excel or Word document",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word document",
    b"%PDF": "a PDF document",
}
SAVE_AS = "In Excel: File, Save as, CSV UTF-8. Elsewhere: save or export as CSV, UTF-8."


@dataclass(frozen=True)
class CsvStatement:
    """One statement of a file.

    :param id: as in the file, else the number of its row below the heading, from 1.
    :param row: its row as a spreadsheet counts them: the heading is row 1.
    :param themes: what the file says it belongs to; empty when it says nothing.
    """

    id: str
    text: str
    row: int
    themes: tuple[str, ...] = ()


@dataclass(frozen=True)
class CsvStatements:
    """What was read.

    :param blank: rows that were left out because their text is empty.
    :param notes: what a person should know of how the file was read, in Dutch.
    """

    statements: tuple[CsvStatement, ...]
    blank: tuple[int, ...]
    notes: tuple[str, ...]


def read_statements(path: Path) -> CsvStatements:
    """Read the statements of a file.

    Comma, semicolon or tab; UTF-8 with or without mark, UTF-16 with one, else Windows-1252.
    A heading may be Dutch, in capitals or not; a cell may hold line breaks between quotes.

    :raise InvalidFile: it cannot be used; names the file, the rows and the remedy.
    """
    text, notes = decoded(path)
    separator, text, skipped = separated(text)
    rows = table(path, text, separator, skipped)
    heading = next(rows, (0, []))[1]
    columns = find_columns(path, heading)
    found: list[CsvStatement] = []
    blank: list[int] = []
    for row, cells in rows:
        if any(cell.strip() for cell in cells[len(heading) :]):
            stop(
                path,
                f"row {row} has {len(cells)} cells and the heading has {len(heading)}. Put quotes"
                f' (") around a text that has a {SEPARATORS[separator]} in it.',
            )
        cell = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        check_cell(path, row, cell["text"])
        if not cell["text"].strip():
            blank.append(row)
            continue
        name = cell["id"].strip() if "id" in columns else str(row - 1)
        found.append(CsvStatement(name, cell["text"].strip(), row, themes_in(cell.get("theme"))))
    if not found:
        raise EmptyFile(
            f"{path}: no row has a text in the column '{heading[columns['text']]}'. Fill it, a"
            " statement a row."
        )
    if "id" in columns:
        check_ids(path, found, heading[columns["id"]])
    return CsvStatements(tuple(found), tuple(blank), notes)


def decoded(path: Path) -> tuple[str, tuple[str, ...]]:
    """The text of a file, and notes on how it was read.

    :raise InvalidFile: it is not there, empty, or not text.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise MissingFile(
            f"{path}: there is no such file. Check the name and the folder."
        ) from error
    except IsADirectoryError as error:
        raise MissingFile(f"{path}: this is a folder. Give the name of a CSV file.") from error
    except OSError as error:
        raise MissingFile(
            f"{path}: cannot be opened ({error.strerror}). Give the name of a file you may read."
        ) from error
    for mark, what in PACKED.items():
        if data.startswith(mark):
            raise NotText(f"{path}: this is {what}, not a CSV file. {SAVE_AS}")
    text, notes = as_text(data, path)
    if not text.strip():
        raise EmptyFile(f"{path}: the file is empty. {SAVE_AS}")
    return text, notes


def as_text(data: bytes, path: Path) -> tuple[str, tuple[str, ...]]:
    """:raise NotText: it is binary."""
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if marked else "utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise NotText(f"{path}: this is not a text file. {SAVE_AS}") from error
    if any(sign < " " and sign not in "\t\n\r\v\f\x1c\x1d\x1e\x1f" for sign in text):
        raise NotText(f"{path}: this is not a text file. {SAVE_AS}")
    return text, ("Het bestand is geen UTF-8 en is gelezen als Windows-1252: let op é, ë en €.",)


def separated(text: str) -> tuple[str, str, int]:
    """The separator, the text without Excel's line ``sep=;``, and how many lines that took.

    The separator is the one that divides the heading into most columns.
    """
    first, _, rest = text.partition("\n")
    hint = first.strip().lower().removeprefix("sep=")
    if first.lower().startswith("sep=") and (
        hint in SEPARATORS or first.rstrip("\r\n")[4:] == "\t"
    ):
        return hint or "\t", rest, 1
    counts = {sign: first.count(sign) for sign in SEPARATORS}
    best = max(counts, key=lambda sign: counts[sign])
    return (best if counts[best] else NO_SEPARATOR), text, 0


def table(path: Path, text: str, separator: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Row numbers and cells; rows without any cell are passed over but counted.

    :raise InvalidFile: a quotation mark is never closed, or stands in the middle of a cell.
    """
    with any_length():
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        row, line = 0, skipped
        while True:
            row += 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                stop(
                    path,
                    f"row {row} (line {line + 1}) has a quotation mark that is never closed, or"
                    " one in the middle of a cell. Close it; write a quotation mark within a"
                    ' quoted text twice ("").',
                    error,
                )
            line = skipped + reader.line_num
            if cells is None:
                return
            if cells:
                yield row, cells


@contextmanager
def any_length() -> Iterator[None]:
    """Cells of any length, so that the refusal of a long one can name its row."""
    before = csv.field_size_limit(2**31 - 1)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def find_columns(path: Path, heading: Sequence[str]) -> dict[str, int]:
    """Where ``text``, ``id`` and ``theme`` are.

    :raise InvalidFile: there is no text column, or it is not clear which one it is.
    """
    titles = [title.strip().casefold() for title in heading]
    found: dict[str, int] = {}
    for name, known in HEADINGS.items():
        places = [at for at, title in enumerate(titles) if title in known]
        exact = [at for at in places if titles[at] == name]
        places = exact or places
        if len(places) > 1:
            both = " and ".join(f"'{heading[at].strip()}'" for at in places)
            stop(path, f"row 1: {both} may both be the {name} column. Call one of them '{name}'.")
        if places:
            found[name] = places[0]
    if "text" not in found:
        seen = ", ".join(repr(title.strip()[:40]) for title in heading[:10]) or "nothing"
        stop(
            path,
            f"row 1: there is no column 'text' (or 'tekst', 'uitspraak'); found: {seen}. Put the"
            " names of the columns in the first row.",
        )
    return found


def check_cell(path: Path, row: int, text: str) -> None:
    """:raise InvalidFile: a text that nobody said: far too long, or with a NUL character."""
    if "\0" in text:
        stop(path, f"row {row}: the text holds a NUL character. Remove it and save again.")
    if len(text) > LONGEST_CELL:
        stop(
            path,
            f"row {row}: the text has {len(text):,} characters; a statement has at most"
            f" {LONGEST_CELL:,}. Divide it over rows, or look for a quotation mark that is not"
            " closed.",
        )


def check_ids(path: Path, found: Sequence[CsvStatement], heading: str) -> None:
    """:raise InvalidFile: an id is empty, or there twice."""
    empty = [one.row for one in found if not one.id]
    if empty:
        stop(
            path,
            f"{named(empty)}: the column '{heading.strip()}' is empty. Give every statement an"
            " id, or leave the column out.",
        )
    rows: dict[str, int] = {}
    for one in found:
        if one.id in rows:
            stop(
                path,
                f"rows {rows[one.id]} and {one.row} have the same id '{one.id[:60]}'. Give every"
                f" statement its own, or leave the column '{heading.strip()}' out.",
            )
        rows[one.id] = one.row


def themes_in(cell: str | None) -> tuple[str, ...]:
    """The themes that a cell names, divided by ``|``; white space does not count."""
    names = (" ".join(part.split()) for part in (cell or "").split(MORE_THEMES))
    return tuple(dict.fromkeys(name for name in names if name))


def named(rows: Sequence[int]) -> str:
    """Rows as words: ``row 3``, ``rows 3, 8 and 9``, ``rows 1, 2, 3, 4, 5 and 20 more``."""
    if len(rows) == 1:
        return f"row {rows[0]}"
    more = len(rows) - NAMED_ROWS
    shown = [str(row) for row in rows[:NAMED_ROWS]] + ([f"{more} more"] if more > 0 else [])
    return f"rows {', '.join(shown[:-1])} and {shown[-1]}"


def stop(path: Path, problem: str, cause: Exception | None = None) -> NoReturn:
    """:raise InvalidFile: always."""
    raise InvalidFile(f"{path}: {problem}") from cause
