"""A file of text or Markdown → the document it holds, of whichever kind it is."""

from __future__ import annotations

import codecs
import re
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from analysis.exchange import learning_network, wrap_up
from analysis.exchange.learning_network import LearningNetworkReport, read_learning_network
from analysis.exchange.lines import bare
from analysis.exchange.wrap_up import ReadStatement, RoundTableWrapUp, read_wrap_up
from analysis.near_duplicates import find_duplicates
from collector.errors import InvalidFile
from collector.records import Aspect, ProgrammeKind

Document = RoundTableWrapUp | LearningNetworkReport

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b]")
_PACKED = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"{\\rtf")
_LEGACY_NOTE = "not UTF-8; read as Windows-1252 (cp1252): check é, ë, € and quotation marks"


class MissingFile(InvalidFile):
    """There is no such file, or it cannot be opened."""


class EmptyFile(InvalidFile):
    """The file holds nothing but white space."""


class NotText(InvalidFile):
    """The file is not text: a Word or PDF document, an image, ..."""


class UnknownStructure(InvalidFile):
    """The file is text, but neither a wrap-up nor a report of a learning network."""


def read(path: Path) -> Document:
    """Read a wrap-up of round tables or a report of a learning network.

    :raise MissingFile: it is not there, is a folder, or may not be read.
    :raise EmptyFile: nothing is in it.
    :raise NotText: it is binary.
    :raise UnknownStructure: the headings that either kind has are not there.
    """
    text, notes = read_text(path)
    return read_lines(text, path, notes)


def read_lines(text: str, path: Path, notes: tuple[str, ...] = ()) -> Document:
    """The same of the text itself; `path` only names it.

    :raise UnknownStructure: as above.
    """
    kind = _kind(text, path)
    if kind is ProgrammeKind.LEARNING_NETWORK:
        return replace(read_learning_network(text), notes=notes)
    document = read_wrap_up(text)
    if not document.statements:
        raise UnknownStructure(
            f"{path}: {len(document.themes)} themes were found, but no statement under any of"
            " them. Put each statement on a line of its own that starts with '- '."
        )
    return replace(document, notes=notes)


def read_text(path: Path) -> tuple[str, tuple[str, ...]]:
    """The text of any text file, and notes on how it was decoded.

    :raise MissingFile, EmptyFile, NotText: as in `read`.
    """
    return decode(read_bytes(path), path)


def decode(data: bytes, path: Path) -> tuple[str, tuple[str, ...]]:
    """The text of a file, and notes on how it was decoded.

    UTF-8 with or without byte order mark, UTF-16 with one, else Windows-1252.

    :raise EmptyFile, NotText: as in `read`.
    """
    notes: tuple[str, ...] = ()
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text = data.decode("utf-16")
        elif data.startswith(_PACKED):
            raise _not_text(path)
        else:
            text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text, notes = data.decode("cp1252"), (_LEGACY_NOTE,)
        except UnicodeDecodeError as error:
            raise _not_text(path) from error
    if _CONTROL.search(text):
        raise _not_text(path)
    if not text.strip():
        raise EmptyFile(f"{path}: the file is empty. Save the document again, and import that.")
    return text, notes


def summary(document: Document) -> dict[str, Any]:
    """What was recognised, as plain data for `import --json`."""
    found = (
        _summary_of_wrap_up(document)
        if isinstance(document, RoundTableWrapUp)
        else _summary_of_report(document)
    )
    skipped = [{"line": line, "text": text} for line, text in document.skipped]
    return {
        **found,
        "skipped": skipped,
        "furniture": document.furniture,
        "notes": list(document.notes),
    }


def read_bytes(path: Path) -> bytes:
    """:raise MissingFile: it is not there, is a folder, or may not be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        message = f"{path}: there is no such file. Check the name and the folder."
        raise MissingFile(message) from error
    except OSError as error:
        message = (
            f"{path}: cannot be opened ({error.strerror}). Give the name of a file you may read."
        )
        raise MissingFile(message) from error


def _not_text(path: Path) -> NotText:
    return NotText(
        f"{path}: this is not a text file. Open it in the program it was made with, save it as"
        " plain text (UTF-8) or Markdown, and import that."
    )


def _kind(text: str, path: Path) -> ProgrammeKind:
    """Which kind of document it is, by the headings that only one kind has."""
    lines = [bare(line) for line in re.split(r"[\r\n\f]+", text) if line.strip()]
    themes = [line for line in lines if wrap_up.THEME.fullmatch(line)]
    meetings = [line for line in lines if learning_network.MEETING.fullmatch(line)]
    if not themes and not meetings:
        raise UnknownStructure(
            f"{path}: not recognised. None of its {len(lines)} lines is a heading 'Thema: …'"
            " (wrap-up of round tables) or 'Bijeenkomst 1' (report of a learning network). Put such"
            " headings on lines of their own."
        )
    is_round_table = len(themes) >= len(meetings)
    return ProgrammeKind.ROUND_TABLE if is_round_table else ProgrammeKind.LEARNING_NETWORK


def _summary_of_wrap_up(document: RoundTableWrapUp) -> dict[str, Any]:
    return {
        "kind": ProgrammeKind.ROUND_TABLE.value,
        "title": document.title,
        "subtitle": document.subtitle,
        "period": document.period,
        "aim": document.aim,
        "organisers": list(document.organisers),
        "roles": list(document.roles),
        "participants_about": document.participants_about,
        "meetings": document.meetings,
        "regions": list(document.regions),
        "topics": [asdict(topic) for topic in document.topics],
        "themes": [
            {
                "name": theme.name,
                "central_statement": theme.central_statement,
                "content": theme.count(Aspect.CONTENT),
                "process": theme.count(Aspect.PROCESS),
            }
            for theme in document.themes
        ],
        "statements": len(document.statements),
        **_duplicates(document.statements),
        "contact": list(document.contact),
        "resources": [asdict(resource) for resource in document.resources],
    }


def _duplicates(statements: tuple[ReadStatement, ...]) -> dict[str, Any]:
    pairs = find_duplicates([statement.text for statement in statements])
    return {
        "duplicates": {
            "exact": sum(pair.kind == "exact" for pair in pairs),
            "near": sum(pair.kind == "near" for pair in pairs),
        },
        "duplicate_pairs": [
            {
                "kind": pair.kind,
                "score": pair.score,
                "lines": [statements[pair.first].line, statements[pair.second].line],
                "texts": [statements[pair.first].text, statements[pair.second].text],
            }
            for pair in pairs
        ],
    }


def _summary_of_report(document: LearningNetworkReport) -> dict[str, Any]:
    return {
        "kind": ProgrammeKind.LEARNING_NETWORK.value,
        "title": document.title,
        "period": document.period,
        "aim": document.aim,
        "organisers": list(document.organisers),
        "meetings": [
            {
                "title": meeting.title,
                "focus": meeting.focus,
                "questions": list(meeting.questions),
                "perspectives": list(meeting.perspectives),
            }
            for meeting in document.meetings
        ],
        "speakers": [asdict(speaker) for speaker in document.speakers],
        "safeguards": list(document.safeguards),
        "evaluation": document.evaluation,
        "yields": list(document.yields),
        "follow_ups": [asdict(follow_up) for follow_up in document.follow_ups],
        "resources": [asdict(resource) for resource in document.resources],
        "contact": list(document.contact),
    }
