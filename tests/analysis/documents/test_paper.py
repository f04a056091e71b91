"""The PDF: tagged, with title, language, bookmarks, page numbers, and its fonts in it."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pdfplumber
import pikepdf
import pytest

from analysis.documents.blocks import Document
from analysis.documents.paper import to_pdf
from analysis.documents.press import Press
from analysis.report_parts import Citation
from collector.config import REPOSITORY
from tests.analysis.documents.conftest import both
from tests.analysis.documents.readers import expected, flat, in_order, pdf_of, printed

AWKWARD = (
    "Één cliënt én een garçon: naïef, €\u00a03,50 – “goed” ‘zo’.",
    '<b>geen</b> HTML & &amp; <script>alert("x")</script>',
    "Eerste regel\ntweede regel\n\n- derde na een lege",
    "Een stuurteken\x07 en een \x00 nul.",
    "Grieks Ωμέγα, Pools Łódź, Turks ığüş, een pijl → en een 🙂.",
    "w" * 400,
    "woord " * 160,
)


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Every element of the structure tree, in order."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


@both
def test_tagged(document: Document) -> None:
    with pikepdf.open(io.BytesIO(pdf_of(document))) as pdf:
        assert str(pdf.Root.Lang) == "nl-NL"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == document.running
        found = list(elements(pdf.Root.StructTreeRoot))
        tags = [str(each.S) for each in found]
        assert tags.count("/H1") == 1
        levels = [int(tag[2]) for tag in tags if re.fullmatch("/H[1-6]", tag)]
        assert levels == [1, *(level + 1 for level, _ in expected(document).headings)]
        assert {"/P", "/L", "/LI", "/LBody", "/Table", "/TH", "/TD", "/Caption"} <= set(tags)
        assert [str(each.get("/Alt", "")) for each in found if str(each.S) == "/Figure"].count(
            ""
        ) == 0


def test_bookmarks_and_page_numbers(document: Document) -> None:
    made = pdf_of(document)
    with pikepdf.open(io.BytesIO(made)) as pdf, pdf.open_outline() as outline:
        told = [flat(str(each.title)) for each in outline.root]
        count = len(pdf.pages)
    assert told == [part.heading for level, part in document.walk() if level == 1]
    with pdfplumber.open(io.BytesIO(made)) as pdf:
        last = pdf.pages[-1].extract_text()
        contents = pdf.pages[0].extract_text()
    assert f"Pagina {count} van {count}" in last
    lines = {
        line.split(".")[0]: line.split(".")[-1] for line in contents.split("\n") if ".." in line
    }
    assert lines["Inleiding"] == "2"
    assert lines["Meer informatie"] == str(count)


@both
def test_fonts_are_in_it(document: Document) -> None:
    with pikepdf.open(io.BytesIO(pdf_of(document))) as pdf:
        fonts = [
            font
            for page in pdf.pages
            for font in page.Resources.get("/Font", {}).values()  # type: ignore[attr-defined]
        ]
        assert fonts
        for font in fonts:
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
        names = {str(font.BaseFont).partition("+")[2] for font in fonts}
    assert any(name.startswith("Figtree") for name in names)


def test_verbatim(document: Document, tmp_path: Path) -> None:
    """Printed words are those that were written; a long word is broken, nothing is hyphenated."""
    theme = document.parts[3]
    said = replace(
        theme.parts[0].blocks[0], citations=tuple(Citation(n, t) for n, t in enumerate(AWKWARD, 90))
    )  # type: ignore[arg-type]
    part = replace(theme, parts=(replace(theme.parts[0], blocks=(said,)),))
    made = to_pdf(replace(document, parts=(part,)))
    text = printed(made, tmp_path)
    wanted = [flat(f"{each}\u00a0[{n}]") for n, each in enumerate(AWKWARD, 90)]
    wanted[3] = flat("Een stuurteken␇ en een ␀ nul.\u00a0[93]")
    wanted.pop(5)  # broken over lines: looked for without blanks
    assert in_order(text, wanted) == wanted
    assert "w" * 400 in text.replace(" ", "")


def test_press_is_a_process_of_its_own(document: Document, tmp_path: Path) -> None:
    press, looks = Press(), []
    try:
        made = press.to_pdf(document, lambda: looks.append(1))
    finally:
        press.close()
    assert looks  # other work goes on meanwhile
    assert printed(made, tmp_path) == printed(pdf_of(document), tmp_path)


def test_without_pango(tmp_path: Path) -> None:
    """The library of the system is missing: said in Dutch, with what to install."""
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango')\n")
    code = (
        "from analysis.documents.blocks import Document, Front\n"
        "from analysis.documents.paper import to_pdf\n"
        "from collector.errors import Refused\n"
        "try:\n    to_pdf(Document(Front('Soort', 'Titel'), ()))\n"
        "except Refused as refusal:\n    print(refusal)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": f"{tmp_path}:{REPOSITORY}", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert "Pango ontbreekt" in done.stdout
    assert "apt install libpango-1.0-0" in done.stdout


@pytest.mark.parametrize("what", ["link", "picture"])
def test_nothing_is_fetched(document: Document, what: str) -> None:
    """A wrap-up is made without a network, whatever people wrote in it."""
    text = f'<img src="http://127.0.0.1:1/{what}.png"> @import url(http://127.0.0.1:1/)'
    part = replace(document.parts[0], title=text)
    assert to_pdf(replace(document, parts=(part,))).startswith(b"%PDF-")
