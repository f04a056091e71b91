"""Checks a release file as a file: its header, its pages, and everything that is declared in it."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from analysis import release_file
from analysis.verify_finding import Finding, shown

LARGEST = 2 * 1024**3
"""Bytes. A release of 100,000 statements takes some 60 MB; what is larger is not read."""

_HEADER = b"SQLite format 3\x00"
_BESIDE = ("-wal", "-shm", "-journal")
_MADE_BY = slice(96, 100)  # the version of SQLite that wrote the file
# Counters of changes, which making the file anew counts on: bytes 24, 40 and 92 to 99.
_COUNTERS = (slice(24, 28), slice(40, 44), slice(92, 100))
_STRANGE = "Dit is geen SQLite-bestand."


def header_findings(path: Path) -> Iterator[Finding]:
    """Before SQLite opens it. After a finding here the file is not read any further.

    :raise OSError: it is not there, or may not be read.
    """
    if not path.is_file():
        path.stat()
        yield Finding("bestand", "Dit is geen gewoon bestand.")
        return
    with path.open("rb") as file:
        header = file.read(100)
    size = path.stat().st_size
    if len(header) < 100 or not header.startswith(_HEADER):
        yield Finding("bestand", _STRANGE)
    elif size > LARGEST:
        yield Finding("bestand", "Dit bestand is te groot voor een publicatie.")
    elif size != _page_size(header) * struct.unpack(">I", header[28:32])[0]:
        yield Finding("bestand", "Het bestand is afgebroken, of er staat iets achter.")


def _page_size(header: bytes) -> int:
    size: int = struct.unpack(">H", header[16:18])[0]
    return 65536 if size == 1 else size


def file_findings(path: Path) -> Iterator[Finding]:
    """How it was written, and whether anything lies beside it."""
    with path.open("rb") as file:
        header = file.read(100)
    if header[18] != 1 or header[19] != 1:
        yield Finding("bestand", "Het bestand staat in de WAL-stand; sporen blijven ernaast staan.")
    for suffix in _BESIDE:
        if path.with_name(path.name + suffix).exists():
            yield Finding("bestand", f"Naast het bestand staat nog {shown(path.name)}{suffix}.")


def shape_findings(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Exactly what is declared: no table, view, trigger, index, default or column more or less.

    To be asked before anything else: nothing that a stranger declared is then ever run.
    """
    if connection.execute("PRAGMA application_id").fetchone()[0] != release_file.APPLICATION_ID:
        yield Finding("bestand", "Dit bestand is niet als publicatie gemaakt.")
    with closing(release_file.empty()) as pattern:
        expected = release_file.schema(pattern)
    found = release_file.schema(connection)
    for kind, name, *_ in sorted(found - expected, key=str):
        what = f"{shown(kind)} {shown(name)}"
        yield Finding("tabellen", f"{what} hoort hier niet, of is anders gemaakt.")
    for kind, name, *_ in sorted(expected - found, key=str):
        yield Finding("tabellen", f"{kind} {name} ontbreekt, of is anders gemaakt.")


def page_findings(connection: sqlite3.Connection) -> Iterator[Finding]:
    checked = connection.execute("PRAGMA integrity_check(1)").fetchall()
    if checked != [("ok",)]:
        yield Finding("bestand", f"Het bestand is beschadigd: {shown(checked[0][0])}.")
    if connection.execute("PRAGMA freelist_count").fetchone()[0]:
        yield Finding("bestand", "Er zijn vrije pagina's, waarin gewiste woorden kunnen staan.")


def trace_findings(path: Path, copy: sqlite3.Connection) -> Iterator[Finding]:
    """Whether the file is, byte by byte, what its own rows make when they are written anew.

    A row that was deleted or changed leaves its words in a corner of a page, where no question
    finds them. Another version of SQLite may put the same rows in other places, so this is asked
    of files of the same version only.

    :param copy: the whole file in memory; it is written anew there.
    """
    there = bytearray(path.read_bytes())
    if there[_MADE_BY] != struct.pack(">I", _sqlite_number()):
        return
    copy.execute("VACUUM")
    anew = bytearray(copy.serialize())
    for counter in _COUNTERS:
        there[counter] = anew[counter] = bytes(counter.stop - counter.start)
    if there != anew:
        yield Finding(
            "bestand",
            "Het bestand is veranderd nadat het geschreven was; er kunnen sporen in staan van wat"
            " gewist is.",
        )


def _sqlite_number() -> int:
    major, minor, patch = sqlite3.sqlite_version_info
    return major * 1_000_000 + minor * 1_000 + patch
