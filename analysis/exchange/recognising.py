"""What kind of file it is, by what is in it; its name only decides between CSV and plain text."""

from __future__ import annotations

import csv
import io
from enum import StrEnum
from pathlib import Path

from analysis.exchange.csv_statements import separated
from analysis.exchange.opening import (
    OLD_OFFICE,
    ZIP,
    Archive,
    Received,
    Unreadable,
    local,
    locked,
    parse_xml,
)
from analysis.exchange.reading import NotText, decode
from collector.errors import InvalidFile
from collector.wording import Wording

TABLE_NAMES = (".csv", ".tsv", ".tab")


class Form(StrEnum):
    """How a file is written."""

    TEXT = "text"
    WORD = "word"
    CSV = "csv"
    EXCEL = "excel"
    LIMESURVEY_STRUCTURE = "lss"
    LIMESURVEY_ARCHIVE = "lsa"
    REFI_CODEBOOK = "qdc"
    REFI_PROJECT = "qdpx"


def recognise(received: Received) -> Form:
    """:raise Unreadable: it is none of them; says what it is, where that is known."""
    data = received.data
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise Unreadable(Wording("Dit bestand is leeg. Bewaar het opnieuw en kies het nog eens."))
    if data.startswith(OLD_OFFICE):
        is_locked = "EncryptedPackage".encode("utf-16-le") in data
        raise Unreadable(locked() if is_locked else _old())
    if data.startswith((b"PK\x05\x06", b"PK\x07\x08")):
        raise Unreadable(Wording("Dit is een zip-bestand waar niets bruikbaars in zit."))
    if data.startswith(ZIP):
        return _in_archive(Archive(received))
    for start, said in _ELSE.items():
        if data.startswith(start):
            raise Unreadable(said)
    try:
        text, _notes = decode(data, Path(received.name))
    except NotText as error:
        raise Unreadable(_unknown()) from error
    if text.lstrip().startswith("<"):
        return _in_xml(data)
    if received.name.lower().endswith(TABLE_NAMES) or _is_table(text):
        return Form.CSV
    return Form.TEXT


def _in_archive(archive: Archive) -> Form:
    names = {name.lower() for name in archive.names}
    if "word/document.xml" in names:
        return Form.WORD
    if "xl/workbook.xml" in names:
        return Form.EXCEL
    if "project.qde" in names or any(name.endswith(".qde") for name in names):
        return Form.REFI_PROJECT
    if any(name.endswith(".lss") for name in names):
        return Form.LIMESURVEY_ARCHIVE
    raise Unreadable(_unknown())


def _in_xml(data: bytes) -> Form:
    root = parse_xml(data)
    if local(root) == "CodeBook":
        return Form.REFI_CODEBOOK
    if local(root) == "document" and root.findtext("LimeSurveyDocType") == "Survey":
        return Form.LIMESURVEY_STRUCTURE
    if local(root) == "Project":
        raise Unreadable(
            Wording("Dit is een deel van een REFI-QDA-project. Kies het hele .qdpx-bestand.")
        )
    raise Unreadable(_unknown())


def _is_table(text: str) -> bool:
    """Whether at least three lines, the first included, have the same number of cells, above 1."""
    separator, rest, _skipped = separated(text)
    try:
        rows = [row for row in csv.reader(io.StringIO(rest[:20_000]), delimiter=separator) if row]
    except csv.Error:
        return False
    widths = [len(row) for row in rows[:10]]
    return len(widths) > 1 and widths[0] > 1 and len(set(widths[:-1] or widths)) == 1


def _old() -> Wording:
    return Wording(
        "Dit is een Word- of Excel-bestand van vóór 2007. Open het en bewaar het als .docx of"
        " .xlsx."
    )


def _unknown() -> Wording:
    return Wording(
        "Dit soort bestand wordt niet herkend. Kies een verslag (.docx, .md, .txt), een tabel"
        " (.xlsx, .csv), een LimeSurvey-bestand (.lss, .lsa) of een REFI-QDA-bestand (.qdpx, .qdc)."
    )


_PICTURE = Wording("Dit is een afbeelding. Daaruit kan niets worden ingelezen.")
_ELSE = {
    b"%PDF": Wording(
        "Dit is een PDF. Kies het document waarvan de PDF is gemaakt, zoals het .docx-bestand."
    ),
    b"{\\rtf": Wording("Dit is een RTF-document. Open het en bewaar het als .docx."),
    b"\x89PNG": _PICTURE,
    b"\xff\xd8\xff": _PICTURE,
}


def problem_in_dutch(error: InvalidFile) -> Wording:
    """Why a file cannot be read, for a page: what readers say to the command line is English."""
    if isinstance(error, Unreadable):
        return error.wording
    return _SAID.get(type(error).__name__) or Wording(
        "Dit bestand kan niet worden gelezen: er klopt iets niet in de opbouw. Bewaar of exporteer"
        " het opnieuw."
    )


_SAID = {
    "EmptyFile": Wording("Dit bestand is leeg. Bewaar het opnieuw en kies het nog eens."),
    "NotText": _unknown(),
    "UnknownStructure": Wording(
        "In deze tekst zijn geen thema's en geen bijeenkomsten herkend. Zet elk thema onder een kop"
        " “Thema: …” met de uitspraken als opsomming eronder, of elke bijeenkomst onder een kop"
        " “Bijeenkomst 1”. Staan de uitspraken in een tabel? Kies dan een .xlsx- of .csv-bestand."
    ),
}
