"""Files of others, opened with care: what a zip may hold, how an XML document is read.

A zip is refused by what its directory promises, and again while it is unpacked (a directory may
lie). XML is read without entities, without the network and with lxml's own limits on depth and
size; a document type is refused, because only an attack needs one here.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

from collector.errors import InvalidFile
from collector.wording import Wording

MOST_MEMBERS = 20_000
MOST_UNPACKED = 100 * 1024 * 1024  # bytes, of all members together
MOST_TIMES_LARGER = 200  # than packed; deflate itself cannot go beyond about 1,030
MOST_TAGS = 3_000_000  # in XML that is read as a whole: about 400 MB of memory
SMALL = 1024 * 1024  # bytes: below this, how much larger does not matter

_DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # also the wrapping of an encrypted new one
ZIP = b"PK\x03\x04"
_ENTRY = b"PK\x01\x02"
"""Before every entry of the directory."""


class Unreadable(InvalidFile):
    """A file that cannot be read in; says what is wrong and how to mend it, in Dutch."""

    def __init__(self, said: Wording) -> None:
        super().__init__(str(said))
        self.wording = said


@dataclass(frozen=True)
class Received:
    """A file as it came in: its name (without folders) and its bytes."""

    name: str
    data: bytes


class Archive:
    """The members of a zip, each unpacked in memory and never on disk.

    :raise Unreadable: it is damaged, encrypted, far larger than it looks, or has names that lead
        out of the archive.
    """

    def __init__(self, received: Received) -> None:
        if received.data.count(_ENTRY) > MOST_MEMBERS:  # before a million of them take memory
            raise Unreadable(_bomb())
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(received.data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise Unreadable(_damaged()) from error
        self._left = MOST_UNPACKED
        members = self._zip.infolist()
        for member in members:
            _check_member(member)
        unpacked = sum(member.file_size for member in members)
        too_large = unpacked > max(SMALL, MOST_TIMES_LARGER * len(received.data))
        if too_large or unpacked > MOST_UNPACKED or len(members) > MOST_MEMBERS:
            raise Unreadable(_bomb())

    @property
    def names(self) -> list[str]:
        return self._zip.namelist()

    def read(self, name: str) -> bytes:
        """:raise Unreadable: it is not there, or damaged."""
        try:
            with self._zip.open(name) as member:
                data = member.read(self._left + 1)
        except (
            KeyError,
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as error:
            raise Unreadable(_damaged()) from error
        self._left -= len(data)
        if self._left < 0:
            raise Unreadable(_bomb())
        return data


def _check_member(member: zipfile.ZipInfo) -> None:
    """:raise Unreadable: it is encrypted, or its name leads out of the archive."""
    if member.flag_bits & 0x1:
        raise Unreadable(locked())
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in (path.parts or ("",))[0]:
        raise Unreadable(
            Wording(
                "In dit bestand zit een onderdeel met een naam die buiten het bestand wijst."
                " Zo'n bestand wordt niet gelezen. Bewaar het opnieuw in het programma waarin het"
                " is gemaakt."
            )
        )


def parse_xml(data: bytes) -> Any:
    """The root element.

    :raise Unreadable: it is no XML, has too many elements, or declares a document type.
    """
    check_tags(data)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if any(mark in data for mark in _DOCTYPES):
            raise Unreadable(_doctype()) from error
        raise Unreadable(
            Wording(
                "Dit bestand is beschadigd of niet af: het is geen geldige XML."
                " Bewaar of exporteer het opnieuw."
            )
        ) from error
    if root.getroottree().docinfo.doctype:
        raise Unreadable(_doctype())
    return root


def check_tags(data: bytes) -> None:
    """:raise Unreadable: the XML has so many elements that reading it would take all memory."""
    if data.count(b"<") > MOST_TAGS:
        raise Unreadable(_bomb())


def check_office(received: Received) -> None:
    """A Word or Excel file, for a library that opens it by itself.

    :raise Unreadable: it is no sound zip, holds macros, or XML with a document type.
    """
    archive = Archive(received)
    for name in archive.names:
        data = archive.read(name)
        if name.lower().endswith("vbaproject.bin"):
            raise Unreadable(
                Wording(
                    "Dit bestand bevat macro's. Zo'n bestand wordt niet gelezen. Bewaar het als"
                    " gewoon .docx of .xlsx, zonder macro's."
                )
            )
        if any(mark in data for mark in _DOCTYPES):
            raise Unreadable(_doctype())


def local(element: Any) -> str:
    """The name of an element without its namespace."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def locked() -> Wording:
    return Wording(
        "Dit bestand is beveiligd met een wachtwoord. Bewaar het zonder wachtwoord en kies het"
        " opnieuw."
    )


def _damaged() -> Wording:
    return Wording(
        "Dit bestand is beschadigd of niet helemaal aangekomen. Bewaar het opnieuw en kies het"
        " nog eens."
    )


def _doctype() -> Wording:
    return Wording(
        "Dit bestand bevat een documenttype (DOCTYPE). Zo'n bestand wordt niet gelezen, omdat er"
        " kwaad mee kan. Bewaar of exporteer het opnieuw."
    )


def _bomb() -> Wording:
    return Wording(
        "Dit bestand wordt uitgepakt veel groter dan %(size)s MB, of bevat te veel onderdelen."
        " Zo'n bestand wordt niet gelezen. Haal weg wat er niet in hoort.",
        size=MOST_UNPACKED // 1024 // 1024,
    )
