"""What other people's readers find in a wrap-up: python-docx, LibreOffice, poppler, pdfplumber."""

from __future__ import annotations

import io
import re
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import docx
import pdfplumber
from docx.text.paragraph import Paragraph

from analysis.documents.blocks import Document, Said
from analysis.documents.characters import visible
from analysis.documents.paper import to_pdf
from analysis.report_parts import Citation
from tests.programs import need

SAID = "Wrap-up uitspraak"


@dataclass(frozen=True)
class Read:
    """Headings with their level, and what stands in lists of statements, with number."""

    headings: list[tuple[int, str]]
    statements: list[str]


def expected(document: Document) -> Read:
    said = [
        citation
        for block in document.blocks()
        if isinstance(block, Said)
        for citation in block.citations
    ]
    return Read(
        [(level, flat(part.heading)) for level, part in document.walk()],
        [as_printed(each) for each in said],
    )


def as_printed(citation: Citation) -> str:
    times = f" ({citation.times}×)" if citation.times > 1 else ""
    text = re.sub(r"\r\n|\r", "\n", visible(citation.text))
    return f"{text}{times}\N{NO-BREAK SPACE}[{citation.number}]"


def flat(text: str) -> str:
    return " ".join(text.split())


def word(file: bytes) -> Read:
    """By python-docx."""
    paragraphs = docx.Document(io.BytesIO(file)).paragraphs
    return Read(
        [
            (int(each.style.name.removeprefix("Heading ")), flat(each.text))
            for each in paragraphs
            if style(each).startswith("Heading ")
        ],
        [each.text for each in paragraphs if style(each).startswith(SAID)],
    )


def style(paragraph: Paragraph) -> str:
    assert paragraph.style is not None
    return str(paragraph.style.name)


@lru_cache(maxsize=8)
def pdf_of(document: Document) -> bytes:
    """Made once for several tests."""
    return to_pdf(document)


def office(file: bytes, folder: Path) -> bytes:
    """The same document as LibreOffice prints it: a PDF."""
    need("soffice", "libreoffice-writer-nogui")
    source = folder / "verslag.docx"
    source.write_bytes(file)
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", str(folder), str(source)],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return (folder / "verslag.pdf").read_bytes()


def printed(pdf: bytes, folder: Path) -> str:
    """The words on all pages by poppler, without what stands above and below each, on one line."""
    need("pdftotext", "poppler-utils")
    source = folder / "gedrukt.pdf"
    source.write_bytes(pdf)
    inside = ["-x", "0", "-y", "60", "-W", "600", "-H", "725"]  # of A4, in points
    command = ["pdftotext", "-enc", "UTF-8", *inside, str(source), "-"]
    return flat(subprocess.run(command, check=True, capture_output=True).stdout.decode("utf-8"))


def pages(pdf: bytes) -> int:
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def in_order(text: str, wanted: list[str]) -> list[str]:
    """Those of the wanted texts that stand in this one, one after the other."""
    found, at = [], 0
    for each in wanted:
        place = text.find(each, at)
        if place >= 0:
            found.append(each)
            at = place + len(each)
    return found
